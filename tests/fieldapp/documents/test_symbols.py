"""Codes are what any reader expects: right version, fixed mask, strongest level that fits."""

import numpy
import pytest
import qrcode
from qrcode import util

from fieldapp.documents.pages import DOT, QrBox
from fieldapp.documents.symbols import LEVELS, MASK, modules, symbol
from fieldapp.domain.problems import Refusal
from tests.support.papers import LONGEST_NAME, RARE_NAMES, TOKEN, codes, token

LEVEL_CODES = {"H": 2, "Q": 3, "M": 0, "L": 1}
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def rows_of(text: str, version: int | None = 11) -> tuple[int, ...]:
    rows = modules(text, version)
    assert not isinstance(rows, Refusal)
    return rows


def by_another_encoder(text: str, level: str) -> tuple[int, ...]:
    code = qrcode.QRCode(version=11, error_correction=LEVEL_CODES[level], mask_pattern=MASK, border=0)
    code.add_data(util.QRData(text, mode=util.MODE_ALPHA_NUM), optimize=0)
    code.make(fit=False)
    return tuple(int("".join("1" if dark else "0" for dark in row), 2) for row in code.modules)


def as_picture(rows: tuple[int, ...], scale: int = 3) -> numpy.ndarray:
    side = len(rows)
    dark = numpy.array([[int(bit) for bit in f"{row:0{side}b}"] for row in rows], dtype=numpy.uint8)
    return numpy.kron(numpy.pad(255 - 255 * dark, 4, constant_values=255), numpy.ones((scale, scale), numpy.uint8))


@pytest.mark.parametrize(("length", "level"), [(180, "H"), (253, "Q"), (300, "M"), (420, "L")])
def test_the_strongest_level_that_fits_is_chosen(length: int, level: str) -> None:
    text = ("UM1:" + ALPHABET * 10)[:length]

    assert rows_of(text) == by_another_encoder(text, level)


def test_version_eleven_has_sixty_one_modules() -> None:
    assert len(rows_of("UM1:A")) == 61


def test_the_same_text_gives_the_same_symbol() -> None:
    assert rows_of(TOKEN) == rows_of(TOKEN)


@pytest.mark.parametrize("name", ["乌云其木格", LONGEST_NAME, *RARE_NAMES])
def test_the_signed_text_of_any_name_fits_and_reads_back(name: str) -> None:
    text = token(name)

    assert codes(as_picture(rows_of(text))) == [text]


def test_a_text_that_is_too_long_is_refused_with_its_length() -> None:
    refusal = modules("A" * 469, 11)

    assert isinstance(refusal, Refusal)
    assert (refusal.code, dict(refusal.details)) == ("qr_too_long", {"length": "469"})


def test_a_text_longer_than_any_symbol_is_refused() -> None:
    assert isinstance(modules("a" * 5000), Refusal)


def test_without_a_version_the_smallest_symbol_is_made() -> None:
    assert len(rows_of("UR1:912340000017", None)) == 21


def test_every_level_is_named() -> None:
    assert set(LEVELS) == set(LEVEL_CODES)


def test_a_placed_symbol_keeps_place_and_module() -> None:
    code = symbol("UM1:A", x=1, y=2, module=4 * DOT, version=11)

    assert isinstance(code, QrBox)
    assert (code.x, code.y, code.module) == (1, 2, 4 * DOT)
    assert code.side == pytest.approx(20.66, abs=0.01)


def test_a_symbol_that_does_not_fit_is_refused() -> None:
    assert isinstance(symbol("A" * 500, x=0, y=0, module=1, version=11), Refusal)
