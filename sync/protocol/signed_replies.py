"""Everything a hub says that may move a laptop travels as one signed object; this opens and makes it.

The body of such a reply is the object's wire form ``{"k", "p", "kid", "s"}`` as JSON. A reply that
is no signed object at all is not from our hub: a portal of the petrol station answers 200 to anything.
"""

import json
from typing import TypeVar

from fieldapp.crypto.signed import SignedObject, from_wire, sign_object, verify_object
from fieldapp.domain.ports import Signer
from fieldapp.domain.problems import Refusal
from sync.protocol.messages import Message, decode, encode

CONTENT_TYPE = "application/vnd.fieldapp.signed+json"

M = TypeVar("M", bound=Message)


def seal_reply(kind: str, message: Message, signer: Signer) -> bytes:
    """Sign a message and return the body of the reply."""
    return wire_bytes(sign_object(kind, encode(message), signer))


def wire_bytes(signed: SignedObject) -> bytes:
    """Return a signed object as the body of a reply."""
    return json.dumps(signed.wire(), ensure_ascii=False, separators=(",", ":")).encode()


def read_object(body: bytes) -> SignedObject | Refusal:
    """Return the signed object of a body, not verified; ``portal`` when there is none in it."""
    try:
        wire = json.loads(body)
    except (ValueError, RecursionError):
        return Refusal(code="portal")
    if not isinstance(wire, dict):
        return Refusal(code="portal")
    signed = from_wire(wire)
    return Refusal(code="portal") if isinstance(signed, Refusal) else signed


def open_reply(kind: str, model: type[M], body: bytes, *, kid: str, key: bytes) -> M | Refusal:
    """Return the message that the holder of ``key`` signed as ``kind``.

    Refusals: ``portal`` (no signed object), ``reply_kind_wrong``, ``reply_signature_invalid``
    (another key, or changed on the way), ``message_unreadable``.
    """
    signed = read_object(body)
    if isinstance(signed, Refusal):
        return signed
    if signed.kind != kind:
        return Refusal(code="reply_kind_wrong", details={"kind": kind})
    if not verify_object(signed, {kid: key}):
        return Refusal(code="reply_signature_invalid")
    return decode(model, signed.payload)
