"""Codes in pictures, and pictures that want to harm."""

import zlib
from pathlib import Path

import pytest
import qrcode
from PIL import Image

from fieldapp.devices.barcodes import decode_image
from fieldapp.errors import KnownError
from tests.support.cards import KEY, claims

TOKEN = KEY.card_token(claims())


def symbol(text: str) -> Image.Image:
    code = qrcode.QRCode(
        version=11, error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=4, border=4, mask_pattern=3
    )
    code.add_data(text)
    return code.make_image().get_image().convert("L")


def test_card_in_a_picture_is_read(tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    symbol(TOKEN).save(path)

    assert decode_image(path) == (TOKEN,)


def test_all_codes_of_a_sheet_are_read(tmp_path: Path) -> None:
    page = Image.new("L", (700, 350), 255)
    page.paste(symbol(TOKEN), (10, 10))
    page.paste(symbol("UR1:900000000011"), (360, 10))
    page.save(tmp_path / "sheet.jpg", quality=85)

    assert set(decode_image(tmp_path / "sheet.jpg")) == {TOKEN, "UR1:900000000011"}


def test_code_on_clear_ground_is_read(tmp_path: Path) -> None:
    dark = symbol(TOKEN).point(lambda shade: 255 - shade)
    clear = Image.new("LA", dark.size, (0, 0))
    clear.putalpha(dark)
    clear.save(tmp_path / "clear.png")

    assert decode_image(tmp_path / "clear.png") == (TOKEN,)


def test_picture_without_a_code_has_none(tmp_path: Path) -> None:
    Image.new("L", (100, 100), 255).save(tmp_path / "blank.png")

    assert decode_image(tmp_path / "blank.png") == ()


def bomb() -> bytes:
    """Return a small PNG that claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    header = (60_000).to_bytes(4) * 2 + b"\x01\x00\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", bomb()], ids=["empty", "text", "cut", "bomb"]
)
def test_what_is_no_picture_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "given.png"
    path.write_bytes(content)

    with pytest.raises(KnownError, match="picture_unreadable"):
        decode_image(path)


def test_picture_with_too_many_pixels_is_told(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    Image.new("1", (9_000, 8_000), 1).save(path)

    with pytest.raises(KnownError, match="picture_unreadable"):
        decode_image(path)


def test_file_beyond_any_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(40 * 1024 * 1024)

    with pytest.raises(KnownError, match="picture_unreadable"):
        decode_image(path)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="picture_not_opened"):
        decode_image(tmp_path / "missing.png")
