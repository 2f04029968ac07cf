"""What a laptop delivered and this hub does not hold (any more)."""

from sync.hub.centre import Centre
from sync.hub.store import envelopes
from sync.protocol.diffs import KIND, DiffReply, RecordsDiff
from sync.protocol.signed_replies import seal_reply


def lacking(centre: Centre, dev: str, asked: RecordsDiff) -> DiffReply:
    """Compare; an envelope whose bytes lie in quarantine was answered and is not lacking."""
    with centre.store.read() as connection:
        known = envelopes.known_digests(connection, [one.env for one in asked.delivered])
        aside = envelopes.quarantined_among(
            connection, [one.sha256 for one in asked.delivered if known.get(one.env) != one.sha256]
        )
    absent = [one.env for one in asked.delivered if one.env not in known and one.sha256 not in aside]
    return DiffReply(dev=dev, gen=centre.identity.gen, lacking=tuple(absent))


def sealed(centre: Centre, reply: DiffReply) -> bytes:
    """Return the body of the reply."""
    return seal_reply(KIND, reply, centre.key)
