"""What new facts do beside being judged: events, burned leases, and the centre's own rules.

The centre's rules speak once, at receipt, as decisions in the log (``by`` is ``centre``): a number
that was not leased to this device, an applicant who was too young on the day of the application.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from sqlalchemy.engine import Connection

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.events import ApprovalPolicy, Event, JoinChannel
from fieldapp.domain.facts import Approval, Enrollment, Envelope, EventFact, LeaseBurn, Transfer
from fieldapp.domain.forms import read_time
from fieldapp.domain.identity import age_fault, derive
from fieldapp.domain.ids import EventId, OrganisationId
from fieldapp.domain.numbering import verhoeff_valid
from fieldapp.domain.outcomes import FieldError, Version
from sync.hub.centre import Centre
from sync.hub.services import projecting
from sync.hub.store import decisions, events, leases, server_state
from sync.hub.store.decisions import LoggedDecision
from sync.protocol.envelopes import ReadEnvelope

BY_CENTRE = "centre"
NOT_LEASED = "number_not_leased"


def apply(centre: Centre, connection: Connection, fresh: Sequence[ReadEnvelope]) -> None:
    """Write the consequences of facts nobody had seen before."""
    for read in fresh:
        if isinstance(read.fact, EventFact):
            _note_event(connection, read.envelope, read.fact)
        elif isinstance(read.fact, LeaseBurn):
            leases.burn(connection, read.fact.lease, read.envelope.dev, read.fact.start)
    faults = [*_young(fresh), *_not_leased(centre, connection, fresh)]
    if not faults:
        return
    first = server_state.take_versions(connection, len(faults))
    decisions.append(
        connection,
        [_returned(centre, rec, head, error, n) for n, (rec, head, error) in enumerate(faults, start=first)],
    )


Fault = tuple[str, str | None, FieldError]


def _returned(centre: Centre, rec: str, head: str | None, error: FieldError, n: int) -> LoggedDecision:
    decision = Decision(
        kind=DecisionKind.RETURN,
        version=Version(centre.identity.gen, n),
        rec=rec,
        by=BY_CENTRE,
        code=error.code,
        head=head,
        errors=(error,),
    )
    return LoggedDecision(decision=decision, account=BY_CENTRE, made_at=centre.now_ms())


def _young(fresh: Iterable[ReadEnvelope]) -> Iterable[Fault]:
    for read in fresh:
        if not isinstance(read.fact, Enrollment | Transfer):
            continue
        person = read.fact.person
        derived = derive(person.document_no)
        born = derived[0].strftime("%Y%m%d") if derived else person.birth or ""
        captured = datetime.fromtimestamp(projecting.captured_ms(read.envelope) / 1000, UTC).astimezone().date()
        code = _age_code(born, captured)
        if code is not None:
            yield read.envelope.rec, read.sha256, FieldError(pointer="/person/document_no", code=code)


def _age_code(born: str, on: date) -> str | None:
    try:
        birth = date.fromisoformat(born)
    except ValueError:
        return None
    if birth > on:
        return "id_birth"
    return "under_16" if age_fault(birth, on) == "under_16" else None


def _not_leased(centre: Centre, connection: Connection, fresh: Sequence[ReadEnvelope]) -> Iterable[Fault]:
    uses = [use for read in fresh for use in _uses(read)]
    if not uses:
        return
    granted = leases.by_ids(connection, {lease for _, _, lease, _, _ in uses})
    for read, rec, lease, no, head in uses:
        block, serial = granted.get(lease), _serial(centre, no)
        envelope = read.envelope
        if block is None or serial is None or not block.holds(envelope.dev, envelope.inc, serial):
            yield rec, head, FieldError(pointer="/no", code=NOT_LEASED)


def _uses(read: ReadEnvelope) -> Iterable[tuple[ReadEnvelope, str, str, str, str | None]]:
    """Return (fact, record, lease, number, head) of every number a fact takes out of a lease."""
    envelope = read.envelope
    if envelope.no is not None and envelope.lease is not None:
        yield read, envelope.rec, envelope.lease, envelope.no, read.sha256
    if isinstance(read.fact, Approval):
        for rec, use in read.fact.numbers.items():
            yield read, rec, use.lease, use.no, None


def _serial(centre: Centre, no: str) -> int | None:
    is_ours = len(no) == 12 and no.isascii() and verhoeff_valid(no) and no.startswith(centre.identity.province)
    return int(no[2:11]) if is_ours else None


def _note_event(connection: Connection, envelope: Envelope, fact: EventFact) -> None:
    if envelope.ev is None:
        return
    if fact.what == "close":
        events.close(connection, envelope.ev)
        return
    try:
        said = Event(
            id=EventId(envelope.ev),
            name=fact.name,
            region=fact.region,
            place=fact.place or "",
            host=OrganisationId(fact.host),
            channel=JoinChannel.COLLECTIVE,
            starts=read_time(fact.starts),
            ends=read_time(fact.ends),
            policy=ApprovalPolicy(fact.policy),
        )
    except ValueError:
        return
    events.put(connection, said)
