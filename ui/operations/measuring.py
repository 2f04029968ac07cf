"""The test page of a printer, and what a ruler says of it: printed straight, measured, kept, forgotten."""

from fieldapp.documents.pages import Document
from fieldapp.documents.sheets import calibration_page
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.operations.calibrations import Bed, inset_of, is_likely, kept_value, measured, setting_name
from ui.operations.printing import Target, put_document
from ui.operations.settings import change_setting
from ui.session import Session
from ui.wording import tray_words

SIZES = {"a4": (210.0, 297.0), "cr80": (85.6, 53.98), "a5": (148.0, 210.0), "a3": (297.0, 420.0)}
"""Sheets a printer is measured with, mm; others are cut out of these."""
TWO_SIDED = ("a4", "cr80")
"""Sheets that are printed on both sides: cards have backs, no other paper has."""
_STRAIGHT_SHEET = ""


def test_page(bed: Bed) -> Document:
    """Return the test page of a printer's sheet and tray, with its back where that is ever printed."""
    sides = (_("正面"), _("背面")) if bed.sheet in TWO_SIDED else (_("正面"),)
    return calibration_page(*SIZES[bed.sheet], f"{bed.printer} · {tray_words(bed.tray)}", sides)


def print_test_page(session: Session, bed: Bed) -> None:
    """Print the test page as the printer is, without any correction."""
    target = Target(printer=bed.printer, sheet=_STRAIGHT_SHEET, tray=bed.tray)

    def after(refused: Refusal | None) -> None:
        if refused is not None:
            session.say_refusal(refused)
        else:
            session.say(message("test_page_printed", {"printer": bed.printer}), "success")

    put_document(session, test_page(bed), target, after)


def keep_measures(session: Session, bed: Bed, seen: tuple[str, str, str, str]) -> Refusal | None:
    """Keep what a ruler shows (mm, as typed); refuses ``measures_unreadable`` and ``measures_unlikely``."""
    size = SIZES[bed.sheet]
    try:
        left, top, across, down = (float(one) for one in seen)
        found = measured(inset_of(size), size, (left, top, across, down))
    except ValueError:
        return Refusal(code="measures_unreadable")
    if not is_likely(found):
        return Refusal(code="measures_unlikely")
    words = message("calibrated")
    change_setting(session, setting_name(bed), kept_value(bed, found), lambda _done: session.say(words, "success"))
    return None


def forget(session: Session, bed: Bed) -> None:
    """Print this side of this sheet as the printer is again."""
    words = message("calibration_forgotten", {"printer": bed.printer})
    change_setting(session, setting_name(bed), None, lambda _done: session.say(words, "success"))
