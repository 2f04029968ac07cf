"""Events (活动) on this laptop: create, join, open, close."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.events import ApprovalPolicy, Event, EventState
from fieldapp.domain.facts import AuditHeadFact, EventFact
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.services.rules import at_work, supervisor
from fieldapp.store.events import EventSession
from fieldapp.store.fact_log import Assertion, Chain, Written
from fieldapp.store.queries.closing import close_out
from fieldapp.store.unit_of_work import UnitOfWork

CHANGED: Changes = frozenset({Topic.EVENTS, Topic.OUTBOX})


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateEvent:
    """Make an event here; its id is made once and shared by code, so that no two laptops invent it twice."""

    event: Event
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinEvent:
    """Take over an event from a ``UE1:`` code whose signature holds under the public key ``signed_by``."""

    event: Event
    operator: OperatorId
    signed_by: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseEvent:
    """What may still change about an event made here: words, hours, target and what is handed out.

    Who approves, where it belongs and how people join stay as they were said when it began.
    """

    event: EventId
    name: str
    place: str
    starts: datetime
    ends: datetime
    target: int | None
    items: tuple[str, ...]
    operator: OperatorId
    photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEvent:
    """Begin (or resume) work at an event; one that was closed opens again only for a ``reason``."""

    event: EventId
    operator: OperatorId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseEvent:
    """End work at an event (收摊)."""

    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class EventResult:
    """An event moved. At close ``counts``, ``last_seq`` and ``head`` are what was told to the centre."""

    event: EventId
    state: EventState
    changes: Changes
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    last_seq: int | None = None
    head: str | None = None


def create_event(command: CreateEvent, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> EventResult | Refusal:
    """Keep a new event.

    Refuses: ``event_exists``, ``event_ends_before_start``, ``delegation_needed``, ``host_unknown``.
    """
    refusal = supervisor(uow, command.operator)
    if isinstance(refusal, Refusal):
        return refusal
    wrong = _fault(uow, command.event)
    return wrong or _keep(uow, command.event, command.operator, "event_created")


def join_event(command: JoinEvent, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> EventResult | Refusal:
    """Keep an event another laptop or the centre made; joining twice is no harm.

    Who may approve on the spot is believed from the centre only: from a code that it signed, or from
    the authorisations it sent here. Otherwise the event joins under the central policy.
    """
    refusal = at_work(uow, command.operator)
    if isinstance(refusal, Refusal):
        return refusal
    if uow.events.get(command.event.id) is not None:
        state = uow.events.state(command.event.id)
        return EventResult(event=command.event.id, state=state, changes=frozenset())
    return _keep(uow, _believed(uow, command), command.operator, "event_joined")


def revise_event(command: ReviseEvent, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> EventResult | Refusal:
    """Change an event that was made here and is not closed; the centre hears the newest words at 收摊.

    Refuses: ``event_unknown``, ``event_of_centre``, ``event_closed``, ``event_name_missing``,
    ``event_ends_before_start``.
    """
    who = supervisor(uow, command.operator)
    event = uow.events.get(command.event)
    if isinstance(who, Refusal):
        return who
    if event is None:
        return Refusal(code="event_unknown")
    state = uow.events.state(event.id)
    refusal = _unchangeable(uow, command, state)
    if refusal:
        return refusal
    changed = replace(
        event,
        name=command.name.strip(),
        place=command.place.strip(),
        starts=command.starts,
        ends=command.ends,
        target=command.target,
        items=command.items,
        photo=command.photo,
    )
    uow.events.revise(changed)
    uow.audit.note(command.operator, "event_revised", event.id, starts=changed.starts, ends=changed.ends)
    return EventResult(event=event.id, state=state, changes=frozenset({Topic.EVENTS}))


def _unchangeable(uow: UnitOfWork, command: ReviseEvent, state: EventState) -> Refusal | None:
    if not uow.events.is_own(command.event):
        return Refusal(code="event_of_centre")
    if state is EventState.CLOSED:
        return Refusal(code="event_closed")
    if not command.name.strip():
        return Refusal(code="event_name_missing")
    return Refusal(code="event_ends_before_start") if command.ends <= command.starts else None


def open_event(command: OpenEvent, uow: UnitOfWork, _clock: Clock, ids: Ids) -> EventResult | Refusal:
    """Open an event. Refuses: ``event_unknown``, ``event_already_open``, ``reopen_reason_missing`` for a closed one."""
    who = supervisor(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    event = uow.events.get(command.event)
    if event is None:
        return Refusal(code="event_unknown")
    state, why = uow.events.state(event.id), command.reason.strip()
    if state is EventState.OPEN:
        return Refusal(code="event_already_open")
    if state is EventState.CLOSED and not why:
        return Refusal(code="reopen_reason_missing")
    fact = replace(_described(event, "open"), why=why if state is EventState.CLOSED else None)
    written = _assert(uow, ids, event, command.operator, fact)
    _keep_session(uow, event.id, EventState.OPEN, written)
    uow.audit.note(command.operator, "event_opened", event.id, why=why)
    return EventResult(event=event.id, state=EventState.OPEN, changes=CHANGED)


def close_event(command: CloseEvent, uow: UnitOfWork, _clock: Clock, ids: Ids) -> EventResult | Refusal:
    """Close an event: counts, last sequence number, chain head and audit head go to the centre, helpers go home.

    Refuses: ``event_not_open``. Roster rows of people who never came are erased.
    """
    who = supervisor(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    event = uow.events.get(command.event)
    if event is None or uow.events.state(command.event) is not EventState.OPEN:
        return Refusal(code="event_not_open")
    counts = close_out(uow.connection, event.id).counts()
    uow.audit.note(command.operator, "event_closed", event.id, **counts)
    head = uow.audit.head()
    _assert_audit(uow, ids, event, command.operator, AuditHeadFact(n=head.n, head=head.hash))
    chain = uow.facts.chain()
    written = _assert(uow, ids, event, command.operator, _described(event, "close", counts, chain))
    _keep_session(uow, event.id, EventState.CLOSED, written)
    uow.events.close_window(event.id, written.captured)
    uow.operators.retire_helpers(event.id)
    uow.retention.erase_at_close(event.id)
    return EventResult(
        event=event.id,
        state=EventState.CLOSED,
        changes=CHANGED | {Topic.ROSTERS, Topic.DRAFTS},
        counts=MappingProxyType(counts),
        last_seq=chain.seq,
        head=chain.head,
    )


def _fault(uow: UnitOfWork, event: Event) -> Refusal | None:
    if uow.events.get(event.id) is not None:
        return Refusal(code="event_exists")
    if event.ends <= event.starts:
        return Refusal(code="event_ends_before_start")
    if event.policy is ApprovalPolicy.DELEGATED and event.delegation is None:
        return Refusal(code="delegation_needed")
    return None if uow.organisations.get(event.host) is not None else Refusal(code="host_unknown")


def _believed(uow: UnitOfWork, command: JoinEvent) -> Event:
    event, offered = command.event, command.event.delegation
    if event.policy is ApprovalPolicy.DELEGATED and offered is not None:
        is_from_centre = command.signed_by is not None and command.signed_by == uow.centre_key()
        delegation = uow.events.known_delegation(offered.number) or (offered if is_from_centre else None)
        if delegation is not None:
            return replace(event, delegation=delegation)
    return replace(event, policy=ApprovalPolicy.CENTRAL, delegation=None)


def _keep(uow: UnitOfWork, event: Event, operator: OperatorId, action: str) -> EventResult:
    uow.events.add(event, uow.milliseconds())
    uow.audit.note(operator, action, event.id)
    return EventResult(event=event.id, state=EventState.PLANNED, changes=frozenset({Topic.EVENTS}))


def _described(event: Event, what: str, counts: dict[str, int] | None = None, chain: Chain | None = None) -> EventFact:
    return EventFact(
        what=what,
        name=event.name,
        region=event.region,
        policy=str(event.policy),
        host=event.host,
        starts=event.starts.isoformat(),
        ends=event.ends.isoformat(),
        place=event.place or None,
        last_seq=chain.seq if chain else None,
        counts=counts,
        head=chain.head if chain else None,
        channel=str(event.channel),
        items=event.items,
        target=event.target,
        photo=event.photo or None,
        delegation=event.delegation.number if event.delegation else None,
    )


def _assert_audit(uow: UnitOfWork, ids: Ids, event: Event, operator: OperatorId, head: AuditHeadFact) -> None:
    uow.facts.append(Assertion(env=ids.new(), fact=head, event=event.id, operator=operator))


def _assert(uow: UnitOfWork, ids: Ids, event: Event, operator: OperatorId, fact: EventFact) -> Written:
    session = uow.events.session(event.id)
    return uow.facts.append(
        Assertion(
            env=ids.new(),
            fact=fact,
            event=event.id,
            operator=operator,
            rec=session.rec if session else None,
            rev=session.rev if session else 0,
            base=session.base if session else None,
        )
    )


def _keep_session(uow: UnitOfWork, event: EventId, state: EventState, written: Written) -> None:
    session = EventSession(event=event, state=state, rec=written.rec, rev=written.rev, base=written.sha256)
    uow.events.keep_session(session, written.captured)
