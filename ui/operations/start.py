"""First run and unlocking: the only operations without an open store.

The application (and the database with it) is imported on the store worker, so that the first
window accepts keys before that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldapp.domain.problems import Refusal
from fieldapp.paths import Paths
from ui.jobs import Jobs

if TYPE_CHECKING:
    from fieldapp.app import Application, Created, Restored
    from fieldapp.domain.backups import Backup
    from fieldapp.domain.ids import OperatorId
    from fieldapp.domain.organisations import Organisation

Failed = Callable[[Any], None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStore:
    """What the first run asks; a county replaces the sample unions by its own file."""

    passphrase: str
    device_name: str
    supervisor: str
    organisations: "tuple[Organisation, ...]"


def preload(jobs: Jobs) -> None:
    """Import the database part while the person still types."""

    def work() -> None:
        import fieldapp.app  # noqa: F401 - heavy, and not needed by the first window

    jobs.on_store(work, lambda _nothing: None)


def create(
    jobs: Jobs, paths: Paths, new: NewStore, done: Callable[["Created | Refusal"], None], *, cost: Any = None
) -> None:
    """Make the store; hands over the application and the recovery code to print."""

    def work() -> "Created | Refusal":
        from fieldapp.app import Application, FirstRun

        first = FirstRun(
            passphrase=new.passphrase,
            device_name=new.device_name,
            supervisor=new.supervisor,
            organisations=new.organisations,
        )
        return Application.create(paths, first, cost=cost)

    jobs.on_store(work, done)


def unlock(
    jobs: Jobs, paths: Paths, secret: str, done: Callable[["Application | Refusal"], None], failed: Failed
) -> None:
    """Open the store with the passphrase, or with the recovery code when it looks like one."""

    def work() -> "Application | Refusal":
        from fieldapp.app import Application

        if looks_like_recovery_code(secret):
            return Application.unlock_with_recovery(paths, secret)
        return Application.unlock(paths, secret)

    jobs.on_store(work, done, failed)


def look_for_backups(jobs: Jobs, folder: Path, done: Callable[["tuple[Backup, ...]"], None]) -> None:
    """Hand over the finished backups in a folder, newest first."""

    def work() -> "tuple[Backup, ...]":
        from fieldapp.app import Application

        return Application.backups_below(folder)

    jobs.in_background(work, done)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """Which backup comes back to which laptop, and the secret that opens it."""

    paths: Paths
    backup: "Backup"
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaging:
    """Whose damaged store is saved, the secret that opens it, and backups found elsewhere."""

    paths: Paths
    secret: str
    backups: "tuple[Backup, ...]"


def restore(jobs: Jobs, asked: Restoring, done: Callable[["Restored | Refusal"], None], failed: Failed) -> None:
    """Put a backup in the place of the closed store and open it."""

    def work() -> "Restored | Refusal":
        from fieldapp.app import Application

        return Application.restore(asked.paths, asked.backup, asked.secret)

    jobs.on_store(work, done, failed)


def start_over(
    jobs: Jobs, application: "Application", passphrase: str, who: "OperatorId", done: Callable[["str | Refusal"], None]
) -> None:
    """After a recovery: put a new passphrase in the place of every old secret; hands over the new recovery code."""

    def work() -> "str | Refusal":
        from fieldapp.services.key_notes import KeyChange, NoteKeyChange, note_key_change

        noted = application.execute(note_key_change, NoteKeyChange(change=KeyChange.STARTED_OVER, operator=who))
        return noted if isinstance(noted, Refusal) else application.keys.start_over(passphrase, who)

    jobs.on_store(work, done)


def salvage(jobs: Jobs, asked: Salvaging, done: Callable[["Restored | Refusal"], None], failed: Failed) -> None:
    """Save what is left of a damaged store, and open it."""

    def work() -> "Restored | Refusal":
        from fieldapp.app import Application

        return Application.salvage(asked.paths, asked.secret, asked.backups)

    jobs.on_store(work, done, failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePage:
    """What stands on the page that is locked away, and where it is written."""

    code: str
    device: str
    day: date
    path: Path

    def __repr__(self) -> str:
        """Show no code."""
        return "CodePage(…)"


def write_code_page(jobs: Jobs, page: CodePage, done: Callable[[Refusal | None], None]) -> None:
    """Write the recovery code on a page to print; the painter is imported on the pool."""

    def work() -> Refusal | None:
        from fieldapp.documents.rolls import day_words
        from fieldapp.documents.sheets import recovery_page
        from ui.printing import render_pdf

        document = recovery_page(page.code, page.device, day_words(page.day))
        return document if isinstance(document, Refusal) else render_pdf(document, page.path)

    jobs.in_background(work, done)


def looks_like_recovery_code(text: str) -> bool:
    """Whether a text is a recovery code: 28 characters in groups parted by dashes."""
    return text.count("-") >= 3 and len(text.replace("-", "").replace(" ", "")) == 28
