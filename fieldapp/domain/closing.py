"""What the end of an event (收摊) shows: figures apart, papers that were not seen, who waits, approval rolls.

Six figures that are often taken for one: 到场 came in person, 申请 asked, 受理 accepted, 批准 approved,
新入会 became members by it, 转会 were members already and move.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldapp.domain.views import Count, DayFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseOut:
    """An event before it closes; every count is of people with a live record unless it says otherwise.

    ``present`` counts persons with a record or a handout; ``never_came`` roster rows that closing erases;
    ``papers`` signed sheets that should be in the stack and ``papers_left`` those nobody scanned yet;
    ``not_handed`` people per item who got nothing; ``unrolled`` approvals given here on no roll yet.
    """

    figures: DayFigures
    present: int
    joined: int
    papers: int
    papers_left: int
    waiting: int
    cards_held: int
    unconfirmed: int
    recalls: int
    not_handed: tuple[Count, ...]
    never_came: int
    unrolled: int
    has_draft: bool

    def counts(self) -> dict[str, int]:
        """Return what the centre is told when the event closes."""
        found = self.figures
        return {
            "present": self.present,
            "applied": found.applied,
            "accepted": found.accepted,
            "approved": found.approved,
            "joined": self.joined,
            "transferred": found.transferred,
            "voided": found.voided,
            "cards": found.cards_printed,
            "handouts": found.handouts,
            "papers_left": self.papers_left,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLeft:
    """A record whose signed paper was not seen; ``sheet`` is empty when no paper was ever named (缺签字)."""

    rec: str
    name: str
    tail: str
    sheet: str
    receipt: str | None
    operator: str
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An accepted application that waits for an approval on site."""

    rec: str
    name: str
    tail: str
    group: str
    union: str | None
    operator: str
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A numbered approval roll (批准花名册): approvals of one approver under one resolution."""

    number: str
    delegation: str
    approver: str
    operator: str
    made: datetime
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPerson:
    """One line of a roll; ``document`` in full, whoever prints it masks it."""

    name: str
    sex: str
    document: str
    group: str
    employer: str
    number: str
    approved_on: str
