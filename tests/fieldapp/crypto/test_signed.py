"""The signed-object form: exact bytes both ways, and nothing else passes."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.signed import SignedObject, from_wire, sign_object, verify_ed25519, verify_object
from fieldapp.domain.problems import Refusal

KEY = DeviceKey.from_seed(bytes(range(32)))
KEYS = {KEY.kid: KEY.public}
PAYLOAD = '{"名":"值"}'.encode()
WYCHEPROOF = Path(__file__).parents[2] / "data" / "vectors" / "ed25519_test.json"


def signed() -> SignedObject:
    return sign_object("lease", PAYLOAD, KEY)


def test_signed_object_survives_the_wire_byte_for_byte() -> None:
    wire = json.loads(json.dumps(signed().wire()))

    back = from_wire(wire)

    assert back == signed()


def test_known_key_verifies() -> None:
    assert verify_object(signed(), KEYS)


def test_unknown_kid_does_not_verify() -> None:
    assert not verify_object(signed(), {})


def test_key_under_a_wrong_name_does_not_verify() -> None:
    other = DeviceKey.from_seed(bytes(32))

    assert not verify_object(signed(), {KEY.kid: other.public})


@pytest.mark.parametrize("changed", [{"k": "trust"}, {"p": '{"名":"別"}'}])
def test_changed_kind_or_payload_does_not_verify(changed: dict[str, str]) -> None:
    back = from_wire(signed().wire() | changed)

    assert isinstance(back, SignedObject)
    assert not verify_object(back, KEYS)


@pytest.mark.parametrize(
    "changed",
    [
        {"k": "Lease"},
        {"k": ""},
        {"k": "lease\n"},
        {"k": "x" * 41},
        {"kid": "ABCDEF0123456789"},
        {"kid": "0" * 15},
        {"kid": "٠" * 16},
        {"p": "\ud800"},
        {"p": None},
        {"p": b"{}"},
        {"s": "not base64"},
        {"s": "é"},
        {"s": base64.b64encode(bytes(63)).decode()},
        {"s": base64.b64encode(bytes(65)).decode()},
        {"s": base64.b64encode(bytes(64)).decode() + "\n"},
        {"extra": "1"},
    ],
    ids=repr,
)
def test_wire_of_another_shape_is_refused(changed: dict[str, Any]) -> None:
    assert from_wire(signed().wire() | changed) == Refusal(code="signed_object_malformed")


@pytest.mark.parametrize("member", ["k", "p", "kid", "s"])
def test_missing_member_is_refused(member: str) -> None:
    wire = signed().wire()
    del wire[member]

    assert from_wire(wire) == Refusal(code="signed_object_malformed")


@given(st.integers(0, 511), st.sampled_from(["payload", "signature"]))
def test_any_flipped_bit_does_not_verify(bit: int, part: str) -> None:
    whole = {"payload": PAYLOAD, "signature": signed().signature}
    spoiled = bytearray(whole[part])
    spoiled[bit // 8 % len(spoiled)] ^= 1 << bit % 8
    whole[part] = bytes(spoiled)

    assert not verify_object(SignedObject(kind="lease", kid=KEY.kid, **whole), KEYS)


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33)])
def test_key_of_wrong_length_verifies_nothing(public: bytes) -> None:
    assert not verify_ed25519(public, PAYLOAD, bytes(64))


def wycheproof_cases() -> list[tuple[str, bytes, bytes, bytes, bool]]:
    groups = json.loads(WYCHEPROOF.read_text(encoding="utf-8"))["testGroups"]
    return [
        (
            f"{test['tcId']} {test['comment']}",
            bytes.fromhex(group["publicKey"]["pk"]),
            bytes.fromhex(test["msg"]),
            bytes.fromhex(test["sig"]),
            test["result"] == "valid",
        )
        for group in groups
        for test in group["tests"]
    ]


def test_every_wycheproof_answer_agrees() -> None:
    cases = wycheproof_cases()

    wrong = [
        name for name, public, message, signature, good in cases if verify_ed25519(public, message, signature) != good
    ]

    assert len(cases) == 151
    assert wrong == []
