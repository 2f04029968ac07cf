"""The window: start pages first, the workspace once the store is open. Wires nothing else."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from fieldapp import config
from fieldapp.domain.changes import Changes, Topic
from fieldapp.errors import KnownError
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.paths import Paths
from ui import garbage
from ui.forms.buttons import on_keys
from ui.jobs import Jobs
from ui.operations import start, training
from ui.pages.start.frame import StartFrame
from ui.pages.start.unlock import UnlockPage
from ui.scanning import Scanner
from ui.shell import idle
from ui.theme import Theme, set_role
from ui.tokens import ThemeName
from ui.traces import Clippings

if TYPE_CHECKING:
    from fieldapp.app import Application
    from fieldapp.domain.views import Operator
    from ui.pages.start.first_run import FirstRunPage
    from ui.pages.start.locked import LockedPage
    from ui.pages.start.recovered import RecoveredPage
    from ui.pages.start.restore import RestorePage
    from ui.session import Session
    from ui.shell.workspace import Workspace

    StartPage = FirstRunPage | UnlockPage | RestorePage | RecoveredPage

_SMALLEST = (1120, 660)
_USUAL = (1280, 720)
_PRELOAD_AFTER_MS = 250
"""The first keys come before the database is imported behind them."""


class Window(QMainWindow):
    """One installation on the screen. ``opened`` says that the workspace stands."""

    opened = Signal()

    def __init__(self, paths: Paths, theme: Theme, jobs: Jobs, cost: object = None) -> None:
        """Ask for the passphrase, or begin the first run; ``cost`` of key stretching is only for tests."""
        super().__init__()
        self.paths, self.theme, self.jobs = paths, theme, jobs
        self.session: Session | None = None
        self.workspace: Workspace | None = None
        self._cost = cost
        self._stack = QStackedWidget()
        set_role(self._stack, "ground")
        self.setCentralWidget(self._stack)
        self.setWindowTitle(_("集中入会现场登记"))
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_USUAL)
        jobs.trouble.connect(self._on_trouble)
        on_keys(self, lambda: self.change_scale(1), "Ctrl++", "Ctrl+=")
        on_keys(self, lambda: self.change_scale(-1), "Ctrl+-")
        self._scanner = Scanner(self, lambda: self.workspace is not None and self.locked_page is None)
        self._scanner.scanned.connect(self._on_scanned)
        self._start: StartPage | None = None
        self.locked_page: LockedPage | None = None
        self._focus = ""
        self._clippings = Clippings(QApplication.clipboard(), self)
        self._idle = idle.IdleWatch(self)
        self._idle.idled.connect(self.lock)
        self._show_start()

    @property
    def start_page(self) -> "StartPage | None":
        """Return the page that asks for the passphrase, None once it is done."""
        return self._start

    def _show_start(self) -> None:
        page = self._first_page()
        if isinstance(page, UnlockPage):
            page.restore_asked.connect(self.show_restore)
            page.damage_found.connect(lambda: self.show_restore(is_damaged=True))
        self._put_in_front(page)
        QTimer.singleShot(_PRELOAD_AFTER_MS, self._preload)

    def show_restore(self, *, is_damaged: bool = False) -> None:
        from ui.pages.start.restore import RestorePage  # on the worst day of a laptop's life

        self._leave_start()
        page = RestorePage(self.jobs, self.paths, self.theme, is_damaged=is_damaged)
        page.given_up.connect(self._back_to_start)
        self._put_in_front(page)

    def _back_to_start(self) -> None:
        self._leave_start()
        self._show_start()

    def _put_in_front(self, page: "StartPage") -> None:
        page.finished.connect(self.open_workspace)
        page.training_asked.connect(self._begin_training)
        self._start = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.focus_first()

    def _first_page(self) -> "FirstRunPage | UnlockPage":
        if paths_exist(self.paths):
            return UnlockPage(self.jobs, self.paths, self.theme)
        from ui.pages.start.first_run import FirstRunPage  # once in the life of a laptop

        return FirstRunPage(self.jobs, self.paths, self.theme, self._cost)

    def _preload(self) -> None:
        if self._start is not None:
            start.preload(self.jobs)

    def open_workspace(self, application: "Application") -> None:
        """Build the workspace over an open store, for the supervisor who opened it."""
        from fieldapp.domain.views import OperatorRole  # these bring sync, services and the database with them,
        from ui.session import Session  # and the first window must not wait for that
        from ui.shell.workspace import Workspace

        training.is_training(application, self.paths)
        bosses = [one for one in application.read.operators() if one.role is OperatorRole.SUPERVISOR]
        if not bosses:
            raise KnownError("operator_unknown")
        if application.keys.is_recovered:
            self._show_recovered(application, tuple(bosses))
            return
        operator = next((one for one in bosses if one.id == application.keys.opened_by), bosses[0])
        self.session = Session(application, self.jobs, self.theme, operator)
        kept = config.load(config.config_file(self.paths))
        self.session.sounds.loudness, self.session.sounds.may_flash = kept.loudness, not kept.reduce_motion
        self.session.look_changed.connect(self.apply_look)  # before any page measures its letters
        self.workspace = Workspace(self.session)
        self.workspace.lock_asked.connect(self.lock)
        self.workspace.switch_asked.connect(lambda: self.lock(is_switch=True))
        self.session.changed.connect(self._on_changed)
        self.session.training_asked.connect(self._on_training_asked)
        self._stack.addWidget(self.workspace)
        self._stack.setCurrentWidget(self.workspace)
        self._leave_start()
        self.activateWindow()
        self._take_up_event()
        self.session.syncing.watch()
        self._watch_idle()
        garbage.set_aside()
        self.opened.emit()

    def _show_recovered(self, application: "Application", bosses: "tuple[Operator, ...]") -> None:
        """The recovery code opened the store: a new passphrase and a new code come before any work."""
        from ui.pages.start.recovered import RecoveredPage  # once in years

        self._leave_start()
        self._put_in_front(RecoveredPage(self.jobs, self.theme, application, bosses))

    def _take_up_event(self) -> None:
        if self.session is None or self.workspace is None:
            return
        running = self.session.application.read.open_events()
        if running:
            self.session.choose_event(running[0].event)
            self.workspace.open_page("enroll")

    def _leave_start(self) -> None:
        if self._start is not None:
            self._stack.removeWidget(self._start)
            self._start.deleteLater()
            self._start = None
            self._clippings.forget()  # a recovery code

    def lock(self, *, is_switch: bool = False) -> None:
        """Hide the workspace behind a PIN, or let somebody else sit down; draft and cursor stay where they are."""
        if self.workspace is None or self.session is None or self.locked_page is not None:
            return
        from ui.pages.start.locked import LockedPage  # needs the session's own imports, which are there by now

        focused = QApplication.focusWidget()
        self._focus = focused.objectName() if focused is not None else ""
        self.locked_page = page = LockedPage(self.session, is_switch=is_switch)
        page.opened.connect(self._come_back)
        page.close_asked.connect(self.close_store)
        self._idle.stop()
        self._clippings.forget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.focus_first()

    def _come_back(self) -> None:
        if self.workspace is None or self.session is None:
            return
        self._stack.setCurrentWidget(self.workspace)
        self._leave_locked()
        same = (one for one in self.workspace.findChildren(QWidget, self._focus) if self._focus and one.isVisible())
        before = next(same, None)  # pages may have built their widgets again meanwhile
        if before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._watch_idle()

    def _leave_locked(self) -> None:
        if self.locked_page is not None:
            self._stack.removeWidget(self.locked_page)
            self.locked_page.deleteLater()
            self.locked_page = None

    def _watch_idle(self) -> None:
        if self.session is not None and self.locked_page is None:
            minutes = self.session.application.read.settings().get(idle.SETTING, idle.USUAL_MINUTES)
            self._idle.begin(int(minutes))

    def close_store(self) -> None:
        """Close the store and ask for the passphrase again; the draft stays saved."""
        if self.workspace is None or self.session is None:
            return
        self._idle.stop()
        self._clippings.forget()
        self.workspace.stop()
        application, workspace = self.session.application, self.workspace
        self.workspace, self.session = None, None
        self._stack.removeWidget(workspace)
        workspace.deleteLater()
        garbage.take_back()
        self.jobs.end_store(application.close)
        self._show_start()
        self._leave_locked()

    def _on_training_asked(self, what: str) -> None:
        """Begin, end or wipe the training mode; the store in use is closed first."""
        self.close_store()
        if what == "wipe":
            self._say_busy(_("正在清空演练数据…"))
            training.wipe(self.jobs, self.paths, lambda: self._say_busy(""))
        elif what == "begin":
            self._begin_training()

    def _begin_training(self) -> None:
        self._say_busy(_("正在准备演练…"))
        training.open_training(self.jobs, self.paths, self.open_workspace, self._on_trouble)

    def _say_busy(self, words: str) -> None:
        if isinstance(self._start, StartFrame):
            self._start.set_busy(words)
            if not words:
                self._start.focus_first()

    def apply_look(self) -> None:
        """Put the theme on the application and keep the choice."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self.theme.apply(application)
        file = config.config_file(self.paths)
        kept = config.load(file)
        changed = config.Config(
            theme=str(self.theme.name),
            font_scale=self.theme.scale,
            loudness=kept.loudness,
            reduce_motion=kept.reduce_motion,
        )
        if changed != kept:
            config.save(file, changed)

    def change_scale(self, direction: int) -> None:
        """Make everything larger (+1) or smaller (-1)."""
        self.theme.step(direction)
        self.change_look()

    def change_look(self, theme: ThemeName | None = None, scale: int | None = None) -> None:
        """Wear another theme or font scale (per cent), everywhere and at once."""
        self.theme.name, self.theme.scale = theme or self.theme.name, scale or self.theme.scale
        if self.session is not None:
            self.session.look_changed.emit()
            return
        self.apply_look()
        if self._start is not None:
            self._start.show_look()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the store finish and close it."""
        self._idle.stop()
        self._clippings.forget()
        if self.session is not None and self.workspace is not None:
            self.workspace.stop()
            application = self.session.application
            garbage.take_back()
            self.jobs.end_store(application.close)
            self.session = None
        unfinished = self._start.take_open_store() if self._start is not None else None
        if unfinished is not None:
            self.jobs.end_store(unfinished.close)
        self._start = None
        self.jobs.close()
        super().closeEvent(event)

    def _on_changed(self, changes: Changes) -> None:
        if Topic.SETTINGS in changes:
            self._watch_idle()

    def _on_scanned(self, text: str) -> None:
        if self.session is not None and self.workspace is not None and self.locked_page is None:
            self.workspace.scans.take(text)

    def _on_trouble(self, error: KnownError) -> None:
        said = message(error.code, error.details)
        if self.session is not None:
            self.session.say(said, "error")
        elif isinstance(self._start, StartFrame):
            self._start.set_busy("")
            self._start.foot.setText(f"{said.title}:{said.reason}{said.remedy}")


def paths_exist(paths: Paths) -> bool:
    """Whether this laptop was set up; the application says the same, but costs the database to ask."""
    return paths.store.exists() and paths.key_slots.exists()


def theme_of(paths: Paths, families: tuple[str, ...]) -> Theme:
    """Return the theme a person chose on this installation."""
    chosen, made = config.load(config.config_file(paths)), Theme(families)
    made.name, made.scale = ThemeName(chosen.theme), chosen.font_scale
    return made
