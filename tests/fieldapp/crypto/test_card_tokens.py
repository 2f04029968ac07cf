"""UM1 texts: the claims of cards.md, deterministic, short enough for the symbol on the card."""

import cbor2
import pytest

from fieldapp.crypto.card_tokens import CardKey, card_kid, read_claims
from fieldapp.crypto.compact_text import unpack
from fieldapp.crypto.cose import read_sign1
from tests.support.cards import EXPIRES, ISSUED, KEY, SEED, claims, payload_map

V11_Q_CHARACTERS = 259
V11_M_CHARACTERS = 366


def payload_of(text: str) -> bytes:
    data = unpack(text.removeprefix("UM1:"))
    assert data is not None
    sign1 = read_sign1(data)
    assert sign1 is not None
    return sign1.payload


def test_same_claims_give_the_same_text() -> None:
    assert KEY.card_token(claims()) == CardKey.from_seed(SEED).card_token(claims())


def test_golden_token_never_changes() -> None:
    data = unpack(KEY.card_token(claims()).removeprefix("UM1:"))

    assert data is not None
    assert data.hex() == (
        "d28449a20127044456475aa7a0"  # tag 18, {1: -8, 4: kid}, {}
        "5845a501623135041a70a64288061a6b02a80818a9a2016c313530303030303030313732046ce6aca7e998b3e5bbbae59bbd"
        "3a00010000a20119126702693135303630323030315840"
        "1e46c5825ed0fa6f2481388431022459dc5fcd2cbb24faf88418d2496cbab402"
        "4e13f91f329002664efaf234b936b6330d39e39fbb67a11398924fbc59bf2505"
    )


def test_claims_are_those_of_the_standard() -> None:
    payload = cbor2.loads(payload_of(KEY.card_token(claims(event="E7"))))

    assert payload == {
        1: "15",
        4: EXPIRES,
        6: ISSUED,
        169: {1: "150000000172", 4: "欧阳建国"},
        -65537: {1: 4711, 2: "150602001", 3: "E7"},
    }


def test_what_was_not_said_is_not_in_the_token() -> None:
    payload = cbor2.loads(payload_of(KEY.card_token(claims(status_index=None, union=""))))

    assert payload[-65537] == {}


def test_common_card_fits_the_symbol_with_high_correction() -> None:
    assert len(KEY.card_token(claims(status_index=12_345_678))) <= V11_Q_CHARACTERS


def test_longest_minority_name_fits_the_symbol() -> None:
    assert len(KEY.card_token(claims(name="阿" * 12 + "·" + "勒" * 12, event="20261122-01"))) <= V11_M_CHARACTERS


def test_kid_is_the_start_of_the_digest_of_the_key() -> None:
    assert KEY.kid4 == card_kid(KEY.public)
    assert len(KEY.kid4) == 4


def test_card_key_of_a_device_is_stable_and_not_the_devices_own() -> None:
    from fieldapp.crypto.device_keys import DeviceKey

    derived = CardKey.of_device(SEED)

    assert derived.public == CardKey.of_device(SEED).public
    assert derived.public != DeviceKey.from_seed(SEED).public


def test_representation_hides_the_seed() -> None:
    assert repr(KEY) == f"CardKey(kid4='{KEY.kid4.hex()}')"


def test_claims_come_back() -> None:
    assert read_claims(cbor2.loads(payload_of(KEY.card_token(claims(event="E7"))))) == claims(event="E7")


def test_numeric_codes_come_back_as_text() -> None:
    read = read_claims(payload_map(**{"cm65537": {2: 150602, 3: 7}}))

    assert read is not None
    assert (read.union, read.event, read.status_index) == ("150602", "7", None)


@pytest.mark.parametrize(
    "changed",
    [
        {"c1": None},
        {"c1": 15},
        {"c4": None},
        {"c4": "soon"},
        {"c4": -1},
        {"c4": True},
        {"c6": 1.5},
        {"c169": None},
        {"c169": []},
        {"c169": {1: "150000000172"}},
        {"c169": {1: 150000000172, 4: "欧阳建国"}},
        {"cm65537": []},
        {"cm65537": {1: "4711"}},
        {"cm65537": {1: -1}},
        {"cm65537": {2: []}},
        {"cm65537": {3: b"E7"}},
    ],
    ids=repr,
)
def test_missing_or_mistyped_claim_is_none(changed: dict[str, object]) -> None:
    assert read_claims(payload_map(**changed)) is None
