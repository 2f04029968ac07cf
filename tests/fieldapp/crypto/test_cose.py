"""COSE_Sign1 against the working group's own examples, and the rules the examples do not know."""

import base64
import json
from pathlib import Path
from typing import Any

import cbor2
import pytest

from fieldapp.crypto.cose import EDDSA, ES256, make_sign1, read_sign1, verify_message, verify_sign1
from tests.support.cards import KEY, PRIVATE

VECTORS = Path(__file__).parents[2] / "data" / "vectors" / "cose-wg"
ALGORITHMS = {"ES256": ES256, "EdDSA": EDDSA}

OTHER_STRUCTURES = {
    "eddsa-01.json": "COSE_Sign, not COSE_Sign1",
    "eddsa-02.json": "COSE_Sign, not COSE_Sign1",
    "A_4.json": "COSE_Mac0",
    "A_5.json": "COSE_Encrypt0",
    "A_6.json": "COSE_Encrypt0 around a COSE_Sign1",
    "A_7.json": "COSE_Mac0",
}
NOT_OURS = {
    "eddsa-sig-02.json": "Ed448",
    "sign-pass-01.json": "names its algorithm in the unprotected header only",
}


def vectors() -> list[Any]:
    paths = sorted(VECTORS.glob("*/*.json"))
    return [pytest.param(json.loads(path.read_text(encoding="utf-8")), id=path.name) for path in paths]


def part(key: dict[str, str], name: str) -> bytes:
    if f"{name}_hex" in key:
        return bytes.fromhex(key[f"{name}_hex"])
    return base64.urlsafe_b64decode(key[name] + "=" * (-len(key[name]) % 4))


def public_key(key: dict[str, str]) -> bytes:
    return part(key, "x") if key["kty"] == "OKP" else b"\x04" + part(key, "x") + part(key, "y")


def is_good(vector: dict[str, Any]) -> bool:
    given = vector["input"].get("sign0", {})
    sign1 = read_sign1(bytes.fromhex(vector["output"]["cbor"]))
    if sign1 is None or not given:
        return False
    return verify_sign1(sign1, public_key(given["key"]), bytes.fromhex(given.get("external", "")))


@pytest.mark.parametrize("vector", vectors())
def test_example_gets_the_expected_answer(vector: dict[str, Any], request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.id
    should_pass = not vector.get("fail", False) and name not in OTHER_STRUCTURES and name not in NOT_OURS

    assert is_good(vector) == should_pass


def test_examples_are_all_there() -> None:
    assert len(vectors()) == 18
    assert sum(is_good(vector.values[0]) for vector in vectors()) == 4


def test_algorithm_in_the_unprotected_header_is_right_but_refused() -> None:
    vector = json.loads((VECTORS / "sign1-tests" / "sign-pass-01.json").read_text(encoding="utf-8"))
    sign1 = read_sign1(bytes.fromhex(vector["output"]["cbor"]))
    assert sign1 is not None
    public = public_key(vector["input"]["sign0"]["key"])

    assert sign1.algorithm is None
    assert not verify_sign1(sign1, public)
    assert verify_message(public, sign1.unprotected[1], sign1.signing_input(), sign1.signature)


def test_signing_input_is_the_examples(request: pytest.FixtureRequest) -> None:
    vector = json.loads((VECTORS / "eddsa-examples" / "eddsa-sig-01.json").read_text(encoding="utf-8"))
    sign1 = read_sign1(bytes.fromhex(vector["output"]["cbor"]))

    assert sign1 is not None
    assert sign1.signing_input().hex().upper() == vector["intermediates"]["ToBeSign_hex"]


def test_own_object_verifies_and_has_one_encoding() -> None:
    data = make_sign1(KEY.kid4, b"payload", PRIVATE.sign)

    sign1 = read_sign1(data)

    assert sign1 is not None
    assert sign1.encoded() == data
    assert sign1.kid == KEY.kid4
    assert verify_sign1(sign1, KEY.public)


def edited(**changed: Any) -> bytes:
    parts = {"protected": cbor2.dumps({1: -8}), "unprotected": {}, "payload": b"payload", "signature": bytes(64)}
    return cbor2.dumps(cbor2.CBORTag(18, list((parts | changed).values())))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xd2",
        cbor2.dumps([1, 2, 3, 4]),
        cbor2.dumps({1: 2}),
        cbor2.dumps(cbor2.CBORTag(98, [b"", {}, b"", b""])),
        edited() + b"\0",
        edited(extra=b""),
        edited(protected={1: -8}),
        edited(protected=b"\x01"),
        edited(protected=cbor2.dumps({1: -8}) + b"\0"),
        edited(protected=bytes.fromhex("a201270127")),
        edited(protected=cbor2.dumps({1: -8, 2: [4], 4: b"kid4"})),
        edited(unprotected=[]),
        edited(payload=None),
        edited(payload="payload"),
        edited(signature=[]),
    ],
)
def test_what_is_no_plain_sign1_is_refused(data: bytes) -> None:
    assert read_sign1(data) is None


@pytest.mark.parametrize("algorithm", [None, "EdDSA", True, -7, -8.0])
def test_other_algorithm_than_the_keys_does_not_verify(algorithm: Any) -> None:
    header = cbor2.dumps({} if algorithm is None else {1: algorithm})
    message = cbor2.dumps(["Signature1", b"" if algorithm is None else header, b"", b"payload"])
    sign1 = read_sign1(edited(protected=header, signature=PRIVATE.sign(message)))

    assert sign1 is not None
    assert not verify_sign1(sign1, KEY.public)


@pytest.mark.parametrize("public", [b"", bytes(64), b"\x04" + bytes(64)])
def test_malformed_key_verifies_nothing(public: bytes) -> None:
    assert not verify_message(public, ES256, b"message", bytes(64))


def test_es256_signature_of_wrong_length_does_not_verify() -> None:
    vector = json.loads((VECTORS / "CWT" / "A_3.json").read_text(encoding="utf-8"))
    sign1 = read_sign1(bytes.fromhex(vector["output"]["cbor"]))
    assert sign1 is not None
    public = public_key(vector["input"]["sign0"]["key"])

    assert not verify_message(public, ES256, sign1.signing_input(), sign1.signature + b"\0")
