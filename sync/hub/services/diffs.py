"""What a laptop delivered and this hub does not hold (any more)."""

from sync.hub.centre import Centre
from sync.hub.store import envelopes
from sync.protocol.diffs import KIND, DiffReply, RecordsDiff
from sync.protocol.signed_replies import seal_reply


def lacking(centre: Centre, dev: str, asked: RecordsDiff) -> DiffReply:
    """Compare; an envelope whose bytes lie in quarantine was answered and is not lacking.

    What another laptop delivered is lacking here: nobody learns by asking what others hold.
    """
    with centre.store.read() as connection:
        known = envelopes.digests_of_device(connection, dev, [one.env for one in asked.delivered])
        aside = envelopes.quarantined_among(
            connection, dev, [one.sha256 for one in asked.delivered if known.get(one.env) != one.sha256]
        )
    absent = [one.env for one in asked.delivered if one.env not in known and one.sha256 not in aside]
    return DiffReply(dev=dev, gen=centre.identity.gen, lacking=tuple(absent))


def sealed(centre: Centre, reply: DiffReply) -> bytes:
    """Return the body of the reply."""
    return seal_reply(KIND, reply, centre.key)
