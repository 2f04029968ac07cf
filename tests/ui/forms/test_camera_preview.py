"""The camera's sheet, with real keys: over a room of its own, and over 登记 with a recorded camera."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QWidget

from fieldapp.devices.cameras import open_camera
from fieldapp.domain.photos import MAX_PHOTO_BYTES, Photo, PhotoHint
from fieldapp.domain.ports import Camera
from fieldapp.messages import message
from tests.support.cameras import MemoryCamera
from tests.support.pictures import WALL, drawn_person, sequence
from ui.fonts import load_fonts
from ui.forms.camera_preview import CameraPreview
from ui.jobs import Jobs
from ui.robots.camera import CameraRobot
from ui.robots.hands import Hands
from ui.theme import Theme
from ui.tokens import ThemeName


class Room(QWidget):
    """A page with one field, and the sheet over it."""

    def __init__(self, open_one: Callable[[], Camera]) -> None:
        super().__init__()
        self.jobs = Jobs()
        self.theme = Theme(load_fonts())
        self.field = QLineEdit()
        self.field.setObjectName("name")
        QHBoxLayout(self).addWidget(self.field)
        self.sheet = CameraPreview(self, self, self.theme, self.jobs, open_one)
        self.photos: list[Photo] = []
        self.declined = 0
        self.sheet.taken.connect(self.photos.append)
        self.sheet.declined.connect(self._on_declined)
        self.resize(800, 560)

    def _on_declined(self) -> None:
        self.declined += 1


class Visit:
    """A room on the screen with its robot; ``cameras`` are handed out one after the other."""

    def __init__(self, *cameras: Camera) -> None:
        self._waiting = list(cameras)
        self.room = Room(self._next)
        self.room.sheet.set_offered(True)
        self.room.show()
        self.room.activateWindow()
        self.hands = Hands(self.room)
        self.hands.focus("name")
        self.camera = CameraRobot(self.hands, self.room.sheet)

    def _next(self) -> Camera:
        return self._waiting.pop(0)

    def leave(self) -> None:
        self.room.close()
        self.hands.settle()
        self.room.jobs.close()
        self.room.deleteLater()
        QApplication.processEvents()


@pytest.fixture
def visit() -> Iterator[Callable[..., Visit]]:
    made: list[Visit] = []

    def begin(*cameras: Camera) -> Visit:
        made.append(Visit(*cameras))
        return made[-1]

    yield begin
    for one in made:
        one.leave()


def test_sheet_shows_that_the_picture_is_good(visit: Callable[..., Visit]) -> None:
    at = visit(MemoryCamera())

    at.camera.open()

    assert (at.camera.hint, at.camera.tone, at.camera.button) == ("可以拍照", "success", "拍照")


def test_enter_takes_the_picture_that_is_shown(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera()
    at = visit(camera)
    at.camera.open()

    at.camera.take()

    assert [photo.jpeg for photo in at.room.photos] == [b"photo of look %d" % camera.taken[0]]
    assert not at.camera.is_open
    assert camera.is_closed


@pytest.mark.parametrize("hint", PhotoHint)
def test_what_is_wrong_is_said_with_its_remedy(hint: PhotoHint, visit: Callable[..., Visit]) -> None:
    at = visit(MemoryCamera(hint))

    at.camera.open()

    said = message(hint)
    assert at.camera.hint == f"{said.title} · {said.remedy}"
    assert (at.camera.tone, at.camera.button) == ("warning", "仍然拍照")


def test_hint_does_not_forbid_the_photo(visit: Callable[..., Visit]) -> None:
    at = visit(MemoryCamera(PhotoHint.NO_FACE))
    at.camera.open()

    at.camera.take()

    assert len(at.room.photos) == 1


def test_hint_goes_when_the_person_comes_nearer(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera(PhotoHint.SMALL)
    at = visit(camera)
    at.camera.open()
    camera.hints = ()

    at.camera.wait_for_picture()
    at.camera.wait_for_picture()

    assert at.camera.hint == "可以拍照"


def test_escape_puts_the_sheet_away_without_an_answer(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera()
    at = visit(camera)
    at.camera.open()

    at.camera.leave()

    assert not at.camera.is_open
    assert camera.is_closed
    assert (at.room.photos, at.room.declined) == ([], 0)


def test_person_may_decline(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera()
    at = visit(camera)
    at.camera.open()

    at.camera.decline()

    assert at.room.declined == 1
    assert at.room.photos == []
    assert camera.is_closed


@pytest.mark.parametrize("way", ["take", "leave", "decline"])
def test_focus_goes_back_to_where_it_was(way: str, visit: Callable[..., Visit]) -> None:
    at = visit(MemoryCamera())
    at.camera.open()
    assert at.hands.focused == "camera_preview"

    getattr(at.camera, way)()

    assert at.hands.focused == "name"


def test_enter_on_a_focused_button_presses_that_button(visit: Callable[..., Visit]) -> None:
    at = visit(MemoryCamera())
    at.camera.open()
    at.hands.find(QWidget, "camera_decline").setFocus()

    at.hands.press(Qt.Key.Key_Return)

    assert at.room.declined == 1
    assert at.room.photos == []


def test_twin_of_f6_opens_too(visit: Callable[..., Visit]) -> None:
    at = visit(MemoryCamera())

    at.hands.press(Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)

    assert at.camera.is_open


def test_event_without_photos_never_opens_the_camera(visit: Callable[..., Visit]) -> None:
    at = visit()
    at.room.sheet.set_offered(False)

    at.hands.press(Qt.Key.Key_F6)

    assert not at.camera.is_open


def test_sheet_is_not_offered_before_an_event_asks_for_it(visit: Callable[..., Visit]) -> None:
    at = visit()

    fresh = CameraPreview(at.room, at.room, at.room.theme, at.room.jobs, MemoryCamera)

    assert not fresh.is_offered


def test_event_that_ends_puts_the_sheet_away(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera()
    at = visit(camera)
    at.camera.open()

    at.room.sheet.set_offered(False)

    assert not at.camera.is_open
    assert camera.is_closed


def test_camera_is_off_when_the_room_is_hidden(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera()
    at = visit(camera)
    at.camera.open()

    at.room.hide()
    at.room.show()

    assert camera.is_closed
    assert not at.camera.is_open


def test_enter_before_the_first_picture_takes_nothing(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera()
    camera.may_look.clear()
    at = visit(camera)
    at.hands.press(Qt.Key.Key_F6)

    at.hands.press(Qt.Key.Key_Return)

    assert at.hands.read("camera_hint") == "正在打开摄像头…"
    assert at.camera.is_open
    camera.may_look.set()
    at.camera.wait_for_picture()
    assert camera.taken == []


def test_picture_that_comes_after_escape_is_not_shown(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera()
    camera.may_look.clear()
    at = visit(camera)
    at.hands.press(Qt.Key.Key_F6)
    seen: list[bool] = []
    at.room.sheet.looked.connect(lambda: seen.append(True))

    at.camera.leave()
    camera.may_look.set()
    at.hands.settle()

    assert seen == []
    assert not at.camera.is_open


def test_camera_that_fails_says_what_to_do(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera(trouble="camera_not_opened")
    at = visit(camera)

    at.camera.open()

    assert at.camera.hint.startswith("摄像头打不开 · ")
    assert (at.camera.tone, at.camera.button) == ("error", "重试")
    assert camera.is_closed


def test_enter_after_a_trouble_tries_another_time(visit: Callable[..., Visit]) -> None:
    at = visit(MemoryCamera(trouble="camera_silent"), MemoryCamera())
    at.camera.open()

    at.camera.retry()

    assert at.camera.hint == "可以拍照"


def test_camera_that_breaks_while_taking_brings_no_photo(visit: Callable[..., Visit]) -> None:
    camera = MemoryCamera()
    at = visit(camera)
    at.camera.open()
    camera.trouble = "camera_lost"

    at.camera.take()

    assert at.room.photos == []
    assert at.camera.is_open
    assert at.camera.button == "重试"


def test_setting_without_a_camera_is_said_in_the_sheet(visit: Callable[..., Visit]) -> None:
    at = visit()
    at.room.sheet._open_camera = lambda: open_camera("")

    at.camera.open()

    assert at.camera.hint.startswith("还没有选摄像头")


def test_sheet_opens_again_with_a_new_camera(visit: Callable[..., Visit]) -> None:
    first, second = MemoryCamera(), MemoryCamera()
    at = visit(first, second)
    at.camera.open()
    at.camera.leave()

    at.camera.open()
    at.camera.take()

    assert (first.taken, len(second.taken)) == ([], 1)


@pytest.mark.parametrize("name", ThemeName)
def test_picture_is_clear_in_the_frame_and_dark_outside(name: ThemeName, visit: Callable[..., Visit]) -> None:
    at = visit(MemoryCamera(PhotoHint.NO_FACE))
    at.room.theme.name = name
    at.camera.open()

    shot = at.room.sheet.picture.grab().toImage()

    middle = shot.pixelColor(shot.width() // 2, shot.height() // 2)
    outside = shot.pixelColor(shot.width() // 2 - round(shot.height() * 0.45), shot.height() // 2)
    assert middle == QColor(200, 40, 40)
    assert outside.lightness() < middle.lightness()


@pytest.fixture
def letters() -> Iterator[Callable[[int], None]]:
    """Return a function that sets the application's font scale (per cent); it is put back at the end."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme(load_fonts())

    def apply(scale: int) -> None:
        theme.scale = scale
        theme.apply(application)

    yield apply
    apply(100)


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_words_are_never_cut_at_any_size_of_letters(
    scale: int, letters: Callable[[int], None], visit: Callable[..., Visit]
) -> None:
    letters(scale)
    at = visit(MemoryCamera(PhotoHint.NO_FACE))
    at.camera.open()

    for name in ("camera_take", "camera_decline", "camera_away"):
        button = at.hands.find(QWidget, name)
        assert button.width() >= button.sizeHint().width()
        assert button.accessibleName()
    hint = at.hands.find(QLabel, "camera_hint")
    assert hint.height() >= hint.heightForWidth(hint.width())
    assert at.room.rect().contains(at.room.sheet.geometry())


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sequence(tmp_path_factory.mktemp("camera"), drawn_person())


def test_drawn_person_is_taken_through_the_recorded_camera(recorded: str, visit: Callable[..., Visit]) -> None:
    at = visit(open_camera(recorded))

    at.camera.open()
    hint = at.camera.hint
    at.camera.take()

    assert hint == "可以拍照"
    assert [len(photo.jpeg) <= MAX_PHOTO_BYTES and photo.jpeg[:2] == b"\xff\xd8" for photo in at.room.photos] == [True]


def test_wall_before_the_recorded_camera_is_said(tmp_path: Path, visit: Callable[..., Visit]) -> None:
    at = visit(open_camera(sequence(tmp_path, Image.new("RGB", (640, 480), WALL))))

    at.camera.open()

    assert at.camera.hint.startswith("没有看到正脸")
