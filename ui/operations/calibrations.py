"""How far each printer's pages are off, by printer and sheet: kept as settings, applied to everything printed."""

from typing import TYPE_CHECKING, Any

from ui.printing import STRAIGHT, Calibration

if TYPE_CHECKING:
    from fieldapp.app import Application

MOST_SHIFT, MOST_SCALE = 10.0, 0.05
"""What cannot be a printer's error (mm, share) is a slip of the pen."""


def setting_name(printer: str, sheet: str) -> str:
    """Return the name under which a calibration is kept."""
    return f"calibration:{printer}:{sheet}"


def calibration_for(application: "Application", printer: str, sheet: str) -> Calibration:
    """Return the correction of a printer for a sheet; none when nobody measured it."""
    return read_calibration(application.read.settings().get(setting_name(printer, sheet)))


def read_calibration(kept: Any) -> Calibration:
    """Return a kept calibration; anything that is none counts as straight."""
    if not isinstance(kept, dict):
        return STRAIGHT
    values = [kept.get(key, default) for key, default in (("dx", 0.0), ("dy", 0.0), ("sx", 1.0), ("sy", 1.0))]
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return STRAIGHT
    dx, dy, sx, sy = (float(value) for value in values)
    fits = max(abs(dx), abs(dy)) <= MOST_SHIFT and max(abs(sx - 1), abs(sy - 1)) <= MOST_SCALE
    return Calibration(dx=dx, dy=dy, sx=sx, sy=sy) if fits else STRAIGHT


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
