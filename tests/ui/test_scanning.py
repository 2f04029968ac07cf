"""A scanner is told from a person by the events' own time stamps, on every page."""

from PySide6.QtCore import QEventLoop, Qt, QTimer

from tests.support.desk import document_no
from tests.support.window import stand, typed
from ui.robots.consent import ConsentRobot
from ui.robots.hands import CTRL
from ui.shell.rail import PAGES


def rest() -> None:
    """Let the moment pass after which held keys are a person's."""
    loop = QEventLoop()
    QTimer.singleShot(60, loop.quit)
    loop.exec()


def front(at) -> str:
    return at.hands.window.workspace.current.name


def test_a_burst_ended_by_enter_is_a_scan_and_leaves_the_field_as_it_was(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.write("138")
        at.hands.scan("US1:004410")
        assert at.enroll.value("consent") == "✓ 本人已在登记表签字 · 表号 004410"
        assert at.enroll.value("phone") == "138"


def test_slow_keys_are_typing(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.scan("13800130001", gap_ms=80)
        assert at.enroll.value("phone") == "138 0013 0001"


def test_seven_quick_keys_are_no_scan(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.scan("1380013")
        assert at.enroll.value("phone") == "138 0013"


def test_a_key_that_nothing_follows_is_typed_after_a_moment(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.send_key(Qt.Key.Key_1, "1", 5_000)
        rest()
        assert at.enroll.value("phone") == "1"


def test_a_key_is_typed_where_the_cursor_was_when_it_moves_on_at_once(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.send_key(Qt.Key.Key_1, "1", 5_000)
        at.hands.focus("employer")
        rest()
        assert (at.enroll.value("phone"), at.enroll.value("employer")) == ("1", "")


def test_a_burst_answers_no_question_on_its_way(tmp_path):
    """The first digit of a sheet number must not say 是 to 农民工 and move the cursor."""
    with stand(tmp_path) as at:
        at.hands.focus("migrant")
        at.hands.scan("US1:104410")
        assert at.enroll.value("migrant") == ""
        assert at.enroll.value("union") == ""


def test_a_burst_takes_no_way_of_the_yellow_answer(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.enroll.open()
        at.hands.write(document_no(1))
        at.desk.clock.forward(seconds=1)
        at.hands.scan("US1:404410")
        assert at.hands.read("commit") == "请先选择 2–4"


def test_function_keys_inside_a_burst_are_dropped(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        for place, text in enumerate("12345"):
            at.hands.send_key(Qt.Key(ord(text)), text, 1_000 + place * 5)
        at.hands.send_key(Qt.Key.Key_F3, "", 1_030)
        for place, text in enumerate("67890"):
            at.hands.send_key(Qt.Key(ord(text)), text, 1_035 + place * 5)
        at.hands.send_key(Qt.Key.Key_Return, "\r", 1_060)
        assert front(at) == "enroll"
        assert at.hands.window.workspace.messages.code == "scan_unknown"
        assert at.enroll.value("phone") == ""


def test_a_scan_is_caught_on_every_page(tmp_path):
    with stand(tmp_path) as at:
        for place, page in enumerate((*PAGES, "events", "help")):
            if page == "rosters":  # takes signed forms itself, at its own list
                continue
            at.hands.window.workspace.open_page(page)
            at.hands.scan(f"US1:{place + 1:06d}")
            assert front(at) == "enroll", page
            assert at.enroll.value("consent") == f"✓ 本人已在登记表签字 · 表号 {place + 1:06d}"


def test_what_an_input_method_made_of_a_burst_is_a_scan_too(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("name")
        at.hands.compose("US1\uff1a004410")
        assert at.enroll.value("name") == ""
        assert at.enroll.value("consent") == "✓ 本人已在登记表签字 · 表号 004410"


def test_a_bare_number_of_a_wedge_reader_goes_to_the_document_field(tmp_path):
    with stand(tmp_path) as at:
        at.hands.scan(document_no(3))
        assert at.enroll.value("document_no").replace(" ", "") == document_no(3)
        assert at.hands.focused == "name"


def test_a_scanned_number_of_somebody_known_brings_the_keys_to_the_band(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.enroll(typed())
        at.hands.press(Qt.Key.Key_6, CTRL)
        at.hands.scan(document_no(1))
        assert (front(at), at.hands.focused) == ("enroll", "band")


def test_a_scanned_number_never_mixes_two_people(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write(document_no(5))
        at.hands.scan(document_no(3))
        assert at.enroll.value("document_no").replace(" ", "") == document_no(5)
        assert at.hands.window.workspace.messages.code == "form_is_taken"


def test_a_scan_goes_on_where_the_same_number_was_begun(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.write(document_no(2)[:15])
        at.hands.scan(document_no(2))
        assert at.enroll.value("document_no").replace(" ", "") == document_no(2)
        assert at.hands.focused == "name"


def test_a_form_scanned_while_the_pad_lies_open_puts_it_away(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.enroll.fill(typed())
        ConsentRobot(at.hands).open_pad()
        at.hands.scan("US1:000117")
        at.hands.settle()
        assert not at.hands.sees("signature_pad")
        assert at.hands.focused == "consent"


def test_a_scanned_receipt_opens_the_record(tmp_path):
    with stand(tmp_path) as at:
        number = at.enroll.enroll(typed()).number
        at.hands.scan(f"UR1:{number}")
        assert at.hands.read("story_name").startswith("乌云其木格")


def test_a_code_goes_where_its_prefix_belongs(tmp_path):
    with stand(tmp_path) as at:
        for code, page in (("UE1:ABCDEF", "events"), ("UM1:ABCDEF", "records"), ("UD1:ABCD/", "sync")):
            at.hands.scan(code)
            assert front(at) == page


def test_an_unknown_code_changes_nothing_and_is_said(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_6, CTRL)
        at.hands.scan("12345678901234")
        assert front(at) == "records"
        assert at.hands.window.workspace.messages.code == "scan_unknown"


def test_f2_opens_a_box_that_says_what_a_code_is_and_brings_it_there(tmp_path):
    with stand(tmp_path) as at:
        number = at.enroll.enroll(typed()).number
        at.hands.press(Qt.Key.Key_F2)
        assert at.hands.focused == "scan_text"
        at.hands.write(number)
        assert at.hands.read("scan_word") == "会员号或受理号 → 记录"
        at.hands.press(Qt.Key.Key_Return)
        assert front(at) == "records"
        assert not at.hands.sees("scan_box")


def test_the_box_says_of_a_text_that_it_is_no_code(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_Q, CTRL)
        at.hands.write("hello")
        at.hands.press(Qt.Key.Key_Return)
        assert at.hands.read("scan_word").startswith("认不出这个码")
        assert front(at) == "enroll"


def test_escape_closes_the_box_and_gives_the_cursor_back(tmp_path):
    with stand(tmp_path) as at:
        at.hands.focus("phone")
        at.hands.press(Qt.Key.Key_F2)
        at.hands.press(Qt.Key.Key_Escape)
        assert at.hands.focused == "phone"


def test_a_scan_into_the_open_box_goes_its_way_too(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_F2)
        at.hands.scan("US1:004410")
        assert not at.hands.sees("scan_box")
        assert at.enroll.value("consent") == "✓ 本人已在登记表签字 · 表号 004410"
