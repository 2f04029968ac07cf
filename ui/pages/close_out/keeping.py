"""The daily report and the backup: what is taken home from the event."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from fieldapp.domain.backups import Backup
from fieldapp.errors import KnownError
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import fill, label, row, rule
from ui.operations import closing, reports
from ui.session import Session
from ui.theme import set_tone


class KeepingSheet(QWidget):
    """Two files of the report, and a checked copy of everything."""

    def __init__(self, session: Session, saved: Callable[[], None]) -> None:
        """``saved`` hears that a report or a backup was written."""
        super().__init__()
        self._session, self._saved = session, saved
        self.has_report = False
        self.made: list[datetime] = []
        self.workbook = KeyButton("save_workbook", _("存为表格…"), "Ctrl+E", role="primary")
        self.paper = KeyButton("save_paper", _("存为 PDF…"), "Alt+P")
        self.backup = KeyButton("make_backup", _("备份到 U 盘或文件夹…"), "Alt+B", role="primary")
        self._backup_said = label("", "soft", name="backup_said", wraps=True)
        self.workbook.clicked.connect(lambda: self._ask_for_file(reports.WORKBOOK))
        self.paper.clicked.connect(lambda: self._ask_for_file(reports.PAPER))
        self.backup.clicked.connect(self._ask_for_folder)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        fill(
            inner,
            label(_("活动日报"), "title"),
            label(
                _("数字、曲线、群体、工会、操作员、发放和未了的事。每页写明谁在什么时候导出。"),
                "soft",
                wraps=True,
            ),
            row(self.workbook, self.paper, None),
            8,
            rule(),
            8,
            label(_("备份"), "title"),
            label(_("整库加密备份,写完当场打开核对;打开要本机口令或恢复码。"), "soft", wraps=True),
            row(self.backup, None),
            self._backup_said,
            None,
        )

    def begin(self) -> None:
        """Put the focus on the first button."""
        self.workbook.setFocus()

    def save(self, path: Path) -> None:
        """Write the report into a file."""
        reports.save_day(self._session, path, lambda _path: self._on_report())

    def back_up(self, folder: Path) -> None:
        """Make a backup in a folder."""
        self.backup.setEnabled(False)
        self._say(_("正在备份并核对…"), "")
        closing.back_up(self._session, folder, self._on_backed_up, self._on_failed)

    def _on_report(self) -> None:
        self.has_report = True
        self._saved()

    def _on_backed_up(self, made: Backup) -> None:
        self.backup.setEnabled(True)
        self.made.append(made.made)
        words = _("备份好了,已核对 {n} 条记录:{folder}").format(n=f"{made.facts:,}", folder=made.folder)
        self._say(words, "success")
        self._saved()

    def _on_failed(self, error: KnownError) -> None:
        self.backup.setEnabled(True)
        said = message(error.code, error.details)
        self._say(f"{said.title}:{said.reason}{said.remedy}", "error")

    def _say(self, words: str, tone: str) -> None:
        self._backup_said.setText(words)
        set_tone(self._backup_said, tone)

    def _ask_for_file(self, suffix: str) -> None:
        event = self._session.current_event
        name = _("活动日报 {name}").format(name=event.name if event else "").replace("/", "-") + suffix
        kind = "Excel (*.xlsx)" if suffix == reports.WORKBOOK else "PDF (*.pdf)"
        path, _kind = QFileDialog.getSaveFileName(self, _("保存日报"), name, kind)
        if path:
            self.save(Path(path))

    def _ask_for_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("选择 U 盘或文件夹"))
        if folder:
            self.back_up(Path(folder))
