"""Everything that must be looked at together: whole persons, whole approvals, all claims to their numbers.

``final_state`` is a function of the whole set; asked about a part of it that nothing outside can
touch, it gives the same answer for that part. This module finds the part.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.facts import Approval, SignedEnvelope
from fieldapp.domain.problems import Problem
from fieldapp.domain.state import SignedFact
from fieldapp.errors import BugError
from sync.hub.store import decisions, envelopes, events, members, mentions, records
from sync.hub.store.envelopes import StoredEnvelope
from sync.protocol.envelopes import ReadEnvelope, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A closed part of the set. ``recs`` are the records whose outcome follows from it alone.

    ``known`` are those of whom something was stored before; ``keys`` the blind indexes of every
    document number these records ever carried.
    """

    recs: frozenset[str]
    known: frozenset[str]
    keys: frozenset[str]
    facts: tuple[SignedFact, ...]
    received: dict[str, int]
    decisions: tuple[Decision, ...]


def signed_fact(one: ReadEnvelope) -> SignedFact:
    """Return what the state function takes of a verified envelope."""
    return SignedFact(envelope=one.envelope, fact=one.fact, sha256=one.sha256)


def reread(stored: StoredEnvelope) -> SignedFact:
    """Read stored bytes again; they were verified and readable when they came in."""
    found = read(SignedEnvelope(protected=stored.raw, signature=stored.sig))
    if isinstance(found, Problem):
        raise BugError(found.code)
    return signed_fact(found)


def gather(connection: Connection, start: Iterable[str], fresh: Sequence[ReadEnvelope], now_ms: int) -> Gathered:
    """Close over the records ``start``; ``fresh`` are envelopes already read, stored in this transaction."""
    in_memory = {one.envelope.env: signed_fact(one) for one in fresh}
    recs, keys, numbers = _close(connection, _with_targets(connection, set(start)))
    ids = envelopes.ids_of_records(connection, recs)
    carriers = mentions.records_speaking_of(connection, recs | ids.keys()) - recs
    facts, received = _load(connection, ids.keys() | envelopes.ids_of_records(connection, carriers).keys(), in_memory)
    extra = _maximum_witnesses(connection, facts)
    if extra:
        more, _ = _load(connection, extra - in_memory.keys() - {one.envelope.env for one in facts}, {})
        facts = facts + more
    received.update({one.envelope.env: now_ms for one in fresh if one.envelope.env not in received})
    holders = members.documents_of_numbers(connection, numbers)
    log = decisions.concerning(connection, recs | {one.envelope.rec for one in facts}, keys | holders)
    if any(isinstance(one.fact, Approval) for one in facts):
        log = log + decisions.of_kind(connection, DecisionKind.DELEGATE)
    return Gathered(
        recs=frozenset(recs),
        known=frozenset(rec for env, rec in ids.items() if env not in in_memory),
        keys=frozenset(keys),
        facts=tuple(facts),
        received=received,
        decisions=log,
    )


def _load(
    connection: Connection, envs: Collection[str], in_memory: dict[str, SignedFact]
) -> tuple[list[SignedFact], dict[str, int]]:
    stored = envelopes.by_ids(connection, [env for env in envs if env not in in_memory])
    facts = [in_memory[env] for env in envs if env in in_memory] + [reread(one) for one in stored]
    return facts, {one.env: one.received_at for one in stored}


def _with_targets(connection: Connection, start: set[str]) -> set[str]:
    """Add the records that voids and approvals of these records speak of."""
    found, frontier = set(start), start
    while frontier:
        targets = mentions.targets_of(connection, frontier)
        by_env = envelopes.records_of(connection, targets)
        frontier = {by_env.get(target, target) for target in targets} - found
        found |= frontier
    return found


def _close(connection: Connection, start: set[str]) -> tuple[set[str], set[str], set[str]]:
    """Add everybody who shares a document or claims the same number, until nobody new turns up.

    Returns the records with the blind indexes of their documents, and the numbers they claim.
    """
    found, frontier = set(start), start
    documents, numbers = set[str](), set[str]()
    while frontier:
        keys = records.keys_of(connection, frontier)
        fresh_documents, fresh_numbers = keys["idh"] - documents, keys["no"] - numbers
        reached = records.with_keys(connection, "idh", fresh_documents)
        reached |= records.with_keys(connection, "no", fresh_numbers)
        documents |= fresh_documents
        numbers |= fresh_numbers
        frontier = reached - found
        found |= frontier
    return found, documents, numbers


def _maximum_witnesses(connection: Connection, facts: Sequence[SignedFact]) -> set[str]:
    """Return further envelopes where an authorisation may be over its maximum, so that ranks decide who is in."""
    used = {one.fact.delegation for one in facts if isinstance(one.fact, Approval)}
    if not used:
        return set()
    authorised = events.delegations(connection)
    found: set[str] = set()
    for number in used & authorised.keys():
        named = mentions.under_delegation(connection, number)
        if len(named) > authorised[number].maximum:
            found |= envelopes.ids_of_records(connection, named).keys()
            found |= envelopes.ids_of_records(connection, mentions.records_speaking_of(connection, named)).keys()
    return found
