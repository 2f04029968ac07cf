"""A laptop with a one-time code becomes a device: certificate, sealed keys, events, first lease."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from fieldapp.crypto.device_keys import kid_of
from fieldapp.crypto.sealed import seal
from fieldapp.crypto.signed import SignedObject, sign_object
from fieldapp.domain.forms import organisation_form
from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.services import enrol_codes, lease_grants, trust
from sync.hub.store import audits, devices, events, feeds, organisations
from sync.hub.store.devices import Device, EnrolCode, KeyOfDevice
from sync.protocol.devices import (
    CERTIFICATE_KIND,
    Certificate,
    DeviceRequest,
    ProvisioningReply,
    SealedKey,
    normalise_code,
)
from sync.protocol.messages import encode
from sync.protocol.texts import from_base64, to_base64

CERTIFICATE_DAYS = 400
_DAY_MS = 24 * 60 * 60 * 1000
DESK_KEY_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedKeys:
    """The public keys of a request, decoded (32 bytes each)."""

    public: bytes
    sealing: bytes
    card: bytes | None


def read_keys(request: DeviceRequest) -> AskedKeys | Refusal:
    """Decode the keys of a request; ``device_key_invalid`` when one is none."""
    public, sealing = from_base64(request.public, 32), from_base64(request.sealing, 32)
    card = None if request.card is None else from_base64(request.card, 32)
    if public is None or sealing is None or (request.card is not None and card is None):
        return Refusal(code="device_key_invalid")
    return AskedKeys(public=public, sealing=sealing, card=card)


def enrol(centre: Centre, request: DeviceRequest, keys: AskedKeys) -> ProvisioningReply | Refusal:
    """Use the code and enrol the device. The same device may ask again with its own used code.

    Refusals: ``code_wrong`` (unknown, over, or of an older generation), ``code_used``.
    """
    code_text = normalise_code(request.code)
    if code_text is None:
        return Refusal(code="code_wrong")
    dev, now = kid_of(keys.public), centre.now_ms()
    with centre.store.write() as connection:
        code = devices.open_code(connection, enrol_codes.code_hash(code_text), now, centre.identity.gen)
        if code is None:
            return Refusal(code="code_wrong")
        if code.used_by not in (None, dev):
            return Refusal(code="code_used")
        certificate = _certificate(centre, dev, keys, code)
        known = _device_keys(centre, keys)
        devices.add(connection, _device(centre, request.name, code, certificate, dev), known)
        lease = lease_grants.grant(centre, connection, dev=dev, inc=request.inc, scope=code.region or "")
        devices.use_code(connection, code.id, dev)
        audits.append(connection, time=now, account="device", action="enrol_device", subject=dev)
        reply = _reply(centre, connection, dev, keys, certificate)
        feeds.append(connection, {dev: [lease_grants.feed_item(lease)]})
        devices.note_read(connection, dev, feeds.last_number(connection, dev))  # the reply brings the lease itself
    card_certificate = next((key.certificate for key in known if key.purpose == "card"), None)
    return reply.model_copy(update={"leases": (lease.wire(),), "card_certificate": card_certificate})


def _certificate(centre: Centre, dev: str, keys: AskedKeys, code: EnrolCode) -> SignedObject:
    now = centre.now_ms()
    certificate = Certificate(
        dev=dev,
        kid=dev,
        public=to_base64(keys.public),
        issued=now // 1000,
        expires=(now + CERTIFICATE_DAYS * _DAY_MS) // 1000,
        region=code.region,
        union=code.union,
    )
    return sign_object(CERTIFICATE_KIND, encode(certificate), centre.key)


def _device(centre: Centre, name: str, code: EnrolCode, certificate: SignedObject, dev: str) -> Device:
    return Device(
        id=dev,
        name=name,
        union=code.union,
        region=code.region,
        certificate=dict(certificate.wire()),
        created=centre.now_ms(),
        code=code.id,
    )


def _device_keys(centre: Centre, keys: AskedKeys) -> tuple[KeyOfDevice, ...]:
    """Return the rows of all keys of a request; a card key comes with its certificate."""
    dev, now = kid_of(keys.public), centre.now_ms()
    known = [
        KeyOfDevice(kid=dev, device=dev, purpose="sign", public=keys.public, valid_from=now),
        KeyOfDevice(kid=kid_of(keys.sealing), device=dev, purpose="seal", public=keys.sealing, valid_from=now),
    ]
    if keys.card is not None:
        known.append(
            KeyOfDevice(
                kid=kid_of(keys.card),
                device=dev,
                purpose="card",
                public=keys.card,
                certificate=dict(trust.certify_card_key(centre, keys.card).wire()),
                valid_from=now,
                valid_to=now + trust.CARD_KEY_DAYS * _DAY_MS,
            )
        )
    return tuple(known)


def _reply(
    centre: Centre, connection: Connection, dev: str, keys: AskedKeys, certificate: SignedObject
) -> ProvisioningReply:
    identity = centre.identity
    forms: tuple[dict[str, Any], ...] = tuple(organisation_form(one) for one in organisations.everyone(connection))
    return ProvisioningReply(
        device=dev,
        server=identity.server,
        gen=identity.gen,
        certificate=dict(certificate.wire()),
        blind=SealedKey(version=identity.blind_version, sealed=to_base64(seal(keys.sealing, identity.blind_key))),
        desk=SealedKey(version=DESK_KEY_VERSION, sealed=to_base64(seal(keys.sealing, identity.desk_key))),
        trust=trust.trust_list(centre, connection).sign(centre.key).wire(),
        events=events.open_forms(connection),
        organisations=forms,
    )
