"""Revealing a whole number (显示号码): one deliberate act of a supervisor, noted in the audit log."""

from dataclasses import dataclass, field

from fieldapp.domain.changes import Changes
from fieldapp.domain.ids import OperatorId, RecordId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.services.rules import supervisor
from fieldapp.store.unit_of_work import UnitOfWork

REVEALED = "revealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealNumbers:
    """Somebody wants to read the whole document and phone number of a record."""

    rec: RecordId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealedNumbers:
    """The numbers in full; who shows them hides them again soon."""

    rec: str
    document_no: str
    phone: str
    changes: Changes = field(default_factory=frozenset)

    def __repr__(self) -> str:
        """Show no number."""
        return f"RevealedNumbers(rec={self.rec!r})"


def reveal_numbers(command: RevealNumbers, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> RevealedNumbers | Refusal:
    """Return a record's whole numbers. Refuses: ``supervisor_needed``, ``record_unknown``, ``record_purged``."""
    who = supervisor(uow, command.operator)
    if isinstance(who, Refusal):
        return who
    found = uow.applications.file(command.rec)
    if found is None:
        return Refusal(code="record_unknown")
    if uow.retention.is_purged(command.rec):
        return Refusal(code="record_purged")
    uow.audit.note(who.id, REVEALED, command.rec)
    return RevealedNumbers(rec=command.rec, document_no=found.person.document_no, phone=found.person.phone)
