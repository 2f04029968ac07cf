"""How far a printer's pages are off, by printer, sheet, side and tray: kept as settings, applied when printing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.printing import STRAIGHT, Calibration, Feed

if TYPE_CHECKING:
    from fieldapp.app import Application

FRONT, BACK = "front", "back"
MOST_SHIFT, MOST_SCALE = 10.0, 0.05
"""What cannot be a printer's error (mm, share) is a slip of the pen."""
_PREFIX = "calibration:"
_SAME_PAPER = {"paper90": "a4", "shop": "a4"}
"""Sheets that are cut out of another one: its correction holds for them too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """One side of one sheet from one tray of a printer: what has one correction. An empty tray: the printer chooses."""

    printer: str
    sheet: str
    side: str = FRONT
    tray: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A correction that is kept, and for what."""

    bed: Bed
    calibration: Calibration


def setting_name(bed: Bed) -> str:
    """Return the name under which a calibration is kept; a front from the usual tray has the shortest."""
    more = "" if (bed.side, bed.tray) == (FRONT, "") else f":{bed.side}:{bed.tray}"
    return f"{_PREFIX}{bed.printer}:{bed.sheet}{more}"


def kept_value(bed: Bed, calibration: Calibration) -> dict[str, Any]:
    """Return what is kept of a calibration: a printer's name may hold any character, so it stands there once more."""
    off = {"dx": calibration.dx, "dy": calibration.dy, "sx": calibration.sx, "sy": calibration.sy}
    return {**off, "printer": bed.printer, "sheet": bed.sheet, "side": bed.side, "tray": bed.tray}


def feed_for(application: "Application", printer: str, sheet: str, tray: str = "") -> Feed:
    """Return how a printer feeds a sheet from a tray.

    A side that nobody measured prints like the front from the same tray, a tray like the usual one.
    """
    kept = application.read.settings()

    def of(side: str) -> Calibration:
        papers = dict.fromkeys((sheet, _SAME_PAPER.get(sheet, sheet)))
        sources = dict.fromkeys(((side, tray), (FRONT, tray), (side, ""), (FRONT, "")))
        names = (
            setting_name(Bed(printer=printer, sheet=one, side=face, tray=source))
            for one in papers
            for face, source in sources
        )
        return read_calibration(next((kept[name] for name in names if kept.get(name)), None))

    return Feed(tray=tray, front=of(FRONT), back=of(BACK))


def measurements(settings: Mapping[str, Any]) -> tuple[Measured, ...]:
    """Return every calibration that is kept, by printer, sheet and tray."""
    found = [
        Measured(bed=_bed_of(name, value), calibration=read_calibration(value))
        for name, value in settings.items()
        if name.startswith(_PREFIX) and isinstance(value, dict)
    ]
    return tuple(sorted(found, key=lambda one: (one.bed.printer, one.bed.sheet, one.bed.tray, one.bed.side == BACK)))


def _bed_of(name: str, value: Mapping[str, Any]) -> Bed:
    printer, _colon, sheet = name.removeprefix(_PREFIX).rpartition(":")
    told = {key: value.get(key) for key in ("printer", "sheet", "side", "tray")}
    return Bed(**{"printer": printer, "sheet": sheet} | {key: str(it) for key, it in told.items() if it is not None})


def read_calibration(kept: Any) -> Calibration:
    """Return a kept calibration; anything that is none counts as straight."""
    if not isinstance(kept, dict):
        return STRAIGHT
    values = [kept.get(key, default) for key, default in (("dx", 0.0), ("dy", 0.0), ("sx", 1.0), ("sy", 1.0))]
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return STRAIGHT
    dx, dy, sx, sy = (float(value) for value in values)
    found = Calibration(dx=dx, dy=dy, sx=sx, sy=sy)
    return found if is_likely(found) else STRAIGHT


def is_likely(found: Calibration) -> bool:
    """Whether a printer can be off so far; more is a slip of the pen or of the ruler."""
    shifts, scales = (found.dx, found.dy), (found.sx - 1, found.sy - 1)
    return max(map(abs, shifts)) <= MOST_SHIFT and max(map(abs, scales)) <= MOST_SCALE


def measured(inset: float, size: tuple[float, float], seen: tuple[float, float, float, float]) -> Calibration:
    """Return the correction for a test page whose crosses stand ``inset`` mm inside a page of ``size``.

    ``seen`` is what a ruler shows: paper edge to the first cross from the left and from above, then the distance of
    the crosses across and down. ``ValueError`` when nothing can be measured so.
    """
    left, top, across, down = seen
    if min(across, down) <= 0:
        raise ValueError("crosses do not lie on each other")
    wide, high = across / (size[0] - 2 * inset), down / (size[1] - 2 * inset)
    return Calibration(dx=-(left - wide * inset) / wide, dy=-(top - high * inset) / high, sx=1 / wide, sy=1 / high)


def inset_of(size: tuple[float, float]) -> float:
    """Return how far inside the edges of a page its crosses stand, mm."""
    return 20.0 if min(size) > 100 else 10.0
