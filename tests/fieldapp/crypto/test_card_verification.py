"""Green, amber, red: every rule of the verdict, and that nothing forged is ever green."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp.crypto.card_tokens import PREFIX
from fieldapp.crypto.card_verification import CLOCK_LEEWAY, CardVerdict, Profile, Verdict, verify_card_text
from fieldapp.crypto.compact_text import pack, unpack
from fieldapp.crypto.status_lists import CardStatus, StatusList, StatusLists, pack_statuses
from fieldapp.crypto.trust import TrustedKey, TrustList
from fieldapp.messages import message
from tests.support.cards import (
    EXPIRES,
    ISSUED,
    KEY,
    NOW,
    OTHER,
    PRIVATE,
    TRUST,
    claims,
    hand_made,
    payload_map,
    pem,
    trusted,
)

VECTORS = Path(__file__).parents[2] / "data" / "vectors" / "claim-169"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
TOKEN = KEY.card_token(claims())
BARE_PEM = TrustList.from_pem(pem())


def judged(text: str, trust: TrustList = TRUST, **context: Any) -> tuple[str, str]:
    verdict = verify_card_text(text, trust, context.pop("now", NOW), **context)
    return str(verdict.verdict), verdict.code


def test_genuine_card_is_green_with_its_claims() -> None:
    verdict = verify_card_text(TOKEN, TRUST, NOW)

    assert verdict == CardVerdict(
        verdict=Verdict.GREEN,
        code="card_valid",
        profile=Profile.UM1,
        claims={
            "issuer": "15",
            "issued": ISSUED,
            "expires": EXPIRES,
            "number": "150000000172",
            "name": "欧阳建国",
            "union": "150602001",
            "status_index": 4711,
            "event": None,
        },
    )


def test_verdict_is_plain_json() -> None:
    plain = json.loads(json.dumps(verify_card_text(TOKEN, TRUST, NOW).plain()))

    assert (plain["verdict"], plain["profile"], plain["claims"]["number"]) == ("green", "UM1", "150000000172")


@pytest.mark.parametrize(
    "code",
    [
        "card_valid", "card_key_unknown", "card_status_stale", "card_status_unknown", "card_transferred", "card_broken",
        "card_unsigned", "card_signature_bad", "card_expired", "card_not_yet_valid", "card_not_certified",
        "card_key_compromised", "card_revoked", "card_suspended", "card_not_found",
    ],
)  # fmt: skip
def test_every_verdict_has_its_sentence(code: str) -> None:
    assert message(code).title


# --- keys ------------------------------------------------------------------------------------


def test_unknown_key_is_amber_and_shows_nothing() -> None:
    verdict = verify_card_text(TOKEN, TrustList((trusted(OTHER),)), NOW)

    assert (verdict.verdict, verdict.code, verdict.claims) == (Verdict.AMBER, "card_key_unknown", None)


def test_payload_of_an_unknown_key_is_not_even_parsed() -> None:
    assert judged(hand_made(b"\xff"), TrustList(())) == ("amber", "card_key_unknown")


def test_bare_key_of_another_card_is_amber() -> None:
    trust = TrustList.from_pem(pem(OTHER))

    assert isinstance(trust, TrustList)
    assert judged(TOKEN, trust) == ("amber", "card_key_unknown")


def test_bare_key_verifies_a_card_that_names_it_otherwise() -> None:
    text = hand_made(payload_map(), protected=cbor2.dumps({1: -8, 4: b"\0\0\0\1"}))

    assert isinstance(BARE_PEM, TrustList)
    assert judged(text, BARE_PEM) == ("green", "card_valid")


def test_second_key_of_the_same_name_is_tried_too() -> None:
    namesake = TrustedKey(kid4=KEY.kid4.hex(), public=OTHER.public)

    assert judged(TOKEN, TrustList((namesake, trusted()))) == ("green", "card_valid")


def test_card_signed_by_another_key_under_this_name_is_red() -> None:
    text = hand_made(payload_map(), signature=lambda _message: bytes(64))

    assert judged(text) == ("red", "card_signature_bad")


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "11"},
        {"valid_from": NOW + timedelta(days=1)},
        {"valid_to": NOW - timedelta(days=2)},
    ],
    ids=["issuer", "before", "after"],
)
def test_card_outside_its_keys_certificate_is_red(changed: dict[str, Any]) -> None:
    assert judged(TOKEN, TrustList((trusted(**changed),))) == ("red", "card_not_certified")


def test_card_of_a_key_whose_days_are_over_stays_green() -> None:
    trust = TrustList((trusted(issuer="15", valid_from=NOW - timedelta(days=1), valid_to=NOW),))

    assert judged(TOKEN, trust, now=NOW + timedelta(days=300)) == ("green", "card_valid")


def test_card_of_a_compromised_key_is_red() -> None:
    assert judged(TOKEN, TrustList((trusted(compromised=True),))) == ("red", "card_key_compromised")


def test_confirmed_card_of_a_compromised_key_stays_green() -> None:
    trust = TrustList((trusted(compromised=True, confirmed=frozenset({4711})),))

    assert judged(TOKEN, trust) == ("green", "card_valid")


def test_card_without_index_of_a_compromised_key_is_red() -> None:
    trust = TrustList((trusted(compromised=True, confirmed=frozenset({4711})),))

    assert judged(KEY.card_token(claims(status_index=None)), trust) == ("red", "card_key_compromised")


# --- time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "code"), [(EXPIRES - 1, "card_valid"), (EXPIRES, "card_expired"), (EXPIRES + 86400, "card_expired")]
)
def test_card_ends_at_its_expiry(seconds: int, code: str) -> None:
    assert judged(TOKEN, now=NOW + timedelta(seconds=seconds - NOW.timestamp()))[1] == code


def test_expired_card_still_shows_whose_it_was() -> None:
    verdict = verify_card_text(TOKEN, TRUST, NOW + timedelta(days=2000))

    assert verdict.verdict is Verdict.RED
    assert verdict.claims is not None
    assert verdict.claims["number"] == "150000000172"


def test_card_from_the_future_is_red() -> None:
    assert judged(KEY.card_token(claims(issued=int(NOW.timestamp()) + 3600))) == ("red", "card_not_yet_valid")


def test_card_of_a_laptop_whose_clock_is_a_little_ahead_is_green() -> None:
    ahead = int((NOW + CLOCK_LEEWAY).timestamp())

    assert judged(KEY.card_token(claims(issued=ahead))) == ("green", "card_valid")


def test_not_before_in_the_future_is_red() -> None:
    assert judged(hand_made(payload_map(c5=EXPIRES - 1))) == ("red", "card_not_yet_valid")


def test_time_beyond_any_calendar_is_red() -> None:
    assert judged(hand_made(payload_map(c6=2**63))) == ("red", "card_not_yet_valid")


# --- status ----------------------------------------------------------------------------------


def status_lists(status: CardStatus, *, age: timedelta = timedelta(0), start: int = 4711) -> StatusLists:
    return StatusLists((StatusList(issuer="15", start=start, issued=NOW - age, packed=pack_statuses([status])),))


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (CardStatus.VALID, ("green", "card_valid")),
        (CardStatus.INVALID, ("red", "card_revoked")),
        (CardStatus.SUSPENDED, ("red", "card_suspended")),
        (CardStatus.TRANSFERRED, ("amber", "card_transferred")),
    ],
)
def test_status_of_the_list_counts(status: CardStatus, answer: tuple[str, str]) -> None:
    assert judged(TOKEN, status=status_lists(status)) == answer


def test_stale_list_is_amber() -> None:
    stale = status_lists(CardStatus.VALID, age=timedelta(days=8))

    assert judged(TOKEN, status=stale) == ("amber", "card_status_stale")


def test_card_revoked_in_a_stale_list_stays_revoked() -> None:
    stale = status_lists(CardStatus.INVALID, age=timedelta(days=8))

    assert judged(TOKEN, status=stale) == ("red", "card_revoked")


def test_card_in_no_list_is_amber() -> None:
    assert judged(TOKEN, status=status_lists(CardStatus.VALID, start=0)) == ("amber", "card_status_unknown")


def test_card_without_index_has_no_status_to_look_up() -> None:
    text = KEY.card_token(claims(status_index=None))

    assert judged(text, status=status_lists(CardStatus.VALID)) == ("green", "card_valid")


# --- the strict reader: everything below is signed by the trusted key --------------------------


def test_hand_made_twin_is_green_so_that_the_refusals_below_mean_something() -> None:
    assert judged(hand_made(payload_map())) == ("green", "card_valid")


@pytest.mark.parametrize(
    "text",
    [
        hand_made(cbor2.dumps(payload_map()) + b"\0"),
        hand_made(cbor2.dumps(payload_map()).replace(b"\x01\x62", b"\x04\x62", 1)),
        hand_made(payload_map(c169={1: "150000000172"})),
        hand_made(payload_map(c169=None)),
        hand_made(payload_map(c4=None)),
        hand_made(payload_map(c4="never")),
        hand_made(payload_map(c5="soon")),
        hand_made(payload_map(c6=True)),
        hand_made(payload_map(c4=cbor2.CBORTag(1, EXPIRES))),
        hand_made(cbor2.dumps([1, 2])),
        hand_made(b""),
        hand_made(payload_map(), unprotected={4: KEY.kid4}),
        hand_made(payload_map(), protected=cbor2.dumps({4: KEY.kid4}), unprotected={1: -8}),
        hand_made(payload_map(), protected=b"", unprotected={1: -8, 4: KEY.kid4}),
        hand_made(payload_map(), protected=cbor2.dumps({1: -7, 4: KEY.kid4})),
        hand_made(payload_map(), protected=cbor2.dumps({1: "EdDSA", 4: KEY.kid4})),
        hand_made(payload_map(), protected=cbor2.dumps({1: -8})),
        hand_made(payload_map(), protected=cbor2.dumps({1: -8, 4: KEY.kid4 + b"\0"})),
        hand_made(payload_map(), protected=cbor2.dumps({1: -8, 4: KEY.kid4.hex()})),
        hand_made(payload_map(), protected=cbor2.dumps({1: -8, 3: 60, 4: KEY.kid4})),
        hand_made(payload_map(), protected=b"\xa3\x01\x27\x01\x27\x04\x44" + KEY.kid4),
        hand_made(payload_map(), wrap=lambda data: data + b"\0"),
        hand_made(payload_map(), wrap=lambda data: data[1:]),
        hand_made(payload_map(), wrap=lambda data: b"\xd8\x3d" + data),
        hand_made(payload_map(), wrap=lambda data: b"\xd8\x12" + data[1:]),
        hand_made(payload_map(), wrap=lambda data: data.replace(b"\xd2\x84", b"\xd2\x9f", 1) + b"\xff"),
        hand_made(payload_map(), wrap=lambda data: data + bytes(70_000)),
        PREFIX,
        PREFIX + "HELLO",
        TOKEN + "0",
        TOKEN + "\n",
        TOKEN[:-1],
        TOKEN.lower(),
        TOKEN.replace(PREFIX, "um1:"),
        TOKEN.replace(PREFIX, "HC1:"),
        "",
        "工会",
        "\ud800",
        "0" * 100_000,
    ],
)  # fmt: skip
def test_broken_card_is_red(text: str) -> None:
    assert judged(text) == ("red", "card_broken")


def test_duplicate_nested_key_is_red() -> None:
    payload = cbor2.dumps(payload_map()).replace(b"\x04\x6c", b"\x01\x6c", 1)

    assert judged(hand_made(payload)) == ("red", "card_broken")


@settings(max_examples=400)
@given(st.integers(0, 10_000), st.integers(1, 44))
def test_card_with_one_changed_character_is_never_green(place: int, shift: int) -> None:
    place = len(PREFIX) + place % (len(TOKEN) - len(PREFIX))
    changed = ALPHABET[(ALPHABET.index(TOKEN[place]) + shift) % 45]

    assert judged(TOKEN[:place] + changed + TOKEN[place + 1 :])[0] != "green"


def test_card_with_one_changed_bit_is_never_green() -> None:
    data = unpack(TOKEN.removeprefix(PREFIX))
    assert data is not None

    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        assert judged(PREFIX + pack(bytes(changed)))[0] != "green"


@given(st.text(max_size=60), st.sampled_from(["", PREFIX, "UM1", TOKEN[:40]]))
def test_hostile_text_is_never_green_and_never_raises(text: str, start: str) -> None:
    assert judged(start + text)[0] != "green"


@given(st.binary(max_size=80))
def test_hostile_payload_under_a_trusted_key_never_raises(payload: bytes) -> None:
    assert judged(hand_made(payload))[0] == "red"


def test_naughty_strings_are_never_green() -> None:
    naughty = json.loads((VECTORS.parent / "blns.json").read_text(encoding="utf-8"))

    assert {judged(text)[0] for text in naughty} == {"red"}


# --- claim 169 without prefix ------------------------------------------------------------------


def vector(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return loaded


def key_of(given: dict[str, Any]) -> TrustList:
    public = bytes.fromhex(given["signing_key"]["public_key_hex"])
    return TrustList((TrustedKey(kid4="00000000", public=public),), names_keys=False)


@pytest.mark.parametrize("name", ["valid/ed25519-signed.json", "valid/ecdsa-p256-signed.json"])
@pytest.mark.parametrize("names_keys", [True, False])
def test_signed_vector_is_green(name: str, names_keys: bool) -> None:
    given = vector(name)

    verdict = verify_card_text(given["qr_data"], TrustList(key_of(given).keys, names_keys), NOW)

    assert (verdict.verdict, verdict.code, verdict.profile) == (Verdict.GREEN, "card_valid", Profile.CLAIM169)
    assert verdict.claims == {
        "issuer": given["expected_cwt_meta"]["issuer"],
        "issued": given["expected_cwt_meta"]["issuedAt"],
        "expires": given["expected_cwt_meta"]["expiresAt"],
        **given["expected_claim169"],
    }


@pytest.mark.parametrize("name", ["valid/ed25519-signed.json", "valid/ecdsa-p256-signed.json"])
def test_signed_vector_under_the_other_key_is_never_green(name: str) -> None:
    other = {"valid/ed25519-signed.json": "valid/ecdsa-p256-signed.json"}.get(name, "valid/ed25519-signed.json")

    assert judged(vector(name)["qr_data"], key_of(vector(other))) == ("red", "card_signature_bad")


def test_signed_vector_without_its_key_is_amber() -> None:
    assert judged(vector("valid/ed25519-signed.json")["qr_data"]) == ("amber", "card_key_unknown")


def test_signed_vector_expires() -> None:
    given = vector("valid/ed25519-signed.json")

    assert judged(given["qr_data"], key_of(given), now=NOW + timedelta(days=1000)) == ("red", "card_expired")


UNSIGNED = [
    "edge/expired.json", "edge/not-yet-valid.json", "edge/unknown-fields.json", "invalid/missing-169.json",
    "valid/claim169-example.json", "valid/demographics-full.json", "valid/minimal.json", "valid/refugee-identity.json",
    "valid/with-all-biometrics.json", "valid/with-face.json", "valid/with-fingerprints.json",
]  # fmt: skip
BROKEN = [
    "invalid/bad-base45.json", "invalid/bad-zlib.json", "invalid/not-cose.json",
    "valid/encrypted-aes256.json", "valid/encrypted-signed.json",
]  # fmt: skip


@pytest.mark.parametrize("name", UNSIGNED)
def test_unsigned_vector_is_red(name: str) -> None:
    assert judged(vector(name)["qr_data"]) == ("red", "card_unsigned")


@pytest.mark.parametrize("name", BROKEN)
def test_broken_or_encrypted_vector_is_red(name: str) -> None:
    assert judged(vector(name)["qr_data"]) == ("red", "card_broken")


def test_vectors_are_all_looked_at() -> None:
    named = {*UNSIGNED, *BROKEN, "valid/ed25519-signed.json", "valid/ecdsa-p256-signed.json"}

    assert {path.relative_to(VECTORS).as_posix() for path in VECTORS.glob("*/*.json")} == named


def signed_by_us(name: str) -> str:
    """Sign the payload of an unsigned vector, so that its claims are looked at."""
    data = unpack(vector(name)["qr_data"])
    assert data is not None
    return hand_made(cbor2.loads(data).value[2], prefix="")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("edge/expired.json", ("red", "card_expired")),
        ("edge/not-yet-valid.json", ("red", "card_not_yet_valid")),
        ("edge/unknown-fields.json", ("green", "card_valid")),
        ("invalid/missing-169.json", ("red", "card_broken")),
        ("valid/minimal.json", ("green", "card_valid")),
        ("valid/with-all-biometrics.json", ("green", "card_valid")),
    ],
)
def test_vector_gets_its_answer_once_it_is_signed(name: str, answer: tuple[str, str]) -> None:
    assert judged(signed_by_us(name)) == answer


def test_demographics_have_the_names_of_the_specification() -> None:
    verdict = verify_card_text(signed_by_us("valid/demographics-full.json"), TRUST, NOW)

    assert verdict.claims is not None
    expected = vector("valid/demographics-full.json")["expected_claim169"]
    assert {name: verdict.claims.get(name) for name in expected} == expected


def test_picture_in_a_claim_becomes_text() -> None:
    verdict = verify_card_text(signed_by_us("valid/with-face.json"), TRUST, NOW)

    assert verdict.claims is not None
    assert verdict.claims["62"] == [{"0": "/9j/4AAQ", "1": 0, "2": 1}]
    json.dumps(verdict.plain())


def claim169(payload: dict[Any, Any], **changed: Any) -> str:
    return hand_made(payload, prefix="", **changed)


def test_fractional_times_of_foreign_issuers_are_read() -> None:
    payload = {1: "elsewhere", 4: EXPIRES + 0.5, 6: ISSUED - 0.5, 169: {1: "7", 4: "Name"}}

    assert judged(claim169(payload)) == ("green", "card_valid")


@pytest.mark.parametrize("expires", [float("nan"), float("inf"), -1.0, "never", None])
def test_time_that_is_none_is_red(expires: Any) -> None:
    assert judged(claim169({1: "elsewhere", 4: expires, 169: {1: "7"}})) == ("red", "card_broken")


def test_kid_in_the_unprotected_header_finds_the_key() -> None:
    text = claim169(payload_map(), protected=cbor2.dumps({1: -8}), unprotected={4: KEY.kid4})

    assert judged(text) == ("green", "card_valid")


def test_stated_kid_that_is_not_in_the_list_is_amber() -> None:
    text = claim169(payload_map(), protected=cbor2.dumps({1: -8, 4: b"another"}))

    assert judged(text) == ("amber", "card_key_unknown")


def test_algorithm_outside_the_protected_header_is_red() -> None:
    text = claim169(payload_map(), protected=cbor2.dumps({4: KEY.kid4}), unprotected={1: -8})

    assert judged(text) == ("red", "card_broken")


def test_key_certified_for_a_province_vouches_for_no_other_issuer() -> None:
    trust = TrustList((trusted(issuer="15"),))

    assert judged(claim169(payload_map(c1="elsewhere")), trust) == ("red", "card_not_certified")
    assert judged(claim169(payload_map()), trust) == ("green", "card_valid")


def test_compromised_key_vouches_for_no_claim169() -> None:
    trust = TrustList((trusted(compromised=True, confirmed=frozenset({4711})),))

    assert judged(claim169(payload_map()), trust) == ("red", "card_key_compromised")


def test_prefixed_card_without_its_prefix_is_judged_as_claim169() -> None:
    assert verify_card_text(TOKEN.removeprefix(PREFIX), TRUST, NOW).profile is Profile.CLAIM169


def test_private_key_of_the_fixture_is_the_trusted_one() -> None:
    assert PRIVATE.public_key().public_bytes_raw() == KEY.public
