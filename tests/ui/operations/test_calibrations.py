"""What a ruler shows becomes the correction that brings the next page to its place."""

import pytest

from fieldapp.services.settings import ChangeSetting, change_setting
from tests.support.desk import copied_desk
from ui.operations.calibrations import (
    BACK,
    Bed,
    feed_for,
    inset_of,
    kept_value,
    measured,
    measurements,
    read_calibration,
    setting_name,
)
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


FRONT_OFF, BACK_OFF, TRAY_OFF = Calibration(dx=1.0), Calibration(dx=-2.0), Calibration(dy=0.5)


@pytest.mark.parametrize(
    ("tray", "front", "back"),
    [("", FRONT_OFF, BACK_OFF), ("Manual", TRAY_OFF, TRAY_OFF), ("Tray1", FRONT_OFF, BACK_OFF)],
)
def test_each_side_and_tray_has_its_own_and_what_nobody_measured_is_as_its_neighbour(tmp_path, tray, front, back):
    usual, manual = Bed(printer="HP:1", sheet="a4"), Bed(printer="HP:1", sheet="a4", tray="Manual")
    behind = Bed(printer="HP:1", sheet="a4", side=BACK)
    beds = ((usual, FRONT_OFF), (behind, BACK_OFF), (manual, TRAY_OFF))
    with copied_desk(tmp_path) as desk:
        for bed, calibration in beds:
            value = kept_value(bed, calibration)
            desk.must(change_setting, ChangeSetting(name=setting_name(bed), value=value, operator=desk.operator))
        feed = feed_for(desk.application, "HP:1", "a4", tray)
        assert (feed.tray, feed.front, feed.back) == (tray, front, back)
        assert feed_for(desk.application, "HP:1", "paper90", tray) == feed
        assert feed_for(desk.application, "HP:1", "cr80", tray).front == STRAIGHT


def test_what_is_kept_is_listed_by_printer_and_older_entries_too():
    back = Bed(printer="HP:1", sheet="a4", side=BACK, tray="Manual")
    kept = {setting_name(back): kept_value(back, BACK_OFF), "calibration:Office 2:cr80": {"dx": 1.0}, "printer": "HP"}
    listed = measurements({**kept, "calibration:gone:a4": None})

    assert [(one.bed, one.calibration) for one in listed] == [
        (back, BACK_OFF),
        (Bed(printer="Office 2", sheet="cr80"), FRONT_OFF),
    ]
