"""Number leases: ``POST /v1/leases`` asks, the feed brings them (kind ``lease``, a signed object).

The request only says that the device runs low; what it may use stands in a lease the centre signed
and nowhere else. ``…/{id}:return`` is named in the catalogue and comes later.
"""

from typing import Annotated

from pydantic import Field

from sync.protocol.limits import LEASE_GRANT
from sync.protocol.messages import Message
from sync.protocol.numbers import Count
from sync.protocol.texts import Hex16, ShortText, Uuid

KIND = "lease"


class StatusRange(Message):
    """Where the cards of a lease stand in a status list: serial ``start + i`` has index ``start + i``."""

    list: Count
    start: Count


class LeaseGrant(Message):
    """Serials ``start`` to ``end``, both included, for one device; ``expires`` in Unix seconds.

    Expiry stops consumption only. Numbers never return to anybody.
    """

    id: Uuid
    start: Count
    end: Count
    expires: Count
    scope: ShortText
    status: StatusRange
    dev: Hex16 | None = None
    inc: Uuid | None = None


class LeaseRequest(Message):
    """A device has ``left`` numbers and wants ``want`` more."""

    want: Annotated[int, Field(ge=1, le=LEASE_GRANT)] = LEASE_GRANT
    left: Count
    inc: Uuid | None = None


class LeaseReceipt(Message):
    """The centre granted lease ``lease``; it comes with the feed. None: the device has enough."""

    lease: Uuid | None = None
