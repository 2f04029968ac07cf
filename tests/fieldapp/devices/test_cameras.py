"""The camera as the window sees it: recorded pictures through a real child, and cameras that fail."""

import json
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
import qrcode
from PIL import Image

from fieldapp.devices import cameras
from fieldapp.devices.cameras import ChildCamera, open_camera
from fieldapp.domain.photos import PHOTO_HEIGHT, PHOTO_WIDTH, PhotoHint, photo_from_jpeg
from fieldapp.domain.ports import Camera
from fieldapp.errors import KnownError
from fieldapp.processes import run_capped
from tests.support.pictures import WALL, drawn_person, noise, sequence

Open = Callable[[str], Camera]


@pytest.fixture
def opened() -> Iterator[Open]:
    made: list[Camera] = []

    def open_one(setting: str) -> Camera:
        made.append(open_camera(setting))
        return made[-1]

    yield open_one
    for camera in made:
        camera.close()


def colour(view) -> tuple[int, ...]:
    return tuple(view.pixels[:3])


def test_person_is_seen_with_face_and_frame(tmp_path: Path, opened: Open) -> None:
    view = opened(sequence(tmp_path, drawn_person())).look()

    assert (view.width, view.height, len(view.pixels)) == (640, 480, 640 * 480 * 3)
    assert view.face is not None
    assert view.crop.top < view.face.top
    assert view.hints == ()
    assert view.codes == ()


def test_boxes_are_told_in_pixels_of_the_view(tmp_path: Path, opened: Open) -> None:
    view = opened(sequence(tmp_path, drawn_person((1280, 960), at=(740, 260), width=400))).look()

    assert (view.width, view.height) == (640, 480)
    assert view.face is not None
    assert abs(view.face.left + view.face.width / 2 - 470) < 20
    assert view.crop.left + view.crop.width <= 640


def test_sequence_begins_again_at_its_end(tmp_path: Path, opened: Open) -> None:
    red, green = (Image.new("RGB", (320, 240), name) for name in ("red", "green"))
    camera = opened(sequence(tmp_path, red, green))

    assert [colour(camera.look()) for _ in range(3)] == [(255, 0, 0), (0, 128, 0), (255, 0, 0)]


def test_recorded_video_is_a_camera(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "录像.avi"
    writer = cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, cv2.VideoWriter_fourcc(*"MJPG"), 10, (640, 480))
    writer.write(cv2.cvtColor(np.asarray(drawn_person()), cv2.COLOR_RGB2BGR))
    writer.release()
    camera = opened(str(path))

    views = [camera.look() for _ in range(3)]

    assert [view.serial for view in views] == [1, 2, 3]
    assert all(view.face for view in views)


def test_photo_is_cut_to_the_card_and_plain(tmp_path: Path, opened: Open) -> None:
    camera = opened(sequence(tmp_path, drawn_person()))

    photo = camera.take(camera.look())

    assert (photo.width, photo.height) == (PHOTO_WIDTH, PHOTO_HEIGHT)
    assert photo_from_jpeg(photo.jpeg) == photo
    assert Image.open(BytesIO(photo.jpeg)).size == (PHOTO_WIDTH, PHOTO_HEIGHT)


def test_photo_is_what_the_view_showed_not_what_came_later(tmp_path: Path, opened: Open) -> None:
    red, green = (Image.new("RGB", (320, 240), name) for name in ("red", "green"))
    camera = opened(sequence(tmp_path, red, green))
    shown = camera.look()
    camera.look()

    photo = camera.take(shown)

    assert Image.open(BytesIO(photo.jpeg)).getpixel((50, 50))[0] > 200


def test_view_of_long_ago_cannot_be_taken(tmp_path: Path, opened: Open) -> None:
    camera = opened(sequence(tmp_path, drawn_person()))
    shown = camera.look()
    camera.look()
    camera.look()

    with pytest.raises(KnownError, match="camera_lost"):
        camera.take(shown)


def test_code_before_the_camera_is_read_when_asked(tmp_path: Path, opened: Open) -> None:
    picture = Image.new("RGB", (640, 480), WALL)
    picture.paste(qrcode.make("US1:000123", box_size=6, border=4).get_image(), (150, 100))
    camera = opened(sequence(tmp_path, picture))

    assert camera.look(reads_codes=True).codes == ("US1:000123",)
    assert camera.look().codes == ()


def test_nobody_before_the_camera_is_a_hint(tmp_path: Path, opened: Open) -> None:
    view = opened(sequence(tmp_path, Image.new("RGB", (640, 480), WALL))).look()

    assert view.face is None
    assert PhotoHint.NO_FACE in view.hints


@pytest.mark.parametrize("setting", ["63", "/nowhere/day.avi", "/nowhere/frame_%03d.png"])
def test_camera_that_is_not_there_is_told(setting: str, opened: Open) -> None:
    with pytest.raises(KnownError, match="camera_not_opened"):
        opened(setting).look()


@pytest.mark.parametrize(("setting", "code"), [("", "camera_not_set"), ("http://x/1.avi", "camera_source_unfit")])
def test_setting_that_names_no_camera_is_told(setting: str, code: str) -> None:
    with pytest.raises(KnownError, match=code):
        open_camera(setting)


def hostile_files() -> dict[str, bytes]:
    kept = BytesIO()
    drawn_person().save(kept, "PNG")
    png = kept.getvalue()
    huge = png[:16] + (60_000).to_bytes(4) * 2 + png[24:]
    return {"empty": b"", "text": b"no picture" * 100, "cut": png[:500], "bomb": huge}


@pytest.mark.parametrize("name", hostile_files())
def test_hostile_picture_costs_no_more_than_the_camera(name: str, tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "frame_000.png"
    path.write_bytes(hostile_files()[name])

    with pytest.raises(KnownError) as trouble:
        opened(str(path)).look()

    assert trouble.value.code in ("camera_not_opened", "camera_lost")


@pytest.mark.parametrize("content", [b"", b"RIFF\xff\xff\xff\xffAVI LIST" + b"\xff" * 4000], ids=["empty", "crafted"])
def test_hostile_video_costs_no_more_than_the_camera(content: bytes, tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "day.avi"
    path.write_bytes(content)

    with pytest.raises(KnownError) as trouble:
        opened(str(path)).look()

    assert trouble.value.code in ("camera_not_opened", "camera_lost")


def test_noise_is_taken_like_any_picture(tmp_path: Path, opened: Open) -> None:
    camera = opened(sequence(tmp_path, noise((640, 480))))

    assert camera.take(camera.look()).width > 0


def test_closed_camera_is_not_opened_again(tmp_path: Path, opened: Open) -> None:
    camera = opened(sequence(tmp_path, drawn_person()))
    camera.look()

    camera.close()

    with pytest.raises(KnownError, match="camera_lost"):
        camera.look()


@pytest.fixture
def child_saying(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., ChildCamera]]:
    """Return a camera whose child answers every question by a Python expression over ``asked``."""
    made: list[ChildCamera] = []

    def camera(expression: str, seconds: float = 30.0) -> ChildCamera:
        script = (
            "import json, os, time\nfrom fieldapp.processes.conversations import answer_all\n"
            f"answer_all(lambda asked: {expression})"
        )
        monkeypatch.setattr(cameras, "python_child", lambda *_: (sys.executable, "-c", script))
        source = SimpleNamespace(kind="device", place="0")
        made.append(ChildCamera(source, opening_seconds=seconds, look_seconds=seconds))
        return made[-1]

    yield camera
    for one in made:
        one.close()


GOOD_HEAD = {"serial": 1, "width": 2, "height": 1, "face": None, "crop": [0, 0, 1, 1], "hints": [], "codes": []}


def test_child_that_answers_well_is_believed(child_saying: Callable[..., ChildCamera]) -> None:
    view = child_saying(repr(json.dumps(GOOD_HEAD).encode() + b"\nabcdef")).look()

    assert (view.width, view.height, view.pixels) == (2, 1, b"abcdef")


@pytest.mark.parametrize(
    "changed",
    [
        {"width": 3},
        {"width": -2, "height": -1},
        {"width": "wide"},
        {"crop": [1, 2]},
        {"crop": None},
        {"hints": ["rm"]},
        {"codes": 5},
        {"serial": None},
        {"face": {}},
    ],
    ids=repr,
)
def test_view_that_cannot_be_is_a_lost_camera(
    changed: dict[str, object], child_saying: Callable[..., ChildCamera]
) -> None:
    camera = child_saying(repr(json.dumps(GOOD_HEAD | changed).encode() + b"\nabcdef"))

    with pytest.raises(KnownError, match="camera_lost"):
        camera.look()


@pytest.mark.parametrize(
    "said",
    [b"", b"\n", b"no json\n", b"[]\n", b"[" * 50_000, b'{"trouble": ["x"]}\n', b'{"trouble": "y"}', b"\xff\xfe\n"],
)
def test_answer_that_is_none_is_a_lost_camera(said: bytes, child_saying: Callable[..., ChildCamera]) -> None:
    camera = child_saying(f"bytes.fromhex({said.hex()!r})")

    with pytest.raises(KnownError, match="camera_lost"):
        camera.look()


def test_photo_with_more_than_a_picture_is_not_taken(child_saying: Callable[..., ChildCamera]) -> None:
    head = json.dumps(GOOD_HEAD).encode()
    camera = child_saying(f"{head!r} + (b'\\nabcdef' if b'look' in asked else b'\\n\\xff\\xd8\\xff\\xe1EXIF')")

    with pytest.raises(KnownError, match="camera_lost"):
        camera.take(camera.look())


def test_driver_that_hangs_is_told_and_ended(child_saying: Callable[..., ChildCamera]) -> None:
    camera = child_saying("time.sleep(600)", seconds=0.3)

    with pytest.raises(KnownError, match="camera_silent"):
        camera.look()


def test_driver_that_crashes_is_told(child_saying: Callable[..., ChildCamera]) -> None:
    camera = child_saying("os.abort()")

    with pytest.raises(KnownError, match="camera_lost"):
        camera.look()


def test_desk_itself_loads_no_decoder() -> None:
    ours = "import sys, fieldapp.devices.cameras, fieldapp.devices.photos"
    probe = f"{ours}; print(sorted({{'cv2', 'PIL', 'numpy'}} & set(sys.modules)))"

    child = run_capped((sys.executable, "-c", probe), seconds=60, memory_mb=1024)

    assert child.stdout.strip() == b"[]"
