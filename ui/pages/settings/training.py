"""The panel of the training mode: go there, come back, wipe it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import fill, label, panel, row
from ui.operations.training import PIN
from ui.session import Session


class TrainingPanel(QWidget):
    """At work it offers to practise; in the training mode it offers to end, or to wipe everything and end."""

    def __init__(self, session: Session) -> None:
        """Offer what fits the open store."""
        super().__init__()
        frame, inside = panel(margin=18, spacing=6)
        if session.is_training:
            words = _("现在是演练:假人、假打印机、假中心,什么也不会报给真中心。所有人的 PIN 都是 {pin}").format(pin=PIN)
            self.buttons: tuple[KeyButton, ...] = (
                self._button(session, "training_end", _("结束演练"), "end", "Ctrl+T"),
                self._button(session, "training_wipe", _("清空演练数据并结束"), "wipe", "Ctrl+Shift+T"),
            )
        else:
            words = _("用假人、假打印机和假中心练习;数据另放一处,一键清空,演练的卡谁也不认")
            self.buttons = (self._button(session, "training_begin", _("进入演练"), "begin", "Ctrl+T"),)
        fill(inside, label(_("演练"), "title"), label(words, "soft", wraps=True), row(None, *self.buttons))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def _button(self, session: Session, name: str, words: str, what: str, *keys: str) -> KeyButton:
        made = KeyButton(name, words, *keys)
        made.clicked.connect(lambda: session.training_asked.emit(what))
        return made
