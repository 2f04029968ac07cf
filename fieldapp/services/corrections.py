"""Corrections (更正): named fields of a record get new values, as a fact that builds on the last one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from fieldapp.domain.applications import ApplicationDraft, ConsentAct, ConsentMethod, DocumentCheck, DocumentType
from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.checks import check_field
from fieldapp.domain.facts import PersonFact, Revision
from fieldapp.domain.ids import EventId, OperatorId, OrganisationId, RecordId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.domain.records import ApplicationFile
from fieldapp.services.drafted import code_of, person_of, refusal_of_union
from fieldapp.services.enrollment import refusal_of_known
from fieldapp.services.following import follow
from fieldapp.services.rules import at_work, live_record
from fieldapp.store.unit_of_work import UnitOfWork

_OF_PERSON = tuple(
    field.name for field in fields(PersonFact) if field.name in {one.name for one in fields(ApplicationDraft)}
)
_OF_APPLICATION = ("union", "region", "group", "employment", "document_check")
CORRECTABLE = frozenset((*_OF_PERSON, *_OF_APPLICATION))
"""Field codes that a revision may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseApplication:
    """``changed`` maps field codes of the form to their new values."""

    rec: RecordId
    changed: Mapping[str, Any]
    reason: str
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionResult:
    """``changed`` names the fields that really moved."""

    rec: str
    changed: tuple[str, ...]
    changes: Changes


def revise(command: ReviseApplication, uow: UnitOfWork, _clock: Clock, ids: Ids) -> RevisionResult | Refusal:
    """Correct a record.

    Refuses: ``record_unknown``, ``record_void``, ``field_unknown``, ``draft_has_problems``,
    ``already_enrolled`` (the new number is somebody else's), ``nothing_changed``.
    """
    operator = at_work(uow, command.operator)
    record = live_record(uow, command.rec)
    refusal = next((one for one in (operator, record) if isinstance(one, Refusal)), None)
    found = uow.applications.file(command.rec)
    if refusal or found is None:
        return refusal or Refusal(code="record_unknown")
    unknown = sorted(set(command.changed) - CORRECTABLE)
    if unknown:
        return Refusal(code="field_unknown", details=MappingProxyType({"field": unknown[0]}))
    draft = replace(draft_of(found), **_typed(command.changed))
    refusal = _refusal(uow, found, draft, command.changed)
    if refusal:
        return refusal
    moved = _moved_fields(found, draft)
    if not moved:
        return Refusal(code="nothing_changed")
    return _write(uow, ids, command, found=found, draft=draft, moved=moved)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseTogether:
    """One answer for many records with the same fault (一次改好): every one gets the same new values."""

    recs: tuple[RecordId, ...]
    changed: Mapping[str, Any]
    reason: str
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedTogether:
    """Which records were corrected, and why the others were not (record → refusal)."""

    revised: tuple[str, ...]
    refused: Mapping[str, Refusal]
    changes: Changes


def revise_together(command: ReviseTogether, uow: UnitOfWork, clock: Clock, ids: Ids) -> RevisedTogether | Refusal:
    """Correct many records alike, each for itself: what one refuses does not stop the others.

    Refuses with the reason of the first one when none of them could be corrected.
    """
    refused: dict[str, Refusal] = {}
    revised: list[str] = []
    for rec in dict.fromkeys(command.recs):
        one = ReviseApplication(
            rec=rec, changed=command.changed, reason=command.reason, event=command.event, operator=command.operator
        )
        result = revise(one, uow, clock, ids)
        if isinstance(result, Refusal):
            refused[rec] = result
        else:
            revised.append(rec)
    if not revised:
        return next(iter(refused.values()), Refusal(code="nothing_changed"))
    return RevisedTogether(
        revised=tuple(revised), refused=MappingProxyType(refused), changes=frozenset({Topic.APPLICATIONS, Topic.OUTBOX})
    )


def draft_of(found: ApplicationFile) -> ApplicationDraft:
    """Return a record's values as they would stand in the form."""
    person, application = found.person, found.application
    return ApplicationDraft(
        document_type=DocumentType(person.document_type),
        document_no=person.document_no,
        name=person.name,
        phone=person.phone,
        group=application.group,
        employment=application.employment,
        region=application.region,
        employer=person.employer or "",
        union=application.union or "",
        migrant=person.migrant,
        ethnicity=person.ethnicity or "",
        sex=person.sex or "",
        birth=person.birth or "",
        document_check=DocumentCheck(application.document_check),
        consent=ConsentAct(
            method=ConsentMethod(found.consent.method),
            purposes=found.consent.given,
            reference=found.consent.reference,
        ),
        roster_row=application.roster_row,
    )


def _typed(changed: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {"document_type": DocumentType, "document_check": DocumentCheck}
    return {name: kinds[name](value) if name in kinds else value for name, value in changed.items()}


def _refusal(
    uow: UnitOfWork, found: ApplicationFile, draft: ApplicationDraft, changed: Mapping[str, Any]
) -> Refusal | None:
    problems: tuple[Problem, ...] = tuple(
        problem for name in sorted(changed) for problem in check_field(draft, name, uow.today()) if problem.is_error
    )
    if problems:
        return Refusal(code="draft_has_problems", problems=problems)
    if "union" in changed:
        refusal = refusal_of_union(uow, draft.union)
        if refusal:
            return refusal
    holder = uow.people.with_document(draft.document_no)
    if holder is None or holder == found.application.person:
        return None
    # a person known by this number, even with a voided record, cannot lend it to another one
    return refusal_of_known(uow, draft.document_no) or Refusal(code="document_of_other_person")


def _moved_fields(found: ApplicationFile, draft: ApplicationDraft) -> dict[str, Any]:
    """Return the new values by field code, as facts state them, of what differs from before."""
    person, application = person_of(draft), found.application
    moved = {name: getattr(person, name) for name in _OF_PERSON if getattr(person, name) != getattr(found.person, name)}
    new = {
        "union": draft.union or None,
        "region": draft.region,
        "group": code_of("groups", draft.group),
        "employment": code_of("employment", draft.employment),
        "document_check": str(draft.document_check),
    }
    return moved | {name: value for name, value in new.items() if value != getattr(application, name)}


def _write(
    uow: UnitOfWork,
    ids: Ids,
    command: ReviseApplication,
    *,
    found: ApplicationFile,
    draft: ApplicationDraft,
    moved: dict[str, Any],
) -> RevisionResult:
    person = person_of(draft)
    uow.people.change(found.application.person, person)
    union = moved.get("union", found.application.union)
    values = {name: value for name, value in moved.items() if name in _OF_APPLICATION and name != "union"}
    record = replace(found.application, union=OrganisationId(union) if union else None, **values)
    uow.applications.replace(record)
    fact = Revision(changed=moved, reason=command.reason.strip() or None)
    follow(uow, ids, record, fact, operator=command.operator, event=command.event, keys=uow.wire_keys(person))
    uow.audit.note(command.operator, "revised", record.rec, **moved)
    return RevisionResult(
        rec=record.rec,
        changed=tuple(sorted(moved)),
        changes=frozenset({Topic.APPLICATIONS, Topic.OUTBOX}),
    )
