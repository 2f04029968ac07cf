"""The later steps of a round: ask for numbers when they run low, take the feed in, refresh reference sets."""

from dataclasses import dataclass

from fieldapp.domain.ports import Feed
from fieldapp.domain.problems import Refusal
from sync.client.sessions import Session, Step, Tally, Trouble, judge, trouble_with
from sync.protocol.leases import LeaseRequest
from sync.protocol.limits import LEASE_GRANT, REFERENCE_BYTES, SLICE_ITEMS
from sync.protocol.messages import encode
from sync.protocol.references import read_reference
from sync.protocol.slices import cursor_text, read_slice

SETS = ("organisations", "members", "trust", "delegations", "backup")
_MOST_SLICES = 2000
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """Takes in what the centre signed; anything else stops the step and changes nothing."""

    session: Session
    feed: Feed
    tally: Tally

    def refill(self, left: int) -> Step:
        """Ask for another lease when less than half of one is left; the feed brings it."""
        if left >= LEASE_GRANT // 2:
            return None
        body = encode(LeaseRequest(left=left))
        headers = {"Content-Type": "application/json"}
        reply = judge((yield self.session.request("POST", "/v1/leases", body=body, headers=headers)))
        return reply if isinstance(reply, Trouble) else None

    def pull(self) -> Step:
        """Apply slice after slice until the feed has nothing newer. Trouble: also ``feed_stuck``."""
        for _ in range(_MOST_SLICES):
            cursor = self.feed.cursor()
            path = f"/v1/changes?since={cursor_text(cursor)}&limit={SLICE_ITEMS}"
            reply = judge((yield self.session.request("GET", path)))
            if isinstance(reply, Trouble):
                return reply
            peer, device = self.session.peer, self.session.signer.device
            piece = read_slice(reply.body, dev=device, after=cursor, kid=peer.kid, key=peer.key)
            if isinstance(piece, Refusal):
                return trouble_with(piece)
            if not piece.items and piece.gen == cursor.gen:
                return None
            self.tally.changes |= self.feed.apply(piece)
            self.tally.feed_items += len(piece.items)
            if not piece.items:
                return None
            if self.feed.cursor() <= cursor:
                break
        return Trouble(code="feed_stuck")

    def refresh(self) -> Step:
        """Fetch the reference sets that changed; one a hub does not have is left alone."""
        for name in SETS:
            etag = self.feed.etag(name)
            headers = {} if etag is None else {"If-None-Match": etag}
            path = f"/v1/reference/{name}"
            request = self.session.request("GET", path, headers=headers, reply_bytes=REFERENCE_BYTES)
            reply = judge((yield request))
            if isinstance(reply, Trouble):
                if reply.stops_the_queue:
                    return reply
                continue
            if reply.status == _NOT_MODIFIED:
                continue
            peer = self.session.peer
            found = read_reference(reply.body, set_name=name, kid=peer.kid, key=peer.key)
            if isinstance(found, Refusal):
                return trouble_with(found)
            try:
                self.tally.changes |= self.feed.replace(name, found.etag, found.body)
            except ValueError:
                return Trouble(code="reference_unreadable")
        return None
