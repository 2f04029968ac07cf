"""The writing of one enrollment: person, application, consent, number, facts, audit, in the caller's transaction."""

from dataclasses import dataclass

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.events import Event
from fieldapp.domain.facts import Enrollment, PersonFact
from fieldapp.domain.identity import tail
from fieldapp.domain.ids import OrganisationId, PersonId, RecordId
from fieldapp.domain.numbering import device_short_code, receipt_number
from fieldapp.domain.paper_sets import PaperSet
from fieldapp.domain.ports import Ids
from fieldapp.domain.records import ApplicationRecord
from fieldapp.domain.views import Operator
from fieldapp.services.approving import Permission, approve, on_the_spot
from fieldapp.services.consenting import give_signature
from fieldapp.services.drafted import code_of, consent_of, deferred_of, person_of
from fieldapp.services.intentions import fulfil
from fieldapp.services.paper_sets import note_paper
from fieldapp.services.photographing import give_photo, photo_reference
from fieldapp.services.results import EnrollmentResult
from fieldapp.store.fact_log import Assertion, Written
from fieldapp.store.unit_of_work import UnitOfWork

ENROLLED: Changes = frozenset({Topic.APPLICATIONS, Topic.OUTBOX, Topic.DRAFTS, Topic.INTENTIONS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A checked draft that becomes a record: nothing can refuse it any more.

    ``keeps_draft``: it did not come from the form, whose own draft stays. ``not_same``: why this is
    not the person whom the member list means.
    """

    draft: ApplicationDraft
    event: Event
    operator: Operator
    extra_deferred: tuple[str, ...] = ()
    keeps_draft: bool = False
    not_same: str | None = None


def keep_person(uow: UnitOfWork, ids: Ids, fact: PersonFact) -> PersonId:
    """Add the person, or give one known by their document the values stated now."""
    known = uow.people.with_document(fact.document_no)
    if known is not None:
        uow.people.change(known, fact)
        return known
    person = PersonId(ids.new())
    uow.people.add(person, fact, uow.milliseconds())
    return person


def next_receipt(uow: UnitOfWork) -> str:
    """Take the next receipt number (受理号) of this laptop."""
    code = device_short_code(uow.signer.device, uow.numbers.later_life())
    return receipt_number(code, uow.numbers.next_receipt())


def enroll(uow: UnitOfWork, ids: Ids, request: Request) -> EnrollmentResult:
    """Write one enrollment and return what to show and print."""
    draft, event = request.draft, request.event
    is_owed = draft.consent is not None and draft.consent.is_owed
    permission = None if is_owed else on_the_spot(uow, event, request.operator.name, draft.union or None)
    union = draft.union or (permission.delegation.union if permission else None)
    fact = _fact(request, union, uow.paper_sets.open_at(event.id))
    person = keep_person(uow, ids, fact.person)
    number = permission.number if permission else next_receipt(uow)
    written = uow.facts.append(
        Assertion(
            env=ids.new(),
            fact=fact,
            event=event.id,
            operator=request.operator.id,
            keys=uow.wire_keys(fact.person),
            no=number,
            lease=permission.lease.id if permission else None,
            blobs=photo_reference(uow, draft.photo),
        )
    )
    record = record_of(fact, written, request, person, None if permission else number)
    uow.applications.add(record)
    uow.applications.add_consent(ids.new(), record.rec, fact.consents, written.captured, event.id)
    give_signature(uow, draft.consent, record.rec)
    give_photo(uow, draft.photo, record.rec)
    fulfil(uow, event.id, fact.person, record.rec)
    note_paper(uow, draft.consent, event.id, record.rec)
    if draft.pre_registration:
        uow.pre_registrations.use(draft.pre_registration, record.rec, uow.milliseconds())
    if permission:
        approve(uow, ids, permission, record, request.operator.id, is_numbered=True)
    uow.audit.note(request.operator.id, "enrolled", record.rec, number=number, document_no=fact.person.document_no)
    if not request.keeps_draft:
        uow.drafts.drop(event.id)
    return result_of(record, fact.person, number, permission)


def _fact(request: Request, union: str | None, pad: PaperSet | None) -> Enrollment:
    draft = request.draft
    return Enrollment(
        person=person_of(draft),
        union=union,
        region=draft.region,
        group=code_of("groups", draft.group),
        employment=code_of("employment", draft.employment),
        channel=str(request.event.channel),
        consents=consent_of(draft, pad),
        document_check=str(draft.document_check),
        deferred=deferred_of(draft) + request.extra_deferred,
        roster_row=draft.roster_row,
        not_same=request.not_same,
        signed_on=pad.day if pad else None,
    )


def record_of(
    fact: Enrollment, written: Written, request: Request, person: PersonId, receipt: str | None
) -> ApplicationRecord:
    """Return the application that a written enrollment began."""
    return ApplicationRecord(
        rec=RecordId(written.rec),
        person=person,
        event=request.event.id,
        kind="enrollment",
        union=OrganisationId(fact.union) if fact.union else None,
        region=fact.region,
        group=fact.group,
        employment=fact.employment,
        channel=fact.channel,
        document_check=fact.document_check,
        deferred=fact.deferred,
        roster_row=fact.roster_row,
        receipt=receipt,
        operator=request.operator.id,
        captured=written.captured,
        is_live=True,
        transfer_reason=None,
        rev=written.rev,
        base=written.sha256,
    )


def result_of(
    record: ApplicationRecord, person: PersonFact, number: str, permission: Permission | None
) -> EnrollmentResult:
    """Return what the desk shows and prints for a fresh enrollment."""
    leases = frozenset({Topic.LEASES, Topic.CARDS}) if permission else frozenset()
    return EnrollmentResult(
        rec=record.rec,
        name=person.name,
        document_tail=tail(person.document_no),
        number=number,
        is_approved=permission is not None,
        prints="card" if permission else "receipt",
        deferred=record.deferred,
        union=record.union,
        changes=ENROLLED | leases,
    )
