"""Camera and ID-card reader of this laptop, as settings."""

from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout

from fieldapp.messages import translate as _
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label
from ui.operations import settings
from ui.operations.id_cards import READER_SETTING
from ui.operations.photos import CAMERA_SETTING
from ui.session import Session
from ui.theme import set_role

_SAVED = "已保存"


class DevicesPanel(QFrame):
    """Two lines, each kept as it is left or Enter is pressed."""

    def __init__(self, session: Session) -> None:
        """Stand empty until ``refresh``."""
        super().__init__()
        set_role(self, "panel")
        self._session = session
        self._kept: dict[str, str] = {}
        self.fields = {
            CAMERA_SETTING: Field(_("摄像头:编号 0、1,或录像、图片"), Line("device_camera"), compact=True),
            READER_SETTING: Field(_("身份证读卡器:接在哪个串口"), Line("device_reader"), compact=True),
        }
        self.fields[CAMERA_SETTING].line.setPlaceholderText(_("0(第一个摄像头)"))
        self.fields[READER_SETTING].line.setPlaceholderText(_("COM3 或 /dev/ttyUSB0"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(18, 18, 18, 18)
        lines.setSpacing(6)
        fill(lines, label(_("摄像头与读卡器"), "title"), *self.fields.values())
        for name, field in self.fields.items():
            field.line.entered.connect(partial(self._keep, name))
            field.line.left.connect(partial(self._keep, name))

    def refresh(self) -> None:
        """Read what is set."""
        kept = self._session.application.read.settings()
        for name, field in self.fields.items():
            self._kept[name] = str(kept.get(name) or "")
            field.set_value(self._kept[name])

    def _keep(self, name: str) -> None:
        field = self.fields[name]
        if field.value() == self._kept.get(name, ""):
            return
        self._kept[name] = field.value()
        settings.change_setting(self._session, name, field.value(), lambda _r: field.say(_(_SAVED), "success"))
