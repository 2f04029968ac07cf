"""Locked: the store stays open behind it with draft and cursor; one chooses who one is and types a PIN."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import Scrolled, label, row
from ui.operations import settings
from ui.pages.start.frame import StartFrame
from ui.session import Session

_KEYS = "123456789"
_COLUMNS = 2
_SHOWN = 4
"""Rows of people before the list scrolls."""


class LockedPage(StartFrame):
    """``opened``: somebody sits down and the workspace comes back. ``close_asked``: shut the store altogether."""

    opened = Signal()
    close_asked = Signal()

    def __init__(self, session: Session, *, is_switch: bool) -> None:
        """Ask the one who worked here; for a switch, the next one in the list."""
        super().__init__(session.theme, _("换人") if is_switch else _("已锁定"))
        self._session = session
        self._people = _in_order(session)
        self._buttons: list[KeyButton] = []
        self._who = self._people[1 if is_switch and len(self._people) > 1 else 0]
        self._secret = Line("lock_secret")
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.field = Field("", self._secret)
        self._open = KeyButton("sit_down", _("开始工作"), role="primary", shown="Enter")
        self._close = KeyButton("close_store", _("关闭数据"), "Ctrl+Q")
        self._secret.entered.connect(self._on_open)
        self._open.clicked.connect(self._on_open)
        self._close.clicked.connect(self.close_asked)
        self.body.addWidget(label(_("没填完的表和光标都在原处。"), "soft"))
        self.body.addWidget(self._list())
        self.body.addWidget(self.field)
        self.body.addLayout(row(self._close, None, self._open))
        self._choose(self._who)

    def _list(self) -> QWidget:
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 4, 0)
        grid.setSpacing(8)
        for place, one in enumerate(self._people):
            key = f"Alt+{_KEYS[place]}" if place < len(_KEYS) else ""
            made = KeyButton(f"person_{place + 1}", one.name, *([key] if key else []), role="who")
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _checked=False, who=one: self._choose(who))
            self._buttons.append(made)
            grid.addWidget(made, place // _COLUMNS, place % _COLUMNS)
        rows = -(-len(self._people) // _COLUMNS)
        if rows <= _SHOWN:
            return held
        scrolled = Scrolled(held)
        scrolled.setMinimumHeight(self._buttons[0].sizeHint().height() * _SHOWN)
        return scrolled

    @property
    def who(self) -> Operator:
        """Return who is asked."""
        return self._who

    def focus_first(self) -> None:
        """Put the cursor where the PIN goes."""
        self._secret.setFocus()

    def _choose(self, who: Operator) -> None:
        self._who = who
        for one, made in zip(self._people, self._buttons, strict=True):
            made.setChecked(one.id == who.id)
        is_boss = who.role is OperatorRole.SUPERVISOR
        words = _("{name} 的 PIN 或本机口令") if is_boss else _("{name} 的 PIN")
        self.field.rename(words.format(name=who.name))
        self.field.say("")
        self._secret.clear()
        self._secret.setFocus()

    def _on_open(self) -> None:
        secret = self._secret.text()
        self._secret.clear()
        if not secret:
            self.field.say(_("请输入 PIN"), "warning")
            return
        settings.switch_operator(self._session, self._who, secret, lambda _result: self.opened.emit(), self._on_refused)

    def _on_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self.field.say(f"{said.title} · {said.reason}", "error")
        self._secret.setFocus()


def _in_order(session: Session) -> Sequence[Operator]:
    """Return the people at work, who sits here first, then by name; expired helpers are left out."""
    now, here = session.application.clock.now(), session.operator.id
    people = session.application.read.operators()
    living = [one for one in people if one.expires is None or one.expires > now]
    can_sit = [one for one in living if one.has_pin or one.role is OperatorRole.SUPERVISOR]
    return sorted(can_sit, key=lambda one: (one.id != here, one.name))
