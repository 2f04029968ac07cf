"""``UE1:`` join an event: the signed event as QR text, with the public key that signed it.

The code proves that its content is as that key signed it. Whether the key is one to trust (the
centre's, or the laptop whose fingerprint the two people compare) is the caller's question.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from fieldapp.crypto.compact_text import pack, unpack
from fieldapp.crypto.device_keys import DeviceKey, kid_of
from fieldapp.crypto.signed import SignedObject, from_wire, sign_object, verify_object
from fieldapp.domain.facts import json_bytes
from fieldapp.domain.problems import Refusal

PREFIX = "UE1:"
EVENT_KIND = "event"


@dataclass(frozen=True, slots=True)
class EventCode:
    """A code whose signature holds under ``public``; ``signed.payload`` is the plain event's JSON."""

    signed: SignedObject
    public: bytes


def make_event_code(payload: bytes, key: DeviceKey) -> str:
    """Return ``UE1:…`` for an event's exact JSON bytes (UTF-8)."""
    return event_code_of(sign_object(EVENT_KIND, payload, key), key.public)


def event_code_of(signed: SignedObject, public: bytes) -> str:
    """Return ``UE1:…`` for an event somebody else (the centre) signed, so that it can be handed on."""
    return PREFIX + pack(json_bytes({**signed.wire(), "pub": base64.b64encode(public).decode("ascii")}))


def read_event_code(text: str) -> EventCode | Refusal:
    """Read and verify a code; ``event_code_bad`` when it is none or its signature does not hold."""
    bad = Refusal(code="event_code_bad")
    data = unpack(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else None
    if data is None:
        return bad
    try:
        wire = json.loads(data)
        public = base64.b64decode(wire.pop("pub"), validate=True)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error):
        return bad
    signed = from_wire(wire)
    if isinstance(signed, Refusal) or signed.kind != EVENT_KIND or kid_of(public) != signed.kid:
        return bad
    return EventCode(signed, public) if verify_object(signed, {signed.kid: public}) else bad
