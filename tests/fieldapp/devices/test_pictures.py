"""Faces, frames, photos and codes on decoded pictures."""

from io import BytesIO

import cv2
import numpy as np
import pytest
import qrcode
from PIL import Image

from fieldapp.devices.faces import HaarFaces
from fieldapp.devices.pictures import cut, encode_photo, read_codes, rgb, see
from fieldapp.domain.photos import MAX_PHOTO_BYTES, PHOTO_HEIGHT, PHOTO_WIDTH, Box, Photo, PhotoHint, photo_from_jpeg
from tests.support.pictures import WALL, drawn_person, noise

FACES = HaarFaces()


class FixedFace:
    """A face finder that always says the same."""

    def __init__(self, face: Box | None) -> None:
        self.face = face

    def find(self, grey: object) -> Box | None:
        return self.face


def frame(picture: Image.Image) -> np.ndarray:
    return cv2.cvtColor(np.asarray(picture.convert("RGB")), cv2.COLOR_RGB2BGR)


def grey(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L"))


def test_drawn_face_is_found_where_it_is() -> None:
    box = FACES.find(grey(drawn_person(at=(220, 100), width=200)))

    assert box is not None
    assert abs(box.left + box.width / 2 - 320) < 20
    assert 90 < box.top < 200
    assert 160 < box.width < 300


def test_face_in_a_large_picture_is_told_in_its_pixels() -> None:
    box = FACES.find(grey(drawn_person((1280, 720), at=(800, 150), width=300)))

    assert box is not None
    assert abs(box.left + box.width / 2 - 950) < 30


def test_nearest_of_two_people_is_taken() -> None:
    picture = drawn_person((900, 480), at=(80, 120), width=200)
    picture.paste(drawn_person((300, 480), at=(120, 150), width=80), (600, 0))

    box = FACES.find(grey(picture))

    assert box is not None
    assert box.left < 300


def test_wall_has_no_face() -> None:
    assert FACES.find(grey(Image.new("RGB", (640, 480), WALL))) is None


def test_picture_of_one_pixel_has_no_face() -> None:
    assert FACES.find(grey(Image.new("RGB", (1, 1)))) is None


def test_person_in_good_light_has_no_hint() -> None:
    seen = see(frame(drawn_person()), FACES)

    assert seen.hints == ()
    assert seen.face is not None
    assert seen.crop.left < seen.face.left


@pytest.mark.parametrize(
    ("picture", "hint"),
    [
        (drawn_person().point(lambda value: value // 6), PhotoHint.DARK),
        (drawn_person().point(lambda value: min(255, value * 3)), PhotoHint.BRIGHT),
        (Image.new("RGB", (640, 480), WALL), PhotoHint.NO_FACE),
        (drawn_person(at=(290, 150), width=70), PhotoHint.SMALL),
        (drawn_person(sharp=False), PhotoHint.BLURRED),
    ],
    ids=["dark", "bright", "nobody", "far", "blurred"],
)
def test_what_is_wrong_is_said_first(picture: Image.Image, hint: PhotoHint) -> None:
    assert see(frame(picture), FACES).hints[0] == hint


def test_frame_follows_the_face_finder() -> None:
    face = Box(left=400, top=120, width=100, height=100)

    seen = see(frame(Image.new("RGB", (640, 480), WALL)), FixedFace(face))

    assert seen.face == face
    assert seen.crop.left + seen.crop.width // 2 == pytest.approx(450, abs=1)


def test_cut_is_the_part_inside_the_box() -> None:
    picture = Image.new("RGB", (40, 30))
    picture.paste((255, 0, 0), (10, 5, 20, 15))

    part = cut(frame(picture), Box(left=10, top=5, width=10, height=10))

    assert part.shape == (10, 10, 3)
    assert part.tolist() == [[[0, 0, 255]] * 10] * 10


def test_preview_is_rgb_and_not_wider_than_asked() -> None:
    width, height, pixels = rgb(frame(Image.new("RGB", (1280, 720), (200, 100, 50))), 640)

    assert (width, height) == (640, 360)
    assert pixels[:3] == bytes((200, 100, 50))
    assert len(pixels) == 640 * 360 * 3


def test_small_preview_keeps_its_size() -> None:
    assert rgb(frame(Image.new("RGB", (320, 200))), 640)[:2] == (320, 200)


def test_photo_has_the_cards_size_and_is_plain() -> None:
    photo = photo_from_jpeg(encode_photo(frame(drawn_person((1000, 1400), at=(250, 350), width=500))))

    assert isinstance(photo, Photo)
    assert (photo.width, photo.height) == (PHOTO_WIDTH, PHOTO_HEIGHT)


def test_photo_is_never_enlarged() -> None:
    photo = photo_from_jpeg(encode_photo(frame(drawn_person((150, 210), at=(40, 50), width=70))))

    assert isinstance(photo, Photo)
    assert (photo.width, photo.height) == (150, 210)


def test_photo_keeps_its_colours() -> None:
    jpeg = encode_photo(frame(Image.new("RGB", (300, 420), (200, 60, 30))))

    red, green, blue = Image.open(BytesIO(jpeg)).getpixel((100, 100))

    assert (red, green, blue) == pytest.approx((200, 60, 30), abs=6)


@pytest.mark.parametrize("size", [(295, 413), (1500, 2100), (5000, 7)], ids=["exact", "large", "odd"])
def test_worst_picture_still_fits(size: tuple[int, int]) -> None:
    jpeg = encode_photo(frame(noise(size)))

    assert len(jpeg) <= MAX_PHOTO_BYTES
    assert isinstance(photo_from_jpeg(jpeg), Photo)


def test_worst_pixels_give_way_in_size_too() -> None:
    random = np.random.default_rng(1).integers(0, 2, (413, 295, 3), dtype=np.uint8) * 255

    photo = photo_from_jpeg(encode_photo(random))

    assert isinstance(photo, Photo)
    assert photo.width < PHOTO_WIDTH


def symbol(text: str) -> Image.Image:
    return qrcode.make(text, box_size=5, border=4).get_image().convert("RGB")


def test_code_held_before_the_camera_is_read() -> None:
    picture = Image.new("RGB", (640, 480), WALL)
    picture.paste(symbol("UR1:900000000011"), (180, 100))

    assert read_codes(frame(picture)) == ("UR1:900000000011",)


def test_frame_without_a_code_has_none() -> None:
    assert read_codes(frame(drawn_person())) == ()


def test_many_codes_are_cut_to_eight() -> None:
    picture = Image.new("RGB", (1000, 800), "white")
    for place in range(12):
        picture.paste(symbol(f"US1:{place:06d}"), (place % 4 * 240, place // 4 * 240))

    codes = read_codes(frame(picture))

    assert len(codes) == 8
    assert all(code.startswith("US1:") for code in codes)


@pytest.mark.parametrize("text", ["\u202eevil", "'; DROP TABLE person; --", "工会" * 100])
def test_hostile_text_comes_out_as_it_stands(text: str) -> None:
    picture = qrcode.make(text, box_size=6, border=4).get_image().convert("RGB")

    assert read_codes(frame(picture)) == (text,)


def test_control_characters_of_a_code_are_spelt_out() -> None:
    picture = qrcode.make("\0\x1b[2J", box_size=6, border=4).get_image().convert("RGB")

    assert read_codes(frame(picture)) == ("<NUL><ESC>[2J",)
