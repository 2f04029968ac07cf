"""``POST /v1/devices``: a laptop with a one-time code becomes a device of the centre.

The request is signed with the very key it asks a certificate for, so nobody can enrol a key that
is not theirs. The reply is signed as ``provisioning``; secrets in it are sealed to the device.
"""

import re
from typing import Annotated, Any

from pydantic import Field

from sync.protocol.messages import Message
from sync.protocol.numbers import Count, Positive
from sync.protocol.texts import Hex16, ShortText, Uuid

KIND = "provisioning"
CERTIFICATE_KIND = "certificate"
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and letters that nobody confuses when they are read aloud (no 0 O 1 I L)."""
CODE_LENGTH = 10

_Key = Annotated[str, Field(min_length=44, max_length=44)]
_Rows = tuple[dict[str, Any], ...]


class DeviceRequest(Message):
    """Who wants to be enrolled. Keys are in base64; ``sealing`` is the X25519 key secrets are sealed to.

    ``card`` is the key the device signs member cards with.
    """

    code: Annotated[str, Field(min_length=CODE_LENGTH, max_length=CODE_LENGTH)]
    name: ShortText
    public: _Key
    sealing: _Key
    card: _Key | None = None
    inc: Uuid | None = None
    app: ShortText


class Certificate(Message):
    """What the centre says of a device, signed as ``certificate``; times are Unix seconds."""

    dev: Hex16
    kid: Hex16
    public: _Key
    role: ShortText = "device"
    issued: Count
    expires: Count
    region: ShortText | None = None
    union: ShortText | None = None


class SealedKey(Message):
    """A secret in base64, sealed to the device; ``version`` names the key among its successors."""

    version: Positive
    sealed: str


class ProvisioningReply(Message):
    """Everything a new device gets. ``certificate``, ``trust`` and ``leases`` are signed objects."""

    device: Hex16
    server: Hex16
    gen: Count
    certificate: dict[str, Any]
    blind: SealedKey
    desk: SealedKey
    trust: dict[str, Any]
    events: _Rows = ()
    leases: _Rows = ()
    organisations: _Rows = ()
    card_certificate: dict[str, Any] | None = None


def normalise_code(text: str) -> str | None:
    """Return a typed one-time code in its written form, None when it cannot be one."""
    code = re.sub(r"[\s-]", "", text).upper()
    return code if len(code) == CODE_LENGTH and all(c in CODE_ALPHABET for c in code) else None
