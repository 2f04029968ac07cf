"""The panel 钥匙: who can open this laptop's data; a passphrase for each supervisor, a new recovery code."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from fieldapp.domain.ids import OperatorId
from fieldapp.domain.keys import KeyOfStore, NewCode, SlotKind
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import OperatorRole
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.parts import column, fill, label, panel, row, rule
from ui.models.values import Column, ValuesModel, table
from ui.operations import keys
from ui.pages.settings.people import secret_line
from ui.pages.start.code_card import CodeCard
from ui.session import Session

_KINDS = {SlotKind.PASSPHRASE: "口令", SlotKind.RECOVERY: "恢复码", SlotKind.HUB: "中心保管"}
_SEEN, _MOST = 3, 5
_GROUPS = 3
"""Groups of a recovery code in a line: what the page holds at the largest letters."""
_NAME = 150
"""Whose key it is must be read whole; the day it was made goes first where there is no room (px at 100 %)."""


class KeysPanel(QWidget):
    """For supervisors only; everything asks for their own passphrase first."""

    def __init__(self, session: Session) -> None:
        """Build the list and the fields."""
        super().__init__()
        self._session = session
        self._names: Mapping[OperatorId, str] = {}
        self._new_code: NewCode | None = None
        self.keys: ValuesModel[KeyOfStore] = ValuesModel(self._columns())
        self.view = table("store_keys", self.keys, session.theme)
        self.view.setAccessibleName(_("能打开本机数据的钥匙"))
        self.view.give_way(2, least=_NAME)
        self.old = Field(_("自己现在的口令"), secret_line("old_passphrase"), compact=True)
        self.new = Field(_("新口令(至少 8 个字符)"), secret_line("new_passphrase"), compact=True)
        self.who = Choice("key_for")
        self.give = KeyButton("passphrase_change", "", role="primary")
        self.take = KeyButton("key_remove", _("收回选中的口令"))
        self.renew = KeyButton("recovery_renew", _("换新恢复码"), "Alt+K")
        self.code = CodeCard(session.jobs, _GROUPS)
        self._keep = KeyButton("recovery_keep", _("已抄好,旧码作废"), role="primary", shown="Enter")
        self._cancel = KeyButton("recovery_cancel", _("不换了"))
        self._listed, self._plain, self._coded = QWidget(), QWidget(), QWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        listed, lines = panel(margin=18, spacing=10)
        words = label(_("每位负责人用自己的口令。换人时先给新人一把,再收回旧的;最后一把收不回。"), "small", wraps=True)
        fill(lines, label(_("谁能打开本机数据"), "title"), self.view, words, row(None, self.take))
        frame, inside = panel(margin=18, spacing=10)
        change = label(_("换口令、给口令、收回、换恢复码"), "title", wraps=True)
        whom = labelled(_("给谁"), self.who)
        giving = (change, self.old, whom, self.new, row(None, self.give))
        self._plain.setLayout(column(*giving, rule(), row(None, self.renew), spacing=10))
        self._coded.setLayout(column(self.code, row(self._cancel, None, self._keep), spacing=8))
        self._coded.hide()
        fill(inside, self._plain, self._coded)
        self._listed.setLayout(column(listed, None, spacing=0))
        body = row(self._listed, column(frame, None, spacing=0), spacing=11)
        for place in range(body.count()):
            body.setStretch(place, 1)
        self.setLayout(body)
        self.show_look()

    def _connect(self) -> None:
        self.who.activated.connect(lambda _place: self._say_what())
        self.old.line.entered.connect(self.new.line.setFocus)
        self.new.line.entered.connect(self._on_give)
        self.give.clicked.connect(self._on_give)
        self.take.clicked.connect(self._on_take)
        self.renew.clicked.connect(self._on_renew)
        self._keep.clicked.connect(self.code.confirm)
        self.code.confirmed.connect(self._on_written_down)
        self.code.said.connect(self.old.say)
        self._cancel.clicked.connect(self._on_cancel)

    def show_look(self) -> None:
        """Take the theme as it is now; the list shows a few keys without scrolling."""
        height = self.view.verticalHeader().defaultSectionSize()
        self.view.setMinimumHeight(height * (_SEEN + 1))
        self.view.setMaximumHeight(height * (_MOST + 1))

    def refresh(self) -> None:
        """Read the keys again."""
        people = self._session.application.read.operators()
        self._names = {one.id: one.name for one in people}
        found = keys.all_keys(self._session)
        self.keys.set_rows(sorted(found, key=lambda one: one.kind is SlotKind.RECOVERY))
        chosen = self.who.value() or self._session.operator.id
        bosses = [one for one in people if one.role is OperatorRole.SUPERVISOR]
        self.who.offer([(one.id, one.name) for one in bosses])
        self.who.choose(chosen if chosen in {one.id for one in bosses} else self._session.operator.id)
        self._say_what()

    def _say_what(self) -> None:
        is_own = self.who.value() == self._session.operator.id
        self.give.say(_("换成新口令") if is_own else _("给他这把新口令"))

    def _on_give(self) -> None:
        old, new, who = self.old.line.text(), self.new.line.text(), self.who.value()
        if not self._has_old():
            return
        if who == self._session.operator.id:
            keys.change(self._session, old, new, lambda answer: self._on_answer(answer, "passphrase_changed"))
        else:
            details = {"name": self._names.get(who, "")}
            keys.add(self._session, old, new, who, lambda answer: self._on_answer(answer, "key_given", details))

    def _on_take(self) -> None:
        key = self.keys.at(self.view.currentIndex())
        if key is None:
            self.old.say(_("先在上面选一把要收回的"), "warning")
        elif self._has_old():
            done = {"name": self._names.get(key.who, "") if key.who else ""}
            keys.remove(
                self._session, self.old.line.text(), key, lambda answer: self._on_answer(answer, "key_taken", done)
            )

    def _on_renew(self) -> None:
        if self._has_old():
            keys.begin_recovery(self._session, self.old.line.text(), self._on_code)

    def _has_old(self) -> bool:
        is_given = bool(self.old.line.text())
        self.old.say("" if is_given else _("请输入自己现在的口令"), "" if is_given else "warning")
        if not is_given:
            self.old.line.setFocus()
        return is_given

    def _on_answer(self, answer: Any, said: str, details: Mapping[str, str] | None = None) -> None:
        if isinstance(answer, Refusal):
            self._refuse(answer)
            return
        self._clear()
        self._session.say(message(said, details), "success")
        self.refresh()

    def _on_code(self, answer: NewCode | Refusal) -> None:
        if isinstance(answer, Refusal):
            self._refuse(answer)
            return
        self._clear()
        self._new_code = answer
        device = str(self._session.application.read.settings().get("device_name") or "")
        self._show_code(is_shown=True)
        self.code.show_code(answer.code, device, self._session.application.clock.now().astimezone().date())
        self.code.focus_field()
        self.refresh()

    def _on_written_down(self) -> None:
        if self._new_code is not None:
            keys.confirm_recovery(self._session, self._new_code.slot, self._on_renewed)

    def _on_renewed(self, answer: Any) -> None:
        self._end_code()
        self._on_answer(answer, "recovery_renewed")

    def _on_cancel(self) -> None:
        if self._new_code is not None:
            keys.cancel_recovery(self._session, self._new_code.slot, self._on_cancelled)

    def _on_cancelled(self, answer: Any) -> None:
        self._end_code()
        self._on_answer(answer, "recovery_kept")

    def _end_code(self) -> None:
        self._new_code = None
        self.code.forget()
        self._show_code(is_shown=False)

    def _show_code(self, *, is_shown: bool) -> None:
        """A new code has the whole width; the list comes back when it was written down or given up."""
        for part in (self._listed, self._plain):
            part.setVisible(not is_shown)
        self._coded.setVisible(is_shown)

    def _refuse(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        field = self.new if refusal.code == "passphrase_too_short" else self.old
        field.say(f"{said.title} · {said.remedy}", "error")
        field.line.setFocus()

    def _clear(self) -> None:
        for field in (self.old, self.new):
            field.set_value("")
            field.say("")

    def _columns(self) -> tuple[Column[KeyOfStore], ...]:
        return (
            Column(title=_("谁的"), text=self._owner),
            Column(title=_("钥匙"), text=lambda one: _(_KINDS[one.kind]), width=84),
            Column(title=_("什么时候做的"), text=_made, width=148),
        )

    def _owner(self, one: KeyOfStore) -> str:
        if one.kind is SlotKind.RECOVERY:
            return _("锁在柜子里的那张纸")
        return self._names.get(one.who, _("已停用的人")) if one.who else _("没有记名(早先的口令)")


def _made(one: KeyOfStore) -> str:
    return f"{one.made.astimezone():%Y-%m-%d %H:%M}" if one.made else "–"
