"""Puts what was read of a damaged store into a sound older copy of it, so that nothing stands half.

A fact counts when its signature holds; an application when the fact it stands on is here. What the damaged file says
is newer than what the copy says. Rows that nothing carries any more go, and are counted.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from fieldapp.domain.facts import chain_link, digest
from fieldapp.domain.outcomes import Transport
from fieldapp.store.audit import BEGINNING, row_hash
from fieldapp.store.fragments import Fragment, Fragments
from fieldapp.store.tables import metadata

Verify = Callable[[bytes, bytes], bool]
"""Whether this laptop signed these bytes: (protected, signature)."""
_ANCHORS = ("secret", "incarnation", "fact", "audit", "application", "feed_cursor", "reference")
"""Tables that are merged by rules of their own."""


class Merge:
    """One merging into the raw connection of a sound copy, in the caller's transaction, foreign keys off."""

    def __init__(self, raw: Any, damaged: Fragments) -> None:
        """Take rows of ``damaged`` into ``raw``."""
        self._raw = raw
        self._damaged = damaged
        self.refused = 0
        self.dropped: Counter[str] = Counter()
        self.unsaid: list[tuple[str, str]] = []
        """Names and document numbers of people of whom a row was readable and no fact: they have to come again."""
        self.damaged_tables: list[str] = []

    def take_secrets(self) -> None:
        """Take the keys first: without them no signature can be checked."""
        self._take("secret")

    def take_all(self, verify: Verify) -> None:
        """Take everything else, then let go what nothing carries."""
        self._take("incarnation")
        self._take_facts(verify)
        self._take_audit()
        self._take_applications()
        for table in metadata.sorted_tables:
            if table.name not in _ANCHORS:
                self._take(table.name)
        self._ask_the_centre_again()
        self._let_go()
        self._close_chains()

    def _read(self, name: str) -> Fragment | None:
        found = self._damaged.table(name)
        if found is None or not found.is_whole:
            self.damaged_tables.append(name)
        return found

    def _take(self, name: str) -> None:
        found = self._read(name)
        for row in found.named() if found else ():
            self._put(name, row)

    def _put(self, name: str, row: dict[str, Any]) -> None:
        """Put a row in the place of the one with its key, unless another row stands in its way."""
        known = metadata.tables[name]
        values = {column: value for column, value in row.items() if column in known.columns}
        keys = [column.name for column in known.primary_key]
        where = " AND ".join(f'"{key}" = ?' for key in keys)
        held = self._raw.execute(f'SELECT * FROM "{name}" WHERE {where}', [values[key] for key in keys]).fetchone()
        self._raw.execute(f'DELETE FROM "{name}" WHERE {where}', [values[key] for key in keys])
        if self._insert(name, values):
            return
        if held is not None:
            self._raw.execute(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(held))})', held)
        self.dropped[name] += 1

    def _insert(self, name: str, values: dict[str, Any]) -> bool:
        named, marks = ", ".join(f'"{column}"' for column in values), ", ".join("?" * len(values))
        query = f'INSERT OR IGNORE INTO "{name}" ({named}) VALUES ({marks})'
        return bool(self._raw.execute(query, list(values.values())).rowcount == 1)

    def _take_facts(self, verify: Verify) -> None:
        found = self._read("fact")
        here = {row[0] for row in self._raw.execute("SELECT env FROM fact")}
        for row in found.named() if found else ():
            if row["env"] in here:
                self._let_bytes_go(row)
                continue
            if not _holds(row, verify) or not self._insert("fact", row):
                self.refused += 1

    def _let_bytes_go(self, row: dict[str, Any]) -> None:
        """A fact that was purged since the copy was made asserts nothing in the copy either."""
        if not row["protected"]:
            self._raw.execute("UPDATE fact SET protected = x'', signature = x'' WHERE env = ?", (row["env"],))

    def _take_audit(self) -> None:
        """Go on with the chain as far as it holds; entries behind a hole prove nothing and are counted."""
        found = self._read("audit")
        n, head = self._raw.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone() or (0, BEGINNING)
        for row in found.named() if found else ():
            if row["n"] <= n:
                continue
            if row["n"] == n + 1 and row["prev"] == head and row_hash(row) == row["hash"]:
                self._insert("audit", row)
                n, head = row["n"], row["hash"]
            else:
                self.dropped["audit"] += 1

    def _take_applications(self) -> None:
        carried = {row[0] for row in self._raw.execute("SELECT sha256 FROM fact")}
        found = self._read("application")
        people = self._damaged.table("person")
        named = {row["id"]: (row["name"], row["document_no"]) for row in people.named()} if people else {}
        here = {row[0] for row in self._raw.execute("SELECT rec FROM application")}
        for row in found.named() if found else ():
            if row["base"] in carried:
                self._put("application", row)
            elif row["rec"] not in here:
                self.dropped["application"] += 1
                self.unsaid.append(named.get(row["person"], ("", "")))

    def _ask_the_centre_again(self) -> None:
        """Let the centre tell everything anew: what it said may be older here, or read in part."""
        for name in ("feed_cursor", "reference"):
            self._raw.execute(f"DELETE FROM {name}")

    def _let_go(self) -> None:
        """Delete what stands half: applications without person or consent, rows whose parents are gone."""
        half = (
            "DELETE FROM application WHERE person NOT IN (SELECT id FROM person)"
            " OR rec NOT IN (SELECT rec FROM consent) OR base NOT IN (SELECT sha256 FROM fact)"
        )
        self.dropped["application"] += self._raw.execute(half).rowcount
        newest = "SELECT max(n) FROM person WHERE document_no <> '' GROUP BY document_no"  # purged people have none
        same = f"DELETE FROM person WHERE document_no <> '' AND n NOT IN ({newest})"
        self.dropped["person"] += self._raw.execute(same).rowcount
        self._raw.execute("DELETE FROM person_key WHERE person NOT IN (SELECT id FROM person)")
        while orphans := self._raw.execute("PRAGMA foreign_key_check").fetchall():
            for table, rowid, *_rest in orphans:
                self._raw.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))
                self.dropped[table] += 1

    def _close_chains(self) -> None:
        """Let every incarnation know its last envelope, and every fact wait for the centre that nothing says of."""
        told = "INSERT INTO outbox (env, inc, seq, size, state, attempts) SELECT env, inc, seq, length(protected),"
        told += " iif(length(protected), ?, ?), 0 FROM fact WHERE env NOT IN (SELECT env FROM outbox)"
        self._raw.execute(told, (str(Transport.READY), str(Transport.DELIVERED)))  # a purged fact was delivered
        newest = "SELECT inc, max(seq), protected FROM fact WHERE length(protected) GROUP BY inc"
        for inc, seq, protected in self._raw.execute(newest).fetchall():
            self._close_chain(inc, seq, bytes(protected))

    def _close_chain(self, inc: str, seq: int, protected: bytes) -> None:
        said = json.loads(protected)
        known = self._raw.execute("SELECT seq FROM incarnation WHERE inc = ?", (inc,)).fetchone()
        values = (seq, chain_link(protected), said["hlc"])
        if known is None:
            began = "INSERT INTO incarnation (inc, why, began, seq, head, hlc) VALUES (?, 'salvaged', ?, ?, ?, ?)"
            self._raw.execute(began, (inc, said["captured"]["time"], *values))
        elif known[0] < seq:
            self._raw.execute("UPDATE incarnation SET seq = ?, head = ?, hlc = ? WHERE inc = ?", (*values, inc))


def _holds(row: dict[str, Any], verify: Verify) -> bool:
    """Whether a fact is what this laptop signed, and its columns say what the envelope says.

    A purged fact asserts nothing any more: only its place in the chain is left.
    """
    protected = bytes(row["protected"])
    if not protected:
        return True
    if digest(protected) != row["sha256"] or not verify(protected, bytes(row["signature"])):
        return False
    said = json.loads(protected)
    named = ("env", "rec", "rev", "inc", "seq")
    return all(said[name] == row[name] for name in named)
