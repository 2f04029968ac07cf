"""``UP1:`` a pre-registration as QR text: sealed to the county's desk key, then signed by the hub.

Only laptops that were provisioned for the county hold the desk key, so a lost or photographed code tells
nobody anything. The signature is checked before the box is opened.
"""

import base64
import binascii
import json
from datetime import datetime

from fieldapp.crypto.compact_text import pack, unpack
from fieldapp.crypto.sealed import open_sealed, seal, sealing_public
from fieldapp.crypto.signed import from_wire, sign_object, verify_object
from fieldapp.domain.facts import json_bytes
from fieldapp.domain.ports import Signer
from fieldapp.domain.pre_registrations import PreRegistration, pre_registration_form, read_pre_registration
from fieldapp.domain.problems import Refusal

PREFIX = "UP1:"
KIND = "pre_registration"


def make_pre_registration_code(one: PreRegistration, desk_key: bytes, signer: Signer) -> str:
    """Return ``UP1:…``; ``desk_key`` is the county's 32-byte desk key, ``signer`` the hub's key."""
    box = seal(sealing_public(desk_key), json_bytes(pre_registration_form(one)))
    payload = json_bytes({"box": base64.b64encode(box).decode("ascii")})
    return PREFIX + pack(json_bytes(sign_object(KIND, payload, signer).wire()))


def read_pre_registration_code(
    text: str, *, desk_key: bytes, hub_kid: str, hub_key: bytes, now: datetime
) -> PreRegistration | Refusal:
    """Read, verify and open a code.

    Refuses: ``pre_registration_bad`` (none, or changed), ``pre_registration_foreign`` (another hub signed it, or
    it is sealed to another county), ``pre_registration_expired``.
    """
    bad = Refusal(code="pre_registration_bad")
    data = unpack(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else None
    if data is None:
        return bad
    try:
        signed = from_wire(json.loads(data))
    except (ValueError, TypeError, RecursionError):
        return bad
    if isinstance(signed, Refusal) or signed.kind != KIND:
        return bad
    if signed.kid != hub_kid:
        return Refusal(code="pre_registration_foreign")
    if not verify_object(signed, {hub_kid: hub_key}):
        return bad
    return _opened(signed.payload, desk_key, now)


def _opened(payload: bytes, desk_key: bytes, now: datetime) -> PreRegistration | Refusal:
    try:
        plain = open_sealed(desk_key, base64.b64decode(json.loads(payload)["box"], validate=True))
        if isinstance(plain, Refusal):
            return Refusal(code="pre_registration_foreign")
        found = read_pre_registration(json.loads(plain))
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError, OSError, binascii.Error):
        return Refusal(code="pre_registration_bad")
    return Refusal(code="pre_registration_expired") if now >= found.expires else found
