"""Who may change the keys of the store (钥匙), and the line in the audit log before it happens.

The slot file lies beside the store, so no transaction holds both: the log may tell of a change that was cut off.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from fieldapp.domain.changes import Topic
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import OperatorRole
from fieldapp.services.results import Done
from fieldapp.services.rules import at_work, supervisor
from fieldapp.store.unit_of_work import UnitOfWork


class KeyChange(StrEnum):
    """What happens to a key."""

    CHANGED = "key_changed"
    ADDED = "key_added"
    REMOVED = "key_removed"
    RECOVERY_BEGUN = "recovery_code_begun"
    RECOVERY_RENEWED = "recovery_code_renewed"
    STARTED_OVER = "keys_started_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteKeyChange:
    """``operator`` changes a key; ``who`` gets it, where it is somebody else."""

    change: KeyChange
    operator: OperatorId
    who: OperatorId | None = None


def note_key_change(command: NoteKeyChange, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Note a change before it is made. Refuses: ``supervisor_needed``, ``key_needs_supervisor``."""
    boss = supervisor(uow, command.operator)
    gets = at_work(uow, command.who) if command.who is not None else boss
    refusal = next((one for one in (boss, gets) if isinstance(one, Refusal)), None)
    if refusal:
        return refusal
    if not isinstance(gets, Refusal) and gets.role is not OperatorRole.SUPERVISOR:
        return Refusal(code="key_needs_supervisor", details=MappingProxyType({"name": gets.name}))
    uow.audit.note(command.operator, str(command.change), command.who or command.operator)
    return Done(subject=command.operator, changes=frozenset({Topic.SETTINGS}))
