"""Saves what can be read of a damaged store into its newest sound backup, and counts what cannot.

The damaged files stay whole beside it, the store is replaced in one step, and a cut anywhere leaves either the damaged
store or the saved one. The saved one begins a new incarnation: its numbers and leases are never used again.
"""

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy import select

from fieldapp.domain.backups import Backup, Salvage, Unread
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.views import OperatorRole
from fieldapp.errors import KnownError
from fieldapp.messages import system_reason
from fieldapp.paths import Paths
from fieldapp.store import tables
from fieldapp.store.backups import backups_in, check_backup, copy_of, make_backup, put_in_place
from fieldapp.store.database import Database, connect
from fieldapp.store.durable import copy_durably, replace_durably
from fieldapp.store.fragments import Fragments
from fieldapp.store.merging import Merge, Verify
from fieldapp.store.migrate import migrate
from fieldapp.store.operators import supervisor_without_pin
from fieldapp.store.people import People
from fieldapp.store.preferences import Secrets
from fieldapp.store.search import index_people
from fieldapp.store.sidecar import FILE_NAME, LEDGER_NAME, Marks
from fieldapp.store.stores import SYSTEM, Store
from fieldapp.store.unit_of_work import Keys, UnitOfWork

_WORK = "salvage.unfinished"
_AT_ONCE = 500
SUPERVISOR = "负责人"
"""Stands for a supervisor whose name could not be read."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the store needs of the application: its keys from the secrets, and the check of its own signature."""

    make_keys: Callable[[Secrets], Keys]
    make_verify: Callable[[Secrets], Verify]
    clock: Clock
    ids: Ids


def salvage(paths: Paths, key: bytes, wiring: Wiring, others: Iterable[Backup] = ()) -> Salvage:
    """Replace the closed, damaged store by everything that is left of it; ``others`` are backups from elsewhere.

    Raises ``KnownError``: ``salvage_nothing`` (no backup opens and the file gives no keys), ``backup_not_written``,
    ``backup_no_room``.
    """
    work = paths.data / _WORK
    shutil.rmtree(work, ignore_errors=True)
    try:
        (work / "sidecar").mkdir(parents=True, mode=0o700)
        _copy_damaged(paths, work)
        base = _lay_base(key, work / "store.db", (*others, *backups_in(paths.backups)))
        told = _merge(key, work, wiring, base)
        ready = make_backup(work / "store.db", key, paths.key_slots, work / "ready", wiring.clock.now())
        aside = put_in_place(ready, paths, wiring.clock.now())
        replace_durably(paths.sidecar / FILE_NAME, (work / "sidecar" / FILE_NAME).read_bytes())
    except OSError as error:
        raise KnownError("backup_not_written", reason=system_reason(error)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return told if aside is None else told.beside(aside)


def _copy_damaged(paths: Paths, work: Path) -> None:
    """Copy the damaged files: to read them may write into their log, and they are evidence."""
    for name in ("", "-wal"):
        source = paths.store.with_name(paths.store.name + name)
        if source.exists():
            copy_durably(source, work / f"damaged.db{name}")
    for name in (FILE_NAME, LEDGER_NAME):
        if (paths.sidecar / name).exists():
            copy_durably(paths.sidecar / name, work / "sidecar" / name)


def _lay_base(key: bytes, target: Path, backups: Iterable[Backup]) -> datetime | None:
    """Lay the newest backup that opens under this key; returns when it was made, None for an empty store."""
    for one in sorted(backups, key=lambda one: one.made, reverse=True):
        try:
            check_backup(one, key)
        except KnownError:
            continue
        copy_durably(copy_of(one), target)
        return one.made
    return None


def _merge(key: bytes, work: Path, wiring: Wiring, base: datetime | None) -> Salvage:
    database = Database(work / "store.db", key)
    try:
        migrate(database, lambda: None)
        before = _facts(database)
        merge = _take(database, key, work / "damaged.db", wiring)
        store = Store(database, work / "sidecar", wiring.make_keys, wiring.clock)
        told = _told(database, merge, store.marks(), before, base)
        store.resume(wiring.ids, because="salvaged")  # before any other commit writes younger marks
        _purge_what_the_backup_brought(store)
        _index(store)
        with store.transaction() as transaction:
            _need_supervisor(transaction.uow, wiring.ids)
            transaction.uow.audit.note(SYSTEM, "salvaged", store.id, saved=told.saved, missing=told.missing)
            transaction.keep()
        if not database.is_sound():
            raise KnownError("salvage_nothing")
        store.shrink()  # the words of purged people stand in no free page of what is kept
        return told
    finally:
        database.close()


def _take(database: Database, key: bytes, damaged: Path, wiring: Wiring) -> Merge:
    with closing(connect(database.path, key)) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("BEGIN IMMEDIATE")
        merge = Merge(raw, Fragments(damaged, key))
        merge.take_secrets()
        raw.execute("COMMIT")
        with database.reading() as connection:
            verify = _verifier(Secrets(connection), wiring)
        raw.execute("BEGIN IMMEDIATE")
        merge.take_all(verify)
        raw.execute("COMMIT")
    database.reopen()
    return merge


def _verifier(secrets: Secrets, wiring: Wiring) -> Verify:
    try:
        wiring.make_keys(secrets)
    except KnownError as error:
        raise KnownError("salvage_nothing") from error
    return wiring.make_verify(secrets)


def _need_supervisor(uow: UnitOfWork, ids: Ids) -> None:
    """Whoever has the passphrase is a supervisor; without one nobody could begin work."""
    table = tables.operator
    found = select(table.c.id).where(table.c.is_active, table.c.role == str(OperatorRole.SUPERVISOR))
    if uow.connection.execute(found).first() is not None:
        return
    boss = supervisor_without_pin(OperatorId(ids.new()), SUPERVISOR)
    uow.operators.add(boss, None)
    uow.audit.note(SYSTEM, "operator_added", boss.id, role=boss.role)


def _purge_what_the_backup_brought(store: Store) -> None:
    """Whoever has a tombstone is purged anew: what the damaged file does not hold any more, the older copy may."""
    with store.transaction() as work:
        work.uow.retention.erase_remains()
        work.keep()


def _index(store: Store) -> None:
    """Compute blind indexes and search words again."""
    with store.transaction() as work:
        uow: UnitOfWork = work.uow
        there = select(tables.person.c.id, tables.person.c.name).where(tables.person.c.document_no != "")
        uow.connection.exec_driver_sql("DELETE FROM search_person")
        index_people(uow.connection, ((one.id, one.name) for one in uow.connection.execute(there).all()))
        people, place = People(uow.connection, store.keys.indexer), 0
        while place := people.index_again(place, _AT_ONCE):
            pass
        row = ""
        while row := uow.rosters.index_again(row, _AT_ONCE):
            pass
        work.keep()


def _facts(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM fact").scalar_one())


def _told(database: Database, merge: Merge, marks: Marks | None, before: int, base: datetime | None) -> Salvage:
    """Say what was saved, what the marks prove to be missing, and what stands nowhere but in the outbox."""
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT inc, seq, kind, rec FROM fact").all()
        records = set(connection.exec_driver_sql("SELECT rec FROM application").scalars())
    here: dict[str, set[int]] = {}
    for row in rows:
        here.setdefault(row.inc, set()).add(row.seq)
    if marks is not None:
        here.setdefault(marks.inc, set())
    last = {inc: max(seqs, default=0) for inc, seqs in here.items()}
    if marks is not None:
        last[marks.inc] = max(last[marks.inc], marks.seq)
    holes = [(inc, seq) for inc, seqs in here.items() for seq in range(1, last[inc] + 1) if seq not in seqs]
    unlisted = {row.rec for row in rows if row.kind == "enrollment"} - records
    return Salvage(
        backup=base,
        saved=len(rows) - before,
        facts=len(rows),
        missing=len(holes),
        is_proved=marks is not None,
        gaps=_spans(holes),
        unlisted=len(unlisted),
        refused=merge.refused,
        again=tuple(Unread(name=name, tail=number[-4:]) for name, number in merge.unsaid),
        tables=tuple(dict.fromkeys(merge.damaged_tables)),
    )


def _spans(holes: list[tuple[str, int]]) -> tuple[tuple[int, int], ...]:
    """Return the first and last number of every run of missing envelopes."""
    spans = []
    for inc, run in groupby(holes, key=lambda hole: hole[0]):
        numbers = [number for _inc, number in run]
        del inc
        for _shift, together in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
            run_of = [number for _place, number in together]
            spans.append((run_of[0], run_of[-1]))
    return tuple(spans)
