"""People and their blind indexes, from which the search for duplicates lives."""

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from fieldapp.domain.facts import BlindKeys, PersonFact
from fieldapp.domain.identity import derive, tail
from fieldapp.domain.ids import PersonId
from fieldapp.domain.ports import BlindIndexer
from fieldapp.store import tables
from fieldapp.store.search import index_people, index_person

_WITH_DOCUMENT = select(tables.person_key.c.person).where(
    tables.person_key.c.idh.in_(bindparam("keys", expanding=True))
)
_LISTED = select(tables.member_key.c.kv).where(tables.member_key.c.idh == bindparam("key"))
_REPLACE_KEYS = update(tables.person_key).where(tables.person_key.c.person == bindparam("who"))


def birth_text(person: PersonFact) -> str:
    """Return the birth day (yyyymmdd) that the number tells or the person stated; empty if neither."""
    told = derive(person.document_no)
    return told[0].strftime("%Y%m%d") if told else person.birth or ""


def person_fact(row: Any) -> PersonFact:
    """Build the stated person from a row of ``person``."""
    return PersonFact(
        name=row.name,
        document_type=row.document_type,
        document_no=row.document_no,
        phone=row.phone,
        sex=row.sex,
        birth=row.birth,
        ethnicity=row.ethnicity,
        migrant=row.migrant,
        employer=row.employer,
    )


class People:
    """Adds, changes and finds people; a document number names at most one."""

    def __init__(self, connection: Connection, indexer: BlindIndexer) -> None:
        """Work through ``connection`` with the blind indexes of ``indexer``."""
        self._connection = connection
        self._indexer = indexer
        self._nobody: set[str] = set()

    def keys(self, person: PersonFact) -> BlindKeys:
        """Return the blind indexes of a person under the key in force."""
        return self._indexer.keys(
            document_no=person.document_no, phone=person.phone, name=person.name, birth=birth_text(person)
        )

    def with_document(self, document_no: str) -> PersonId | None:
        """Return who has this document number; that nobody has it is asked once."""
        if document_no in self._nobody:
            return None
        keys = self._indexer.documents(document_no)
        person = self._connection.execute(_WITH_DOCUMENT, {"keys": keys}).scalar_one_or_none()
        if person is None:
            self._nobody.add(document_no)
        return PersonId(person) if person else None

    def is_listed_at_centre(self, document_no: str) -> bool:
        """Whether the centre's member list has this number: only 可能已是会员."""
        found = self._connection.execute(_LISTED, {"key": self._indexer.document(document_no)})
        return found.scalar_one_or_none() == self._indexer.version

    def get(self, person: PersonId) -> PersonFact:
        """Return what a person stated."""
        return person_fact(self._connection.execute(select(tables.person).where(tables.person.c.id == person)).one())

    def add(self, person: PersonId, fact: PersonFact, created: int) -> BlindKeys:
        """Add a person; their document number must not be here yet."""
        self._connection.execute(insert(tables.person), {"id": person, "created": created, **_columns(fact)})
        index_people(self._connection, ((person, fact.name),))
        return self._keep_keys(person, fact)

    def change(self, person: PersonId, fact: PersonFact) -> BlindKeys:
        """Replace what a person stated."""
        self._connection.execute(update(tables.person).where(tables.person.c.id == person).values(**_columns(fact)))
        self._connection.execute(delete(tables.person_key).where(tables.person_key.c.person == person))
        index_person(self._connection, person, fact.name)
        return self._keep_keys(person, fact)

    def _keep_keys(self, person: PersonId, fact: PersonFact) -> BlindKeys:
        self._nobody.clear()
        keys = self.keys(fact)
        row = {"person": person, "kv": keys.kv, "idh": keys.idh, "ph": keys.ph, "nb": keys.nb}
        self._connection.execute(insert(tables.person_key), row)
        return keys

    def index_again(self, after: int, limit: int) -> int:
        """Compute the blind indexes of the next people again (after the key changed).

        ``after`` and the result are places in the order of ``person.n``; 0 when nobody came after. Of purged people
        nothing is left to compute from: theirs stay as they are.
        """
        table = tables.person
        rows = self._connection.execute(select(table).where(table.c.n > after).order_by(table.c.n).limit(limit)).all()
        entries = []
        for row in (row for row in rows if row.document_no):
            keys = self.keys(person_fact(row))
            entries.append({"who": row.id, "kv": keys.kv, "idh": keys.idh, "ph": keys.ph, "nb": keys.nb})
        if entries:
            self._connection.execute(_REPLACE_KEYS, entries)
        return int(rows[-1].n) if rows else 0


def _columns(fact: PersonFact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "document_type": fact.document_type,
        "document_no": fact.document_no,
        "phone": fact.phone,
        "sex": fact.sex,
        "birth": fact.birth,
        "ethnicity": fact.ethnicity,
        "migrant": fact.migrant,
        "employer": fact.employer,
        "tail": tail(fact.document_no),
        "phone_tail": fact.phone[-4:],
    }
