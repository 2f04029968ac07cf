"""Taking consents back (撤回): the purposes that stand, each with its key, then one key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from fieldapp.domain.checks import REQUIRED_PURPOSE
from fieldapp.domain.codes import table
from fieldapp.domain.stories import RecordStory
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import fill, label, row
from ui.theme import set_role

_FIRST_KEY, _WHOLE_KEY = 5, 9
_WORDS = "本人说了就办,不用理由。撤回以后不再按这些用途使用;以前办的仍然有效。"
_WHOLE = "撤回申请(不再入会)"


class WithdrawForm(QFrame):
    """Asks what is taken back; ``confirmed`` brings the purposes, ``left`` says that nothing is."""

    confirmed = Signal(tuple)
    left = Signal()

    def __init__(self) -> None:
        """Hide until somebody wants to withdraw."""
        super().__init__()
        set_role(self, "panel")
        self._title = label("", "strong", name="withdraw_title", wraps=True)
        self._said = label("", "", "error", name="withdraw_said", wraps=True)
        optional = [one for one in table("purposes").entries if not one.has("required")]
        self.chips = {
            one.code: self._chip(one.code, one.label, place) for place, one in enumerate(optional, _FIRST_KEY)
        }
        self.chips[REQUIRED_PURPOSE] = self._chip(REQUIRED_PURPOSE, _(_WHOLE), _WHOLE_KEY)
        self.confirm = KeyButton("withdraw_confirm", _("撤回"), "Ctrl+Return", role="primary", shown="Ctrl+Enter")
        self.away = KeyButton("withdraw_away", _("不撤回"), "Esc")
        inner = QVBoxLayout(self)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.setSpacing(8)
        fill(inner, self._title, label(_(_WORDS), "small", wraps=True))
        for chip in self.chips.values():
            inner.addLayout(row(chip, None))
        fill(inner, self._said, row(self.away, None, self.confirm))
        self.confirm.clicked.connect(self._on_confirm)
        self.away.clicked.connect(self.left)
        self.hide()

    def _chip(self, code: str, words: str, key: int) -> KeyButton:
        made = KeyButton(f"withdraw_{code}", words, f"Alt+{key}", role="pill")
        made.setCheckable(True)
        return made

    def ask(self, story: RecordStory) -> None:
        """Offer what this person agreed to and did not take back."""
        self._title.setText(_("{name} 要撤回什么").format(name=story.name))
        self._said.setText("")
        self._said.hide()
        for code, chip in self.chips.items():
            chip.setChecked(False)
            chip.setVisible(code in story.purposes)
        self.show()
        first = next((chip for code, chip in self.chips.items() if code in story.purposes), self.away)
        first.setFocus()

    def _on_confirm(self) -> None:
        chosen = tuple(code for code, chip in self.chips.items() if chip.isVisible() and chip.isChecked())
        if chosen:
            self.confirmed.emit(chosen)
            return
        self._said.setText(_("请先选要撤回的"))
        self._said.show()
