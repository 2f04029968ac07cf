"""Finding people (记录去哪了): by name, letters, last digits or a whole number, or a name with digits."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, column, func, or_, select, table, text, union

from fieldapp.domain.numbering import ungrouped
from fieldapp.domain.ports import BlindIndexer
from fieldapp.domain.text import half_width
from fieldapp.domain.views import SearchHit
from fieldapp.store import tables
from fieldapp.store.queries.at_once import rows_at_once
from fieldapp.store.queries.persons import time_of
from fieldapp.store.queries.standing import newest_verdicts, people_select, standing_of
from fieldapp.store.search import beginning, phrase

MOST_CANDIDATES = 200
"""How many people one search weighs, the newest; who types more gets a shorter list."""
TAIL_LENGTH = 4
LONGEST_TAIL = 6
"""The end of a number by which somebody may be looked for: enough to tell people of one tail apart."""
_RECEIPT_CODE = "UR1:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody typed, by kind: characters of a name, letters for it, digits of a number."""

    name: str
    letters: str
    digits: str

    @property
    def match(self) -> str:
        """Return the full-text query, empty without words."""
        said = (phrase(self.name) if self.name else "", beginning(self.letters) if self.letters else "")
        return " AND ".join(filter(None, said))


def read_words(words: str) -> Wanted:
    """Part what was typed: ``张 0022`` is a name with last digits, ``4821 3013 0129`` one number.

    An input method left in full width types ``ｚｓ０１``.
    """
    pieces = half_width(words).strip().removeprefix(_RECEIPT_CODE).split()
    name = "".join(piece for piece in pieces if not piece.isascii())
    letters = "".join(piece for piece in pieces if piece.isascii() and piece.isalpha())
    digits = "".join(piece for piece in pieces if piece.isascii() and any(one.isdigit() for one in piece))
    return Wanted(name=name, letters=letters, digits=ungrouped(digits).upper())


def search(connection: Connection, indexer: BlindIndexer, words: str, limit: int) -> tuple[SearchHit, ...]:
    """Find people; newest first. Fewer than four digits alone find nobody."""
    wanted = read_words(words)
    people = _people(indexer, wanted)
    if people is None:
        return ()
    application = tables.application
    query = people_select().where(application.c.person.in_(people))
    rows = rows_at_once(connection, query.order_by(application.c.captured.desc()).limit(limit))
    verdicts = newest_verdicts(connection, (row.rec for row in rows))
    return tuple(_hit(row, standing_of(row, verdicts.get(row.rec)).status_code) for row in rows)


def _hit(row: Any, status_code: str) -> SearchHit:
    return SearchHit(
        rec=row.rec,
        name=row.name,
        tail=row.tail,
        phone_tail=row.phone_tail,
        number=row.number,
        receipt=row.receipt,
        event=row.event,
        time=time_of(row.captured),
        status_code=status_code,
    )


def _people(indexer: BlindIndexer, wanted: Wanted) -> Select[Any] | None:
    """Return the candidates, each kind by its own index: joined, the planner walks through everybody.

    They stay in the database: every row that comes out is a moment in which another thread may take the interpreter.
    """
    person = tables.person
    if wanted.digits and len(wanted.digits) < TAIL_LENGTH and not wanted.match:
        return None
    query = select(person.c.id).order_by(person.c.n.desc())
    if wanted.match and not wanted.digits:
        query = query.where(person.c.n.in_(_newest(wanted.match)))
    elif len(wanted.digits) >= TAIL_LENGTH and wanted.match:  # few people: each is asked for its name
        is_named = _named(wanted.match).where(column("rowid") == person.c.n).exists()
        query = query.where(_ends_with(wanted.digits), is_named)
    elif wanted.match:
        query = query.where(person.c.n.in_(_named(wanted.match)), _ends_with(wanted.digits))
    elif wanted.digits:
        query = query.where(person.c.id.in_(_numbered(indexer, wanted.digits)))
    else:
        return None
    return select(query.limit(MOST_CANDIDATES).subquery().c.id)


def _newest(match: str) -> Select[Any]:
    return _named(match).order_by(column("rowid").desc()).limit(MOST_CANDIDATES)


def _named(match: str) -> Select[Any]:
    rows: Select[Any] = select(column("rowid")).select_from(table("search_person"))
    return rows.where(text("search_person MATCH :match")).params(match=match)


def _ends_with(digits: str) -> ColumnElement[bool]:
    person = tables.person
    by_tail = [person.c.tail == digits[-TAIL_LENGTH:], person.c.phone_tail == digits[-TAIL_LENGTH:]]
    ends = or_(is_end_of(person.c.document_no, digits), is_end_of(person.c.phone, digits))
    return or_(*by_tail) & ends if len(digits) >= TAIL_LENGTH else ends


def is_end_of(number: ColumnElement[str], digits: str) -> ColumnElement[bool]:
    """Whether a number ends with these digits, a few of them, or is them.

    Between both nothing is found: who may not see a number would read it off the list digit by digit.
    """
    ends = func.substr(number, -len(digits)) == digits
    return ends if len(digits) <= LONGEST_TAIL else ends & (func.length(number) == len(digits))


def _numbered(indexer: BlindIndexer, digits: str) -> Select[Any]:
    """Return people by the end of document or phone, the whole document, a receipt or a member number."""
    person, application, key = tables.person, tables.application, tables.person_key
    tail = digits[-TAIL_LENGTH:]
    recs = union(
        select(application.c.rec).where(application.c.receipt == digits),
        select(tables.lease_use.c.rec).where(tables.lease_use.c.number == digits),
        select(tables.outcome.c.rec).where(tables.outcome.c.number == digits),
    )
    found = union(
        select(person.c.id).where(person.c.tail == tail, is_end_of(person.c.document_no, digits)),
        select(person.c.id).where(person.c.phone_tail == tail, is_end_of(person.c.phone, digits)),
        select(key.c.person).where(key.c.idh.in_(indexer.documents(digits))),
        select(application.c.person).where(application.c.rec.in_(recs)),
    ).subquery()
    return select(found.c[0])
