"""Transfer (转会): who is a member already moves instead of joining again; the number stays."""

from dataclasses import dataclass, replace

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.domain.facts import Transfer
from fieldapp.domain.identity import tail
from fieldapp.domain.ids import EventId, OperatorId, OrganisationId, PersonId, RecordId
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.paper_sets import PaperSet
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import ApplicationFile, ApplicationRecord
from fieldapp.services.consenting import give_signature, refusal_of_act
from fieldapp.services.drafted import (
    code_of,
    consent_of,
    deferred_of,
    person_of,
    refusal_of_draft,
    refusal_of_union,
)
from fieldapp.services.enrolling import keep_person, next_receipt
from fieldapp.services.enrollment import refusal_of_code
from fieldapp.services.following import follow
from fieldapp.services.intentions import fulfil
from fieldapp.services.paper_sets import note_paper
from fieldapp.services.photographing import give_photo, photo_reference, refusal_of_photo
from fieldapp.services.results import EnrollmentResult
from fieldapp.services.rules import at_work, live_record, open_event
from fieldapp.store.fact_log import Assertion
from fieldapp.store.unit_of_work import UnitOfWork

MOVED: Changes = frozenset({Topic.APPLICATIONS, Topic.OUTBOX, Topic.DRAFTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginTransfer:
    """The person of a draft is known already and moves to the draft's union (none: the pool).

    ``keeps_draft``: it did not come from the form, whose own draft stays.
    """

    draft: ApplicationDraft
    event: EventId
    operator: OperatorId
    reason: str
    strength: MatchStrength
    keeps_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnIntoTransfer:
    """The centre answered that a record's person is a member: the application goes on as a transfer."""

    rec: RecordId
    reason: str
    event: EventId
    operator: OperatorId


def begin_transfer(command: BeginTransfer, uow: UnitOfWork, _clock: Clock, ids: Ids) -> EnrollmentResult | Refusal:
    """Begin a transfer from the form: of the live application here, else as a record of its own.

    Refuses as ``confirm`` does, and with ``reason_missing``, ``transfer_same_union``.
    """
    operator = at_work(uow, command.operator)
    event = open_event(uow, command.event)
    refusal = next((one for one in (operator, event) if isinstance(one, Refusal)), None)
    refusal = refusal or refusal_of_draft(command.draft, uow.today()) or refusal_of_union(uow, command.draft.union)
    if refusal:
        return refusal
    fact = _fact_of(command, uow.paper_sets.open_at(command.event))
    person = uow.people.with_document(fact.person.document_no)
    live = uow.applications.live_of(person) if person else None
    refusal = _refusal_of_move(uow, command, fact, live)
    if refusal:
        return refusal
    person = keep_person(uow, ids, fact.person)
    if not command.keeps_draft:
        uow.drafts.drop(command.event)
    if live is not None:
        result = _go_on(uow, ids, live, fact, operator=command.operator, event=command.event)
    else:
        result = _begin(uow, ids, command, fact, person)
    if command.draft.pre_registration:
        uow.pre_registrations.use(command.draft.pre_registration, result.rec, uow.milliseconds())
    give_signature(uow, command.draft.consent, result.rec)
    give_photo(uow, command.draft.photo, result.rec)
    fulfil(uow, command.event, fact.person, result.rec)
    note_paper(uow, command.draft.consent, command.event, result.rec)
    return result


def _refusal_of_move(
    uow: UnitOfWork, command: BeginTransfer, fact: Transfer, live: ApplicationRecord | None
) -> Refusal | None:
    if not fact.reason:
        return Refusal(code="reason_missing")
    if live is not None and live.union == (fact.to or None):
        return Refusal(code="transfer_same_union")
    own = live.rec if live else None
    unsigned = refusal_of_act(uow, command.draft.consent, command.event, own=own)
    code = command.draft.pre_registration
    return unsigned or refusal_of_photo(uow, command.draft.photo) or refusal_of_code(uow, code)


def turn_into_transfer(
    command: TurnIntoTransfer, uow: UnitOfWork, _clock: Clock, ids: Ids
) -> EnrollmentResult | Refusal:
    """Answer a duplicate verdict with a transfer of the same record.

    Refuses: ``record_unknown``, ``record_void``, ``not_a_duplicate``, ``already_a_transfer``, ``reason_missing``.
    """
    operator = at_work(uow, command.operator)
    record = live_record(uow, command.rec)
    if isinstance(operator, Refusal):
        return operator
    if isinstance(record, Refusal):
        return record
    if not command.reason.strip():
        return Refusal(code="reason_missing")
    if record.kind == "transfer":
        return Refusal(code="already_a_transfer")
    if not _is_duplicate(uow, record):
        return Refusal(code="not_a_duplicate")
    found = uow.applications.file(command.rec)
    if found is None:
        return Refusal(code="record_unknown")
    return _go_on(
        uow, ids, record, _fact_of_file(found, command.reason), operator=command.operator, event=command.event
    )


def _is_duplicate(uow: UnitOfWork, record: ApplicationRecord) -> bool:
    said = uow.outcomes.get(record.rec)
    verdict = uow.outcomes.verdict_on(record.rec)
    by_outcome = said is not None and said.outcome is Outcome.DUPLICATE
    return by_outcome or (verdict is not None and verdict.verdict == "duplicate")


def _fact_of(command: BeginTransfer, pad: PaperSet | None) -> Transfer:
    draft = command.draft
    return Transfer(
        person=person_of(draft),
        to=draft.union or None,
        group=code_of("groups", draft.group),
        region=draft.region,
        reason=command.reason.strip(),
        strength=str(command.strength),
        consents=consent_of(draft, pad),
        document_check=str(draft.document_check),
        employment=code_of("employment", draft.employment),
        deferred=deferred_of(draft),
        signed_on=pad.day if pad else None,
    )


def _fact_of_file(found: ApplicationFile, reason: str) -> Transfer:
    application = found.application
    return Transfer(
        person=found.person,
        to=application.union,
        group=application.group,
        region=application.region,
        reason=reason.strip(),
        strength=str(MatchStrength.CENTRE),
        consents=found.consent,
        document_check=application.document_check,
        employment=application.employment,
        deferred=application.deferred,
    )


def _moved(record: ApplicationRecord, fact: Transfer) -> ApplicationRecord:
    return replace(
        record,
        kind="transfer",
        union=OrganisationId(fact.to) if fact.to else None,
        region=fact.region,
        group=fact.group,
        employment=fact.employment,
        document_check=fact.document_check,
        deferred=fact.deferred,
        transfer_reason=fact.reason,
    )


def _go_on(
    uow: UnitOfWork, ids: Ids, record: ApplicationRecord, fact: Transfer, *, operator: OperatorId, event: EventId
) -> EnrollmentResult:
    held = uow.applications.number_of(record.rec)
    number = held.number if held else record.receipt or next_receipt(uow)
    moved = _moved(record, fact)
    uow.applications.replace(moved)
    written = follow(uow, ids, moved, fact, operator=operator, event=event, keys=uow.wire_keys(fact.person), no=number)
    uow.applications.add_consent(ids.new(), record.rec, fact.consents, written.captured, event)
    uow.audit.note(operator, "transferred", record.rec, to=fact.to, reason=fact.reason)
    return _result(moved, fact, number)


def _begin(uow: UnitOfWork, ids: Ids, command: BeginTransfer, fact: Transfer, person: PersonId) -> EnrollmentResult:
    number = next_receipt(uow)
    event = uow.events.get(command.event)
    written = uow.facts.append(
        Assertion(
            env=ids.new(),
            fact=fact,
            event=command.event,
            operator=command.operator,
            keys=uow.wire_keys(fact.person),
            no=number,
            blobs=photo_reference(uow, command.draft.photo),
        )
    )
    record = ApplicationRecord(
        rec=RecordId(written.rec),
        person=person,
        event=command.event,
        kind="transfer",
        union=OrganisationId(fact.to) if fact.to else None,
        region=fact.region,
        group=fact.group,
        employment=fact.employment,
        channel=str(event.channel) if event else "",
        document_check=fact.document_check,
        deferred=fact.deferred,
        roster_row=command.draft.roster_row,
        receipt=number,
        operator=command.operator,
        captured=written.captured,
        is_live=True,
        transfer_reason=fact.reason,
        rev=written.rev,
        base=written.sha256,
    )
    uow.applications.add(record)
    uow.applications.add_consent(ids.new(), record.rec, fact.consents, written.captured, command.event)
    uow.audit.note(command.operator, "transfer_begun", record.rec, to=fact.to, reason=fact.reason)
    return _result(record, fact, number)


def _result(record: ApplicationRecord, fact: Transfer, number: str) -> EnrollmentResult:
    return EnrollmentResult(
        rec=record.rec,
        name=fact.person.name,
        document_tail=tail(fact.person.document_no),
        number=number,
        is_approved=False,
        prints="receipt",
        deferred=record.deferred,
        union=record.union,
        changes=MOVED,
        is_transfer=True,
    )
