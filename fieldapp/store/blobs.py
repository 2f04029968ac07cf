"""Signatures and photos, kept by the hash of their bytes inside the encrypted store."""

from sqlalchemy import Connection, delete, insert, select, update

from fieldapp.domain.facts import BlobReference, digest
from fieldapp.store import tables

LOOSE_MS = 24 * 3600 * 1000
"""How long something may lie here that only a draft speaks of."""


class Blobs:
    """Keeps attachments. One without a record is loose: a day later, or with its draft, it goes."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def keep(self, role: str, mime: str, content: bytes, now: int) -> str:
        """Keep bytes and return their SHA-256; what is here already stays as it is."""
        table, sha256 = tables.blob, digest(content)
        self._connection.execute(delete(table).where(table.c.rec.is_(None), table.c.kept < now - LOOSE_MS))
        if self.reference(sha256) is None:
            values = {"sha256": sha256, "role": role, "mime": mime, "content": content, "kept": now}
            self._connection.execute(insert(table).values(**values))
        return sha256

    def reference(self, sha256: str) -> BlobReference | None:
        """Return how an envelope names an attachment that is here."""
        row = self._connection.execute(select(tables.blob).where(tables.blob.c.sha256 == sha256)).one_or_none()
        return (
            BlobReference(sha256=sha256, bytes=len(row.content), role=row.role, mime=row.mime)
            if row is not None
            else None
        )

    def is_loose(self, sha256: str, role: str) -> bool:
        """Whether an attachment of this role is here and no record has it yet."""
        table = tables.blob
        found = select(table.c.rec).where(table.c.sha256 == sha256, table.c.role == role)
        row = self._connection.execute(found).one_or_none()
        return row is not None and row.rec is None

    def give(self, sha256: str, rec: str) -> None:
        """Let a record have an attachment."""
        self._connection.execute(update(tables.blob).where(tables.blob.c.sha256 == sha256).values(rec=rec))

    def content(self, sha256: str, role: str) -> bytes | None:
        """Return the bytes of an attachment of this role."""
        table = tables.blob
        found = select(table.c.content).where(table.c.sha256 == sha256, table.c.role == role)
        kept = self._connection.execute(found).scalar_one_or_none()
        return bytes(kept) if kept is not None else None

    def photo_of(self, rec: str) -> bytes | None:
        """Return the photo a record has; None when there is none or the person wanted none."""
        return photo_of(self._connection, rec)

    def decide_photo(self, rec: str, sha256: str | None, now: int) -> None:
        """Remember the photo of a record, or that the person wanted none."""
        if sha256 is not None:
            self.give(sha256, rec)
        self._connection.execute(delete(tables.photo).where(tables.photo.c.rec == rec))
        self._connection.execute(insert(tables.photo).values(rec=rec, sha256=sha256, decided=now))


def newest_of(connection: Connection, rec: str, role: str) -> bytes | None:
    """Return the newest attachment of a record in a role."""
    table = tables.blob
    found = select(table.c.content).where(table.c.rec == rec, table.c.role == role).order_by(table.c.kept.desc())
    content = connection.execute(found.limit(1)).scalar_one_or_none()
    return bytes(content) if content is not None else None


def photo_of(connection: Connection, rec: str) -> bytes | None:
    """Return the photo that was decided on for a record; one that was taken back is not its photo any more."""
    table, photo = tables.blob, tables.photo
    joined = table.join(photo, photo.c.sha256 == table.c.sha256)
    content = connection.execute(
        select(table.c.content).select_from(joined).where(photo.c.rec == rec)
    ).scalar_one_or_none()
    return bytes(content) if content is not None else None
