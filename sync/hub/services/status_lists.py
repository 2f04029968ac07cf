"""Which cards are worth something: token status lists, signed anew for whoever asks."""

import hashlib
from datetime import UTC

from fieldapp.crypto.signed import SignedObject
from fieldapp.crypto.status_lists import CardStatus, StatusList, pack_exceptions
from sync.hub.centre import Centre
from sync.hub.store import outcomes, server_state
from sync.hub.store.server_state import LIST_SIZE


def status_list(centre: Centre, n: int) -> StatusList | None:
    """Return list ``n`` over the serials that were handed out so far; None where there is none yet.

    A serial of which the centre never heard is valid: its card may have been printed an hour ago.
    """
    start = n * LIST_SIZE
    with centre.store.read() as connection:
        size = min(server_state.next_serial(connection) - start, LIST_SIZE)
        if size <= 0:
            return None
        lost = outcomes.statuses_unlike_valid(connection, start, start + size)
    packed = pack_exceptions(size, {index - start: CardStatus(status) for index, status in lost.items()})
    issuer, now = centre.identity.province, centre.clock.now().astimezone(UTC).replace(microsecond=0)
    return StatusList(issuer=issuer, start=start, issued=now, packed=packed)


def etag(one: StatusList) -> str:
    """Return the ETag: another one each day, so that a list that did not change does not grow stale."""
    content = f"{one.issuer} {one.start} {one.issued:%Y%m%d} ".encode() + one.packed
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def signed(centre: Centre, one: StatusList) -> SignedObject:
    """Return the list as the centre signs it."""
    return one.sign(centre.key)
