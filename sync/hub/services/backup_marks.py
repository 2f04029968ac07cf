"""How far the newest checked backup of this hub reaches: only then may laptops purge what it holds (§7).

Two steps, because a backup is made by other programs: take the mark before it begins, confirm the mark once the
copy was restored somewhere and looked at.
"""

from dataclasses import dataclass

from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.store import audits, server_state


@dataclass(frozen=True, slots=True)
class BackupMark:
    """A place in this hub's versions, written ``generation.counter``."""

    gen: int
    n: int

    @property
    def text(self) -> str:
        """The mark as people copy it."""
        return f"{self.gen}.{self.n}"


def take_mark(centre: Centre) -> BackupMark:
    """Return the mark of a backup that begins now: everything up to it will be in the copy."""
    with centre.store.read() as connection:
        return BackupMark(*server_state.newest_version(connection))


def confirm_mark(centre: Centre, text: str, *, account: str) -> BackupMark | Refusal:
    """Say that the backup of a mark was checked; laptops hear of it with their next round.

    Refuses ``backup_mark_bad``: no mark, one of another generation, or one this hub has not reached.
    """
    gen, _dot, n = text.partition(".")
    if not (gen.isascii() and gen.isdigit() and n.isascii() and n.isdigit()):
        return Refusal(code="backup_mark_bad")
    said = BackupMark(int(gen), int(n))
    with centre.store.write() as connection:
        newest = BackupMark(*server_state.newest_version(connection))
        if said.gen != newest.gen or said.n > newest.n:
            return Refusal(code="backup_mark_bad")
        server_state.raise_watermark(connection, said.n)
        audits.append(connection, time=centre.now_ms(), account=account, action="confirm_backup", subject=said.text)
    return said
