"""The question to a second person (四眼): stands above the page, which waits. Alone: the reason, and the wait."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout

from fieldapp.domain.four_eyes import ALONE_SECONDS
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import clear, fill, label, row
from ui.operations import four_eyes
from ui.operations.four_eyes import SecondAsked
from ui.session import Session
from ui.theme import set_role

_MOST = 6
"""People whose names stand as buttons; more never work at one desk."""
_MINUTE = 60


class SecondLookPanel(QFrame):
    """Hidden until an act needs a second person. ``ended`` gives the page back."""

    ended = Signal()

    def __init__(self, session: Session) -> None:
        """Wait for an act."""
        super().__init__()
        set_role(self, "panel")
        self.setObjectName("second_look")
        self._session = session
        self._asked: SecondAsked | None = None
        self._who: Operator | None = None
        self._buttons: list[tuple[Operator, KeyButton]] = []
        self._title = label("", "title", name="second_title")
        self._words = label("", "soft", name="second_words", wraps=True)
        self._people = QHBoxLayout()
        self._people.setSpacing(8)
        secret, reason = Line("second_secret"), Line("second_reason", input_method=True)
        secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret = Field("", secret, compact=True)
        self.reason = Field(_("为什么只有一个人"), reason, compact=True)
        self.yes = KeyButton("second_yes", "", role="primary", shown="Enter")
        self.away = KeyButton("second_away", _("先不做"), shown="Esc")
        inner = QVBoxLayout(self)
        inner.setContentsMargins(18, 14, 18, 12)
        inner.setSpacing(8)
        answer = row(self.secret, self.reason, self.yes, self.away, spacing=10)
        for place, part in enumerate((self.secret, self.reason)):
            answer.setStretch(place, 1)
            answer.setAlignment(part, Qt.AlignmentFlag.AlignBottom)
        for key in (self.yes, self.away):
            answer.setAlignment(key, Qt.AlignmentFlag.AlignBottom)
        fill(inner, row(self._title, None, self._people), self._words, answer)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for line in (secret, reason):
            line.entered.connect(self._on_yes)
            line.escaped.connect(self.put_away)
        self.yes.clicked.connect(self._on_yes)
        self.away.clicked.connect(self.put_away)
        self.hide()

    def ask(self, asked: SecondAsked) -> None:
        """Ask whoever else works here, or for a reason where nobody does."""
        self._asked, people = asked, four_eyes.others(self._session)[:_MOST]
        self._title.setText(_("要两个人看:{what}").format(what=asked.guarded.words))
        self._show_people(people)
        is_alone = not people
        self.secret.setVisible(not is_alone)
        self.reason.setVisible(is_alone)
        for field in (self.secret, self.reason):
            field.set_value("")
            field.say("")
        alone = _("这里没有别人。写明原因,等 {n} 分钟再做一次就成;这件事会列在上级中心的复核单上。")
        together = _("请在场的另一位看一眼,输入自己的 PIN。一分钟内有效,只管这一次。")
        self._words.setText(alone.format(n=ALONE_SECONDS // _MINUTE) if is_alone else together)
        self.yes.say(_("记下原因,开始等") if is_alone else _("看过,同意"))
        if people:
            self._choose(people[0])
        self.show()
        (self.reason if is_alone else self.secret).line.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Go away; nothing was done."""
        if self._asked is None:
            return
        self._asked = None
        self.secret.set_value("")
        self.hide()
        self.ended.emit()

    def _show_people(self, people: tuple[Operator, ...]) -> None:
        clear(self._people)
        self._buttons = []
        for place, one in enumerate(people, 1):
            made = KeyButton(f"second_{place}", one.name, f"Alt+{place}", role="pill")
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _checked=False, who=one: self._choose(who))
            self._buttons.append((one, made))
            self._people.addWidget(made)

    def _choose(self, who: Operator) -> None:
        self._who = who
        for one, made in self._buttons:
            made.setChecked(one.id == who.id)
        is_boss = who.role is OperatorRole.SUPERVISOR
        words = _("{name} 的 PIN,或自己的口令") if is_boss else _("{name} 的 PIN")
        self.secret.rename(words.format(name=who.name))
        self.secret.set_value("")
        self.secret.line.setFocus()

    def _on_yes(self) -> None:
        asked = self._asked
        if asked is None:
            return
        if not self._buttons:
            four_eyes.ask_alone(
                self._session, asked.guarded, self.reason.value(), done=self._on_waiting, refused=self._on_refused
            )
        elif self._who is not None and self.secret.line.text():
            secret = self.secret.line.text()
            self.secret.set_value("")
            four_eyes.say_yes(
                self._session, asked.guarded, self._who, secret, done=self._go_on, refused=self._on_refused
            )
        else:
            self.secret.say(_("请输入 PIN"), "warning")

    def _on_waiting(self, seconds: int) -> None:
        if seconds <= 0:
            self._go_on()
            return
        self.put_away()
        self._session.say(message("alone_wait_begun", {"minutes": str(math.ceil(seconds / _MINUTE))}), "warning")

    def _go_on(self) -> None:
        asked = self._asked
        self.put_away()
        if asked is not None:
            asked.again()

    def _on_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        field = self.secret if self._buttons else self.reason
        field.say(f"{said.title} · {said.remedy}", "error")
        field.line.setFocus()
