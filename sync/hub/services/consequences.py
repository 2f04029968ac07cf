"""What new facts do beside being judged: events, burned leases, and the centre's own rules.

A number that was not leased to this device is refused once, at receipt, by a decision in the log
(``by`` is ``centre``): leases are no part of the facts that the state is a function of.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.engine import Connection

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.facts import Approval, LeaseBurn
from fieldapp.domain.numbering import verhoeff_valid
from fieldapp.domain.outcomes import FieldError, Version
from sync.hub.centre import Centre
from sync.hub.services import event_words
from sync.hub.store import decisions, leases, server_state
from sync.hub.store.decisions import LoggedDecision
from sync.protocol.envelopes import ReadEnvelope

BY_CENTRE = "centre"
NOT_LEASED = "number_not_leased"


def apply(centre: Centre, connection: Connection, fresh: Sequence[ReadEnvelope]) -> None:
    """Write the consequences of facts nobody had seen before."""
    event_words.note(connection, fresh)
    for read in fresh:
        if isinstance(read.fact, LeaseBurn):
            leases.burn(connection, read.fact.lease, read.envelope.dev, read.fact.start)
    refused = list(_not_leased(centre, connection, fresh))
    if refused:
        first = server_state.take_versions(connection, len(refused))
        logged = [
            _refused(centre, rec, no, Version(centre.identity.gen, n)) for n, (rec, no) in enumerate(refused, first)
        ]
        decisions.append(connection, logged)


def _refused(centre: Centre, rec: str, number: str, version: Version) -> LoggedDecision:
    decision = Decision(
        kind=DecisionKind.REFUSE_NUMBER,
        version=version,
        rec=rec,
        by=BY_CENTRE,
        code=NOT_LEASED,
        number=number,
        errors=(FieldError(pointer="/no", code=NOT_LEASED),),
    )
    return LoggedDecision(decision=decision, account=BY_CENTRE, made_at=centre.now_ms())


def _not_leased(centre: Centre, connection: Connection, fresh: Sequence[ReadEnvelope]) -> Iterable[tuple[str, str]]:
    """Return (record, number) of every number that lies in no lease of the device's incarnation."""
    uses = [(read.envelope, *use) for read in fresh for use in _uses(read)]
    if not uses:
        return
    granted = leases.by_ids(connection, {lease for _, _, lease, _ in uses})
    for envelope, rec, lease, no in uses:
        block, serial = granted.get(lease), _serial(centre, no)
        if block is not None and block.is_unclaimed and block.dev == envelope.dev:
            block = granted[lease] = leases.claim(connection, block, envelope.inc)
        if block is None or serial is None or not block.holds(envelope.dev, envelope.inc, serial):
            yield rec, no


def _uses(read: ReadEnvelope) -> Iterable[tuple[str, str, str]]:
    """Return (record, lease, number) of every number a fact takes out of a lease."""
    envelope = read.envelope
    if envelope.no is not None and envelope.lease is not None:
        yield envelope.rec, envelope.lease, envelope.no
    if isinstance(read.fact, Approval):
        for rec, use in read.fact.numbers.items():
            yield rec, use.lease, use.no


def _serial(centre: Centre, no: str) -> int | None:
    is_ours = len(no) == 12 and no.isascii() and verhoeff_valid(no) and no.startswith(centre.identity.province)
    return int(no[2:11]) if is_ours else None
