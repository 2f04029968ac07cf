"""The way to the centre: one round at a time on the pool, by itself when due, at once on F5."""

import secrets
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.services.settings import TRAINING_SETTING
from sync.client import schedule
from sync.client.enrolment import enrol
from sync.client.pace import Pace
from sync.client.round import RoundSummary
from sync.client.run import synchronise
from sync.client.transport import HttpTransport
from ui.jobs import Jobs
from ui.operations.pieces import next_size

if TYPE_CHECKING:
    from fieldapp.app import Application
    from fieldapp.domain.ports import Enrolment, Provisioning
    from ui.operations.practice_centre import PracticeCentre

_LOOK_EVERY_MS = 2_000
_FIRST_PIECE, _LARGEST_PIECE = 50, 400
HELD_SETTING = "offline_by_hand"


class Line(StrEnum):
    """How the line to the centre looks from here."""

    ALONE = "alone"
    SOON = "soon"
    OFFLINE = "offline"
    PORTAL = "portal"
    BUSY = "busy"
    ONLINE = "online"
    HELD = "held"


class Syncing(QObject):
    """Runs rounds. ``finished`` brings a summary, ``moved`` says that the line looks different."""

    finished = Signal(object)
    moved = Signal()

    def __init__(
        self,
        application: "Application",
        jobs: Jobs,
        *,
        is_held: bool = False,
        practice: "PracticeCentre | None" = None,
    ) -> None:
        """Begin without a round; ``watch`` starts the timer. In the training mode ``practice`` is the only hub."""
        super().__init__()
        self._application, self._jobs, self._practice = application, jobs, practice
        self._schedule = schedule.Schedule()
        self._pace = Pace()
        self._is_busy, self._work_ended, self._is_stopped = False, False, False
        self.last: RoundSummary | None = None
        self._is_held = is_held
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_tick)
        jobs.trouble.connect(self._on_trouble)

    @property
    def line(self) -> Line:
        """Return how the line looks."""
        return self.line_of(has_centre=self.has_centre)

    def line_of(self, *, has_centre: bool) -> Line:
        """Return how the line looks to whoever knows already whether there is a centre."""
        if not has_centre:
            return Line.ALONE
        if self._is_busy:
            return Line.BUSY
        if self._is_held:
            return Line.HELD
        if self.last is None:
            return Line.SOON
        if self.last.problem:
            return Line.PORTAL if self.last.portal else Line.OFFLINE
        return Line.ONLINE

    @property
    def has_centre(self) -> bool:
        """Whether there is a centre to reach; the training mode has its own from the start."""
        return self._practice is not None or self._application.enrolment.peer() is not None

    @property
    def is_held(self) -> bool:
        """Whether somebody chose to stay offline; F5 still makes one round, because somebody asks for it."""
        return self._is_held

    def hold(self, is_held: bool) -> None:
        """Stay offline until told otherwise, or go on by itself again; the caller keeps ``HELD_SETTING``."""
        self._is_held = is_held
        if not is_held:
            self._schedule = schedule.at_once(self._application.clock.monotonic())
        self.moved.emit()

    def watch(self) -> None:
        """Look every two seconds whether a round is due; go on with what joining a centre left to do."""
        self._timer.start()
        self._index_again()

    def stop(self) -> None:
        """Begin no more rounds, hear of no more trouble, and end the training mode's hub."""
        self._is_stopped = True
        if self._practice is not None:
            self._practice.close()
        self._timer.stop()
        self._jobs.trouble.disconnect(self._on_trouble)

    def begin_again(self) -> None:
        """A centre was joined: its first round begins now, whatever another centre answered before."""
        self._schedule, self.last = schedule.at_once(self._application.clock.monotonic()), None
        self.start()
        self._index_again()

    def _index_again(self, size: int = _FIRST_PIECE) -> None:
        """Index everybody under the centre's key, piece by piece, when nobody at the desk waits for the store."""
        if self._is_stopped:
            return
        app = self._application

        def work() -> tuple[bool, float]:
            began = app.clock.monotonic()
            return app.index_again(size), app.clock.monotonic() - began

        def after(done: tuple[bool, float]) -> None:
            is_more, seconds = done
            if is_more:
                self._index_again(next_size(size, seconds, largest=_LARGEST_PIECE))

        self._jobs.on_store_later(work, after)

    def note_work(self) -> None:
        """Something new waits: come sooner, unless we are backing off."""
        self._schedule = schedule.after_work(self._schedule, self._application.clock.monotonic())

    def start(self) -> None:
        """Begin a round now (F5); without a centre, or while one runs, nothing happens."""
        if self._is_busy or not self.has_centre:
            self.moved.emit()
            return
        self._is_busy, self._work_ended = True, False
        self.moved.emit()

        def work() -> RoundSummary:
            try:
                return self._round()
            finally:
                self._work_ended = True

        self._jobs.in_background(work, self._on_finished, self._on_failed)

    def _round(self) -> RoundSummary:
        app = self._application
        enrolment: Enrolment = app.enrolment if self._practice is None else self._practice.reach()
        peer = enrolment.peer()
        with HttpTransport("" if peer is None else peer.url, app.clock) as transport:
            return synchronise(
                outbox=app.outbox,
                feed=app.feed,
                enrolment=enrolment,
                signer=app.signer,
                clock=app.clock,
                ids=app.ids,
                transport=transport,
                pace=self._pace,
                lease_left=app.read.lease_left,
                give_way=self._jobs.give_way,
            )

    def join_centre(
        self, url: str, code: str, stated: str | None, done: Callable[["Provisioning | Refusal"], None]
    ) -> None:
        """Enrol this laptop with a hub; hands over its provisioning or a refusal.

        Envelopes carry personal data, so the address is TLS unless the hub is this machine. The training
        store joins none: its invented people must not become anybody's members.
        """
        app = self._application
        if self._practice is not None or app.read.settings().get(TRAINING_SETTING):
            done(Refusal(code="training_no_centre"))
            return

        def work() -> "Provisioning | Refusal":
            with HttpTransport(url, app.clock) as transport:
                found = enrol(
                    url,
                    code,
                    stated,
                    str(app.read.settings().get("device_name") or "fieldapp"),
                    app.device_key,
                    transport=transport,
                    clock=app.clock,
                    ids=app.ids,
                    card_public=app.card_key.public,
                    inc=app.read.incarnation() or None,
                )
            if not isinstance(found, Refusal):
                app.enrolment.provision(found)
            return found

        self._jobs.in_background(work, done)

    def _on_tick(self) -> None:
        if not self._is_held and schedule.due(self._schedule, self._application.clock.monotonic()):
            self.start()

    def _on_finished(self, summary: RoundSummary) -> None:
        self._is_busy = False
        self.last = summary
        self._pace = summary.pace
        now = self._application.clock.monotonic()
        self._schedule = schedule.after_round(self._schedule, summary, now, secrets.randbelow(1000) / 1000)
        self.moved.emit()
        self.finished.emit(summary)
        if self._practice is not None:
            self._index_again()  # the first round enrolled, and brought another key

    def _on_failed(self, error: KnownError) -> None:
        """The round did not end by itself (the disk is full, a file is gone): say so, and back off."""
        self._on_finished(RoundSummary(problem=error.code, details=_words(error.details), pace=self._pace))

    def _on_trouble(self, error: KnownError) -> None:
        """A bug in the round comes here and not to ``_on_failed``: it must not end all rounds of the day."""
        if self._is_busy and self._work_ended:
            self._on_failed(error)


def _words(details: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in details.items()}
