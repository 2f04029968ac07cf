"""The photo on 登记: real keys, a recorded camera, and what becomes of the picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import Qt

from fieldapp.domain.photos import MAX_PHOTO_BYTES, photo_from_jpeg
from fieldapp.services.settings import ChangeSetting, change_setting
from tests.support.desk import envelopes
from tests.support.pictures import drawn_person, sequence
from tests.support.window import Stand, stand, typed
from ui.operations.photos import CAMERA_SETTING
from ui.robots.camera import CameraRobot


@contextmanager
def photo_stand(tmp_path) -> Iterator[tuple[Stand, CameraRobot]]:
    """An event that takes photos, with a recorded camera."""
    source = sequence(tmp_path / "camera", drawn_person())
    with stand(tmp_path) as at:
        setting = ChangeSetting(name=CAMERA_SETTING, value=source, operator=at.desk.supervisor)
        at.desk.must(change_setting, setting)
        session = at.hands.window.session
        session.choose_event(replace(session.current_event, photo=True))
        at.enroll.open()
        yield at, CameraRobot(at.hands, at.enroll._page.photos.preview)


def test_photo_is_kept_small_and_named_in_the_envelope(tmp_path):
    with photo_stand(tmp_path) as (at, camera):
        at.enroll.fill(typed())
        camera.open()
        assert at.enroll._page.rect().contains(camera.sheet.geometry())
        camera.take()
        assert at.hands.focused == "consent"
        assert at.hands.read("photo_mark") == "照片:已拍照"
        at.enroll.consent("US1:000001")
        assert at.enroll.commit().tone == "success"
        jpeg = at.read.photo(at.read.recent(at.desk.event)[0].rec)
        (named,) = envelopes(at.desk)[-1]["blobs"]
        photo = photo_from_jpeg(jpeg)
        assert named == {"sha256": photo.sha256, "bytes": len(jpeg), "role": "photo", "mime": "image/jpeg"}
        assert len(jpeg) <= MAX_PHOTO_BYTES
        assert at.hands.read("photo_mark") == "照片:拍照 F6"


def test_declined_photo_is_remembered_and_sends_nothing(tmp_path):
    with photo_stand(tmp_path) as (at, camera):
        camera.open()
        camera.decline()
        assert at.hands.read("photo_mark") == "照片:不拍照"
        at.enroll.fill(typed())
        at.enroll.consent("US1:000001")
        at.enroll.commit()
        rec = at.read.recent(at.desk.event)[0].rec
        assert at.read.photo(rec) is None
        assert at.read.photo_declined(rec)
        assert "blobs" not in envelopes(at.desk)[-1]


def test_photo_of_one_is_not_taken_for_the_next(tmp_path):
    with photo_stand(tmp_path) as (at, camera):
        camera.open()
        camera.take()
        at.enroll.start_over()
        assert at.hands.read("photo_mark") == "照片:拍照 F6"


def test_draft_keeps_that_a_photo_was_taken(tmp_path):
    with photo_stand(tmp_path) as (at, camera):
        at.hands.focus("name")
        at.hands.write("张吉")
        camera.open()
        camera.take()
        at.enroll.save_draft()
        at.hands.settle()
        assert len(at.read.draft(at.desk.event).photo) == 64


def test_event_without_photos_says_so(tmp_path):
    with stand(tmp_path) as at:
        said = []
        at.hands.window.session.said.connect(lambda what, _tone: said.append(what.code))
        at.enroll.open()
        at.hands.press(Qt.Key.Key_F6)
        assert said == ["photo_not_offered"]
        assert not at.hands.sees("photo_mark")
        assert not at.hands.sees("camera_preview")
