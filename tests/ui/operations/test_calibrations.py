"""What a ruler shows becomes the correction that brings the next page to its place."""

import pytest

from ui.operations.calibrations import inset_of, measured, read_calibration
from ui.printing import STRAIGHT, Calibration

A4 = (210.0, 297.0)


def seen_by(error: Calibration, size: tuple[float, float], correction: Calibration) -> tuple[float, ...]:
    """Return what a ruler shows on a printer with an error, after a correction was applied to the page."""
    inset = inset_of(size)

    def on_paper(x: float, shift: float, scale: float, more: float, stretch: float) -> float:
        return more + stretch * (shift + scale * x)

    left, right = (on_paper(x, correction.dx, correction.sx, error.dx, error.sx) for x in (inset, size[0] - inset))
    top, bottom = (on_paper(y, correction.dy, correction.sy, error.dy, error.sy) for y in (inset, size[1] - inset))
    return left, top, right - left, bottom - top


@pytest.mark.parametrize("size", [A4, (85.6, 53.98)])
def test_a_measured_printer_prints_where_it_should(size: tuple[float, float]) -> None:
    error = Calibration(dx=1.3, dy=-0.7, sx=1.01, sy=0.985)
    found = measured(inset_of(size), size, seen_by(error, size, STRAIGHT))

    after = seen_by(error, size, found)

    inset = inset_of(size)
    assert after == pytest.approx((inset, inset, size[0] - 2 * inset, size[1] - 2 * inset))


def test_crosses_on_each_other_measure_nothing() -> None:
    with pytest.raises(ValueError, match="crosses"):
        measured(20, A4, (20, 20, 0, 257))


@pytest.mark.parametrize(
    "kept", [None, "x", {"dx": "1"}, {"dx": True}, {"dx": 11.0}, {"sy": 1.2}, {"sx": float("nan")}]
)
def test_what_is_no_calibration_counts_as_straight(kept: object) -> None:
    assert read_calibration(kept) == STRAIGHT


def test_a_kept_calibration_is_read() -> None:
    assert read_calibration({"dx": 1, "dy": -0.5, "sx": 1.01, "sy": 1.0}) == Calibration(dx=1.0, dy=-0.5, sx=1.01)
