"""A clock that moves only when a test says so, and ids that count."""

from datetime import UTC, datetime, timedelta

from fieldapp.domain.ids import uuid7

MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


class StoppedClock:
    """Implements ``ports.Clock``. ``offset`` shifts the wall clock only, as a wrong setting would."""

    boot = "boot-1"

    def __init__(self, start: datetime = MORNING) -> None:
        self._start = start
        self._elapsed = 0.0
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return self._start + self.offset + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    def pass_seconds(self, seconds: float) -> None:
        self._elapsed += seconds


class CountingIds:
    """Implements ``ports.Ids`` with valid, ever growing UUIDv7s."""

    def __init__(self, clock: StoppedClock | None = None) -> None:
        self._milliseconds = int((clock.now() if clock else MORNING).timestamp() * 1000)

    def new(self) -> str:
        self._milliseconds += 1
        return uuid7(self._milliseconds)
