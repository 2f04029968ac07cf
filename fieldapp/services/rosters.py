"""Rosters (名册) on site: check-in or a signed list makes applications of rows that wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from fieldapp.domain.applications import (
    ApplicationDraft,
    ConsentAct,
    ConsentMethod,
    DocumentCheck,
    DocumentType,
    Source,
)
from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.domain.events import Event
from fieldapp.domain.identity import kind_of
from fieldapp.domain.ids import EventId, OperatorId, RosterId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import RosterEntry, RosterRecord
from fieldapp.domain.views import Operator, RosterRowState
from fieldapp.services.consenting import refusal_of_act, refusal_of_sheet
from fieldapp.services.drafted import refusal_of_draft, refusal_of_union
from fieldapp.services.enrolling import Request, enroll
from fieldapp.services.enrollment import refusal_of_known
from fieldapp.services.paper_sets import refusal_of_list
from fieldapp.services.results import Done, EnrollmentResult
from fieldapp.services.roster_imports import LISTED
from fieldapp.services.rules import at_work, open_event, supervisor
from fieldapp.services.transfers import BeginTransfer, begin_transfer
from fieldapp.store.unit_of_work import UnitOfWork

_TAKEN_ALONG = ("employer", "group", "employment", "region", "union")
"""What holds for everybody of a company; 农民工 is asked of each person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """The person of a row is here: their will and consent, and what they corrected (by field code).

    ``is_transfer``: they are a member already, and the desk said so before.
    """

    row: str
    consent: ConsentAct
    event: EventId
    operator: OperatorId
    document_check: DocumentCheck = DocumentCheck.ORIGINAL
    changed: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    acknowledged: frozenset[str] = frozenset()
    is_transfer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """A supervisor records a sheet on which the people of these rows signed."""

    roster: RosterId
    sheet: str
    rows: tuple[str, ...]
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn:
    """Somebody of a roster's company stands on no list: 登记 begins with what holds for the company."""

    roster: RosterId
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedListResult:
    """``results`` of the rows that became applications; ``refused`` pairs the others with their reason."""

    results: tuple[EnrollmentResult, ...]
    refused: tuple[tuple[str, Refusal], ...]
    changes: Changes


def walk_in(command: WalkIn, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Begin a draft with what the roster's company answered once. Refuses: ``roster_unknown``, ``event_not_open``."""
    who, event = at_work(uow, command.operator), open_event(uow, command.event)
    refusal = next((one for one in (who, event) if isinstance(one, Refusal)), None)
    roster = uow.rosters.get(command.roster)
    if refusal or roster is None or not roster.is_finished:
        return refusal or Refusal(code="roster_unknown")
    said = {"employer": roster.company, **roster.defaults}
    values: dict[str, Any] = {name: said[name] for name in _TAKEN_ALONG if said.get(name)}
    draft = ApplicationDraft(**values, sources=MappingProxyType(dict.fromkeys(values, Source.ROSTER)))
    uow.drafts.put(command.event, command.operator, draft, uow.milliseconds())
    return Done(subject=command.event, changes=frozenset({Topic.DRAFTS}))


def check_in(command: CheckIn, uow: UnitOfWork, _clock: Clock, ids: Ids) -> EnrollmentResult | Refusal:
    """Make a row an application.

    Refuses as ``confirm`` does, and with ``roster_row_unknown``, ``roster_row_done``, ``roster_row_to_fix``;
    a transfer as ``begin_transfer`` does.
    """
    operator = at_work(uow, command.operator)
    event = open_event(uow, command.event)
    if isinstance(operator, Refusal):
        return operator
    if isinstance(event, Refusal):
        return event
    act = _Act(
        event=event,
        operator=operator,
        consent=command.consent,
        check=command.document_check,
        changed=command.changed,
        acknowledged=command.acknowledged,
        state=RosterRowState.CHECKED_IN,
        is_transfer=command.is_transfer,
    )
    result = _become(uow, ids, command.row, act)
    return result if isinstance(result, Refusal) else replace(result, changes=result.changes | LISTED)


def record_signed_list(command: SignedList, uow: UnitOfWork, _clock: Clock, ids: Ids) -> SignedListResult | Refusal:
    """Make the rows of a signed sheet applications, each by itself.

    Refuses: ``supervisor_needed``, ``sheet_missing``, ``event_not_open``, ``sheet_used`` (it stands with
    somebody of no row of this roster), what the number looks like instead of a sheet's, or
    ``paper_sheet_needed`` while a stack of forms is typed in.
    """
    operator = supervisor(uow, command.operator)
    event = open_event(uow, command.event)
    if isinstance(operator, Refusal):
        return operator
    if isinstance(event, Refusal):
        return event
    if not command.sheet.strip():
        return Refusal(code="sheet_missing")
    consent = ConsentAct(method=ConsentMethod.SHEET, reference=command.sheet.strip())
    unfit = refusal_of_list(uow, event.id)
    unfit = unfit or refusal_of_sheet(uow, command.sheet, event.id, but_roster=command.roster)
    if unfit:
        return unfit
    act = _Act(
        event=event,
        operator=operator,
        consent=consent,
        check=DocumentCheck.EMPLOYER_LIST,
        state=RosterRowState.SIGNED,
    )
    results, refused = list[EnrollmentResult](), list[tuple[str, Refusal]]()
    for row in dict.fromkeys(command.rows):
        result = _become(uow, ids, row, act, command.roster)
        if isinstance(result, Refusal):
            refused.append((row, result))
        else:
            results.append(result)
    uow.audit.note(command.operator, "signed_list", command.roster, sheet=command.sheet, rows=len(results))
    changes = frozenset[Topic]().union(LISTED, *(result.changes for result in results))
    return SignedListResult(results=tuple(results), refused=tuple(refused), changes=changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """How the people of rows said yes, where, and to whom."""

    event: Event
    operator: Operator
    consent: ConsentAct
    check: DocumentCheck
    state: RosterRowState
    changed: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    acknowledged: frozenset[str] = frozenset()
    is_transfer: bool = False


def _become(
    uow: UnitOfWork, ids: Ids, row: str, act: _Act, roster: RosterId | None = None
) -> EnrollmentResult | Refusal:
    """Turn one row into an application; a refusal has written nothing."""
    entry = uow.rosters.entry(row)
    record = uow.rosters.get(entry.roster) if entry else None
    if entry is None or record is None or roster not in (None, entry.roster):
        return Refusal(code="roster_row_unknown")
    if record.event != act.event.id or not record.is_finished:
        return Refusal(code="roster_row_unknown")
    if entry.state not in (RosterRowState.WAITING, RosterRowState.KNOWN):
        return Refusal(code="roster_row_to_fix" if entry.state is RosterRowState.TO_FIX else "roster_row_done")
    draft = draft_of_row(entry, record, act.consent, act.check, act.changed)
    result = (_transfer if act.is_transfer else _enroll)(uow, ids, draft, act)
    if not isinstance(result, Refusal):
        uow.rosters.move(row, act.state, result.rec)
    return result


def _transfer(uow: UnitOfWork, ids: Ids, draft: ApplicationDraft, act: _Act) -> EnrollmentResult | Refusal:
    """Let a member move to the union of the row (转会)."""
    known = refusal_of_known(uow, draft.document_no)
    strength = MatchStrength(known.details["strength"]) if known else MatchStrength.FILTER
    command = BeginTransfer(
        draft=draft,
        event=act.event.id,
        operator=act.operator.id,
        reason="work_changed",
        strength=strength,
        keeps_draft=True,
    )
    return begin_transfer(command, uow, uow.clock, ids)


def _enroll(uow: UnitOfWork, ids: Ids, draft: ApplicationDraft, act: _Act) -> EnrollmentResult | Refusal:
    refusal = _refusal_of(uow, draft, act)
    if refusal:
        return refusal
    return enroll(uow, ids, Request(draft=draft, event=act.event, operator=act.operator, keeps_draft=True))


def _refusal_of(uow: UnitOfWork, draft: ApplicationDraft, act: _Act) -> Refusal | None:
    """Return why a row cannot become an application; many people sign one list, but one person one form."""
    is_list = act.state is RosterRowState.SIGNED
    return (
        refusal_of_draft(draft, uow.today())
        or refusal_of_union(uow, draft.union)
        or refusal_of_known(uow, draft.document_no, act.acknowledged)
        or (None if is_list else refusal_of_act(uow, act.consent, act.event.id))
    )


def draft_of_row(
    entry: RosterEntry, roster: RosterRecord, consent: ConsentAct, check: DocumentCheck, changed: Mapping[str, Any]
) -> ApplicationDraft:
    """Return the form's values for a row: the file's defaults, then the sheet's own words, then corrections."""
    stated = {**roster.defaults, **entry.others}
    if entry.group:
        stated["group"] = entry.group
    draft = ApplicationDraft(
        document_type=kind_of(entry.document_no) or DocumentType.RIC,
        document_no=entry.document_no,
        name=entry.name,
        phone=entry.phone,
        document_check=check,
        consent=consent,
        roster_row=entry.id,
        sources=MappingProxyType(dict.fromkeys(("name", "document_no", "phone"), Source.ROSTER)),
    )
    values = {
        name: value for name, value in {"employer": roster.company, **stated, **changed}.items() if value is not None
    }
    return replace(draft, **values)
