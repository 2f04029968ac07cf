"""A laptop's store for figures, filled straight into its tables: 200,000 use cases would take hours."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import insert

from fieldapp.app import Application, FirstRun
from fieldapp.crypto.blind_indexes import BlindIndex
from fieldapp.crypto.key_slots import Cost, open_with_passphrase
from fieldapp.domain.identity import tail
from fieldapp.domain.problems import Refusal
from fieldapp.paths import Paths, under
from fieldapp.store import tables
from fieldapp.store.database import Database
from fieldapp.store.key_changes import BLIND_KEY
from fieldapp.store.preferences import Secrets
from fieldapp.store.search import index_people
from tests.support.people import WORK_COUNTY, SyntheticPerson

PASSPHRASE = "a passphrase for a figure"
CHEAP = Cost(memory_kib=1024, time=1, parallelism=1)
CHUNK = 5000


def set_up(home: Path) -> Paths:
    """Make an empty store below ``home``."""
    paths = under(home)
    first_run = FirstRun(passphrase=PASSPHRASE, device_name="bench", supervisor="bench")
    created = Application.create(paths, first_run, cost=CHEAP)
    if isinstance(created, Refusal):
        raise SystemExit(created.code)
    created.application.close()
    return paths


def unlocked(paths: Paths) -> Application:
    """Open the store."""
    application = Application.unlock(paths, PASSPHRASE)
    if isinstance(application, Refusal):
        raise SystemExit(application.code)
    return application


def data_key(paths: Paths, passphrase: str = PASSPHRASE) -> bytes:
    """Return the key of the store's file."""
    key = open_with_passphrase(paths.key_slots, passphrase)
    if isinstance(key, Refusal):
        raise SystemExit(key.code)
    return key


def fill(paths: Paths, people: Iterable[SyntheticPerson], passphrase: str = PASSPHRASE) -> None:
    """Put people with their blind indexes and one live application each into a closed store."""
    database = Database(paths.store, data_key(paths, passphrase))
    with database.reading() as connection:
        blind = BlindIndex(Secrets(connection).get(BLIND_KEY) or b"", 0)
    rows: list[tuple[int, SyntheticPerson]] = []
    for number, person in enumerate(people, 1):
        rows.append((number, person))
        if len(rows) == CHUNK:
            _write(database, blind, rows)
            rows = []
    if rows:
        _write(database, blind, rows)
    database.close()


def _write(database: Database, blind: BlindIndex, rows: list[tuple[int, SyntheticPerson]]) -> None:
    with database.writing() as connection, connection.begin():
        connection.execute(insert(tables.person), [_person(n, one) for n, one in rows])
        index_people(connection, [(f"p{n}", one.name) for n, one in rows])
        connection.execute(insert(tables.person_key), [_keys(n, one, blind) for n, one in rows])
        connection.execute(insert(tables.application), [_application(n, one) for n, one in rows])


def _person(number: int, person: SyntheticPerson) -> dict[str, object]:
    return {
        "id": f"p{number}",
        "name": person.name,
        "document_type": str(person.document_type),
        "document_no": person.document_no,
        "phone": person.phone,
        "tail": tail(person.document_no),
        "phone_tail": person.phone[-4:],
        "created": number,
    }


def _keys(number: int, person: SyntheticPerson, blind: BlindIndex) -> dict[str, object]:
    return {
        "person": f"p{number}",
        "kv": blind.version,
        "idh": blind.document(person.document_no),
        "ph": blind.phone(person.phone),
        "nb": f"n{number}",
    }


def _application(number: int, person: SyntheticPerson) -> dict[str, object]:
    return {
        "rec": f"r{number}",
        "person": f"p{number}",
        "event": "bench",
        "kind": "enrollment",
        "region": WORK_COUNTY,
        "group_code": person.group,
        "employment": "platform",
        "channel": "collective",
        "document_check": "original",
        "deferred": "[]",
        "receipt": f"9{number:011d}",
        "operator": "bench",
        "captured": number,
        "is_live": True,
        "rev": 1,
        "base": "0" * 64,
    }
