import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.devices.id_simulator import text_block
from fieldapp.domain.applications import DocumentType
from fieldapp.domain.id_cards import BLOCK, IdCard, read_block
from fieldapp.domain.problems import Refusal
from tests.support.desk import document_no

NUMBER = document_no(7)


def test_resident_card_is_read():
    card = read_block(text_block("乌云其木格", NUMBER, nation="02"))

    assert card == IdCard(
        kind=DocumentType.RIC, number=NUMBER, name="乌云其木格", sex="1", birth="19850615", ethnicity="02"
    )


@pytest.mark.parametrize(
    ("kind", "expected"), [("J", DocumentType.HMT_RP), ("Y", DocumentType.FPR23), (" ", DocumentType.RIC)]
)
def test_kind_stands_at_its_byte(kind, expected):
    assert read_block(text_block("张吉", NUMBER, kind=kind)).kind is expected


def test_older_foreign_card_has_its_own_layout():
    block = bytearray(" ".encode("utf-16-le") * (BLOCK // 2))
    for start, words in (
        (0, "DOE JANE"),
        (120, "2"),
        (122, "CHN110088010112"),
        (158, "简"),
        (220, "19880101"),
        (248, "I"),
    ):
        raw = words.encode("utf-16-le")
        block[start : start + len(raw)] = raw

    card = read_block(bytes(block))

    assert (card.kind, card.number, card.name, card.sex, card.birth) == (
        DocumentType.FPR17, "CHN110088010112", "简", "2", "19880101",
    )  # fmt: skip


def test_nobody_stands_in_the_repr():
    assert NUMBER not in repr(read_block(text_block("张吉", NUMBER)))


@pytest.mark.parametrize(
    "block",
    [b"", bytes(BLOCK), bytes(BLOCK - 1), text_block("", NUMBER), text_block("张吉", "1" * 17 + " "), b"\xff" * BLOCK],
)
def test_what_is_no_card_is_refused(block):
    found = read_block(block)

    assert isinstance(found, Refusal) or found.number == "1" * 17


@given(st.binary(min_size=BLOCK, max_size=BLOCK))
def test_any_block_is_a_card_or_refused(block):
    assert isinstance(read_block(block), IdCard | Refusal)
