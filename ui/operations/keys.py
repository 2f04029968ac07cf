"""设置 → 钥匙: who can open the store; every change is noted first and wants the passphrase of whoever makes it."""

from collections.abc import Callable
from typing import Any

from fieldapp.domain.ids import OperatorId
from fieldapp.domain.keys import KeyOfStore
from fieldapp.domain.problems import Refusal
from fieldapp.services.key_notes import KeyChange, NoteKeyChange, note_key_change
from ui.session import Session

Answered = Callable[[Any], None]


def all_keys(session: Session) -> tuple[KeyOfStore, ...]:
    """Return the keys of the store; none where the file cannot be read (opening it said so already)."""
    found = session.application.keys.all()
    return () if isinstance(found, Refusal) else found


def change(session: Session, old: str, new: str, done: Answered) -> None:
    """Change one's own passphrase."""
    who = session.operator.id
    _noted(session, KeyChange.CHANGED, None, lambda: session.application.keys.change(old, new, who), done)


def add(session: Session, passphrase: str, new: str, who: OperatorId, done: Answered) -> None:
    """Give another supervisor a passphrase of their own."""
    _noted(session, KeyChange.ADDED, who, lambda: session.application.keys.add(passphrase, new, who), done)


def remove(session: Session, passphrase: str, key: KeyOfStore, done: Answered) -> None:
    """Take somebody's key away."""
    _noted(session, KeyChange.REMOVED, None, lambda: session.application.keys.remove(passphrase, key.id), done)


def begin_recovery(session: Session, passphrase: str, done: Answered) -> None:
    """Make a new recovery code; the old one opens until ``confirm_recovery``."""
    who = session.operator.id
    ring = session.application.keys
    _noted(session, KeyChange.RECOVERY_BEGUN, None, lambda: ring.begin_recovery(passphrase, who), done)


def confirm_recovery(session: Session, slot: str, done: Answered) -> None:
    """The new code was written down and typed back in part: the old one is void."""
    ring = session.application.keys
    _noted(session, KeyChange.RECOVERY_RENEWED, None, lambda: ring.confirm_recovery(slot), done)


def cancel_recovery(session: Session, slot: str, done: Answered) -> None:
    """The new code was not written down: it is void."""
    session.jobs.on_store(lambda: session.application.keys.cancel_recovery(slot), done)


def _noted(session: Session, what: KeyChange, who: OperatorId | None, act: Callable[[], Any], done: Answered) -> None:
    command = NoteKeyChange(change=what, operator=session.operator.id, who=who)

    def work() -> Any:
        noted = session.application.execute(note_key_change, command)
        return noted if isinstance(noted, Refusal) else act()

    session.jobs.on_store(work, done)
