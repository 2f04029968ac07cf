"""Where the card's frame lies, what speaks against a picture, and what a kept photo may hold."""

import hashlib
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fieldapp.domain.photos import (
    MAX_PHOTO_BYTES,
    PHOTO_HEIGHT,
    PHOTO_WIDTH,
    Box,
    Measures,
    Photo,
    PhotoHint,
    card_crop,
    hints_for,
    photo_from_jpeg,
)
from fieldapp.domain.problems import Refusal
from tests.support.pictures import drawn_person, noise

GOOD = Measures(brightness=130.0, sharpness=80.0, crop_height=400, has_face=True)


def jpeg(picture: Image.Image | None = None, **options: object) -> bytes:
    kept = BytesIO()
    (picture or drawn_person((295, 413), at=(70, 90), width=150)).save(kept, "JPEG", **options)
    return kept.getvalue()


def is_refused(content: bytes) -> bool:
    return photo_from_jpeg(content) == Refusal(code="photo_unfit")


@given(
    width=st.integers(16, 4000),
    height=st.integers(16, 4000),
    face=st.none()
    | st.builds(
        Box,
        left=st.integers(-50, 4000),
        top=st.integers(-50, 4000),
        width=st.integers(1, 4000),
        height=st.integers(1, 4000),
    ),
)
def test_frame_never_leaves_the_picture(width: int, height: int, face: Box | None) -> None:
    crop = card_crop(width, height, face)

    assert 0 <= crop.left <= crop.left + crop.width <= width
    assert 0 <= crop.top <= crop.top + crop.height <= height
    assert crop.width > 0
    assert crop.height > 0


@pytest.mark.parametrize("face", [None, Box(left=500, top=300, width=150, height=150)])
def test_frame_has_the_cards_proportion(face: Box | None) -> None:
    crop = card_crop(1280, 720, face)

    assert crop.width / crop.height == pytest.approx(PHOTO_WIDTH / PHOTO_HEIGHT, abs=0.01)


def test_frame_lies_around_the_face() -> None:
    face = Box(left=500, top=300, width=150, height=150)

    crop = card_crop(1280, 720, face)

    assert crop.left + crop.width / 2 == pytest.approx(575, abs=1)
    assert crop.top < face.top
    assert crop.top + crop.height > face.top + face.height
    assert crop.height == 300


def test_frame_without_a_face_is_the_middle() -> None:
    crop = card_crop(640, 480, None)

    assert crop == Box(left=148, top=0, width=343, height=480)


def test_good_picture_has_no_hint() -> None:
    assert hints_for(GOOD) == ()


@pytest.mark.parametrize(
    ("changed", "hint"),
    [
        ({"brightness": 20.0}, PhotoHint.DARK),
        ({"brightness": 240.0}, PhotoHint.BRIGHT),
        ({"has_face": False}, PhotoHint.NO_FACE),
        ({"crop_height": 100}, PhotoHint.SMALL),
        ({"sharpness": 3.0}, PhotoHint.BLURRED),
    ],
)
def test_bad_picture_says_what_is_wrong(changed: dict[str, object], hint: PhotoHint) -> None:
    assert hints_for(replace(GOOD, **changed)) == (hint,)


def test_darkness_is_said_before_the_missing_face() -> None:
    hints = hints_for(replace(GOOD, brightness=5.0, has_face=False))

    assert hints == (PhotoHint.DARK, PhotoHint.NO_FACE)


def test_without_a_face_nobody_is_asked_to_come_nearer() -> None:
    assert PhotoHint.SMALL not in hints_for(replace(GOOD, crop_height=50, has_face=False))


def test_plain_jpeg_is_named_by_its_digest() -> None:
    content = jpeg()

    photo = photo_from_jpeg(content)

    assert photo == Photo(jpeg=content, sha256=hashlib.sha256(content).hexdigest(), width=295, height=413)


def test_jpeg_that_is_too_large_is_refused_with_its_size() -> None:
    content = jpeg(noise((400, 560)), quality=95)

    refusal = photo_from_jpeg(content)

    assert refusal == Refusal(code="photo_too_large", details={"size": str(len(content) // 1000)})


def test_largest_allowed_size_is_taken_for_a_size_only() -> None:
    assert is_refused(bytes(MAX_PHOTO_BYTES))


def with_place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "maker"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


@pytest.mark.parametrize(
    "options",
    [{"exif": with_place()}, {"comment": b"said"}, {"icc_profile": b"x" * 200}, {"progressive": True}],
    ids=["exif", "comment", "colour profile", "several scans"],
)
def test_jpeg_that_holds_more_than_a_picture_is_refused(options: dict[str, object]) -> None:
    assert is_refused(jpeg(**options))


def test_thumbnail_in_the_header_is_refused() -> None:
    content = jpeg()
    thumbnail = b"\xff\xe0" + (19).to_bytes(2) + b"JFIF\0\x01\x01\x00\x00\x01\x00\x01\x01\x01abc"

    assert is_refused(content[:2] + thumbnail + content[20:])


def test_bytes_behind_the_end_are_refused() -> None:
    assert is_refused(jpeg() + b"PK")


@pytest.mark.parametrize("keep", [0, 1, 2, 5, 19, 30, 300, -1, -2])
def test_cut_jpeg_is_refused(keep: int) -> None:
    assert is_refused(jpeg()[:keep])


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xda\x00\x00"]
)
def test_what_is_no_jpeg_is_refused(content: bytes) -> None:
    assert is_refused(content)


PLAIN = jpeg()


@given(place=st.integers(0, len(PLAIN) - 1), byte=st.integers(0, 255))
def test_no_changed_byte_brings_an_exception_or_a_larger_file(place: int, byte: int) -> None:
    content = bytearray(PLAIN)
    content[place] = byte

    made = photo_from_jpeg(bytes(content))

    assert made == Refusal(code="photo_unfit") or (isinstance(made, Photo) and made.jpeg == bytes(content))


def frame_header(content: bytes) -> int:
    """Return where the frame header (SOF0) of a JPEG stands."""
    return content.index(b"\xff\xc0")


def test_a_small_file_that_claims_to_be_a_huge_picture_is_refused() -> None:
    content = jpeg()
    place = frame_header(content)

    assert is_refused(content[: place + 5] + b"\xff\xff\xff\xff" + content[place + 9 :])
    assert is_refused(jpeg(Image.new("L", (PHOTO_WIDTH + 1, 10))))


def test_a_second_frame_header_is_refused() -> None:
    content = jpeg()
    place = frame_header(content)
    length = 2 + int.from_bytes(content[place + 2 : place + 4])

    assert is_refused(content[:place] + content[place : place + length] * 2 + content[place + length :])


@given(at=st.integers(0, 3000), value=st.binary(max_size=12), cut=st.integers(0, 3000))
def test_whatever_bytes_come_are_answered_and_never_hold_more_than_a_picture(at: int, value: bytes, cut: int) -> None:
    """Bytes are exchanged and left out anywhere; what still passes carries no segment a plain photo does not have."""
    content = JPEG[:at] + value + JPEG[at + len(value) :]
    found = photo_from_jpeg(content[: len(content) - cut])

    if isinstance(found, Photo):
        assert (found.width <= PHOTO_WIDTH, found.height <= PHOTO_HEIGHT) == (True, True)
        head = content[: content.index(b"\xff\xda")]
        assert not any(bytes((0xFF, marker)) + b"\0" in head for marker in (0xE1, 0xE2, 0xED, 0xFE))


JPEG = jpeg()
