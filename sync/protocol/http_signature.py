"""Request signatures (RFC 9421) in one fixed profile, and digests of content (RFC 9530).

Covered, in this order: method, target URI, content digest, idempotency key; parameters created,
keyid, alg. A request that covers less, more, or in another order is refused, whatever its
signature says. Nonces are not kept: every POST is idempotent and every GET harmless to repeat.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fieldapp.crypto.signed import verify_signature
from fieldapp.domain.facts import HTTP_KIND
from fieldapp.domain.ports import Signer
from fieldapp.domain.problems import Refusal
from sync.protocol.limits import CREATED_WINDOW_SECONDS
from sync.protocol.texts import from_base64, to_base64

_COMPONENTS = '("@method" "@target-uri" "content-digest" "idempotency-key")'
_INPUT = re.compile(
    re.escape("sig1=" + _COMPONENTS) + r";created=([0-9]{1,12});keyid=\"([0-9a-f]{16})\";alg=\"ed25519\"", re.ASCII
)
_SIGNATURE = re.compile(r"sig1=:([A-Za-z0-9+/]{86}==):", re.ASCII)
_KEY = re.compile(r"[\x21\x23-\x7e]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedBy:
    """Who signed a request, when (Unix seconds), under which idempotency key."""

    kid: str
    created: int
    idempotency_key: str


def content_digest(body: bytes) -> str:
    """Return the value of Content-Digest over the content as it is sent (compressed if it is)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode('ascii')}:"


def sign_request(
    *, method: str, url: str, body: bytes, idempotency_key: str, created: int, signer: Signer
) -> dict[str, str]:
    """Return the four headers of a signed request; ``created`` is in seconds of the hub's clock."""
    digest = content_digest(body)
    parameters = f'{_COMPONENTS};created={created};keyid="{signer.kid}";alg="ed25519"'
    base = _signature_base(method, url, digest, idempotency_key, parameters)
    return {
        "Content-Digest": digest,
        "Idempotency-Key": idempotency_key,
        "Signature-Input": f"sig1={parameters}",
        "Signature": f"sig1=:{to_base64(signer.sign(HTTP_KIND, base))}:",
    }


def verify_request(
    *,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    key_of: Callable[[str], bytes | None],
    now: int,
) -> SignedBy | Refusal:
    """Return who signed a request. ``headers`` have lower-case names, ``now`` is in Unix seconds.

    Refusals, all for status 401: ``signature_missing`` (or another profile), ``signature_stale``,
    ``content_altered``, ``device_unknown``, ``signature_invalid``.
    """
    stated = _INPUT.fullmatch(headers.get("signature-input", ""))
    given = _SIGNATURE.fullmatch(headers.get("signature", ""))
    key_text = headers.get("idempotency-key", "")
    if stated is None or given is None or _KEY.fullmatch(key_text) is None:
        return Refusal(code="signature_missing")
    created, kid = int(stated[1]), stated[2]
    if abs(now - created) > CREATED_WINDOW_SECONDS:
        return Refusal(code="signature_stale", details={"seconds": str(now - created)})
    digest = headers.get("content-digest", "")
    if digest != content_digest(body):
        return Refusal(code="content_altered")
    public = key_of(kid)
    if public is None:
        return Refusal(code="device_unknown", details={"kid": kid})
    base = _signature_base(method, url, digest, key_text, stated[0].removeprefix("sig1="))
    signature = from_base64(given[1], 64)
    if signature is None or not verify_signature(public, HTTP_KIND, base, signature):
        return Refusal(code="signature_invalid")
    return SignedBy(kid=kid, created=created, idempotency_key=key_text)


def _signature_base(method: str, url: str, digest: str, idempotency_key: str, parameters: str) -> bytes:
    lines = (
        f'"@method": {method.upper()}',
        f'"@target-uri": {url}',
        f'"content-digest": {digest}',
        f'"idempotency-key": {idempotency_key}',
        f'"@signature-params": {parameters}',
    )
    return "\n".join(lines).encode("utf-8")
