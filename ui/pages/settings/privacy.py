"""The panel of personal data: what is kept and what is due."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import fill, label, row
from ui.session import Session
from ui.theme import set_role


class PrivacyPanel(QFrame):
    """One button to the page."""

    def __init__(self, session: Session) -> None:
        """Offer the page."""
        super().__init__()
        set_role(self, "panel")
        self.open = KeyButton("privacy_open", _("查看与清除"), "Alt+G")
        self.open.clicked.connect(lambda: session.go_to("privacy"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(18, 18, 18, 18)
        lines.setSpacing(6)
        words = label(_("收集什么、为什么、留多久;到期的在这里清除"), "soft", wraps=True)
        fill(lines, label(_("个人信息"), "title"), words, row(None, self.open))
