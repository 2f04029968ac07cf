"""Blind indexes find the same person again whatever way the value was typed."""

import base64
import hashlib
import hmac

import pytest

from fieldapp.crypto.blind_indexes import BlindIndex
from fieldapp.domain.facts import BlindKeys

KEY = bytes(range(32))
INDEX = BlindIndex(KEY, 3)
NUMBER = "11010519491231002X"


def expected(*parts: str) -> str:
    tag = hmac.new(KEY, "\0".join(parts).encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(tag).decode().rstrip("=")


def test_keys_are_truncated_hmacs_of_the_normalised_values() -> None:
    keys = INDEX.keys(document_no=NUMBER, phone="13800000001", name="赵一", birth="19491231")

    assert keys == BlindKeys(
        kv=3,
        idh=expected("doc", NUMBER),
        ph=expected("phone", "13800000001"),
        nb=expected("name", "赵一", "19491231"),
    )


@pytest.mark.parametrize(
    "typed", ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X"]
)
def test_document_number_is_indexed_in_one_form(typed: str) -> None:
    assert INDEX.document(typed) == INDEX.document(NUMBER)


def test_fifteen_digits_find_their_eighteen() -> None:
    assert INDEX.document("110105491231002") == INDEX.document(NUMBER)


def test_phone_is_indexed_in_one_form() -> None:
    assert INDEX.phone("138 0000-0001") == INDEX.phone("13800000001")


def test_same_text_in_another_role_has_another_index() -> None:
    assert INDEX.phone("13800000001") != INDEX.document("13800000001")


def test_other_key_gives_other_indexes() -> None:
    assert BlindIndex(bytes(32), 3).document(NUMBER) != INDEX.document(NUMBER)


def test_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        BlindIndex(b"short", 1)


def test_representation_hides_the_key() -> None:
    assert repr(INDEX) == "BlindIndex(version=3)"


def test_number_stands_under_every_key_until_the_change_is_over():
    changing = BlindIndex(bytes(32), 4, (KEY,))

    assert changing.documents(NUMBER) == (BlindIndex(bytes(32), 4).document(NUMBER), INDEX.document(NUMBER))
    assert (changing.is_changing, INDEX.is_changing) == (True, False)
    assert INDEX.documents(NUMBER) == (INDEX.document(NUMBER),)
