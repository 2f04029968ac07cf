"""Rosters (名册): imported rows wait for the person; check-in or a signed list makes them applications."""

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
from fieldapp.domain.events import Event
from fieldapp.domain.identity import kind_of
from fieldapp.domain.ids import EventId, OperatorId, RosterId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import RosterEntry, RosterRecord
from fieldapp.domain.rosters import RosterRow
from fieldapp.domain.views import Operator, RosterRowState
from fieldapp.services.consenting import refusal_of_act
from fieldapp.services.drafted import refusal_of_draft, refusal_of_union
from fieldapp.services.enrolling import Request, enroll
from fieldapp.services.enrollment import refusal_of_known
from fieldapp.services.results import EnrollmentResult
from fieldapp.services.rules import at_work, open_event, supervisor
from fieldapp.store.unit_of_work import UnitOfWork

LISTED: Changes = frozenset({Topic.ROSTERS})
_FROM_SHEET = ("employment", "region", "employer", "migrant")
_DEFAULTS = frozenset({*_FROM_SHEET, "union", "group", "ethnicity"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRoster:
    """Checked rows of one file. ``defaults`` answers once what the sheet does not say, by field code.

    ``known`` are the row numbers of people whom the check found to be members already.
    A large file comes in several commands with the same digest; rows that are here are skipped, and the
    roster counts after the one that ``is_last``. Until then ``expected`` rows, ``source`` and ``habit``
    (columns and answers) tell how an import that was cut off goes on.
    """

    event: EventId
    company: str
    file_name: str
    file_digest: str
    rows: tuple[RosterRow, ...]
    operator: OperatorId
    defaults: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    known: frozenset[int] = frozenset()
    is_last: bool = True
    expected: int | None = None
    source: str = ""
    habit: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardRoster:
    """An import that was stopped goes away again, at most ``limit`` rows at a time."""

    roster: RosterId
    operator: OperatorId
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """The person of a row is here: their will and consent, and what they corrected (by field code)."""

    row: str
    consent: ConsentAct
    event: EventId
    operator: OperatorId
    document_check: DocumentCheck = DocumentCheck.ORIGINAL
    changed: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    acknowledged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """A supervisor records a sheet on which the people of these rows signed."""

    roster: RosterId
    sheet: str
    rows: tuple[str, ...]
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterResult:
    """``committed`` rows wait now, ``skipped`` were here, ``to_fix`` are kept to be mended, ``known`` are enrolled.

    ``listed`` of the skipped stand in another roster of the event.
    """

    roster: RosterId
    committed: int
    skipped: int
    to_fix: int
    known: int
    changes: Changes
    listed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardResult:
    """``left`` rows are still to be taken away; at 0 the roster is gone."""

    left: int
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedListResult:
    """``results`` of the rows that became applications; ``refused`` pairs the others with their reason."""

    results: tuple[EnrollmentResult, ...]
    refused: tuple[tuple[str, Refusal], ...]
    changes: Changes


def import_roster(command: ImportRoster, uow: UnitOfWork, _clock: Clock, ids: Ids) -> RosterResult | Refusal:
    """Keep the rows of a file; importing it again adds nothing. Refuses: ``event_not_open``, ``field_unknown``."""
    who = at_work(uow, command.operator)
    event = open_event(uow, command.event)
    refusal = next((one for one in (who, event) if isinstance(one, Refusal)), None)
    if refusal:
        return refusal
    unknown = sorted(set(command.defaults) - _DEFAULTS)
    if unknown:
        return Refusal(code="field_unknown", details=MappingProxyType({"field": unknown[0]}))
    roster = uow.rosters.imported(command.event, command.file_digest) or _add(uow, ids, command)
    here = uow.rosters.row_numbers(roster, (row.row for row in command.rows))
    new = [row for row in command.rows if row.row not in here]
    sound = (row.document_no for row in new if not row.is_rejected)
    elsewhere = uow.rosters.listed_elsewhere(roster, command.event, sound)
    fresh = [row for row in new if row.is_rejected or row.document_no not in elsewhere]
    entries = [_entry(ids, roster, row, command.known) for row in fresh]
    uow.rosters.add_rows((entry, row.codes) for entry, row in zip(entries, fresh, strict=True))
    to_fix = sum(row.is_rejected for row in fresh)
    stated = sum(entry.state is RosterRowState.KNOWN for entry in entries)
    known = stated + uow.rosters.mark_known(roster, (row.row for row in command.rows))
    if command.is_last:
        _finish(uow, roster, command.operator)
    return RosterResult(
        roster=roster,
        committed=len(fresh) - to_fix,
        skipped=len(command.rows) - len(fresh),
        to_fix=to_fix,
        known=known,
        changes=LISTED if command.is_last else frozenset(),
        listed=len(new) - len(fresh),
    )


def _finish(uow: UnitOfWork, roster: RosterId, operator: OperatorId) -> None:
    """Let a roster count; one whose people all stand in other rosters is none."""
    rows = uow.rosters.count(roster)
    if rows:
        uow.rosters.finish(roster, uow.milliseconds())
    else:
        uow.rosters.erase(roster, 1)
    uow.audit.note(operator, "roster_imported", roster, rows=rows)


def discard_roster(command: DiscardRoster, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> DiscardResult | Refusal:
    """Take an unfinished import away. Refuses: ``roster_unknown``, ``roster_in_use`` (it was finished)."""
    who = at_work(uow, command.operator)
    roster = uow.rosters.get(command.roster)
    if isinstance(who, Refusal):
        return who
    if roster is None:
        return Refusal(code="roster_unknown")
    if roster.is_finished:
        return Refusal(code="roster_in_use")
    left = uow.rosters.erase(roster.id, command.limit)
    if left == 0:
        uow.audit.note(command.operator, "roster_discarded", roster.id)
    return DiscardResult(left=left, changes=frozenset() if left else LISTED)


def check_in(command: CheckIn, uow: UnitOfWork, _clock: Clock, ids: Ids) -> EnrollmentResult | Refusal:
    """Make a row an application.

    Refuses as ``confirm`` does, and with ``roster_row_unknown``, ``roster_row_done``, ``roster_row_to_fix``.
    """
    operator = at_work(uow, command.operator)
    event = open_event(uow, command.event)
    if isinstance(operator, Refusal):
        return operator
    if isinstance(event, Refusal):
        return event
    act = _Act(
        consent=command.consent,
        check=command.document_check,
        changed=command.changed,
        acknowledged=command.acknowledged,
        state=RosterRowState.CHECKED_IN,
    )
    result = _become(uow, ids, command.row, act, event=event, operator=operator)
    return result if isinstance(result, Refusal) else replace(result, changes=result.changes | LISTED)


def record_signed_list(command: SignedList, uow: UnitOfWork, _clock: Clock, ids: Ids) -> SignedListResult | Refusal:
    """Make the rows of a signed sheet applications, each by itself.

    Refuses: ``supervisor_needed``, ``sheet_missing``, ``event_not_open``.
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
    act = _Act(consent=consent, check=DocumentCheck.EMPLOYER_LIST, state=RosterRowState.SIGNED)
    results, refused = list[EnrollmentResult](), list[tuple[str, Refusal]]()
    for row in dict.fromkeys(command.rows):
        result = _become(uow, ids, row, act, event=event, operator=operator, roster=command.roster)
        if isinstance(result, Refusal):
            refused.append((row, result))
        else:
            results.append(result)
    uow.audit.note(command.operator, "signed_list", command.roster, sheet=command.sheet, rows=len(results))
    changes = frozenset[Topic]().union(LISTED, *(result.changes for result in results))
    return SignedListResult(results=tuple(results), refused=tuple(refused), changes=changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """How the people of rows said yes."""

    consent: ConsentAct
    check: DocumentCheck
    state: RosterRowState
    changed: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    acknowledged: frozenset[str] = frozenset()


def _add(uow: UnitOfWork, ids: Ids, command: ImportRoster) -> RosterId:
    roster = RosterRecord(
        id=RosterId(ids.new()),
        event=command.event,
        company=command.company,
        defaults=command.defaults,
        expected=command.expected or len(command.rows),
        source=command.source,
        habit=command.habit,
    )
    uow.rosters.add(
        roster,
        file_name=command.file_name,
        file_digest=command.file_digest,
        operator=command.operator,
        now=uow.milliseconds(),
    )
    return roster.id


def _entry(ids: Ids, roster: RosterId, row: RosterRow, known: frozenset[int]) -> RosterEntry:
    sound = RosterRowState.KNOWN if row.row in known else RosterRowState.WAITING
    said = {name: getattr(row, name) for name in _FROM_SHEET}
    return RosterEntry(
        id=ids.new(),
        roster=roster,
        row=row.row,
        state=RosterRowState.TO_FIX if row.is_rejected else sound,
        name=row.name,
        document_no=row.document_no,
        phone=row.phone,
        group=row.group or None,
        others={name: value for name, value in said.items() if value not in ("", None)},
        seat=row.seat,
        written=row.written_group,
    )


def _become(
    uow: UnitOfWork, ids: Ids, row: str, act: _Act, *, event: Event, operator: Operator, roster: RosterId | None = None
) -> EnrollmentResult | Refusal:
    """Turn one row into an application; a refusal has written nothing."""
    entry = uow.rosters.entry(row)
    record = uow.rosters.get(entry.roster) if entry else None
    if entry is None or record is None or roster not in (None, entry.roster):
        return Refusal(code="roster_row_unknown")
    if record.event != event.id or not record.is_finished:
        return Refusal(code="roster_row_unknown")
    if entry.state not in (RosterRowState.WAITING, RosterRowState.KNOWN):
        return Refusal(code="roster_row_to_fix" if entry.state is RosterRowState.TO_FIX else "roster_row_done")
    draft = draft_of_row(entry, record, act.consent, act.check, act.changed)
    refusal = _refusal_of(uow, draft, act, event)
    if refusal:
        return refusal
    result = enroll(uow, ids, Request(draft=draft, event=event, operator=operator, keeps_draft=True))
    uow.rosters.move(row, act.state, result.rec)
    return result


def _refusal_of(uow: UnitOfWork, draft: ApplicationDraft, act: _Act, event: Event) -> Refusal | None:
    """Return why a row cannot become an application; many people sign one list, but one person one form."""
    is_list = act.state is RosterRowState.SIGNED
    return (
        refusal_of_draft(draft, uow.today())
        or refusal_of_union(uow, draft.union)
        or refusal_of_known(uow, draft.document_no, act.acknowledged)
        or (None if is_list else refusal_of_act(uow, act.consent, event.id))
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
