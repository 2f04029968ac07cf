"""Trust lists: signed or plain, certified keys, and keys from PEM files."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.signed import sign_object
from fieldapp.crypto.trust import TrustList, certify, read_certificate
from fieldapp.domain.problems import Refusal
from tests.support.cards import KEY, NOW, OTHER, pem, trusted

CENTRE = DeviceKey.from_seed(bytes(32))
KEYS = {CENTRE.kid: CENTRE.public}
DAY = timedelta(days=1)
MALFORMED = Refusal(code="trust_list_malformed")
FULL = trusted(
    issuer="15",
    valid_from=NOW - DAY,
    valid_to=NOW + DAY,
    compromised=True,
    confirmed=frozenset({3, 5}),
)


def test_plain_list_comes_back() -> None:
    trust = TrustList((FULL, trusted(OTHER)))

    assert TrustList.from_payload(trust.payload()) == trust


def test_signed_list_comes_back() -> None:
    trust = TrustList((FULL,))

    assert TrustList.from_signed(trust.sign(CENTRE), KEYS) == trust


def test_list_signed_by_a_stranger_is_refused() -> None:
    stranger = DeviceKey.from_seed(bytes(range(32)))

    assert TrustList.from_signed(TrustList((FULL,)).sign(stranger), KEYS) == Refusal(code="trust_list_unsigned")


def test_object_of_another_kind_is_no_list() -> None:
    signed = sign_object("lease", TrustList((FULL,)).payload(), CENTRE)

    assert TrustList.from_signed(signed, KEYS) == Refusal(code="trust_list_unsigned")


def test_entry_without_kid_or_bounds_is_read() -> None:
    entry = {"public": base64.b64encode(KEY.public).decode(), "valid_to": 0}

    assert TrustList.from_payload(json.dumps({"keys": [entry]})) == TrustList((trusted(),))


@pytest.mark.parametrize(
    "changed",
    [
        {"public": "?"},
        {"public": base64.b64encode(bytes(31)).decode()},
        {"public": 5},
        {"kid": "00"},
        {"kid": "wxyz0000"},
        {"valid_from": "soon"},
        {"valid_from": 10**20},
        {"confirmed": ["x"]},
        {"confirmed": "4711"},
    ],
    ids=repr,
)
def test_list_with_a_bad_entry_is_refused(changed: dict[str, Any]) -> None:
    content = {"keys": [FULL.entry() | changed]}

    assert TrustList.from_payload(json.dumps(content)) == MALFORMED


@pytest.mark.parametrize("payload", ["", "[]", "5", "{}", '{"keys": 5}', '{"keys": [5]}', "[" * 50000, b"\xff"])
def test_what_is_no_list_is_refused(payload: str | bytes) -> None:
    assert TrustList.from_payload(payload) == MALFORMED


def test_keys_are_found_by_name() -> None:
    trust = TrustList((trusted(), trusted(OTHER)))

    assert trust.find(OTHER.kid4) == (trusted(OTHER),)
    assert trust.find(b"none") == ()


def test_newer_entry_replaces_the_same_key() -> None:
    trust = TrustList((trusted(), trusted(OTHER))).with_key(trusted(compromised=True))

    assert trust.keys == (trusted(OTHER), trusted(compromised=True))


@pytest.mark.parametrize(
    ("issuer", "issued", "is_certified"),
    [
        ("15", NOW, True),
        ("15", NOW - 2 * DAY, True),
        ("15", NOW + 2 * DAY, True),
        ("15", NOW - 2 * DAY - timedelta(seconds=1), False),
        ("15", NOW + 2 * DAY + timedelta(seconds=1), False),
        ("11", NOW, False),
    ],
)
def test_certificate_holds_for_its_issuer_and_days_with_one_around(
    issuer: str, issued: datetime, is_certified: bool
) -> None:
    assert FULL.certifies(issuer, issued) == is_certified


def test_unbounded_key_certifies_everything() -> None:
    assert trusted().certifies("11", datetime(2000, 1, 1, tzinfo=UTC))


def test_certificate_of_the_centre_gives_the_key() -> None:
    assert read_certificate(certify(FULL, CENTRE), KEYS) == FULL


def test_certificate_of_a_stranger_is_refused() -> None:
    signed = certify(FULL, DeviceKey.from_seed(bytes(range(32))))

    assert read_certificate(signed, KEYS) == Refusal(code="card_certificate_bad")


@pytest.mark.parametrize("payload", [b"", b"[]", b"{}", b'{"public": "?"}'])
def test_certificate_without_a_key_is_refused(payload: bytes) -> None:
    signed = sign_object("card_certificate", payload, CENTRE)

    assert read_certificate(signed, KEYS) == Refusal(code="card_certificate_bad")


def test_ed25519_pem_is_read() -> None:
    trust = TrustList.from_pem(pem())

    assert trust == TrustList((trusted(),), names_keys=False)


def test_p256_pem_is_read_as_a_point() -> None:
    public = generate_private_key(SECP256R1()).public_key()

    trust = TrustList.from_pem(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    assert isinstance(trust, TrustList)
    assert trust.keys[0].public == public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def test_certificate_pem_is_read() -> None:
    private = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made up")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + DAY)
        .sign(private, SHA256())
    )

    trust = TrustList.from_pem(certificate.public_bytes(Encoding.PEM))

    assert isinstance(trust, TrustList)
    assert len(trust.keys[0].public) == 65


def other_pems() -> list[bytes]:
    keys = (generate_private_key(SECP384R1()), generate_rsa_key(65537, 2048))
    return [key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) for key in keys]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"-----BEGIN PUBLIC KEY-----\n",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        *other_pems(),
    ],
    ids=["empty", "cut", "no certificate", "P-384", "RSA"],
)
def test_other_pem_is_refused(content: bytes) -> None:
    assert TrustList.from_pem(content) == Refusal(code="card_key_unsupported")
