"""After the hub was restored from a backup: what it lost is sent again, before anything new."""

from dataclasses import dataclass

from fieldapp.domain.ports import DeliveredEntry, Outbox
from fieldapp.domain.problems import Refusal
from sync.client.sessions import Session, Step, Tally, Trouble, judge, trouble_with
from sync.protocol.diffs import KIND, DeliveredEnvelope, DiffReply, RecordsDiff
from sync.protocol.limits import DIFF_RECORDS
from sync.protocol.messages import encode
from sync.protocol.signed_replies import open_reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Asks a hub of a new generation which envelopes it lacks."""

    session: Session
    outbox: Outbox
    tally: Tally

    def send_again(self) -> Step:
        """Put back into the outbox what was delivered and is not there any more.

        Trouble ends the round, whose feed would move on to the new generation; a hub too old for the question
        is not asked again.
        """
        lacking, start = list[str](), 0
        while entries := self.outbox.delivered(start, DIFF_RECORDS):
            reply = judge((yield self.session.request("POST", "/v1/records:diff", body=_asked(entries), headers=_JSON)))
            if isinstance(reply, Trouble):
                return None if reply.status == _NOT_SERVED else reply
            peer = self.session.peer
            found = open_reply(KIND, DiffReply, reply.body, kid=peer.kid, key=peer.key)
            if isinstance(found, Refusal):
                return trouble_with(found)
            named = {one.env for one in entries}
            lacking += [env for env in found.lacking if env in named]
            start += len(entries)
        if lacking:
            self.tally.changes |= self.outbox.send_again(tuple(lacking))
        return None


_NOT_SERVED = 404
_JSON = {"Content-Type": "application/json"}


def _asked(entries: tuple[DeliveredEntry, ...]) -> bytes:
    delivered = tuple(DeliveredEnvelope(env=one.env, sha256=one.sha256) for one in entries)
    return encode(RecordsDiff(delivered=delivered))
