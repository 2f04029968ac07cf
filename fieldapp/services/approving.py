"""Approval on the spot: when a delegation, an open window, and a lease number allow it (``docs/protocol.md`` §8)."""

from dataclasses import dataclass

from fieldapp.domain.events import ApprovalPolicy, Delegation, Event
from fieldapp.domain.facts import Approval, NumberUse
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.numbering import Lease, member_number
from fieldapp.domain.ports import Ids
from fieldapp.domain.records import ApplicationRecord, ApprovalHeld
from fieldapp.store.fact_log import Assertion
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One approval that may be given now, and the number that goes with it.

    ``approver_op`` is the approver as an operator of this laptop, None where they are none.
    """

    delegation: Delegation
    approver: str
    lease: Lease
    serial: int
    number: str
    approved_on: str
    approver_op: OperatorId | None = None


def on_the_spot(uow: UnitOfWork, event: Event, author: str, union: str | None) -> Permission | None:
    """Return the permission to approve one application now, or None: then it goes to the centre.

    None when the policy is central, no window is open, the delegation does not cover the day, the
    approver, the maximum or the union, the author is the approver, or no lease has a number left.
    """
    window, delegation = uow.events.standing(event) if event.policy is ApprovalPolicy.DELEGATED else (None, None)
    if window is None or delegation is None or author == window.approver:
        return None
    if not delegation.covers(uow.today(), window.approver, window.used) or not is_below(uow, union, delegation.union):
        return None
    usable = uow.numbers.usable(uow.now())
    if usable is None:
        return None
    lease, used = usable
    serial = lease.start + used
    return Permission(
        delegation=delegation,
        approver=window.approver,
        lease=lease,
        serial=serial,
        number=member_number(province_of(lease, event), serial),
        approved_on=uow.today().strftime("%Y%m%d"),
        approver_op=window.approver_op,
    )


def province_of(lease: Lease, event: Event) -> str:
    """Return the two digits a number begins with: the lease's scope when it is a region, else the event's."""
    scope = lease.scope[:2]
    return scope if len(scope) == 2 and scope.isdigit() else event.region[:2]


def is_below(uow: UnitOfWork, union: str | None, top: str) -> bool:
    """Whether a union is ``top`` or stands below it; no union chosen means ``top`` itself."""
    current, seen = union, set[str]()
    while current is not None and current not in seen:
        if current == top:
            return True
        seen.add(current)
        organisation = uow.organisations.get(current)
        current = organisation.parent if organisation else None
    return union is None


def approve(
    uow: UnitOfWork,
    ids: Ids,
    permission: Permission,
    record: ApplicationRecord,
    operator: OperatorId,
    *,
    is_numbered: bool,
) -> None:
    """Assert an approval of one record and take its number.

    ``is_numbered``: the record's own envelope carries the number already.
    """
    use = NumberUse(no=permission.number, lease=permission.lease.id)
    fact = Approval(
        recs=(record.rec,),
        delegation=permission.delegation.number,
        approver=permission.approver,
        date=permission.approved_on,
        numbers={} if is_numbered else {record.rec: use},
        approver_op=permission.approver_op,
    )
    written = uow.facts.append(Assertion(env=ids.new(), fact=fact, event=record.event, operator=operator))
    uow.numbers.take(permission.lease, permission.serial, permission.number, record.rec)
    held = ApprovalHeld(
        delegation=permission.delegation.number, approver=permission.approver, approved_on=permission.approved_on
    )
    uow.applications.add_approval(record.rec, written.env, held)
