"""What waits for a person at the centre beside the pool: set-aside envelopes, gaps in chains, quarantine.

Lists for the console, and the two things a reviewer does with what is set aside: follow it or leave it.
"""

from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.facts import Envelope, Fact, Revision, Void, Withdrawal
from fieldapp.domain.problems import Refusal
from fieldapp.domain.state import SignedFact
from sync.hub.centre import Centre
from sync.hub.services import event_words, reviewing
from sync.hub.services.gathering import reread
from sync.hub.services.reviewing import Decided, Review
from sync.hub.store import chain_gaps, envelopes, loose_ends, reviews
from sync.hub.store.accounts import Account
from sync.hub.store.chain_gaps import ChainBreak, Hole
from sync.hub.store.events import EventWord
from sync.hub.store.loose_ends import FORK, ORPHAN, WAITING
from sync.hub.store.reviews import ReviewRow, Scope

LISTED = 200
"""As many as one page shows; the rest follows when these are worked off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideEnvelope:
    """One envelope that waits: what it says, who said it when, when it came (ms), and its application, if any."""

    why: str
    envelope: Envelope
    fact: Fact
    received_at: int
    row: ReviewRow | None


def waiting_changes(connection: Connection, scope: Scope, limit: int = LISTED) -> tuple[SetAsideEnvelope, ...]:
    """Return voids, withdrawals and changes of the person after the approval that only a reviewer can follow."""
    return _listed(connection, scope, WAITING, limit)


def forks(connection: Connection, scope: Scope, limit: int = LISTED) -> tuple[SetAsideEnvelope, ...]:
    """Return corrections that build on the same state as another one that leads."""
    return _listed(connection, scope, FORK, limit)


def orphans(connection: Connection, scope: Scope, limit: int = LISTED) -> tuple[SetAsideEnvelope, ...]:
    """Return content whose base nobody has yet."""
    return _listed(connection, scope, ORPHAN, limit)


def holes(connection: Connection, dev: str | None = None) -> tuple[Hole, ...]:
    """Return the sequence numbers that never came, of one laptop or of all."""
    return chain_gaps.holes(connection, dev)


def breaks(connection: Connection, dev: str | None = None) -> tuple[ChainBreak, ...]:
    """Return the envelopes that do not name the one before them, of one laptop or of all."""
    return chain_gaps.breaks(connection, dev)


def event_contradictions(connection: Connection) -> tuple[EventWord, ...]:
    """Return what laptops said of another one's event that does not fit its own laptop's word."""
    return event_words.contradictions(connection)


def _listed(connection: Connection, scope: Scope, why: str, limit: int) -> tuple[SetAsideEnvelope, ...]:
    found = loose_ends.listed(connection, scope, why, limit)
    stored = {one.env: one for one in envelopes.by_ids(connection, [one.env for one in found])}
    rows = {rec: reviews.one(connection, rec) for rec in {one.rec for one in found}}
    read = {env: reread(one) for env, one in stored.items()}
    return tuple(
        SetAsideEnvelope(
            why=why,
            envelope=read[one.env].envelope,
            fact=read[one.env].fact,
            received_at=stored[one.env].received_at,
            row=rows[one.rec],
        )
        for one in found
    )


def follow(centre: Centre, account: Account, env: str, reason: str | None = None) -> Decided | Refusal:
    """Let an envelope that waits have its effect: the record is withdrawn, or its fields are changed.

    Refusals: ``hub_not_found`` (nothing of that id waits), and those of ``reviewing.decide``.
    """
    found = _waiting(centre, env)
    if found is None:
        return Refusal(code="hub_not_found")
    fact = found.fact
    if isinstance(fact, Void | Withdrawal):
        return _settle(centre, found, Review(account=account, kind=DecisionKind.WITHDRAW, reason=reason or fact.reason))
    if isinstance(fact, Revision):
        edit = Review(account=account, kind=DecisionKind.EDIT, reason=reason or fact.reason, changed=fact.changed)
        return _settle(centre, found, edit)
    return Refusal(code="hub_not_found")


def leave(centre: Centre, account: Account, env: str, reason: str | None = None) -> Decided | Refusal:
    """Take an envelope off the lists without following it.

    Refusals: ``hub_not_found``, and those of ``reviewing.decide``.
    """
    found = _waiting(centre, env)
    if found is None:
        return Refusal(code="hub_not_found")
    return _settle(centre, found, Review(account=account, kind=DecisionKind.LEAVE, reason=reason))


def _waiting(centre: Centre, env: str) -> SignedFact | None:
    with centre.store.read() as connection:
        waits = loose_ends.why_waits(connection, env) is not None
        stored = envelopes.by_ids(connection, [env]) if waits else ()
    return reread(stored[0]) if stored else None


def _settle(centre: Centre, found: SignedFact, review: Review) -> Decided | Refusal:
    return reviewing.decide(centre, replace(review, recs=(found.envelope.rec,), env=found.envelope.env))
