"""Who asks, and what: bodies under their cap, and the signature of an enrolled device."""

from dataclasses import dataclass

from starlette.requests import Request

from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.store import devices
from sync.hub.store.devices import Device
from sync.protocol.http_signature import verify_request


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """A request of an enrolled device whose signature held."""

    device: Device
    idempotency_key: str
    body: bytes


async def read_body(request: Request, cap: int) -> bytes | Refusal:
    """Read a body as it arrives; ``body_too_large`` as soon as it passes ``cap`` bytes."""
    stated = request.headers.get("content-length", "0")
    if stated.isascii() and stated.isdigit() and int(stated) > cap:
        return Refusal(code="body_too_large")
    pieces, total = [], 0
    async for piece in request.stream():
        total += len(piece)
        if total > cap:
            return Refusal(code="body_too_large")
        pieces.append(piece)
    return b"".join(pieces)


def authenticate(centre: Centre, request: Request, body: bytes) -> SignedRequest | Refusal:
    """Return the device that signed a request.

    Refusals: those of ``verify_request`` (401), ``device_revoked`` (403).
    """
    found: dict[str, Device] = {}

    def key_of(kid: str) -> bytes | None:
        with centre.store.read() as connection:
            known = devices.device_of_key(connection, kid)
        if known is None:
            return None
        found[kid] = known[0]
        return known[1]

    signed = verify_request(
        method=request.method,
        url=str(request.url),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        key_of=key_of,
        now=centre.now_ms() // 1000,
    )
    if isinstance(signed, Refusal):
        return signed
    device = found[signed.kid]
    if device.revoked is not None:
        return Refusal(code="device_revoked")
    return SignedRequest(device=device, idempotency_key=signed.idempotency_key, body=body)
