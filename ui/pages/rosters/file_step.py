"""Step 1: drop a file, choose one, or take the template."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QVBoxLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.parts import fill, label, row
from ui.jobs import Progress
from ui.pages.rosters.reading_bar import ReadingBar
from ui.session import Session
from ui.theme import set_role, set_tone

_KINDS = "*.xlsx *.xls *.xlsm *.xlsb *.et *.ods *.csv *.txt"


class FileStep(QWidget):
    """Where a file is dropped, and watched while it is read. ``stopped`` when its reading was."""

    chosen = Signal(Path)
    template_asked = Signal(Path)
    given_up = Signal()
    stopped = Signal()

    def __init__(self, session: Session) -> None:
        """Build the drop field."""
        super().__init__()
        self.setAcceptDrops(True)
        self._field = QFrame()
        set_role(self._field, "drop")
        self._said = label("", name="roster_said", wraps=True)
        self._said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._choose = choose = KeyButton("roster_choose", _("选择文件…"), "Ctrl+O", role="primary")
        self._template = template = button("roster_template", _("下载模板"))
        self.reading = ReadingBar(session, "read_stop", "Esc")
        self._away = button("roster_away", _("回到名册"))
        self._may_go_back = False
        words = QLabel(_("把单位交来的名册拖到这里"))
        set_role(words, "big")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        kinds = label(_("xlsx、xls、et、ods、csv 都可以;标题行、合计行、填表说明会自动跳过"), "soft")
        kinds.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner = QVBoxLayout(self._field)
        middle = row(None)
        middle.addWidget(self.reading, 4)  # a bar as wide as the page says less
        middle.addStretch(1)
        ways = row(None, template, choose, None, spacing=12)
        fill(inner, None, words, 6, kinds, 14, ways, 10, middle, self._said, None)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._field, 1)
        outer.addLayout(row(self._away, None))
        choose.clicked.connect(self._on_choose)
        template.clicked.connect(self._on_template)
        self._away.clicked.connect(self.given_up)
        self.reading.stopped.connect(self.stopped)

    def begin(self, *, may_go_back: bool) -> None:
        """Forget what was said of the last file; one that is still read is given up."""
        self.reading.stop()
        self._may_go_back = may_go_back
        self.show_choice()

    def show_reading(self, path: Path) -> Progress:
        """Show that a file is read, instead of what to do first; returns what stops it."""
        self.say("")
        progress = self.reading.begin(path)
        for one in (self._choose, self._template, self._away):
            one.hide()
        return progress

    def show_choice(self, words: str = "", tone: str = "") -> None:
        """Stand as before a file was chosen, with what is to be said of the last one."""
        self.reading.end()
        self.say(words, tone)
        self._choose.show()
        self._template.show()
        self._away.setVisible(self._may_go_back)

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
