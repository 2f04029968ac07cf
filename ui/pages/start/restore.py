"""Restoring: choose a backup, give the passphrase it had, read what is missing, go on."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.paths import Paths
from ui.forms.buttons import KeyButton, on_keys
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label, row
from ui.jobs import Jobs
from ui.operations import start
from ui.pages.start.frame import StartFrame
from ui.theme import Theme
from ui.wording import day_and_time

if TYPE_CHECKING:
    from fieldapp.app import Application, Restored
    from fieldapp.domain.backups import Backup

_MEGABYTE = 1_000_000


class RestorePage(StartFrame):
    """Brings a backup back. ``finished`` brings the open application, ``given_up`` the way back."""

    finished = Signal(object)
    given_up = Signal()

    def __init__(self, jobs: Jobs, paths: Paths, theme: Theme) -> None:
        """Offer the backups of this laptop; a stick can be looked through too."""
        super().__init__(theme, _("从备份恢复"))
        self._jobs, self._paths = jobs, paths
        self._open_store: Application | None = None
        self._choosing, self._telling = self._make_choosing(), self._make_telling()
        self._telling.hide()
        fill(self.body, self._choosing, self._telling)
        on_keys(self, self._on_give_up, "Esc")
        self.look_in(paths.backups)

    def _make_choosing(self) -> QWidget:
        self._choice = Choice("backup_choice")
        self._secret = Line("backup_secret")
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._field = Field(_("备份时的口令或恢复码"), self._secret)
        self._elsewhere = KeyButton("backup_elsewhere", _("到 U 盘或文件夹里找…"), "Ctrl+O")
        self._restore = KeyButton("restore", _("恢复并打开"), role="primary", shown="Enter")
        back = KeyButton("restore_back", _("返回"), shown="Esc")
        self._elsewhere.clicked.connect(self._ask_for_folder)
        self._restore.clicked.connect(self._on_restore)
        self._secret.entered.connect(self._on_restore)
        back.clicked.connect(self._on_give_up)
        words = _("现在的数据会原样移到旁边的文件夹,不会删除。备份之后登记的人,这台电脑上要到接入中心后才取得回来。")
        return _holder(
            labelled(_("备份"), self._choice),
            row(None, self._elsewhere),
            self._field,
            label(words, "small", wraps=True),
            row(back, None, self._restore),
        )

    def _make_telling(self) -> QWidget:
        self._told = label("", name="restore_told", wraps=True)
        self._where = label("", "small", name="restore_where", wraps=True)
        self._go_on = KeyButton("restore_go_on", _("开始工作"), "Return", "Enter", role="primary", shown="Enter")
        self._go_on.clicked.connect(self._on_go_on)
        return _holder(label(_("已恢复"), "title"), self._told, self._where, row(None, self._go_on))

    def take_open_store(self) -> "Application | None":
        """Return the store that was opened and not handed over yet."""
        opened, self._open_store = self._open_store, None
        return opened

    def focus_first(self) -> None:
        """Put the cursor into the passphrase: the newest backup is chosen already."""
        self._secret.setFocus()

    def look_in(self, folder: Path) -> None:
        """Offer the backups of a folder."""
        self._restore.setEnabled(False)
        start.look_for_backups(self._jobs, folder, self._on_found)

    def _ask_for_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("选择 U 盘或文件夹"))
        if folder:
            self.look_in(Path(folder))

    def _on_found(self, found: "tuple[Backup, ...]") -> None:
        self._choice.offer([(one, _words(one)) for one in found])
        self._restore.setEnabled(bool(found))
        self.foot.setText("" if found else _("这里没有备份。请插上备份用的 U 盘,再到它的文件夹里找。"))
        self.focus_first()

    def _on_restore(self) -> None:
        chosen: Backup | None = self._choice.value()
        if chosen is None:
            return
        if not self._secret.text():
            self._field.say(_("请输入备份时的口令"), "warning")
            return
        self._field.say("")
        self.set_busy(_("正在核对备份并恢复…"))
        asked = start.Restoring(paths=self._paths, backup=chosen, secret=self._secret.text())
        start.restore(self._jobs, asked, self._on_answer, self._on_failed)

    def _on_answer(self, answer: "Restored | Refusal") -> None:
        self.set_busy("")
        if isinstance(answer, Refusal):
            said = message(answer.code, answer.details)
            self._field.say(f"{said.title} · {said.remedy}", "error")
            self._secret.setFocus()
            self._secret.selectAll()
            return
        self._secret.clear()
        self._open_store = answer.application
        self._told.setText(_missing(answer))
        aside = answer.set_aside
        self._where.setText(_("原来的数据在 {folder}").format(folder=aside) if aside else "")
        self._choosing.hide()
        self._telling.show()
        self.fit()
        self._go_on.setFocus()

    def _on_failed(self, error: KnownError) -> None:
        self.set_busy("")
        said = message(error.code, error.details)
        self.foot.setText(f"{said.title}:{said.reason}{said.remedy}")

    def _on_go_on(self) -> None:
        opened = self.take_open_store()
        if opened is not None:
            self.finished.emit(opened)

    def _on_give_up(self) -> None:
        if self._open_store is None:
            self.given_up.emit()


def _holder(*things: object) -> QWidget:
    made = QWidget()
    inside = QVBoxLayout(made)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(12)
    fill(inside, *things)  # type: ignore[arg-type]  # widgets and layouts, as fill takes them
    return made


def _words(backup: "Backup") -> str:
    size = max(0.1, backup.size / _MEGABYTE)
    when = day_and_time(backup.made)
    return _("{when} · {n} 条记录 · {size} MB").format(when=when, n=f"{backup.facts:,}", size=f"{size:.1f}")


def _missing(restored: "Restored") -> str:
    """Say what the marks beside the store prove to be missing, and what that means for numbers."""
    resumption = restored.application.resumption
    if resumption.why is None:
        return _("与停下时一致,一条不少。")
    burned = _("手里的号段已作废,不会重号;接入中心后会发新的。")
    if resumption.missing is None:
        return _("无法证明备份之后还登记过多少,请对照纸质登记表。") + burned
    if not resumption.missing:
        return burned
    return (
        _("备份之后的 {n} 条记录不在这份备份里,请对照纸质登记表补录,或同步后核对。").format(n=resumption.missing)
        + burned
    )
