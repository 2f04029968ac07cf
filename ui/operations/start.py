"""First run and unlocking: the only operations without an open store.

The application (and the database with it) is imported on the store worker, so that the first
window accepts keys before that.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldapp.domain.forms import read_organisation
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.problems import Refusal
from fieldapp.paths import Paths
from resources import resource
from ui.jobs import Jobs

if TYPE_CHECKING:
    from fieldapp.app import Application, Created

SAMPLE = resource("data", "samples", "organisations.csv")
Failed = Callable[[Any], None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStore:
    """What the first run asks; a county replaces the sample unions by its own file."""

    passphrase: str
    device_name: str
    supervisor: str
    organisations: tuple[Organisation, ...]


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


def looks_like_recovery_code(text: str) -> bool:
    """Whether a text is a recovery code: 28 characters in groups parted by dashes."""
    return text.count("-") >= 3 and len(text.replace("-", "").replace(" ", "")) == 28


def read_organisations(path: Path) -> tuple[Organisation, ...] | Refusal:
    """Read an organisations CSV (UTF-8, columns of the sample); ``organisations_unreadable`` names the line."""
    line = 1
    found = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, entry in enumerate(csv.DictReader(file), 2):  # noqa: B007 - named in the refusal
                found.append(read_organisation(_plain(entry)))
    except (OSError, ValueError, KeyError, TypeError):
        return Refusal(code="organisations_unreadable", details={"line": str(line)})
    return tuple(found) or Refusal(code="organisations_unreadable", details={"line": "1"})


def _plain(entry: dict[str, str]) -> dict[str, Any]:
    return {
        **entry,
        "groups": [one for one in (entry["groups"] or "").split("|") if one],
        "accepts_direct_join": entry["accepts_direct_join"] == "1",
        "is_pool": entry["pool"] == "1",
    }
