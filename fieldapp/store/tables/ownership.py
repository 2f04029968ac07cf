"""Who may write a table: the field by use cases, or the centre by signed slices. Never both."""

from enum import StrEnum
from typing import Any

from sqlalchemy import MetaData, Table

metadata = MetaData()


class Owner(StrEnum):
    """The only writer of a table.

    ``DEVICE``: use cases. ``HUB``: verified slices, reference sets and verdicts of the centre.
    ``DERIVED``: can be computed again from the others (blind indexes, search).
    """

    DEVICE = "device"
    HUB = "hub"
    DERIVED = "derived"


def owned_table(name: str, owner: Owner, *parts: Any, without_rowid: bool = False) -> Table:
    """Declare a table together with its owner."""
    return Table(name, metadata, *parts, info={"owner": owner}, sqlite_with_rowid=not without_rowid)


def owner_of(name: str) -> Owner:
    """Return the owner of a table by name; ``KeyError`` for a table nobody declared."""
    if name.partition("_")[0] == "search":
        return Owner.DERIVED
    owner: Owner = metadata.tables[name].info["owner"]
    return owner
