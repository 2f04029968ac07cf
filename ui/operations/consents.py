"""Will and consent: keeping what was signed."""

from collections.abc import Callable

from fieldapp.domain.signatures import Signature
from fieldapp.services import consenting
from ui.session import Session


def keep_signature(session: Session, signature: Signature, done: Callable[[str], None]) -> None:
    """Keep a signature in the encrypted store; ``done`` gets the name the act refers to."""
    command = consenting.KeepSignature(signature=signature, operator=session.operator.id)
    session.run(consenting.keep_signature, command, lambda result: done(result.subject))
