"""Names for ids, and UUIDv7 (RFC 9562), which sorts by the time it was made."""

import secrets
from typing import NewType

EnvelopeId = NewType("EnvelopeId", str)
"""UUIDv7 of one signed fact."""
RecordId = NewType("RecordId", str)
"""The thing a fact speaks of, named by the envelope that began it (an application, a card, …)."""
DeviceId = NewType("DeviceId", str)
"""First 16 hex digits of SHA-256 of the device's public key."""
IncarnationId = NewType("IncarnationId", str)
"""One life of a device's store; a restore begins another."""
EventId = NewType("EventId", str)
OrganisationId = NewType("OrganisationId", str)
OperatorId = NewType("OperatorId", str)
LeaseId = NewType("LeaseId", str)
PersonId = NewType("PersonId", str)
RosterId = NewType("RosterId", str)


def uuid7(milliseconds: int) -> str:
    """Return a UUIDv7 for a Unix time in milliseconds (48 bits), the rest random."""
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
