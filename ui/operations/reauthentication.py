"""Showing again who one is, before a decision that counts."""

from collections.abc import Callable

from fieldapp.domain.problems import Refusal
from ui.session import Session


def authenticated(session: Session, secret: str, then: Callable[[], None], refused: Callable[[Refusal], None]) -> None:
    """Go on when ``secret`` is the operator's PIN or the passphrase of the store (slow: off the window's thread)."""
    who = session.operator.id

    def after(refusal: Refusal | None) -> None:
        if refusal is None:
            then()
        else:
            refused(refusal)

    session.jobs.on_store(lambda: session.application.authenticate_again(who, secret), after)
