"""Will and consent: keeping what was signed, taking back what was agreed to."""

from collections.abc import Callable

from fieldapp.domain.codes import table
from fieldapp.domain.ids import EventId, RecordId
from fieldapp.domain.signatures import Signature
from fieldapp.domain.stories import RecordStory
from fieldapp.messages import message
from fieldapp.services import consenting
from fieldapp.services.withdrawing import WithdrawConsent, WithdrawResult, withdraw_consent
from ui.session import Session


def keep_signature(session: Session, signature: Signature, done: Callable[[str], None]) -> None:
    """Keep a signature in the encrypted store; ``done`` gets the name the act refers to."""
    command = consenting.KeepSignature(signature=signature, operator=session.operator.id)
    session.run(consenting.keep_signature, command, lambda result: done(result.subject))


def withdraw(session: Session, story: RecordStory, purposes: tuple[str, ...], done: Callable[[], None]) -> None:
    """Take back what a person no longer agrees to, and say what that means."""
    event = session.current_event
    command = WithdrawConsent(
        rec=RecordId(story.rec),
        purposes=purposes,
        event=event.id if event else EventId(story.event),
        operator=session.operator.id,
    )

    def after(result: WithdrawResult) -> None:
        what = "、".join(map(table("purposes").label, result.withdrawn))
        details = {"name": result.name, "n": str(len(result.withdrawn)), "what": what}
        code = "application_withdrawn" if result.is_ended else "withdrawal_waits" if result.waits else ""
        session.say(message(code or "consents_withdrawn", details), "success")
        done()

    session.run(withdraw_consent, command, after)
