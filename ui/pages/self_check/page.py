"""开场自检: the lines at the left, what it means for opening at the right."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import ScanKind
from fieldapp.domain.self_checks import Check, Level
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, on_keys
from ui.forms.comboboxes import Choice, labelled
from ui.forms.parts import Scrolled, column, fill, label, panel, row, rule
from ui.icons import pixmap
from ui.operations import self_check
from ui.pages.page import Page
from ui.pages.self_check.words import NAMES, found_words, remedy_words
from ui.session import Session
from ui.theme import set_tone

_MARKS = {
    Level.GOOD: ("mark_success", "success", "好"),
    Level.CARE: ("mark_warning", "warning", "留意"),
    Level.BAD: ("mark_error", "error", "不行"),
    Level.ASK: ("mark_neutral", "ink_soft", "请试一下"),
}
_BY_HAND = {
    "scanner": Check(code="scanner", state="ask", level=Level.ASK),
    "keys": Check(code="keys", state="ask", level=Level.ASK),
}


class SelfCheckPage(Page):
    """Looks by itself when it is opened; the person scans one code and presses one key."""

    name = "self_check"
    topics = frozenset({Topic.SETTINGS, Topic.EVENTS})
    scans = frozenset(ScanKind) - {ScanKind.UNKNOWN}

    def __init__(self, session: Session) -> None:
        """Nothing was looked at yet."""
        super().__init__(session)
        self._looked: tuple[Check, ...] = ()
        self._by_hand = dict(_BY_HAND)
        self._is_looking = False
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._answer = label("", "title", name="check_answer", wraps=True)
        self._why = label("", "soft", name="check_why", wraps=True)
        self.again = KeyButton("check_again", _("重新检查"), "Alt+R")
        self.again.clicked.connect(self.look)
        self._printer = Choice("check_printer")
        self._test = KeyButton("test_page", _("打测试页"), "Alt+P")
        self._test.clicked.connect(self._on_test_page)
        self._go = KeyButton("check_go", _("去登记"), "Alt+G", role="primary")
        self._go.clicked.connect(lambda: session.go_to("enroll" if session.current_event else "events"))
        on_keys(self, lambda: self._on_key("works"), "F10")
        on_keys(self, lambda: self._on_key("twin"), "Ctrl+Return")
        self._lay_out()

    def _lay_out(self) -> None:
        left, inside = panel(margin=16, spacing=8)
        fill(inside, row(label(_("开场自检"), "title"), None, self.again))
        held = QWidget()
        lines = QVBoxLayout(held)
        lines.setContentsMargins(0, 0, 4, 0)
        fill(lines, self._lines, None)
        inside.addWidget(Scrolled(held), 1)
        right, below = panel(margin=18, spacing=10)
        fill(below, self._answer, self._why, row(None, self._go), rule(), labelled(_("测试页打到"), self._printer))
        fill(below, row(None, self._test), None)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addWidget(left, 68)
        body.addWidget(right, 32)

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return every line: what the machine judged, then what a person tries."""
        return (*self._looked, *self._by_hand.values())

    def refresh(self) -> None:
        """Look again."""
        printers = self.session.prints.printers
        self._printer.offer((name, name) for name in printers)
        self._test.setEnabled(bool(printers))
        self.look()

    def look(self) -> None:
        """Ask everything anew, off the window's thread."""
        if self._is_looking:
            return
        self._is_looking = True
        self.again.setEnabled(False)
        self._show_answer()
        self_check.look(self.session, self._on_looked)

    def show_subject(self, _subject: str) -> None:
        """A code was scanned: that is all this page wants to know."""
        self._by_hand["scanner"] = Check(code="scanner", state="works", level=Level.GOOD)
        self.session.sounds.play("success")
        self._show()

    def show_look(self) -> None:
        """Draw the shapes in the theme's colours; nothing is looked at again."""
        self._show()

    def _on_looked(self, checks: tuple[Check, ...]) -> None:
        self._is_looking = False
        self.again.setEnabled(True)
        self._looked = checks
        self._show()

    def _on_key(self, state: str) -> None:
        self._by_hand["keys"] = Check(code="keys", state=state, level=Level.GOOD)
        self._show()

    def _on_test_page(self) -> None:
        self_check.print_test_page(self.session, self._printer.value() or "", self._on_printed)

    def _on_printed(self, refusal: Refusal | None) -> None:
        if refusal is not None:
            self.session.say_refusal(refusal)
            return
        asked = Check(code="printer", state="asked", level=Level.GOOD)
        self._looked = tuple(asked if one.code == "printer" else one for one in self._looked)
        self._show()

    def _show(self) -> None:
        while self._lines.count():
            item = self._lines.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in self.checks:
            self._lines.addWidget(self._line(one))
        self._show_answer()

    def _line(self, check: Check) -> QWidget:
        mark, tone, words = _MARKS[check.level]
        held, inside = panel("", margin=0, spacing=4)
        held.setObjectName(f"check_{check.code}")
        shape = QLabel()
        shape.setPixmap(pixmap(mark, self.session.theme.look[tone], 18))
        shape.setAccessibleName(_(words))
        state = label(_(words), "small", tone if tone != "ink_soft" else "", name=f"check_{check.code}_level")
        said = column(
            row(
                label(_(NAMES[check.code]), "strong"), label(found_words(check), name=f"check_{check.code}_found"), None
            ),
            spacing=0,
        )
        remedy = remedy_words(check)
        if remedy:
            said.addWidget(label(remedy, "small", wraps=True))
        line = row(shape, spacing=12)
        line.addLayout(said, 1)
        line.addWidget(state)
        fill(inside, line, rule())
        return held

    def _show_answer(self) -> None:
        blocked = [one for one in self.checks if one.blocks]
        cares = sum(one.level in (Level.CARE, Level.BAD) for one in self.checks)
        asks = sum(one.level is Level.ASK for one in self.checks)
        if self._is_looking:
            words, why, tone = _("正在检查…"), "", ""
        elif blocked:
            words, why, tone = _("先不要开场"), remedy_words(blocked[0]), "error"
        elif cares:
            words, tone = _("可以开场,有 {n} 处要留意").format(n=cares), "warning"
            why = _("除了数据和磁盘,别的都不挡开场。")
        else:
            words, why, tone = _("可以开场"), "", "success"
        if asks and not self._is_looking and not blocked:
            why = " ".join(filter(None, (why, _("还有 {n} 样请动手试一下。").format(n=asks))))
        self._answer.setText(words)
        self._why.setText(why)
        set_tone(self._answer, tone)
