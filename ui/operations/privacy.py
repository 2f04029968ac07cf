"""个人信息: reading what is due, purging it with four eyes, and giving the room back."""

from collections.abc import Callable

from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.problems import Refusal
from fieldapp.domain.retention import Retention
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.retention import EVERYTHING_DUE, PurgeDue, PurgeResult, purge_due
from ui.operations.four_eyes import Guarded, run_guarded
from ui.session import Session


def read_due(session: Session, done: Callable[[Retention], None]) -> None:
    """Count what is due, off the window's thread: it looks at every record."""
    session.jobs.in_background(session.application.read.retention, done)


def purge(session: Session, done: Callable[[], None]) -> None:
    """Purge what is due; the window asks the second person. One sentence says what went."""

    def after(result: PurgeResult) -> None:
        session.jobs.on_store(session.application.sweep, lambda _none: done())
        said = message("purged", {"records": f"{result.records:,}", "others": f"{result.others:,}"})
        session.say(said, "success")

    def refused(refusal: Refusal) -> None:
        session.say_refusal(refusal)
        done()

    guarded = Guarded(
        act=GuardedAct.PURGE,
        subject=EVERYTHING_DUE,
        words=_("清除到期的个人信息"),
        use_case=purge_due,
        command=PurgeDue(operator=session.operator.id),
    )
    run_guarded(session, guarded, after, refused)
