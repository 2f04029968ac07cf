"""Photos out of picture files, and files that want to harm."""

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from fieldapp.devices.photos import photo_from_file
from fieldapp.domain.photos import PHOTO_HEIGHT, PHOTO_WIDTH, photo_from_jpeg
from fieldapp.errors import KnownError
from tests.support.pictures import drawn_person


def saved(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "given.jpg"
    path.write_bytes(content)
    return path


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    kept = BytesIO()
    picture.save(kept, kind, **options)
    return kept.getvalue()


def test_photo_of_a_phone_loses_place_and_comment(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-MAKER"
    exif.get_ifd(0x8825)[1] = "SECRET-PLACE"
    content = encoded(drawn_person((1200, 1600), at=(400, 400), width=400), exif=exif, comment=b"SECRET-WORDS")

    photo = photo_from_file(saved(tmp_path, content))

    assert b"SECRET" in content
    assert b"SECRET" not in photo.jpeg
    assert photo_from_jpeg(photo.jpeg) == photo
    assert (photo.width, photo.height) == (PHOTO_WIDTH, PHOTO_HEIGHT)


def test_picture_that_lies_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the picture is at its right side
    upright = Image.new("RGB", (600, 840), "green")
    upright.paste("red", (0, 0, 600, 420))

    photo = photo_from_file(saved(tmp_path, encoded(upright.rotate(90, expand=True), exif=exif)))

    shown = Image.open(BytesIO(photo.jpeg))
    assert shown.getpixel((150, 60))[0] > 200
    assert shown.getpixel((150, 380))[0] < 60


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK"])
def test_every_way_to_keep_colours_is_taken(mode: str, tmp_path: Path) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    photo = photo_from_file(saved(tmp_path, encoded(drawn_person().convert(mode), kind)))

    assert photo.width > 0


def bomb() -> bytes:
    """Return a small PNG that claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    header = (60_000).to_bytes(4) * 2 + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))


HOSTILE = {
    "empty": b"",
    "text": b"no picture",
    "bomb": bomb(),
    "cut": encoded(drawn_person())[:900],
    "gif": encoded(Image.new("P", (40, 40)), "GIF"),
    "tiff": encoded(Image.new("RGB", (40, 40)), "TIFF"),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
    "too many pixels": encoded(Image.new("1", (9_000, 8_000)), "PNG"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="photo_unreadable"):
        photo_from_file(saved(tmp_path, HOSTILE[name]))


def test_file_beyond_any_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(40 * 1024 * 1024)

    with pytest.raises(KnownError, match="photo_unreadable"):
        photo_from_file(path)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="photo_not_opened"):
        photo_from_file(tmp_path / "missing.jpg")
