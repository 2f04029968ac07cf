"""Bringing records to the day on which they may be purged."""

from typing import Any

from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.outcomes import Verdict, VerdictKind, Version
from fieldapp.services.events import CloseEvent, close_event
from fieldapp.services.four_eyes import ApproveBySecond, approve_by_second
from fieldapp.services.retention import EVERYTHING_DUE
from tests.support.desk import Desk, outcome_body


def deliver(desk: Desk, n: int = 1) -> None:
    """Let the centre accept everything that waits, as version ``n``."""
    outbox = desk.application.outbox
    while entries := outbox.pending(100, 1 << 20):
        outbox.mark_in_flight("batch", tuple(one.env for one in entries))
        said = tuple(Verdict(env=one.env, verdict=VerdictKind.ACCEPTED, version=Version(1, n)) for one in entries)
        outbox.record_verdicts("batch", said)


def settle(desk: Desk, rec: str, outcome: str = "approved", n: int = 2, **more: Any) -> None:
    """Let the centre say an outcome."""
    desk.feed(("outcome", outcome_body(rec, outcome, n=n, **more)))


def back_up_centre(desk: Desk, n: int = 100, gen: int = 1) -> None:
    """Let the centre say how far its newest checked backup reaches."""
    desk.application.feed.replace("backup", f'"{gen}.{n}"', {"gen": gen, "n": n})


def close(desk: Desk) -> None:
    """Close the event and deliver what that told."""
    desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))
    deliver(desk)


def make_due(desk: Desk, *recs: str) -> None:
    """Close the event, settle these records, back the centre up, and wait."""
    close(desk)
    for rec in recs:
        settle(desk, rec)
    back_up_centre(desk)
    desk.clock.forward(days=31)


def look_together(desk: Desk) -> Any:
    """Let the operator say yes to a purge; returns the supervisor who asked."""
    yes = ApproveBySecond(
        act=GuardedAct.PURGE, subject=EVERYTHING_DUE, who=desk.operator, operator=desk.supervisor, pin="2468"
    )
    assert desk.must(approve_by_second, yes).is_granted
    return desk.supervisor
