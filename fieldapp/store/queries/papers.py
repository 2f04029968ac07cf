"""What lies beside applications: signatures."""

from sqlalchemy import Connection

from fieldapp.domain.problems import Refusal
from fieldapp.domain.signatures import ROLE, Signature, unpack
from fieldapp.store.blobs import newest_of


def signature(connection: Connection, rec: str) -> Signature | None:
    """Return the signature of a record; None when it was not signed on the pad here."""
    packed = newest_of(connection, rec, ROLE)
    found = unpack(packed) if packed is not None else None
    return None if isinstance(found, Refusal) else found
