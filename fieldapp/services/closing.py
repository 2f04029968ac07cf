"""Closing up (收摊): the stack of signed papers is scanned through, and approvals become numbered rolls."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Any

from fieldapp.domain.applications import ConsentMethod
from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.ids import EventId, OperatorId, RecordId
from fieldapp.domain.numbering import device_short_code
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import ScanKind, read_receipt_code
from fieldapp.domain.sheets import bare_sheet, check_sheet, writings
from fieldapp.services.following import follow
from fieldapp.services.rules import at_work, live_record, open_event, supervisor
from fieldapp.store.queries import closing
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SeePaper:
    """One paper of the stack: its ``US1:`` sheet code or number, or the ``UR1:`` code of a signed receipt."""

    code: str
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenResult:
    """Whose paper it was, and how many are ``left``; ``is_again``: it was in the stack before.

    ``is_closed``: the record had no signed paper until now.
    """

    rec: str
    name: str
    tail: str
    left: int
    is_again: bool
    is_closed: bool
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeRolls:
    """Put every approval given here that stands on no roll yet on one."""

    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class RollsResult:
    """The numbers of the rolls that were made, in order."""

    numbers: tuple[str, ...]
    changes: Changes


def see_paper(command: SeePaper, uow: UnitOfWork, _clock: Clock, ids: Ids) -> SeenResult | Refusal:
    """Note that the signed paper of a record lies in the stack.

    A receipt closes a missing signature: the record gets a consent that names it. Refuses:
    ``paper_code_bad``, ``paper_not_of_event``, ``paper_not_needed`` (signed by pen or phone), ``event_not_open``.
    """
    who, event = at_work(uow, command.operator), open_event(uow, command.event)
    refusal = next((one for one in (who, event) if isinstance(one, Refusal)), None)
    if refusal:
        return refusal
    found = _paper(uow, command)
    if isinstance(found, Refusal):
        return found
    is_again = uow.papers_seen.has(found.rec)
    is_closed = found.reference is None and not is_again
    if is_closed:
        _close(uow, ids, command, found)
    if not is_again:
        uow.papers_seen.add(found.rec, command.code.strip(), command.operator, uow.milliseconds())
        uow.audit.note(command.operator, "paper_seen", found.rec)
    left = len(closing.papers_left(uow.connection, command.event))
    moved = {Topic.APPLICATIONS, Topic.OUTBOX} if is_closed else {Topic.APPLICATIONS}
    return SeenResult(
        rec=found.rec,
        name=found.name,
        tail=found.tail,
        left=left,
        is_again=is_again,
        is_closed=is_closed,
        changes=frozenset() if is_again else frozenset(moved),
    )


def _paper(uow: UnitOfWork, command: SeePaper) -> Any:
    code = command.code.strip()
    if code.startswith(f"{ScanKind.RECEIPT}:"):
        receipt = read_receipt_code(code)
        if isinstance(receipt, Refusal):
            return Refusal(code="paper_code_bad")
        found = closing.paper_of(uow.connection, command.event, receipt=receipt)
    else:
        sheet = bare_sheet(code)
        if check_sheet(sheet) is not None:
            return Refusal(code="paper_code_bad")
        found = closing.paper_of(uow.connection, command.event, sheets=writings(sheet))
    if found is None:
        return Refusal(code="paper_not_of_event")
    is_signed = found.reference is not None or found.method == ConsentMethod.PHONE
    if is_signed and found.method != ConsentMethod.SHEET:
        return Refusal(code="paper_not_needed", details=MappingProxyType({"name": found.name, "tail": found.tail}))
    return found


def _close(uow: UnitOfWork, ids: Ids, command: SeePaper, found: Any) -> None:
    """Let the record's newest consent name the receipt that was signed."""
    record = live_record(uow, found.rec)
    if isinstance(record, Refusal):
        return
    known = uow.applications.consent_of(found.rec)
    consent = replace(known, method=str(ConsentMethod.SHEET), reference=command.code.strip())
    written = follow(uow, ids, record, consent, operator=command.operator, event=command.event)
    uow.applications.add_consent(ids.new(), found.rec, consent, written.captured, command.event)


def make_rolls(command: MakeRolls, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> RollsResult | Refusal:
    """Make numbered approval rolls (批准花名册), one per resolution and approver; a roll never changes again.

    Refuses: ``supervisor_needed``, ``event_unknown``, ``nothing_to_roll``.
    """
    who = supervisor(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    if uow.events.get(command.event) is None:
        return Refusal(code="event_unknown")
    waiting = closing.unrolled(uow.connection, command.event)
    if not waiting:
        return Refusal(code="nothing_to_roll")
    groups = groupby(waiting, key=lambda row: (row.delegation, row.approver))
    numbers = tuple(_roll(uow, command, *key, rows) for key, rows in groups)
    uow.audit.note(command.operator, "rolls_made", command.event, numbers=numbers)
    return RollsResult(numbers=numbers, changes=frozenset({Topic.EVENTS}))


def _roll(uow: UnitOfWork, command: MakeRolls, delegation: str, approver: str, rows: Iterable[Any]) -> str:
    code = device_short_code(uow.signer.device, uow.numbers.later_life())
    day = f"{uow.today():%Y%m%d}-{code:04d}"
    number = f"{day}-{uow.rolls.count(day) + 1:02d}"
    uow.rolls.add(
        number,
        event=command.event,
        delegation=delegation,
        approver=approver,
        operator=command.operator,
        made=uow.milliseconds(),
        recs=tuple(RecordId(row.rec) for row in rows),
    )
    return number
