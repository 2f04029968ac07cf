"""The status strip: always visible, always true. A click, or Ctrl+0, asks for the list behind a word."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from fieldapp.devices.power import battery_percent
from fieldapp.domain.events import ApprovalPolicy, ApprovalWindow, Event
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import SyncState
from fieldapp.errors import KnownError
from fieldapp.messages import translate as _
from ui.forms.buttons import button
from ui.forms.parts import fill, label, row
from ui.icons import pixmap
from ui.machine import free_gigabytes
from ui.operations.syncing import Line as SyncLine
from ui.session import Session
from ui.shell.status_rows import FEW_NUMBERS, LOW_BATTERY, LOW_DISK, line_words
from ui.theme import set_role, set_tone
from ui.wording import ago, clock_time

_EVERY_MS, _SOON_MS = 15_000, 200
NAMES = {
    "pending": "待上报",
    "last_sync": "上次同步",
    "printing": "打印队列",
    "numbers": "号段剩余",
    "approval": "批准窗口",
    "battery": "电量",
    "disk": "磁盘",
}
"""What stands between the line and the clock, from left to right."""
_FIRST_TO_GO = ("disk", "battery", "last_sync", "printing", "approval", "numbers", "pending")
"""What gives way when the letters are too large for all of it; one that warns stays to the last."""
_WITHOUT_LINE = (SyncLine.OFFLINE, SyncLine.PORTAL, SyncLine.ALONE, SyncLine.HELD)


class _Item(QPushButton):
    """A word and its value; a press opens the list behind it."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        set_role(self, "strip")
        self.setObjectName(f"strip_{name}")
        self._words = words
        self._value = label("", "strip_value")
        self.applies = True
        self._row = row(label(words, "small"), self._value, spacing=5)
        self.setLayout(self._row)

    def sizeHint(self) -> QSize:
        """Take the room of the words."""
        return self._row.sizeHint()

    @property
    def value(self) -> str:
        """Return the value that is shown."""
        return self._value.text()

    @property
    def words(self) -> str:
        """Return the word before the value."""
        return self._words

    @property
    def warns(self) -> bool:
        """Whether somebody should look at the value."""
        return bool(self._value.property("tone"))

    def show_value(self, value: str, tone: str = "") -> None:
        """Show the value behind the word; a tone says that somebody should look."""
        self._value.setText(value)
        set_tone(self._value, tone)
        self.setAccessibleName(f"{self._words} {value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """Everything the strip says, read at once; ``battery`` in per cent, None without one, ``free`` in GB."""

    event: Event | None
    has_centre: bool
    state: SyncState
    left: int
    printing: int
    window: ApprovalWindow | None
    battery: int | None
    free: int


def _is_delegated(event: Event | None) -> bool:
    return event is not None and event.policy is ApprovalPolicy.DELEGATED


def _standing(session: Session, event: Event | None) -> _Standing:
    """Read what the strip says; on any thread."""
    read = session.application.read
    return _Standing(
        event=event,
        has_centre=session.syncing.has_centre,
        state=read.sync_state(),
        left=read.lease_left(),
        printing=read.open_print_jobs(event.id) if event else 0,
        window=read.approval_window(event.id) if event and _is_delegated(event) else None,
        battery=battery_percent(),
        free=free_gigabytes(session.application.paths.data),
    )


class StatusStrip(QFrame):
    """Network, queue, last sync, printing, numbers, approval, battery, disk, time.

    Words never stand there cut: those without room are left out whole, and the last button tells them.
    """

    list_asked = Signal(str)

    def __init__(self, session: Session) -> None:
        """Read at once, then every fifteen seconds and whenever something changed."""
        super().__init__()
        set_role(self, "strip")
        self._session = session
        self._shape = QLabel()
        self._line = button("strip_line", "", "strip")
        self._items = {name: _Item(name, _(words)) for name, words in NAMES.items()}
        self._is_reading = False
        self._clock = QLabel()
        set_role(self._clock, "small")
        for name, item in self._items.items():
            item.clicked.connect(lambda _checked=False, name=name: self.list_asked.emit(name))
        self._line.clicked.connect(lambda: self.list_asked.emit("line"))
        self._all = button("strip_all", _("状态 Ctrl+0"), "strip")
        self._all.clicked.connect(lambda: self.list_asked.emit("all"))
        self._row = inner = QHBoxLayout(self)
        inner.setContentsMargins(14, 0, 16, 0)
        inner.setSpacing(16)
        fill(inner, self._shape)
        fill(
            inner,
            self._line,
            *(self._items[name] for name in ("pending", "last_sync", "printing", "numbers", "approval")),
        )
        fill(inner, None, self._items["battery"], self._items["disk"], self._all, self._clock)
        for one in (self._line, self._all, *self._items.values()):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._read_beside)
        self._timer.start()
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._read_beside)
        session.changed.connect(self._on_changed)
        session.event_changed.connect(self.show_all)
        session.syncing.moved.connect(self._read_beside)
        self.show_all()

    def value(self, name: str) -> str:
        """Return the value shown behind a word, as it is now."""
        if self._soon.isActive() or self._is_reading:
            self._soon.stop()
            self.show_all()
        return self._items[name].value

    def place_of(self, name: str) -> QWidget:
        """Return the widget of a word; the line for ``line``, the last one for the whole list."""
        found = {"line": self._line, "all": self._all}.get(name) or self._items[name]
        return self._all if found.isHidden() else found

    def title_of(self, name: str) -> str:
        """Return what the list behind a word is called."""
        return {"line": _("联网"), "all": _("状态")}.get(name) or self._items[name].words

    def stop(self) -> None:
        """Read no more: the store is closing."""
        self._timer.stop()
        self._soon.stop()
        self._session.changed.disconnect(self._on_changed)

    def _on_changed(self, _changes: object) -> None:
        """Show what moved; what moves many times in a moment is shown once at its end."""
        if not self._soon.isActive():
            self._soon.start()

    def minimumSizeHint(self) -> QSize:
        """Ask for height only: what has no room goes."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room any more."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size need another room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._soon.start()

    def _fit(self) -> None:
        """Let the least important words go, whole, until the rest has room; the last button tells what went."""
        applying = [name for name in _FIRST_TO_GO if self._items[name].applies]
        leaving = sorted(applying, key=lambda name: self._items[name].warns)
        self._clock.show()
        for name, item in self._items.items():
            item.setVisible(name in applying)
        gone: list[str] = []
        if self._lacks_room():
            self._clock.hide()
        while self._lacks_room() and leaving:
            gone.append(leaving.pop(0))
            self._items[gone[-1]].hide()
        told = " · ".join(item.accessibleName() for name, item in self._items.items() if name in gone)
        self._all.setToolTip(told)
        self._all.setAccessibleName(" · ".join(filter(None, (_("状态 Ctrl+0"), told))))

    def _lacks_room(self) -> bool:
        self._row.invalidate()
        return self._row.sizeHint().width() > self.width()

    def show_all(self) -> None:
        """Read everything again, here and now."""
        self.setFixedHeight(self._session.theme.px(34) - (4 if self._session.is_training else 0))
        self._is_reading = False
        self._show(_standing(self._session, self._session.current_event))

    def _read_beside(self) -> None:
        """Read everything again beside the window's thread: who types on does not wait for it."""
        if self._is_reading:
            self._on_changed(None)  # one reading at a time; what moved since is read after it
            return
        self._is_reading = True
        work = partial(_standing, self._session, self._session.current_event)
        self._session.jobs.in_background(work, self._on_read, self._on_not_read)

    def _on_read(self, standing: "_Standing") -> None:
        is_wanted, self._is_reading = self._is_reading, False
        if is_wanted and standing.event == self._session.current_event:
            self._show(standing)

    def _on_not_read(self, error: KnownError) -> None:
        self._is_reading = False
        self._session.say_refusal(Refusal(code=error.code, details=error.details))

    def _show(self, standing: "_Standing") -> None:
        now = self._session.application.clock.now()
        self._show_line(has_centre=standing.has_centre)
        self._items["pending"].show_value(f"{standing.state.pending:,}")
        self._items["last_sync"].show_value(ago(standing.state.last_sync, now))
        left, battery, free = standing.left, standing.battery, standing.free
        self._items["numbers"].show_value(f"{left:,}", "warning" if 0 < left < FEW_NUMBERS else "")
        self._show_event(standing)
        self._items["battery"].applies = battery is not None
        self._items["battery"].show_value(f"{battery}%", "warning" if (battery or 100) < LOW_BATTERY else "")
        self._items["disk"].show_value(f"{free} GB", "error" if free < LOW_DISK else "")
        self._clock.setText(clock_time(now))
        self._fit()

    def _show_event(self, standing: "_Standing") -> None:
        self._items["printing"].show_value(str(standing.printing))
        self._items["approval"].applies = _is_delegated(standing.event)
        window = standing.window
        self._items["approval"].show_value(_("开 · {name}").format(name=window.approver) if window else _("关"))

    def _show_line(self, *, has_centre: bool) -> None:
        line, look = self._session.syncing.line_of(has_centre=has_centre), self._session.theme.look
        words, tone = line_words(line)
        shape = "offline" if line in _WITHOUT_LINE else "online"
        self._shape.setPixmap(pixmap(shape, look[tone or "ink_soft"], 14))
        self._line.setText(words)
        self._line.setAccessibleName(words)
