"""个人信息: reading what is due, purging it with four eyes, and giving the room back."""

from collections.abc import Callable

from fieldapp.domain.problems import Refusal
from fieldapp.domain.retention import Retention
from fieldapp.messages import message
from fieldapp.services.retention import PurgeDue, PurgeResult, purge_due
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

    session.run(purge_due, PurgeDue(operator=session.operator.id), after, refused)
