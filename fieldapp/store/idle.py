"""What goes by a term of its own: list rows, intentions, drafts, attachments, gifts to members from elsewhere.

Each thing that goes is remembered beside the store under its class and key, so that an older copy of the store cannot
bring it back. Must not know whose time has come (``store.holds``) nor what becomes of records (``store.retention``).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, and_, cast, delete, func, or_, select, update

from fieldapp.domain.retention import PURGED_NAME
from fieldapp.domain.views import RosterRowState
from fieldapp.store import tables
from fieldapp.store.holds import loose_blobs, old_attachments, old_drafts, old_gifts, old_intentions, old_rows
from fieldapp.store.rosters import ERASED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Class:
    """One class of things: by which key they are named, what is left of one (None: nothing), whether one says more."""

    table: Table
    key: ColumnElement[str]
    left: Mapping[str, Any] | None = None
    says: ColumnElement[bool] | None = None


_row, _wish, _gift, _draft, _blob = (
    tables.roster_row, tables.intention, tables.member_handout, tables.draft, tables.blob
)  # fmt: skip
_CLASSES: Mapping[str, _Class] = MappingProxyType(
    {
        "row": _Class(
            table=_row,
            key=_row.c.id,
            left={"state": str(RosterRowState.PURGED), **ERASED},
            says=or_(_row.c.name.is_not(None), _row.c.document_no.is_not(None)),
        ),
        "wish": _Class(
            table=_wish, key=_wish.c.id, left={"name": "", "phone": "", "note": ""}, says=_wish.c.phone != ""
        ),
        "gift": _Class(
            table=_gift, key=_gift.c.env, left={"name": PURGED_NAME, "proxy": None}, says=_gift.c.name != PURGED_NAME
        ),
        "draft": _Class(table=_draft, key=_draft.c.event + ":" + cast(_draft.c.saved, Text)),
        "blob": _Class(table=_blob, key=_blob.c.sha256 + ":" + cast(_blob.c.kept, Text)),
    }
)


class Idle:
    """Erases inside one transaction; notes in ``erased`` what went, as ``class:key``."""

    def __init__(self, connection: Connection, erased: dict[str, int]) -> None:
        """Work through ``connection``."""
        self._connection = connection
        self._erased = erased

    def erase(self, aged: int) -> int:
        """Take away what is old at this moment of the centre (ms); returns how many things went."""
        old_list = old_rows(aged)
        gone = self._go("blob", loose_blobs(aged)) + self._go("draft", old_drafts(aged))
        gone += self._go("wish", old_intentions(aged)) + self._go("row", and_(old_list, _row.c.rec.is_(None)))
        # rows that became a record only lose their copy of the person
        gone += self._run(update(_row).where(old_list).values(**ERASED))
        return gone + self._go("blob", old_attachments(aged)) + self._go("gift", old_gifts(aged))

    def erase_at_close(self, event: str) -> int:
        """Erase the rows of an event's lists that still wait or have to be fixed, and its draft."""
        lists = select(tables.roster.c.id).where(tables.roster.c.event == event)
        idle = _row.c.state.in_((str(RosterRowState.WAITING), str(RosterRowState.TO_FIX)))
        return self._go("row", and_(_row.c.roster.in_(lists), idle)) + self._go("draft", _draft.c.event == event)

    def erase_named(self, ledger: Iterable[str]) -> int:
        """Take away what stands in a ledger (``class:key``) and is here again; returns how many things that were."""
        named: dict[str, list[str]] = {name: [] for name in _CLASSES}
        for one in ledger:
            name, _colon, key = one.partition(":")
            named.get(name, []).append(key)
        return sum(self._go(name, _is_one_of(_CLASSES[name], keys)) for name, keys in named.items() if keys)

    def _go(self, name: str, where: ColumnElement[bool]) -> int:
        kind = _CLASSES[name]
        keys = list(self._connection.execute(select(kind.key).where(where)).scalars())
        if not keys:
            return 0
        self._erased.update((f"{name}:{key}", 1) for key in keys)
        those = kind.key.in_(_each(keys))
        if name == "blob":
            pictures = select(_blob.c.sha256).where(those)
            self._run(delete(tables.photo).where(tables.photo.c.sha256.in_(pictures)))
        if name == "gift":
            told = update(tables.fact).where(tables.fact.c.env.in_(_each(keys)))
            self._run(told.values(protected=b"", signature=b""))
        if kind.left is None:
            return self._run(delete(kind.table).where(those))
        return self._run(update(kind.table).where(those).values(**kind.left))

    def _run(self, statement: Any) -> int:
        return int(self._connection.execute(statement).rowcount)


def _is_one_of(kind: _Class, keys: list[str]) -> ColumnElement[bool]:
    named = kind.key.in_(_each(keys))
    return named if kind.says is None else and_(named, kind.says)


def _each(keys: list[str]) -> Any:
    """Return a list of any length as a query: a statement takes only so many values."""
    return select(func.json_each(json.dumps(keys)).table_valued("value").c.value)
