from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.domain.problems import Refusal
from sync.protocol.http_signature import SignedBy, content_digest, sign_request, verify_request
from sync.protocol.texts import from_base64, to_base64

KEY = DeviceKey.from_seed(bytes([3]) * 32)
NOW = 1_795_312_800
URL = "https://hub.example/v1/batches"
BODY = b"body"


def headers(**changed: Any) -> dict[str, str]:
    values: dict[str, Any] = {"method": "POST", "url": URL, "body": BODY, "idempotency_key": "k-1", "created": NOW}
    made = sign_request(**(values | changed), signer=KEY)
    return {name.lower(): value for name, value in made.items()}


def verify(given: dict[str, str], **changed: Any) -> SignedBy | Refusal:
    values: dict[str, Any] = {
        "method": "POST",
        "url": URL,
        "headers": given,
        "body": BODY,
        "key_of": {KEY.kid: KEY.public}.get,
        "now": NOW,
    }
    return verify_request(**(values | changed))


def code_of(result: SignedBy | Refusal) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def test_a_signed_request_names_its_signer() -> None:
    assert verify(headers()) == SignedBy(kid=KEY.kid, created=NOW, idempotency_key="k-1")


def test_the_signature_base_is_the_one_of_the_standard() -> None:
    made = headers()
    base = (
        f'"@method": POST\n"@target-uri": {URL}\n"content-digest": {made["content-digest"]}\n'
        f'"idempotency-key": k-1\n"@signature-params": {made["signature-input"].removeprefix("sig1=")}'
    )
    signature = from_base64(made["signature"].removeprefix("sig1=:").removesuffix(":"))

    assert signature is not None
    Ed25519PublicKey.from_public_bytes(KEY.public).verify(signature, base.encode())


def test_a_signature_is_the_one_another_program_makes() -> None:
    # the base written by hand after RFC 9421 §2.5, signed by openssl 3 (pkeyutl -sign -rawin) with the same key
    assert headers() == {
        "content-digest": "sha-256=:Iw2DWNyOiJC0xY3utikS7i8gNXrpKlzIYbmOaP4xrLU=:",
        "idempotency-key": "k-1",
        "signature-input": 'sig1=("@method" "@target-uri" "content-digest" "idempotency-key")'
        ';created=1795312800;keyid="b62e867fa2f33afe";alg="ed25519"',
        "signature": "sig1=:GW/wr+s4cgq734mjCZaa9TcmDiOVUWQKO96G4tf/No56eAjMyKC/ZLRqxHNcmLTzG58XIt6jya6GJAc7ZpElAw==:",
    }


def test_the_content_digest_is_the_one_of_the_standard() -> None:
    # RFC 9530, appendix B.1
    assert content_digest(b'{"hello": "world"}\n') == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"method": "PUT"}, "signature_invalid"),
        ({"url": URL + "/x"}, "signature_invalid"),
        ({"url": URL.replace("https", "http")}, "signature_invalid"),
        ({"body": b"other"}, "content_altered"),
        ({"key_of": {}.get}, "device_unknown"),
        ({"key_of": {KEY.kid: DeviceKey.from_seed(bytes(32)).public}.get}, "signature_invalid"),
        ({"now": NOW + 301}, "signature_stale"),
        ({"now": NOW - 301}, "signature_stale"),
    ],
)
def test_a_request_that_is_not_the_signed_one_is_refused(changed: dict[str, Any], code: str) -> None:
    assert code_of(verify(headers(), **changed)) == code


@pytest.mark.parametrize("late", [-300, 0, 300])
def test_a_request_within_the_window_is_taken(late: int) -> None:
    assert isinstance(verify(headers(), now=NOW + late), SignedBy)


@pytest.mark.parametrize("name", ["signature-input", "signature", "idempotency-key"])
def test_a_request_without_one_of_the_headers_is_refused(name: str) -> None:
    given = headers()
    del given[name]

    assert code_of(verify(given)) == "signature_missing"


def test_a_request_without_a_digest_is_refused() -> None:
    given = headers()
    del given["content-digest"]

    assert code_of(verify(given)) == "content_altered"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' "content-digest"', ""),
        (' "idempotency-key"', ""),
        ('"@method" "@target-uri"', '"@target-uri" "@method"'),
        ('"idempotency-key")', '"idempotency-key" "date")'),
        (";alg=", ';nonce="x";alg='),
        ("sig1=", "sig2="),
        ("ed25519", "hmac-sha256"),
        (f"created={NOW}", "created=-1"),
    ],
)
def test_a_signature_over_other_components_is_refused_however_good_it_is(old: str, new: str) -> None:
    given = headers()
    parameters = given["signature-input"].replace(old, new)
    base = "\n".join(['"@method": POST', f'"@signature-params": {parameters.split("=", 1)[1]}']).encode()
    given["signature-input"] = parameters
    given["signature"] = f"sig1=:{to_base64(KEY.sign('http', base))}:"

    assert code_of(verify(given)) == "signature_missing"


@pytest.mark.parametrize("key", ["", "a b", 'a"b', "a\nb", "é", "x" * 65])
def test_an_idempotency_key_that_could_break_the_base_is_refused(key: str) -> None:
    assert code_of(verify(headers() | {"idempotency-key": key})) == "signature_missing"


def test_a_signature_moved_to_another_request_is_refused() -> None:
    assert code_of(verify(headers(idempotency_key="k-2") | {"idempotency-key": "k-1"})) == "signature_invalid"


def test_a_signature_with_stray_bits_is_refused() -> None:
    given = headers() | {"signature": "sig1=:" + "A" * 85 + "===:"}

    assert code_of(verify(given)) == "signature_missing"


def test_a_request_signed_as_another_kind_of_object_is_refused() -> None:
    given = headers()
    stolen = to_base64(KEY.sign("envelope", b'"@method": POST'))

    assert code_of(verify(given | {"signature": f"sig1=:{stolen}:"})) == "signature_invalid"
