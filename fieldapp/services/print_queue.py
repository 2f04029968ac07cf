"""What happens to queued papers between the desk and the paper: sent, taken back, called off.

Several jobs move together, because a sheet carries several cards: all of them or none.
"""

from dataclasses import dataclass

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import PrintJob
from fieldapp.domain.transitions import move_print
from fieldapp.domain.views import PrintState
from fieldapp.services.rules import at_work
from fieldapp.store.unit_of_work import UnitOfWork

JOURNAL: Changes = frozenset({Topic.CARDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSent:
    """The jobs go to a printer now; said before they go, so that a crash leaves them 未确认."""

    jobs: tuple[str, ...]
    printer: str
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToQueue:
    """Nothing came out (没印出来): a person saw that, or the printer never took the jobs. Same copy, no blank used."""

    jobs: tuple[str, ...]
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelJobs:
    """Nobody wants these papers any more; they never reached paper."""

    jobs: tuple[str, ...]
    operator: OperatorId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtJobs:
    """Nobody knows what became of these: the printer's queue lost them, or stopped in the middle (未确认)."""

    jobs: tuple[str, ...]
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsMoved:
    """These jobs moved together."""

    jobs: tuple[str, ...]
    state: PrintState
    changes: Changes = JOURNAL


def mark_sent(command: MarkSent, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> JobsMoved | Refusal:
    """Note that jobs go to a printer. Refuses: ``print_job_unknown``, ``print_job_done``."""
    return _move(uow, command.jobs, PrintState.SENT, command.operator, printer=command.printer)


def return_to_queue(command: ReturnToQueue, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> JobsMoved | Refusal:
    """Put jobs back that did not come out. Refuses: ``print_job_unknown``, ``print_job_done``."""
    return _move(uow, command.jobs, PrintState.QUEUED, command.operator)


def cancel_jobs(command: CancelJobs, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> JobsMoved | Refusal:
    """Call jobs off. Refuses: ``print_job_unknown``, ``print_job_done``."""
    said = {"reason": command.reason} if command.reason else {}
    return _move(uow, command.jobs, PrintState.CANCELLED, command.operator, **said)


def doubt_jobs(command: DoubtJobs, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> JobsMoved | Refusal:
    """Say that nobody knows whether jobs came out. Refuses: ``print_job_unknown``, ``print_job_done``."""
    return _move(uow, command.jobs, PrintState.UNKNOWN, command.operator)


def movable(uow: UnitOfWork, job: str, state: PrintState, operator: OperatorId) -> PrintJob | Refusal:
    """Return the job if this person may move it to a state, by the table of legal moves."""
    who, found = at_work(uow, operator), uow.print_jobs.get(job)
    if isinstance(who, Refusal):
        return who
    if found is None:
        return Refusal(code="print_job_unknown")
    moved = move_print(found.state, state)
    return moved if isinstance(moved, Refusal) else found


def _move(
    uow: UnitOfWork, jobs: tuple[str, ...], state: PrintState, operator: OperatorId, **said: str
) -> JobsMoved | Refusal:
    for job in jobs:
        found = movable(uow, job, state, operator)
        if isinstance(found, Refusal):
            return found
        uow.print_jobs.move(job, state, uow.milliseconds(), **said)
        if state is not PrintState.SENT:
            uow.audit.note(operator, f"{found.paper}_print_{state}", found.rec, copy=found.copy)
    return JobsMoved(jobs=jobs, state=state)
