"""The training mode through the real window: its own store, marked everywhere, trusted nowhere, wiped by a click."""

import pytest
from PySide6.QtCore import Qt

from fieldapp.app import Application
from fieldapp.crypto.card_verification import Verdict
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.devices.id_simulator import SIMULATED
from fieldapp.documents.pages import Document, Page
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.paths import under
from tests.support.desk import PASSPHRASE, set_up
from tests.support.window import show, stand, typed
from ui.operations import training
from ui.operations.id_cards import READER_SETTING
from ui.operations.printing import Target, put_document
from ui.robots.camera import CameraRobot
from ui.robots.enroll import EnrollRobot
from ui.robots.hands import ALT, CTRL


@pytest.fixture
def laptop(tmp_path):
    """Return the hands at a laptop that was set up, in front of its passphrase."""
    set_up(tmp_path).application.close()
    hands = show(tmp_path)
    yield hands
    hands.put_away()


def practise(hands) -> None:
    """Go into the training mode by its key."""
    hands.press(Qt.Key.Key_T, CTRL)
    hands.until(lambda: hands.window.workspace is not None, hands.window.opened)
    hands.settle()


def test_training_is_entered_from_the_first_page_and_is_marked(laptop):
    practise(laptop)
    assert laptop.window.session.is_training
    assert laptop.sees("training_badge")
    assert laptop.window.workspace.property("role") == "training_frame"
    assert laptop.window.session.current_event.name.startswith("演练")


def test_what_is_practised_is_enrolled_printed_marked_and_never_reported(laptop, tmp_path):
    practise(laptop)
    answer = EnrollRobot(laptop).enroll(typed())
    assert answer.tone == "success"
    session = laptop.window.session
    assert session.prints.way.printers() == ("模拟打印机",)
    assert session.application.enrolment.peer() is None
    assert list((tmp_path / "data" / "training").iterdir())


def test_the_training_store_joins_no_centre(laptop):
    practise(laptop)
    answers = []

    laptop.window.session.syncing.join_centre("http://127.0.0.1:9", "ABCDE23456", "12345678", answers.append)
    laptop.settle()

    assert answers == [Refusal(code="training_no_centre")]


def test_the_training_store_is_another_one_with_another_key(laptop, tmp_path):
    practise(laptop)
    practised = laptop.window.session.application.signer.kid
    laptop.window.close_store()
    laptop.settle()
    real = Application.unlock(under(tmp_path), PASSPHRASE)
    assert isinstance(real, Application)
    assert real.signer.kid != practised
    assert isinstance(real.signer, DeviceKey)
    assert len(real.read.events()) == 1
    real.close()


def test_ending_comes_back_to_the_passphrase_and_keeps_what_was_practised(laptop, tmp_path):
    practise(laptop)
    laptop.click("rail_settings")
    laptop.press(Qt.Key.Key_1, ALT)
    laptop.focus("switch_pin")
    laptop.press(Qt.Key.Key_T, CTRL)
    laptop.settle()
    assert laptop.window.workspace is None
    assert laptop.sees("passphrase")
    assert under(tmp_path).training.store.exists()


def test_one_click_wipes_what_was_practised(laptop, tmp_path):
    practise(laptop)
    laptop.click("rail_settings")
    laptop.settle()
    laptop.click("training_wipe")
    laptop.settle()
    assert not (tmp_path / "data" / "training").exists()
    assert under(tmp_path).store.exists()


def test_training_is_entered_from_the_settings_with_the_real_store_closed(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.session.training_asked.emit("begin")
        at.hands.until(lambda: at.hands.window.session is not None, at.hands.window.opened)
        assert at.hands.window.session.is_training
        again = Application.unlock(at.desk.paths, PASSPHRASE)
        assert isinstance(again, Application)
        again.close()


def test_a_card_of_the_training_mode_carries_its_mark(tmp_path):
    from fieldapp.services.cards import PrepareCard, prepare
    from fieldapp.services.settings import TRAINING_SETTING, ChangeSetting, change_setting
    from ui.operations.papers import face_of

    with stand(tmp_path, ApprovalPolicy.DELEGATED, numbers=5) as at:
        at.enroll.enroll(typed())
        rec = at.read.recent(at.desk.event)[0].rec
        asked = PrepareCard(rec=rec, event=at.desk.event, operator=at.desk.operator, reason="补卡")
        assert face_of(at.desk.must(prepare, asked), None).mark == ""
        at.desk.must(change_setting, ChangeSetting(name=TRAINING_SETTING, value=True, operator=at.desk.supervisor))
        assert face_of(at.desk.must(prepare, asked), None).mark == "演练"


def test_a_card_of_the_training_mode_is_green_nowhere_but_there(laptop, tmp_path):
    from fieldapp.services.cards import PrepareCard, prepare

    practise(laptop)
    EnrollRobot(laptop).enroll(typed())
    session = laptop.window.session
    practised = session.application
    rec = practised.read.recent(session.current_event.id)[0].rec
    asked = PrepareCard(rec=rec, event=session.current_event.id, operator=session.operator.id, reason="补卡")
    token = practised.execute(prepare, asked).token
    laptop.window.close_store()
    laptop.settle()
    real = Application.unlock(under(tmp_path), PASSPHRASE)
    assert isinstance(real, Application)
    assert real.codes.read_card(token).verdict is not Verdict.GREEN
    real.close()


def test_everything_printed_in_the_training_mode_carries_the_stamp(laptop):
    practise(laptop)
    session = laptop.window.session
    EnrollRobot(laptop).enroll(typed())
    laptop.settle()
    seen = []
    session.prints.way.submit = lambda document, *_rest: seen.append(document) or Refusal(code="printer_offline")
    put_document(session, Document(title="x", pages=(Page(width=210, height=297, items=()),)), Target(), seen.append)
    laptop.settle()
    stamps = [item for item in seen[0].pages[0].items if item.name == "void"]
    assert len(stamps) == 12
    assert {line.text for item in stamps for line in item.lines} == {"演练 VOID"}


def test_the_reader_of_the_training_mode_is_a_simulated_one(laptop):
    practise(laptop)
    assert laptop.window.session.application.read.settings()[READER_SETTING] == SIMULATED


def test_the_camera_of_the_training_mode_shows_a_drawn_person(laptop):
    practise(laptop)
    EnrollRobot(laptop).open()
    camera = CameraRobot(laptop, EnrollRobot(laptop)._page.photos.preview)

    camera.open()
    camera.take()

    assert laptop.read("photo_mark") == "照片:已拍照"


def test_the_preview_of_a_card_carries_the_mark_too(laptop):
    practise(laptop)
    EnrollRobot(laptop).enroll(typed())
    laptop.press(Qt.Key.Key_4, CTRL)
    laptop.settle()
    page = laptop.window.workspace.current
    assert any("演练" in str(item) for paper in page.preview.stage.pages for item in paper.items)


def test_a_store_in_the_wrong_folder_is_not_opened(tmp_path):
    desk = set_up(tmp_path)
    paths = under(tmp_path)
    assert not training.is_training(desk.application, paths)
    other = type(paths)(data=tmp_path / "x", sidecar=paths.sidecar, backups=paths.backups, logs=paths.logs)
    desk.application.paths = other.training
    with pytest.raises(KnownError, match="training_store_mixed"):
        training.is_training(desk.application, other)
    desk.application.close()


def test_a_training_store_that_is_not_whole_is_made_anew(laptop, tmp_path):
    folder = under(tmp_path).training
    folder.make()
    folder.store.write_bytes(b"torn")
    folder.key_slots.write_bytes(b"torn")
    practise(laptop)
    assert laptop.window.session.is_training


def test_a_draft_half_typed_when_the_store_closes_is_kept_and_its_form_is_left_alone(tmp_path):
    with stand(tmp_path) as at:
        at.enroll.open()
        at.hands.focus("name")
        at.hands.write("巴特尔")
        keeper = at.enroll._page.drafts
        at.hands.window.close_store()
        keeper.note_change()
        keeper._timer.timeout.emit()
        at.hands.settle()
        assert at.hands.read("start_foot") == ""
        at.hands.write(PASSPHRASE)
        at.hands.press(Qt.Key.Key_Return)
        at.hands.until(lambda: at.hands.window.workspace is not None, at.hands.window.opened)
        assert at.hands.read("name") == "巴特尔"


def test_a_person_who_changes_places_while_the_store_closes_is_not_waited_for(tmp_path):
    with stand(tmp_path) as at:
        at.hands.press(Qt.Key.Key_F12)
        at.hands.write(PASSPHRASE)
        at.hands.press(Qt.Key.Key_Return)
        at.hands.press(Qt.Key.Key_Q, CTRL)
        at.hands.settle()
        assert at.hands.window.workspace is None
        assert at.hands.focused == "passphrase"
