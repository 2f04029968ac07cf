"""Handing out (发放): once per event, item and person."""

from dataclasses import dataclass
from types import MappingProxyType

from fieldapp.domain.applications import DocumentType
from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.codes import table
from fieldapp.domain.events import Event
from fieldapp.domain.facts import Handout
from fieldapp.domain.handouts import BLANK_CARD, refuse
from fieldapp.domain.identity import check_document, kind_of, normalise_document_no
from fieldapp.domain.ids import EventId, OperatorId, PersonId, RecordId
from fieldapp.domain.names import normalise_name
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.domain.records import ApplicationRecord
from fieldapp.services.following import follow
from fieldapp.services.rules import at_work, live_record, open_event, supervisor
from fieldapp.services.withdrawing import refusal_of_purpose
from fieldapp.store.fact_log import Assertion
from fieldapp.store.unit_of_work import UnitOfWork

GIFTS = "benefits"
"""The purpose (普惠) of what an event gives away beside the known items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut:
    """Something is given to the person of a record. ``override`` is a supervisor's reason for a second time."""

    rec: RecordId
    item: str
    event: EventId
    operator: OperatorId
    qty: int = 1
    override: str | None = None
    proxy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOutByCard:
    """Something is given to a member whom this laptop never enrolled, by the card they showed.

    ``is_verified``: the card's signature holds. A card that cannot be judged here needs an ``override``.
    ``document_no`` may be shown with it: only then the member and somebody who was entered here are known for one.
    """

    number: str
    name: str
    item: str
    event: EventId
    operator: OperatorId
    is_verified: bool
    qty: int = 1
    override: str | None = None
    proxy: str | None = None
    document_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutResult:
    """It was given."""

    rec: str
    item: str
    qty: int
    name: str
    changes: Changes


def hand_out(command: HandOut, uow: UnitOfWork, _clock: Clock, ids: Ids) -> HandoutResult | Refusal:
    """Hand something out.

    Refuses: ``already_handed_out`` (details date, place), ``namesake_has_it`` (also name: by card, and nothing says
    whether it was this person), ``handout_has_problems``, ``supervisor_needed`` for an override, ``record_void``,
    ``event_not_open``, ``consent_was_withdrawn`` (no override helps: the person said no).
    """
    event = open_event(uow, command.event)
    record = live_record(uow, command.rec)
    who = supervisor(uow, command.operator) if command.override else at_work(uow, command.operator)
    refusal = next((one for one in (who, event, record) if isinstance(one, Refusal)), None)
    if refusal or isinstance(event, Refusal) or isinstance(record, Refusal):
        return refusal or Refusal(code="record_unknown")
    return _refusal_on_record(uow, command, event, record.person) or _write(uow, ids, command, record)


def _refusal_on_record(uow: UnitOfWork, command: HandOut, event: Event, person: PersonId) -> Refusal | None:
    """Return why the person of a record gets nothing: the item, an earlier gift, a namesake."""
    if not _is_offered(command.item, event):
        return Refusal(code="handout_has_problems", problems=(Problem(code="item_unknown", field="item"),))
    entry = table("items").find(command.item)
    if entry is not None and entry.has("members_only") and uow.applications.number_of(command.rec) is None:
        return Refusal(code="members_only_item", details={"item": entry.label})
    withdrawn = refusal_of_purpose(uow, command.rec, purpose_of(command.item))
    if withdrawn is not None:
        return withdrawn
    earlier = uow.handouts.given(event.id, command.item, person, event.place)
    refusal = refuse(command.item, command.qty, earlier, override=command.override)
    return refusal or _namesake(uow, command, uow.people.get(person).name, event.place, is_by_card=False)


def hand_out_by_card(command: HandOutByCard, uow: UnitOfWork, _clock: Clock, ids: Ids) -> HandoutResult | Refusal:
    """Hand something out to the holder of a card from elsewhere; the fact begins a record of its own.

    Refuses as ``hand_out``, ``card_not_verified`` for a card nobody here can judge, and ``draft_has_problems`` for a
    document number that is none.
    """
    event = open_event(uow, command.event)
    who = supervisor(uow, command.operator) if command.override else at_work(uow, command.operator)
    refusal = next((one for one in (who, event) if isinstance(one, Refusal)), None)
    if refusal or isinstance(event, Refusal):
        return refusal or Refusal(code="event_unknown")
    return _refusal_by_card(uow, command, event) or _write_for_member(uow, ids, command)


def _refusal_by_card(uow: UnitOfWork, command: HandOutByCard, event: Event) -> Refusal | None:
    """Return why the holder of a card gets nothing: the item, the card, the document, an earlier gift, a namesake."""
    if not _is_offered(command.item, event):
        return Refusal(code="handout_has_problems", problems=(Problem(code="item_unknown", field="item"),))
    if not command.is_verified and not command.override:
        return Refusal(code="card_not_verified")
    document_no = normalise_document_no(command.document_no)
    read = check_document(kind_of(document_no) or DocumentType.RIC, document_no, uow.today()) if document_no else None
    if isinstance(read, tuple):
        return Refusal(code="draft_has_problems", problems=read)
    earlier = uow.handouts.given_to_member(event.id, command.item, command.number, event.place, document_no)
    refusal = refuse(command.item, command.qty, earlier, override=command.override)
    if refusal is not None or document_no:
        return refusal
    return _namesake(uow, command, normalise_name(command.name), event.place, is_by_card=True)


def _namesake(
    uow: UnitOfWork, command: HandOut | HandOutByCard, name: str, place: str, *, is_by_card: bool
) -> Refusal | None:
    """Refuse what somebody of the same name has whom nothing tells from this one; a reason in words sets it aside."""
    given = uow.handouts.given_to_namesake(command.event, command.item, name, place, is_by_card=is_by_card)
    refusal = refuse(command.item, command.qty, given, override=command.override)
    if refusal is None:
        return None
    return Refusal(code="namesake_has_it", details=MappingProxyType({**refusal.details, "name": name}))


def _write_for_member(uow: UnitOfWork, ids: Ids, command: HandOutByCard) -> HandoutResult:
    fact = Handout(item=command.item, qty=command.qty, override=command.override, proxy=command.proxy)
    written = uow.facts.append(
        Assertion(env=ids.new(), fact=fact, event=command.event, operator=command.operator, no=command.number)
    )
    uow.handouts.add_for_member(
        written,
        fact,
        event=command.event,
        number=command.number,
        name=command.name,
        operator=command.operator,
        document_no=normalise_document_no(command.document_no),
    )
    uow.audit.note(command.operator, "handed_out", written.rec, item=command.item, override=command.override)
    return HandoutResult(
        rec=written.rec,
        item=command.item,
        qty=command.qty,
        name=command.name,
        changes=frozenset({Topic.HANDOUTS, Topic.OUTBOX}),
    )


def purpose_of(item: str) -> str:
    """Return the purpose a person must not have taken back for this item; empty for what needs none."""
    entry = table("items").find(item)
    return GIFTS if entry is None else str(entry.attributes.get("purpose", ""))


def _is_offered(item: str, event: Event) -> bool:
    return item != BLANK_CARD and (table("items").find(item) is not None or item in event.items)


def _write(uow: UnitOfWork, ids: Ids, command: HandOut, record: ApplicationRecord) -> HandoutResult:
    fact = Handout(item=command.item, qty=command.qty, override=command.override, proxy=command.proxy)
    written = follow(uow, ids, record, fact, operator=command.operator, event=command.event)
    uow.handouts.add(written, fact, event=command.event, person=record.person, operator=command.operator)
    uow.audit.note(command.operator, "handed_out", record.rec, item=command.item, override=command.override)
    return HandoutResult(
        rec=record.rec,
        item=command.item,
        qty=command.qty,
        name=uow.people.get(record.person).name,
        changes=frozenset({Topic.HANDOUTS, Topic.OUTBOX}),
    )
