"""开场自检: what was found on a laptop before an event, and how much it matters. Judges, reads nothing itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fieldapp.domain.spooling import JobFiles


class Level(StrEnum):
    """``ASK`` wants an act of a person; only a ``BAD`` store or disk keeps an event from opening."""

    GOOD = "good"
    CARE = "care"
    BAD = "bad"
    ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the laptop says of itself; None where it could not tell or was not asked."""

    is_sound: bool
    free_bytes: int
    battery: int | None
    printers: int
    camera: str | None
    reader: str
    clock_offset: timedelta | None
    backup_age: timedelta | None
    numbers: int | None
    pending: int
    since_sync: timedelta | None
    fcitx_without_plugin: bool
    version: str
    job_files: JobFiles = JobFiles.NO_SERVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line: ``code`` names the thing, ``state`` its words, ``value`` a figure for them."""

    code: str
    state: str
    level: Level
    value: str = ""

    @property
    def blocks(self) -> bool:
        """Whether an event must not open like this."""
        return self.level is Level.BAD and self.code in ("store", "disk")


LEAST_FREE = 200 * 10**6
"""Bytes; below them the next records may not fit."""
_CARE_FREE = 2 * 10**9
_BATTERY_BAD, _BATTERY_CARE = 15, 40
_NUMBERS_CARE = 50
_CLOCK_CARE, _CLOCK_BAD = timedelta(minutes=2), timedelta(hours=12)
_BACKUP_CARE = timedelta(days=1)
_SYNC_CARE = timedelta(days=2)


def check(found: Found) -> tuple[Check, ...]:
    """Return all lines that a machine can judge, what may block first."""
    return (
        Check(code="store", state="sound" if found.is_sound else "damaged", level=_good(is_good=found.is_sound)),
        disk(found.free_bytes),
        _battery(found.battery),
        _clock(found.clock_offset),
        _backup(found.backup_age),
        _numbers(found.numbers),
        _pending(found),
        _printer(found.printers),
        *_spool(found.job_files),
        _camera(found.camera),
        _reader(found.reader),
        _input_method(is_missing=found.fcitx_without_plugin),
        Check(code="version", state="is", level=Level.GOOD, value=found.version),
    )


def disk(free_bytes: int) -> Check:
    """Judge the free space of the disk the data is on."""
    value = f"{free_bytes / 10**9:.1f}"
    if free_bytes < LEAST_FREE:
        return Check(code="disk", state="full", level=Level.BAD, value=value)
    is_care = free_bytes < _CARE_FREE
    return Check(
        code="disk", state="little" if is_care else "enough", level=Level.CARE if is_care else Level.GOOD, value=value
    )


def _good(*, is_good: bool) -> Level:
    return Level.GOOD if is_good else Level.BAD


def _battery(percent: int | None) -> Check:
    if percent is None:
        return Check(code="battery", state="none", level=Level.GOOD)
    level = Level.BAD if percent < _BATTERY_BAD else Level.CARE if percent < _BATTERY_CARE else Level.GOOD
    return Check(code="battery", state="low" if level is not Level.GOOD else "enough", level=level, value=str(percent))


def clock_distance(offset_ms: int, last_sync: datetime | None, now: datetime) -> timedelta | None:
    """Return how far this clock is from the centre's, as far as anybody knows; None before the first round.

    The last round is a floor: a clock that stands before it went back since, whatever it was off by then.
    """
    if last_sync is None:
        return None
    offset = timedelta(milliseconds=offset_ms)
    return max(offset, last_sync - now, key=abs) if now < last_sync else offset


def _clock(offset: timedelta | None) -> Check:
    if offset is None:
        return Check(code="clock", state="unknown", level=Level.ASK)
    away = abs(offset)
    if away < _CLOCK_CARE:
        return Check(code="clock", state="right", level=Level.GOOD)
    level = Level.BAD if away > _CLOCK_BAD else Level.CARE
    return Check(code="clock", state="wrong", level=level, value=str(int(away.total_seconds() // 60)))


def _backup(age: timedelta | None) -> Check:
    if age is None:
        return Check(code="backup", state="none", level=Level.CARE)
    hours = str(int(age.total_seconds() // 3600))
    is_old = age > _BACKUP_CARE
    return Check(
        code="backup", state="old" if is_old else "fresh", level=Level.CARE if is_old else Level.GOOD, value=hours
    )


def _numbers(left: int | None) -> Check:
    """``left`` is None under central approval, which needs no numbers here."""
    if left is None:
        return Check(code="numbers", state="not_needed", level=Level.GOOD)
    level = Level.BAD if left == 0 else Level.CARE if left < _NUMBERS_CARE else Level.GOOD
    state = {Level.BAD: "none", Level.CARE: "few", Level.GOOD: "enough"}[level]
    return Check(code="numbers", state=state, level=level, value=str(left))


def _pending(found: Found) -> Check:
    if found.since_sync is None:
        return Check(code="pending", state="alone", level=Level.GOOD, value=str(found.pending))
    is_old = found.pending > 0 and found.since_sync > _SYNC_CARE
    state = "none" if not found.pending else "old" if is_old else "some"
    return Check(code="pending", state=state, level=Level.CARE if is_old else Level.GOOD, value=str(found.pending))


def _printer(printers: int) -> Check:
    if not printers:
        return Check(code="printer", state="none", level=Level.CARE)
    return Check(code="printer", state="try", level=Level.ASK, value=str(printers))


def _spool(files: JobFiles) -> tuple[Check, ...]:
    """Papers of people that stay in the system's print queue are personal data outside the encrypted store."""
    if files is JobFiles.NO_SERVER:
        return ()
    return (Check(code="spool", state=str(files), level=Level.GOOD if files is JobFiles.DROPPED else Level.CARE),)


def _camera(said: str | None) -> Check:
    """``said`` is None where the event wants no photo, empty when the camera works, else why it does not."""
    if said is None:
        return Check(code="camera", state="not_needed", level=Level.GOOD)
    return Check(code="camera", state="missing" if said else "works", level=Level.CARE if said else Level.GOOD)


def _reader(port: str) -> Check:
    """``port`` is the serial port the setting names; reading one's own card is the only honest trial."""
    if not port:
        return Check(code="reader", state="not_set", level=Level.GOOD)
    return Check(code="reader", state="try", level=Level.ASK, value=port)


def _input_method(*, is_missing: bool) -> Check:
    return Check(
        code="input_method",
        state="fcitx" if is_missing else "right",
        level=Level.CARE if is_missing else Level.GOOD,
    )


def lacks_fcitx_plugin(environment: dict[str, str], plugins: frozenset[str]) -> bool:
    """Whether the desktop types through fcitx and the program has no plugin for it (``QT_IM_MODULE=ibus`` helps)."""
    asked = environment.get("QT_IM_MODULE", "") or environment.get("XMODIFIERS", "").removeprefix("@im=")
    wanted = asked.lower()
    return wanted.startswith("fcitx") and not any("fcitx" in name.lower() for name in plugins)
