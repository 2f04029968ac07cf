"""Sounds, machine, wording, next steps, pasting, initials, charts: the small things."""

import dataclasses
import io
import wave
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.devices.power import battery_percent
from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.outcomes import VerdictKind
from fieldapp.domain.views import Count, DayFigures, QuarterHour, SyncState
from tests.support.desk import document_no, event
from ui.forms.charts import Bars, QuarterHourCurve, TargetBar
from ui.forms.choices import Option
from ui.forms.initials import initials
from ui.forms.parts import WholeParts
from ui.machine import free_gigabytes
from ui.operations.start import looks_like_recovery_code
from ui.pages.enroll.pasting import split_line
from ui.pages.enroll.verdicts import is_complete, verdict_of, while_typing
from ui.pages.today.next_steps import next_steps
from ui.sounds import Sounds, tone
from ui.theme import Theme
from ui.wording import ago, hidden_tail, number_label, short_status, span, status_tone, verdict_words

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
FIGURES = DayFigures(
    applied=0, accepted=0, approved=0, transferred=0, voided=0, missing_signature=0, checked_in=0, cards_printed=0,
    cards_ready=0, handouts=0, pending=0, to_correct=0,
)  # fmt: skip
ALONE = SyncState(
    pending=0, held=0, quarantined=0, last_sync=None, offset_ms=0, enrolled=False, hub=None, feed_gen=0, feed_n=0
)


def samples(content: bytes) -> list[int]:
    with wave.open(io.BytesIO(content)) as file:
        raw = file.readframes(file.getnframes())
    return [int.from_bytes(raw[i : i + 2], "little", signed=True) for i in range(0, len(raw), 2)]


def test_a_louder_sound_has_larger_waves():
    assert max(samples(tone("success", 100))) > 3 * max(samples(tone("success", 20)))


def test_silence_plays_nothing():
    sounds = Sounds(0)
    sounds.play("success")
    assert sounds._playing is None


def test_the_battery_is_read_where_the_system_shows_it(tmp_path):
    (tmp_path / "BAT0").mkdir()
    (tmp_path / "BAT0" / "capacity").write_text("41\n")
    assert battery_percent(tmp_path) == 41


def test_a_machine_without_a_battery_says_nothing(tmp_path):
    assert battery_percent(tmp_path) is None


def test_free_space_is_counted_in_gigabytes(tmp_path):
    assert free_gigabytes(tmp_path) >= 0


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=5), "刚刚"),
        (timedelta(minutes=5), "5 分钟前"),
        (timedelta(hours=2, minutes=10), "2 小时前"),
        (timedelta(days=3), "3 天前"),
        (timedelta(seconds=-30), "刚刚"),
        (timedelta(days=-1000), "晚于本机的钟"),
    ],
)
def test_how_long_ago(past, words):
    assert ago(NOW - past, NOW) == words


def test_never_is_a_word():
    assert ago(None, NOW) == "从未"


def test_a_tail_shows_four_characters_at_most():
    assert hidden_tail("2036") == "··2036"
    assert hidden_tail("") == ""


def test_numbers_beginning_with_nine_are_receipts():
    assert number_label("923490000015") == "受理号"
    assert number_label("150048213018") == "会员号"


@pytest.mark.parametrize("kind", list(VerdictKind))
def test_every_verdict_has_a_word(kind):
    assert verdict_words(str(kind)) != str(kind)


def test_an_unknown_verdict_reads_as_it_came():
    assert verdict_words("later") == "later"


def test_narrow_lists_have_short_words():
    assert all(
        len(short_status(code)) <= 5 for code in ("received", "approved_here", "transfer", "duplicate", "conflict")
    )


def test_trouble_is_red_and_success_green():
    assert (status_tone("rejected"), status_tone("approved"), status_tone("duplicate")) == (
        "error",
        "success",
        "warning",
    )


def test_an_event_over_midnight_names_both_days():
    long = dataclasses.replace(event(), starts=NOW, ends=NOW + timedelta(days=1))
    assert span(long).count("月") == 2


def test_what_came_back_is_the_first_thing_to_do():
    steps = next_steps(dataclasses.replace(FIGURES, to_correct=2, cards_ready=3), ALONE)
    assert [step.page for step in steps] == ["sync", "cards", "enroll", "sync"]


def test_a_quiet_desk_goes_on_enrolling():
    joined = dataclasses.replace(ALONE, enrolled=True)
    assert [step.page for step in next_steps(FIGURES, joined)] == ["enroll"]


def test_waiting_records_are_named():
    waiting = dataclasses.replace(ALONE, enrolled=True, pending=37)
    assert next_steps(FIGURES, waiting)[-1].title == "37 条待上报"


DOCUMENT = document_no(3)


@pytest.mark.parametrize(
    "line",
    [
        f"张吉 13800130001 {DOCUMENT}",
        f"{DOCUMENT} 张吉 13800130001",
        f"姓名:张吉,电话:13800130001,身份证:{DOCUMENT}",
        f"张吉\t+8613800130001\t{DOCUMENT.lower()}",
        f"身份证号码:{DOCUMENT} 姓名:张 吉 联系电话:138 0013 0001",
        f"张吉13800130001 {DOCUMENT[:6]} {DOCUMENT[6:14]} {DOCUMENT[14:]}",
        f"13. 张吉,男,{DOCUMENT},138-0013-0001",
    ],
)
def test_a_pasted_line_is_taken_apart_in_any_order(line):
    assert split_line(line) == {"name": "张吉", "phone": "13800130001", "document_no": DOCUMENT}


@pytest.mark.parametrize("line", ["", "张吉", DOCUMENT, "13800130001", "姓名:张吉", "一段 没有号码 的话"])
def test_other_text_is_left_alone(line):
    assert split_line(line) is None


def test_initials_are_first_letters():
    assert initials("货车司机") == "hcsj"


def test_an_option_prefers_what_begins_with_the_typed_letters():
    option = Option(value="truck", label="货车司机", words=("hcsj",))
    assert [option.answers_to(text) for text in ("货车司机", "hc", "司机", "zz")] == [3, 2, 1, 0]


@pytest.mark.parametrize(
    ("text", "is_code"),
    [("8ZUJ-727V-92BN-C3WD-M8UR-RP9T-FME2", True), ("correct horse battery", False), ("a-b-c-d", False)],
)
def test_a_recovery_code_is_told_from_a_passphrase(text, is_code):
    assert looks_like_recovery_code(text) is is_code


def test_a_good_number_is_praised_and_a_bad_one_explained():
    good = verdict_of(ApplicationDraft(document_no=DOCUMENT), "document_no", TODAY)
    bad = verdict_of(ApplicationDraft(document_no=DOCUMENT[:-1]), "document_no", TODAY)
    assert (good[1], bad[1]) == ("success", "error")


def test_an_unknown_county_only_warns():
    strange = document_no(3, region="999999")
    assert verdict_of(ApplicationDraft(document_no=strange), "document_no", TODAY)[1] in ("warning", "error")


def test_a_number_is_complete_at_eighteen():
    assert is_complete(ApplicationDraft(document_no=DOCUMENT))
    assert not is_complete(ApplicationDraft(document_no=DOCUMENT[:-1]))


def test_only_unfinished_phones_are_counted_down():
    assert while_typing("phone", "1380013") == ("还差 4 位", "warning")
    assert while_typing("phone", "13800130001") == ("", "")
    assert while_typing("name", "张") == ("", "")


def test_the_curve_is_drawn(qtbot):
    curve = QuarterHourCurve(Theme(()))
    qtbot.addWidget(curve)
    curve.resize(600, 200)
    empty = curve.grab().toImage()
    curve.show_quarters([QuarterHour(start=NOW, count=3), QuarterHour(start=NOW + timedelta(minutes=15), count=7)])
    assert curve.grab().toImage() != empty
    assert "7" in curve.accessibleName()


def test_bars_are_sorted_and_drawn(qtbot):
    bars = Bars(Theme(()), "bars")
    qtbot.addWidget(bars)
    bars.resize(600, 100)
    bars.show_counts([Count(key="a", label="甲", count=1), Count(key="b", label="乙", count=5)])
    assert bars.accessibleName() == "乙 5, 甲 1"


def test_a_reached_target_fills_the_bar(qtbot):
    bar = TargetBar(Theme(()))
    qtbot.addWidget(bar)
    bar.resize(100, 14)
    bar.show_progress(10, 20)
    half = bar.grab().toImage()
    bar.show_progress(30, 20)
    assert bar.grab().toImage() != half


def test_a_rare_character_has_a_face_before_it_is_shown():
    from PySide6.QtGui import QFontDatabase

    from ui.rare_names import shown

    before = set(QFontDatabase.families())
    assert shown("\U00020bb7野家") == "\U00020bb7野家"
    assert set(QFontDatabase.families()) >= before


# -- a list that ends with a whole part ------------------------------------------------------------------------------


def test_a_list_ends_with_a_whole_part_and_tells_what_lies_below(qapp):
    held = QWidget()
    lines = QVBoxLayout(held)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(0)
    for _place in range(10):
        part = QWidget()
        part.setFixedHeight(40)
        lines.addWidget(part)
    told = []
    area = WholeParts(held)
    area.hidden_changed.connect(told.append)
    area.resize(200, 170)
    area.show()
    qapp.processEvents()
    assert (area.viewport().height(), told[-1]) == (160, 6)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert told[-1] == 0
    area.resize(200, 420)
    qapp.processEvents()
    assert (area.viewport().height(), told[-1]) == (420, 0)
    area.close()
