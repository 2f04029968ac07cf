"""The panel 这台电脑: its name, its number at the centre, where the data lies."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from fieldapp.messages import translate as _
from ui.forms.parts import fill, label
from ui.session import Session
from ui.theme import set_role


class MachinePanel(QFrame):
    """Words to read out to whoever helps."""

    def __init__(self, session: Session) -> None:
        """Stand empty until ``refresh``."""
        super().__init__()
        set_role(self, "panel")
        self._session = session
        self._facts = label("", "soft", name="device_facts", wraps=True)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(18, 18, 18, 18)
        lines.setSpacing(6)
        fill(lines, label(_("这台电脑"), "title"), self._facts)

    def refresh(self) -> None:
        """Read what this laptop is called."""
        app = self._session.application
        name = str(app.read.settings().get("device_name") or "")
        self._facts.setText(
            _("{name}\n设备编号 {kid}\n数据在 {folder}").format(name=name, kid=app.signer.kid, folder=app.paths.data)
        )
