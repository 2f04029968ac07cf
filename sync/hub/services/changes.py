"""A laptop's feed as signed slices."""

import json

from fieldapp.domain.outcomes import Version
from fieldapp.domain.ports import FeedItem, FeedSlice
from sync.hub.centre import Centre
from sync.hub.store import devices, feeds
from sync.hub.store.devices import Device
from sync.hub.store.feeds import FeedRow
from sync.protocol.limits import REPLY_BYTES, SLICE_ITEMS
from sync.protocol.signed_replies import seal_reply
from sync.protocol.slices import KIND, slice_message

_SLICE_BYTES = REPLY_BYTES // 2


def next_slice(centre: Centre, dev: str, since: Version, limit: int) -> FeedSlice:
    """Return what follows a cursor. A cursor of another generation starts again at the beginning."""
    start = since.n if since.gen == centre.identity.gen else 0
    with centre.store.read() as connection:
        start = min(start, feeds.last_number(connection, dev))
        rows = feeds.after(connection, dev, start, min(limit, SLICE_ITEMS))
    items = tuple(FeedItem(kind=row.kind, body=json.loads(row.body)) for row in _fitting(rows))
    return FeedSlice(gen=centre.identity.gen, start=start, end=start + len(items), items=items)


def note_read(centre: Centre, device: Device, since: Version) -> None:
    """Remember how far a laptop has its feed: it would not ask for more otherwise."""
    if since.gen == centre.identity.gen and since.n > device.feed_read:
        with centre.store.write() as connection:
            devices.note_read(connection, device.id, since.n)


def _fitting(rows: tuple[FeedRow, ...]) -> tuple[FeedRow, ...]:
    total = 0
    for place, row in enumerate(rows):
        total += len(row.body) * 3
        if total > _SLICE_BYTES and place:
            return rows[:place]
    return rows


def sealed_slice(centre: Centre, dev: str, piece: FeedSlice) -> bytes:
    """Return the body of the reply."""
    return seal_reply(KIND, slice_message(dev, piece), centre.key)
