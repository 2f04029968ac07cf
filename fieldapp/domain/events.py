"""Events (活动): where and when people are enrolled, and who may approve on the spot.

Policy *central* (default) gives a receipt number and the centre approves; *delegated* needs an
authorisation record of the approving union's committee (``docs/protocol.md`` §8).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fieldapp.domain.ids import EventId, OperatorId, OrganisationId


class ApprovalPolicy(StrEnum):
    """Who approves applications of an event."""

    CENTRAL = "central"
    DELEGATED = "delegated"


class JoinChannel(StrEnum):
    """How people join (入会渠道)."""

    COLLECTIVE = "collective"  # 集体登记入会
    MOBILE_WINDOW = "mobile_window"  # 流动窗口入会
    MEETING = "meeting"  # 职工沟通会现场入会
    ONLINE = "online"  # 网上申请
    CODE = "code"  # 扫码入会
    CEREMONY = "ceremony"  # 集中入会仪式


class EventState(StrEnum):
    """The life of an event on one laptop."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """Authorisation of an approving union: resolution, scope, named approvers, validity, maximum."""

    number: str
    union: OrganisationId
    resolved_on: date
    approvers: tuple[str, ...]
    valid_from: date
    valid_to: date
    maximum: int

    def covers(self, day: date, approver: str, used: int) -> bool:
        """Whether ``approver`` may approve one more person on that day after ``used`` approvals."""
        return self.valid_from <= day <= self.valid_to and approver in self.approvers and used < self.maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event; ``region`` is the county's GB/T 2260 code, ``starts`` and ``ends`` are aware."""

    id: EventId
    name: str
    region: str
    place: str
    host: OrganisationId
    channel: JoinChannel
    starts: datetime
    ends: datetime
    policy: ApprovalPolicy = ApprovalPolicy.CENTRAL
    delegation: Delegation | None = None
    target: int | None = None
    photo: bool = False
    items: tuple[str, ...] = ()

    @property
    def province(self) -> str:
        """Return the province whose profile holds here (two digits)."""
        return self.region[:2]


@dataclass(frozen=True, slots=True)
class EventOffer:
    """An event as a code says it, and the Ed25519 public key under which the code's signature holds."""

    event: Event
    signed_by: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalWindow:
    """A re-authenticated span in which F10 approves (批准窗口).

    ``approver_op`` is the approver as an operator of this laptop, None where they are none.
    """

    event: EventId
    approver: str
    opened_by: OperatorId
    opened: datetime
    used: int
    approver_op: OperatorId | None = None
