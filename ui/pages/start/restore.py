"""Restoring and salvaging: choose a backup, give the passphrase it had, read what is missing, go on."""

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
from ui.pages.start.losses import backup_words, missing_words, salvage_words
from ui.theme import Theme

if TYPE_CHECKING:
    from fieldapp.app import Application, Restored
    from fieldapp.domain.backups import Backup


class RestorePage(StartFrame):
    """Brings a backup back, or saves what is left of damaged data into one.

    ``finished`` brings the open application, ``given_up`` the way back.
    """

    finished = Signal(object)
    given_up = Signal()

    def __init__(self, jobs: Jobs, paths: Paths, theme: Theme, *, is_damaged: bool = False) -> None:
        """Offer the backups of this laptop; a stick can be looked through too. Damaged data is salvaged with Enter."""
        super().__init__(theme, _("数据有损坏") if is_damaged else _("从备份恢复"))
        self._jobs, self._paths, self._is_damaged = jobs, paths, is_damaged
        self._found: tuple[Backup, ...] = ()
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
        asked = _("口令或恢复码") if self._is_damaged else _("备份时的口令或恢复码")
        self._field = Field(asked, self._secret)
        self._elsewhere = KeyButton("backup_elsewhere", _("到 U 盘或文件夹里找…"), "Ctrl+O")
        self._restore = _act("restore", _("恢复并打开"), "Alt+B", is_first=not self._is_damaged)
        self._salvage = _act("salvage", _("抢救并打开"), "Alt+S", is_first=self._is_damaged)
        back = KeyButton("restore_back", _("返回"), shown="Esc")
        self._elsewhere.clicked.connect(self._ask_for_folder)
        self._restore.clicked.connect(self._on_restore)
        self._salvage.clicked.connect(self._on_salvage)
        self._secret.entered.connect(self._on_salvage if self._is_damaged else self._on_restore)
        back.clicked.connect(self._on_give_up)
        damaged = _("口令没有问题,但数据自检没有通过。抢救会用最近的好备份,加上坏文件里还读得出、签名也对的记录。")
        ways = _("恢复只用选中的备份;抢救还读坏文件,读不出的会数清楚。原来的文件都移到旁边的文件夹,不会删除。")
        acts = (self._restore, self._salvage) if self._is_damaged else (self._salvage, self._restore)
        return _holder(
            *([label(damaged, "soft", wraps=True)] if self._is_damaged else []),
            labelled(_("备份"), self._choice),
            row(None, self._elsewhere),
            self._field,
            label(ways, "small", wraps=True),
            row(back, None, *acts),
        )

    def _make_telling(self) -> QWidget:
        self._title = label(_("已恢复"), "title")
        self._told = label("", name="restore_told", wraps=True)
        self._where = label("", "small", name="restore_where", wraps=True)
        self._go_on = KeyButton("restore_go_on", _("开始工作"), "Return", "Enter", role="primary", shown="Enter")
        self._go_on.clicked.connect(self._on_go_on)
        return _holder(self._title, self._told, self._where, row(None, self._go_on))

    def take_open_store(self) -> "Application | None":
        """Return the store that was opened and not handed over yet."""
        opened, self._open_store = self._open_store, None
        return opened

    def focus_first(self) -> None:
        """Put the cursor into the passphrase: the newest backup is chosen already."""
        self.fit()
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
        self._found = found
        self._choice.offer([(one, backup_words(one)) for one in found])
        self._restore.setEnabled(bool(found))
        self.foot.setText("" if found else _("这里没有备份。请插上备份用的 U 盘,再到它的文件夹里找。"))
        self.focus_first()

    def _on_restore(self) -> None:
        chosen: Backup | None = self._choice.value()
        if chosen is None or not self._has_secret():
            return
        self.set_busy(_("正在核对备份并恢复…"))
        asked = start.Restoring(paths=self._paths, backup=chosen, secret=self._secret.text())
        start.restore(self._jobs, asked, self._on_answer, self._on_failed)

    def _has_secret(self) -> bool:
        self._field.say(
            "" if self._secret.text() else _("请输入备份时的口令"), "" if self._secret.text() else "warning"
        )
        return bool(self._secret.text())

    def _on_salvage(self) -> None:
        if self._has_secret():
            self.set_busy(_("正在逐页读取坏文件,核对签名…"))
            asked = start.Salvaging(paths=self._paths, secret=self._secret.text(), backups=self._found)
            start.salvage(self._jobs, asked, self._on_salvaged, self._on_failed)

    def _on_answer(self, answer: "Restored | Refusal") -> None:
        if isinstance(answer, Refusal):
            self._refuse(answer)
        else:
            self._tell(answer.application, missing_words(answer), answer.set_aside)

    def _on_salvaged(self, answer: "Restored | Refusal") -> None:
        if isinstance(answer, Refusal):
            self._refuse(answer)
            return
        self._title.setText(_("已抢救"))
        self._tell(answer.application, salvage_words(answer.told) if answer.told else "", answer.set_aside)

    def _refuse(self, refusal: Refusal) -> None:
        self.set_busy("")
        said = message(refusal.code, refusal.details)
        self._field.say(f"{said.title} · {said.remedy}", "error")
        self._secret.setFocus()
        self._secret.selectAll()

    def _tell(self, application: "Application", words: str, aside: Path | None) -> None:
        """Show what came back and what did not; work begins when somebody read it."""
        self.set_busy("")
        self._secret.clear()
        self._open_store = application
        self._told.setText(words)
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


def _act(name: str, words: str, key: str, *, is_first: bool) -> KeyButton:
    """Return a button; the first one is pressed by Enter in the field."""
    keys = () if is_first else (key,)
    return KeyButton(name, words, *keys, role="primary" if is_first else "", shown="Enter" if is_first else key)
