"""Step 1: drop a file, choose one, or take the template."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QVBoxLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.parts import fill, label, row
from ui.theme import set_role, set_tone

_KINDS = "*.xlsx *.xls *.xlsm *.xlsb *.et *.ods *.csv *.txt"


class FileStep(QWidget):
    """Where a file is dropped."""

    chosen = Signal(Path)
    template_asked = Signal(Path)
    given_up = Signal()

    def __init__(self) -> None:
        """Build the drop field."""
        super().__init__()
        self.setAcceptDrops(True)
        self._field = QFrame()
        set_role(self._field, "drop")
        self._said = label("", name="roster_said", wraps=True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._choose = choose = KeyButton("roster_choose", _("选择文件…"), "Ctrl+O", role="primary")
        template = button("roster_template", _("下载模板"))
        self._away = button("roster_away", _("回到名册"))
        words = QLabel(_("把单位交来的名册拖到这里"))
        set_role(words, "big")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        kinds = label(_("xlsx、xls、et、ods、csv 都可以;标题行、合计行、填表说明会自动跳过"), "soft")
        kinds.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner = QVBoxLayout(self._field)
        fill(inner, None, words, 6, kinds, 14, row(None, template, choose, None, spacing=12), 10, self._said, None)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._field, 1)
        outer.addLayout(row(self._away, None))
        choose.clicked.connect(self._on_choose)
        template.clicked.connect(self._on_template)
        self._away.clicked.connect(self.given_up)

    def begin(self, *, may_go_back: bool) -> None:
        """Forget what was said of the last file."""
        self.say("")
        self._away.setVisible(may_go_back)

    def take_focus(self) -> None:
        """Let Enter go onward."""
        self._choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str, tone: str = "") -> None:
        """Say what is going on, or why a file was refused."""
        self._said.setText(words)
        set_tone(self._said, tone)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files only."""
        if event.mimeData().hasUrls():
            set_tone(self._field, "action")
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Look as before."""
        set_tone(self._field, "")

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file."""
        set_tone(self._field, "")
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.chosen.emit(files[0])

    def _on_choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("选择名册"), "", f"{_('名册')} ({_KINDS})")
        if path:
            self.chosen.emit(Path(path))

    def _on_template(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存模板"), _("入会名册模板.xlsx"), "Excel (*.xlsx)")
        if path:
            self.template_asked.emit(Path(path))
