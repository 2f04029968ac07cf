"""A laptop becomes a device of a centre: one-time code one way, sealed keys and first leases the other.

The code is sent only after the hub's key fitted the fingerprint that came with it on paper or by QR.
Everything in the reply is checked here; the store keeps what this returns and nothing else.
"""

import secrets
from collections.abc import Generator, Mapping
from typing import Any, TypeVar

from fieldapp import __version__
from fieldapp.crypto.device_keys import DeviceKey, kid_of
from fieldapp.crypto.sealed import open_sealed, sealing_public
from fieldapp.crypto.signed import from_wire, verify_object
from fieldapp.crypto.trust import read_certificate
from fieldapp.domain.ports import Clock, HubPeer, Ids, Provisioning
from fieldapp.domain.problems import Refusal
from sync.client.addresses import hub_address
from sync.client.requests import NoReply, Reply, Request, Transport
from sync.client.sessions import Session, Trouble, judge
from sync.protocol.devices import CERTIFICATE_KIND, KIND, Certificate, DeviceRequest, ProvisioningReply, normalise_code
from sync.protocol.info import FINGERPRINT_SHOWN, Info, fingerprint, fits, read_first_info
from sync.protocol.leases import KIND as LEASE_KIND
from sync.protocol.leases import LeaseGrant
from sync.protocol.messages import Message, decode, encode
from sync.protocol.signed_replies import open_reply
from sync.protocol.texts import from_base64, to_base64

TRUST_KIND = "trust"
_SECRET_BYTES = 32

M = TypeVar("M", bound=Message)

Steps = Generator[Request, Reply | NoReply, "Provisioning | Refusal"]


def enrol(
    url: str,
    code: str,
    stated: str | None,
    device_name: str,
    key: DeviceKey,
    *,
    transport: Transport,
    clock: Clock,
    ids: Ids,
    card_public: bytes | None = None,
    inc: str | None = None,
    allows_plain: bool = False,
) -> Provisioning | Refusal:
    """Enrol this laptop and return what the store keeps (``ports.Enrolment.provision``).

    ``stated`` is the fingerprint that came with the code, at least its first eight digits; without
    it the refusal ``fingerprint_to_compare`` names those of the hub, to be compared by two people
    and given in a second call. Other refusals: those of ``hub_address``, ``enrol_code_malformed``,
    ``fingerprint_differs``, ``provisioning_invalid``, and what hub or network answered.
    """
    address = hub_address(url, allows_plain=allows_plain)
    if isinstance(address, Refusal):
        return address
    typed = normalise_code(code)
    if typed is None:
        return Refusal(code="enrol_code_malformed")
    request = DeviceRequest(
        code=typed,
        name=device_name[:200],
        public=to_base64(key.public),
        sealing=to_base64(sealing_public(key.seed)),
        card=None if card_public is None else to_base64(card_public),
        inc=inc,
        app=__version__,
    )
    steps = _steps(request, address=address, stated=stated, key=key, clock=clock, ids=ids)
    try:
        waiting = next(steps)
        while True:
            waiting = steps.send(transport.send(waiting))
    except StopIteration as end:
        result: Provisioning | Refusal = end.value
        return result


def _steps(
    request: DeviceRequest, *, address: str, stated: str | None, key: DeviceKey, clock: Clock, ids: Ids
) -> Steps:
    nonce = secrets.token_hex(16)
    reply = yield Request(method="GET", url=f"{address}/v1/info?nonce={nonce}")
    body = _body(reply)
    info = body if isinstance(body, Refusal) else read_first_info(body, nonce=nonce)
    if isinstance(info, Refusal):
        return info
    public = info.public_key or b""
    if stated is None:
        return Refusal(code="fingerprint_to_compare", details={"fingerprint": fingerprint(public)[:FINGERPRINT_SHOWN]})
    if not fits(public, stated):
        return Refusal(code="fingerprint_differs", details={"fingerprint": fingerprint(public)[:FINGERPRINT_SHOWN]})
    peer = HubPeer(url=address, key=public, kid=kid_of(public), server=info.server, gen=info.gen)
    session = Session(peer=peer, signer=key, clock=clock, ids=ids, offset_ms=_offset(info, clock))
    headers = {"Content-Type": "application/json"}
    reply = yield session.request("POST", "/v1/devices", body=encode(request), headers=headers)
    body = _body(reply)
    found = body if isinstance(body, Refusal) else open_reply(KIND, ProvisioningReply, body, kid=peer.kid, key=peer.key)
    return found if isinstance(found, Refusal) else _provisioning(found, peer, key, request.card)


def _offset(info: Info, clock: Clock) -> int:
    return info.time - int(clock.now().timestamp() * 1000)


def _body(reply: Reply | NoReply) -> bytes | Refusal:
    judged = judge(reply)
    return Refusal(code=judged.code, details=judged.details) if isinstance(judged, Trouble) else judged.body


def _provisioning(reply: ProvisioningReply, peer: HubPeer, key: DeviceKey, card: str | None) -> Provisioning | Refusal:
    """Check everything in a reply the hub signed; the first fault is named in ``provisioning_invalid``."""
    blind, desk = _secret(reply.blind.sealed, key), _secret(reply.desk.sealed, key)
    certificate = _signed(reply.certificate, CERTIFICATE_KIND, Certificate, peer)
    leases = [_signed(wire, LEASE_KIND, LeaseGrant, peer) for wire in reply.leases]
    faults = {
        "device": reply.device != key.device or reply.server != peer.server,
        "certificate": certificate is None or certificate.public != to_base64(key.public),
        "blind": blind is None,
        "desk": desk is None,
        "trust": _signed(reply.trust, TRUST_KIND, Message, peer) is None,
        "card_certificate": not _certifies(reply.card_certificate, card, peer),
        "leases": any(lease is None or lease.dev not in (None, key.device) for lease in leases),
    }
    wrong = [name for name, is_wrong in faults.items() if is_wrong]
    if wrong or blind is None or desk is None:
        return Refusal(code="provisioning_invalid", details={"part": wrong[0]})
    return Provisioning(
        peer=peer,
        certificate=reply.certificate,
        blind_key=blind,
        blind_version=reply.blind.version,
        desk_key=desk,
        trust=reply.trust,
        events=reply.events,
        leases=reply.leases,
        organisations=reply.organisations,
        card_certificate=reply.card_certificate,
    )


def _certifies(wire: Mapping[str, Any] | None, card: str | None, peer: HubPeer) -> bool:
    """Whether a card certificate, if there is one, is the centre's word on the key that was brought."""
    if wire is None:
        return True
    signed = from_wire(wire)
    certified = signed if isinstance(signed, Refusal) else read_certificate(signed, {peer.kid: peer.key})
    return not isinstance(certified, Refusal) and card is not None and to_base64(certified.public) == card


def _secret(text: str, key: DeviceKey) -> bytes | None:
    sealed = from_base64(text)
    opened = None if sealed is None else open_sealed(key.seed, sealed)
    return opened if isinstance(opened, bytes) and len(opened) == _SECRET_BYTES else None


def _signed(wire: Mapping[str, Any], kind: str, model: type[M], peer: HubPeer) -> M | None:
    signed = from_wire(wire)
    if isinstance(signed, Refusal) or signed.kind != kind or not verify_object(signed, {peer.kid: peer.key}):
        return None
    message = decode(model, signed.payload)
    return None if isinstance(message, Refusal) else message
