"""What lies beside applications: signatures and photos."""

from sqlalchemy import Connection, select

from fieldapp.domain.problems import Refusal
from fieldapp.domain.signatures import ROLE, Signature, unpack
from fieldapp.store import tables
from fieldapp.store.blobs import newest_of, photo_of


def signature(connection: Connection, rec: str) -> Signature | None:
    """Return the signature of a record; None when it was not signed on the pad here."""
    packed = newest_of(connection, rec, ROLE)
    found = unpack(packed) if packed is not None else None
    return None if isinstance(found, Refusal) else found


def photo(connection: Connection, rec: str) -> bytes | None:
    """Return the photo of a record as JPEG; None when there is none."""
    return photo_of(connection, rec)


def photo_declined(connection: Connection, rec: str) -> bool:
    """Whether the person said that they want no photo."""
    found = select(tables.photo.c.rec).where(tables.photo.c.rec == rec, tables.photo.c.sha256.is_(None))
    return connection.execute(found).first() is not None
