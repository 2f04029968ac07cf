"""What can still be read of a damaged database: row by row past the bad pages. Judges nothing, changes nothing.

SQLCipher checks every page's MAC, so what is read is what was written; a page that fails takes its rows with it.
After such a page a connection stays useless, so every attempt behind one has a connection of its own.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]  # the wheel has no stubs

from fieldapp.errors import KnownError
from fieldapp.store.database import connect

_FARTHEST = 1 << 40
"""No table has that many rows; a hole is searched for its end no farther."""
_FIRST = -(1 << 62)


@dataclass(slots=True)
class Fragment:
    """The readable rows of one table; ``is_whole`` when no page of it was bad."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    is_whole: bool = True

    def named(self) -> Iterator[dict[str, Any]]:
        """Go through the rows as name → value."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


class Fragments:
    """Reads the tables of a database whose pages may be bad."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Read a copy: opening one may finish what its log holds."""
        self._path = path
        self._key = key

    def table(self, name: str) -> Fragment | None:
        """Return what is readable of a table; None where nothing says that there is such a table."""
        columns = self._try(lambda raw: tuple(row[1] for row in raw.execute(f'PRAGMA table_info("{name}")')))
        if not columns:
            return None
        found = Fragment(columns)
        has_rowid = self._try(lambda raw: raw.execute(f'SELECT rowid FROM "{name}" LIMIT 0').fetchall()) is not None
        start: int | None = _FIRST
        while start is not None:
            last = self._read_on(name, found, start if has_rowid else None)
            if last is None:
                return found
            found.is_whole = False
            start = self._behind(name, last + 1) if has_rowid else None
        return found

    def _read_on(self, name: str, found: Fragment, start: int | None) -> int | None:
        """Read rows until the end (None) or until a bad page (the last row that was read, or where reading began)."""
        listed = ", ".join(f'"{column}"' for column in found.columns)
        query = f'SELECT {"rowid" if start is not None else "0"}, {listed} FROM "{name}"'
        query += f" WHERE rowid >= {start} ORDER BY rowid" if start is not None else ""
        last = (start or 0) - 1
        try:
            with closing(connect(self._path, self._key)) as raw:
                for place, *row in raw.execute(query):
                    found.rows.append(tuple(row))
                    last = place
        except (sqlcipher.DatabaseError, KnownError):
            return last
        return None

    def _behind(self, name: str, start: int) -> int | None:
        """Return a row number behind the bad page from which rows are readable again; None when there is none."""
        if start <= _FIRST + 1:  # nothing was read yet: row numbers begin at 1
            start = 0
        step = 1
        while step < _FARTHEST:
            if self._is_readable(name, start + step):
                break
            step *= 2
        else:
            return None
        unreadable, readable = start + step // 2, start + step
        while readable - unreadable > 1:
            middle = (unreadable + readable) // 2
            if self._is_readable(name, middle):
                readable = middle
            else:
                unreadable = middle
        return readable

    def _is_readable(self, name: str, start: int) -> bool:
        query = f'SELECT * FROM "{name}" WHERE rowid >= {start} ORDER BY rowid LIMIT 1'
        return self._try(lambda raw: raw.execute(query).fetchall()) is not None

    def _try(self, act: Callable[[Any], Any]) -> Any:
        try:
            with closing(connect(self._path, self._key)) as raw:
                return act(raw)
        except (sqlcipher.DatabaseError, KnownError):
            return None
