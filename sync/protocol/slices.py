"""``GET /v1/changes``: a device's own feed as signed slices. Nothing else moves outcomes or leases.

A slice holds the items after ``start`` up to ``end`` of generation ``gen`` of the hub. It comes at
least once; it may overlap what was applied, but never leave a gap and never come from an older
generation.
"""

import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from fieldapp.domain.outcomes import Version
from fieldapp.domain.ports import FeedItem, FeedSlice
from fieldapp.domain.problems import Refusal
from sync.protocol.limits import SLICE_ITEMS
from sync.protocol.messages import Message
from sync.protocol.numbers import Count
from sync.protocol.signed_replies import open_reply
from sync.protocol.texts import Hex16, ShortText

KIND = "slice"
FEED_KINDS = ("outcome", "lease", "event", "organisation", "recall", "card_certificate", "delegation", "consent")
"""What the items of version 1 are. A kind a laptop does not know is skipped by its store."""

_CURSOR = re.compile(r"([0-9]{1,9})\.([0-9]{1,15})", re.ASCII)


class ItemMessage(Message):
    """One item; ``body`` is the kind's own."""

    kind: ShortText
    body: dict[str, Any]


class SliceMessage(Message):
    """A slice as it travels (``from`` and ``to`` on the wire)."""

    dev: Hex16
    gen: Count
    start: Annotated[Count, Field(alias="from")]
    end: Annotated[Count, Field(alias="to")]
    items: Annotated[tuple[ItemMessage, ...], Field(max_length=SLICE_ITEMS)]


def slice_message(dev: str, piece: FeedSlice) -> SliceMessage:
    """Put a slice of the domain into its travelling clothes."""
    items: Iterable[ItemMessage] = (ItemMessage(kind=item.kind, body=dict(item.body)) for item in piece.items)
    return SliceMessage.model_validate(
        {"dev": dev, "gen": piece.gen, "from": piece.start, "to": piece.end, "items": tuple(items)}
    )


def read_slice(body: bytes, *, dev: str, after: Version, kid: str, key: bytes) -> FeedSlice | Refusal:
    """Return a verified slice that continues the feed of ``dev`` after a cursor.

    Refusals beside those of ``open_reply``: ``slice_of_another_device``, ``slice_count_wrong``,
    ``feed_rolled_back`` (an older generation), ``feed_gap``.
    """
    message = open_reply(KIND, SliceMessage, body, kid=kid, key=key)
    if isinstance(message, Refusal):
        return message
    if message.dev != dev:
        return Refusal(code="slice_of_another_device")
    if message.end - message.start != len(message.items):
        return Refusal(code="slice_count_wrong")
    if message.gen < after.gen:
        return Refusal(code="feed_rolled_back")
    if message.start > after.n:
        return Refusal(code="feed_gap")
    items = tuple(FeedItem(kind=item.kind, body=item.body) for item in message.items)
    return FeedSlice(gen=message.gen, start=message.start, end=message.end, items=items)


def cursor_text(cursor: Version) -> str:
    """Return the value of ``since``: ``gen.n``."""
    return f"{cursor.gen}.{cursor.n}"


def read_cursor(text: str) -> Version | None:
    """Return the cursor of a ``since``, None when it is none."""
    found = _CURSOR.fullmatch(text)
    return None if found is None else Version(int(found[1]), int(found[2]))
