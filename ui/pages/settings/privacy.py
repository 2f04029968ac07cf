"""The panel of personal data: what is kept and what is due, and a problem bundle that holds none of it."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import fill, label, row
from ui.operations import problem_bundles
from ui.session import Session
from ui.theme import set_role

_WORDS = "收集什么、为什么、留多久;到期的在这里清除。问题包只有版本、计数和日志,没有任何人的信息"


class PrivacyPanel(QFrame):
    """Two buttons: to the page, and to a file that can be sent to whoever helps."""

    def __init__(self, session: Session) -> None:
        """Offer both."""
        super().__init__()
        set_role(self, "panel")
        self._session = session
        self.open = KeyButton("privacy_open", _("查看与清除"), "Alt+G")
        self.bundle = KeyButton("problem_bundle", _("存问题包…"), "Alt+W")
        self.open.clicked.connect(lambda: session.go_to("privacy"))
        self.bundle.clicked.connect(self._ask_for_file)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(18, 18, 18, 18)
        lines.setSpacing(6)
        title, words = label(_("个人信息与问题包"), "title"), label(_(_WORDS), "soft", wraps=True)
        fill(lines, title, words, row(None, self.bundle, self.open))

    def _ask_for_file(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存问题包"), problem_bundles.FILE_NAME, "ZIP (*.zip)")
        if path:
            problem_bundles.save(self._session, Path(path))
