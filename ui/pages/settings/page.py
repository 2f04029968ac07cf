"""设置: a list of sections at the left, each with its key; a section fits the smallest window without a fold."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.views import OperatorRole
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import Scrolled, column, fill, panel, row
from ui.pages.page import Page
from ui.pages.settings.audit import AuditPanel
from ui.pages.settings.calibration import CalibrationPanel
from ui.pages.settings.devices import DevicesPanel
from ui.pages.settings.keys import KeysPanel
from ui.pages.settings.look import LookPanel
from ui.pages.settings.machine import MachinePanel
from ui.pages.settings.people import PeoplePanel
from ui.pages.settings.printing import PrintingPanel
from ui.pages.settings.privacy import PrivacyPanel
from ui.pages.settings.training import TrainingPanel
from ui.session import Session

PEOPLE, KEYS, LOOK, PAPER, LOG, MACHINE = "people", "keys", "look", "paper", "log", "machine"
MEASURE = "measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One thing to set; ``buttons`` act by their key from every section, which then comes to the front."""

    words: str
    shown: QWidget
    buttons: tuple[KeyButton, ...] = ()
    is_boss_only: bool = False


class SettingsPage(Page):
    """One section is in front; who may not see one does not find it in the list."""

    name = "settings"
    topics = frozenset({Topic.SETTINGS})

    def __init__(self, session: Session) -> None:
        """Build the sections; in the training mode the one that ends it comes first."""
        super().__init__(session)
        self.people, self.keys, self.look = PeoplePanel(session), KeysPanel(session), LookPanel(session)
        self.printing, self.devices = PrintingPanel(session), DevicesPanel(session)
        self.calibration = CalibrationPanel(session)
        self.audit, self.privacy = AuditPanel(session), PrivacyPanel(session)
        self.training, self.machine = TrainingPanel(session), MachinePanel(session)
        self._sections = self._made_sections()
        self._buttons = {name: self._button(place, name) for place, name in enumerate(self._sections, 1)}
        self._jumps = [
            (name, self._jump(name, button)) for name, one in self._sections.items() for button in one.buttons
        ]
        self._areas = {name: Scrolled(one.shown) for name, one in self._sections.items()}
        self._stack = QStackedWidget()
        self._name = MACHINE if session.is_training else PEOPLE
        self._lay_out()
        self.open(self._name)
        session.operator_changed.connect(self._read_again)

    def _made_sections(self) -> dict[str, Section]:
        return {
            PEOPLE: Section(words=_("人员"), shown=self.people),
            KEYS: Section(words=_("钥匙"), shown=self.keys, buttons=(self.keys.renew,), is_boss_only=True),
            LOOK: Section(words=_("外观与锁定"), shown=self.look),
            PAPER: Section(words=_("打印与设备"), shown=_side_by_side(self.printing, self.devices)),
            LOG: Section(
                words=_("信息与审计"),
                shown=_one_below_the_other(self.privacy, self.audit),
                buttons=(self.privacy.open, self.privacy.bundle, self.audit.compare, self.audit.check),
            ),
            MACHINE: Section(
                words=_("演练与本机"),
                shown=_one_below_the_other(self.training, self.machine),
                buttons=self.training.buttons,
            ),
            MEASURE: Section(words=_("打印机校准"), shown=self.calibration),
        }

    def _button(self, place: int, name: str) -> KeyButton:
        made = KeyButton(f"section_{name}", self._sections[name].words, f"Alt+{place}", role="who")
        made.show_as_line()
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(partial(self.open, name))
        return made

    def _jump(self, name: str, button: KeyButton) -> QShortcut:
        """Let the key of a button act while its section is not in front; there the button has it itself."""
        made = QShortcut(QKeySequence(button.shown_key), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(partial(self._press, name, button))
        return made

    def _press(self, name: str, button: KeyButton) -> None:
        self.open(name)
        if button.isVisible():
            button.click()

    def _lay_out(self) -> None:
        listed, inside = panel(margin=10, spacing=6)
        fill(inside, *self._buttons.values(), None)
        for area in self._areas.values():
            self._stack.addWidget(area)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addWidget(listed)
        body.addWidget(self._stack, 1)

    def open(self, name: str, *_clicked: bool) -> None:
        """Bring a section to the front; the first one instead of one that is not for this person."""
        self._name = name if self._may_see(name) else PEOPLE
        self._stack.setCurrentWidget(self._areas[self._name])
        for one, made in self._buttons.items():
            made.setChecked(one == self._name)
            made.setVisible(self._may_see(one))
        for section, jump in self._jumps:
            jump.setEnabled(section != self._name and self._may_see(section))
        self._read()

    def _may_see(self, name: str) -> bool:
        is_boss = self.session.operator.role is OperatorRole.SUPERVISOR
        return is_boss or not self._sections[name].is_boss_only

    def show_subject(self, subject: str) -> None:
        """Open the section of this name."""
        if subject in self._sections:
            self.open(subject)

    def show_look(self) -> None:
        """Take the theme as it is now; the lists always show a few rows."""
        super().show_look()
        self.keys.show_look()
        self.people.show_look()
        self.calibration.show_look()

    def arrive(self, subject: str) -> None:
        """Come to the front; a printer may have been plugged in since."""
        super().arrive(subject)
        self.session.prints.find_printers()

    def reprint(self) -> bool:
        """F8: print the test page while a printer is measured."""
        if self._name != MEASURE:
            return False
        self.calibration.print_page()
        return True

    def refresh(self) -> None:
        """Read the section in front; another person may not see it any more."""
        self.open(self._name)

    def _read(self) -> None:
        """Read what the section in front shows."""
        shown = (self.people, self.keys, self.look, self.printing, self.devices, self.calibration, self.audit)
        for one in (*shown, self.machine):
            if self._areas[self._name].isAncestorOf(one):
                one.refresh()


def _side_by_side(*panels: QWidget) -> QWidget:
    """Return panels beside one another, each as high as it needs."""
    held, line = QWidget(), row(spacing=11)
    for one in panels:
        line.addLayout(column(one, None, spacing=0), 1)
    held.setLayout(line)
    return held


def _one_below_the_other(*panels: QWidget) -> QWidget:
    """Return panels of the whole width."""
    held = QWidget()
    held.setLayout(column(*panels, None, spacing=11))
    return held
