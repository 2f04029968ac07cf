"""Who may do what, and where: the checks with which every use case begins."""

from fieldapp.domain.events import Event, EventState
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import ApplicationRecord
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.store.unit_of_work import UnitOfWork


def at_work(uow: UnitOfWork, operator: str) -> Operator | Refusal:
    """Return the operator, or ``operator_unknown`` / ``operator_expired``.

    Setting the calendar back does not lengthen a helper's day behind the centre's time at the last round.
    """
    found = uow.operators.get(operator)
    if found is None or not found.is_active:
        return Refusal(code="operator_unknown")
    if found.expires is not None and found.expires <= uow.not_before_centre():
        return Refusal(code="operator_expired")
    return found


def supervisor(uow: UnitOfWork, operator: str) -> Operator | Refusal:
    """Return the operator if they decide here (负责人), else also ``supervisor_needed``; nobody borrowed decides."""
    found = at_work(uow, operator)
    if isinstance(found, Operator) and (found.role is not OperatorRole.SUPERVISOR or found.event is not None):
        return Refusal(code="supervisor_needed")
    return found


def open_event(uow: UnitOfWork, event: str) -> Event | Refusal:
    """Return the event, or ``event_unknown`` / ``event_not_open``."""
    found, state = uow.events.at_work(event)
    if found is None:
        return Refusal(code="event_unknown")
    return found if state is EventState.OPEN else Refusal(code="event_not_open")


def live_record(uow: UnitOfWork, rec: str) -> ApplicationRecord | Refusal:
    """Return the application, or ``record_unknown`` / ``record_purged`` / ``record_void``."""
    found = uow.applications.get(rec)
    if found is None:
        return Refusal(code="record_unknown")
    if uow.retention.is_purged(rec):
        return Refusal(code="record_purged")
    return found if found.is_live else Refusal(code="record_void")
