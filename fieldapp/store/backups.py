"""Verified encrypted copies of the open store: made while people work, found again, thinned, put back.

A backup is a folder of three files: the database under its own key, the key slots that open it, and a label that
says nothing about anybody. It appears under its name only when it was written, synced and checked.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher  # type: ignore[import-untyped]  # the wheel has no stubs

from fieldapp.domain.backups import Backup, BackupLabel
from fieldapp.errors import KnownError
from fieldapp.messages import system_reason
from fieldapp.paths import Paths
from fieldapp.store.database import connect
from fieldapp.store.durable import copy_durably, move_durably, sync_folder, write_durably

PREFIX = "fieldapp-"
_UNFINISHED, _ASIDE = ".unfinished-", "set-aside-"
_MOMENT = "%Y%m%d-%H%M%S"
_STORE, _SLOTS, _LABEL = "store.db", "store.keys", "label.json"
_LABEL_BYTES, _COUNT_END = 4096, 1 << 53
_ROOM = 1.1
"""A copy needs the size of the store and a little for the label and the folder."""
_ALL, _HOURLY = timedelta(hours=1), timedelta(hours=24)


def make_backup(store: Path, key: bytes, slots: Path, target: Path, now: datetime) -> Backup:
    """Copy the open store into a new folder below ``target`` and check the copy by opening it.

    Uses a connection of its own that stands on one snapshot, so work goes on meanwhile. Raises
    ``KnownError``: ``backup_no_room``, ``backup_not_written``, ``backup_damaged``.
    """
    unfinished = target / f"{_UNFINISHED}{PREFIX}{now:%Y%m%d-%H%M%S}"
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        _remove_unfinished(target)
        _need_room(store, target)
        unfinished.mkdir(mode=0o700)
        label = _copy(store, key, unfinished / _STORE, now)
        copy_durably(slots, unfinished / _SLOTS)
        write_durably(unfinished / _LABEL, json.dumps(asdict(label)).encode())
        sync_folder(unfinished)
        _check(unfinished / _STORE, key, label)
        finished = _free_name(target, unfinished.name.removeprefix(_UNFINISHED))
        move_durably(unfinished, finished)
    except OSError as error:
        raise KnownError("backup_not_written", reason=system_reason(error)) from error
    except sqlcipher.DatabaseError as error:  # the stick was pulled, or the disk filled up, inside the copying
        raise KnownError("backup_not_written", reason=str(error)) from error
    return _read(finished)


def _copy(store: Path, key: bytes, copy: Path, now: datetime) -> BackupLabel:
    with closing(connect(store, key)) as source, closing(_new(copy, key)) as target:
        source.execute("BEGIN")  # one snapshot: a writer beside us would make the copying start again and again
        extent = _extent(source)
        source.backup(target)
        source.execute("COMMIT")
        target.execute("PRAGMA journal_mode=DELETE").fetchall()  # one file, nothing beside it
    store_id, inc, seq, facts = extent
    return BackupLabel(store=store_id, inc=inc, seq=seq, facts=facts, made=int(now.timestamp() * 1000))


def _new(copy: Path, key: bytes) -> Any:
    try:
        return connect(copy, key)
    except KnownError as error:  # its words are those of a store that cannot be read
        raise KnownError("backup_not_written", reason=str(error.__cause__)) from error


def _extent(connection: Any) -> tuple[str, str, int, int]:
    (store_id,) = connection.execute("SELECT hex(value) FROM secret WHERE name = 'store_id'").fetchone() or ("",)
    latest = connection.execute("SELECT inc, seq FROM incarnation ORDER BY n DESC LIMIT 1").fetchone()
    inc, seq = latest or ("", 0)
    facts = connection.execute("SELECT count(*) FROM fact").fetchone()[0]
    return str(store_id).lower(), str(inc), int(seq), int(facts)


def _check(copy: Path, key: bytes, label: BackupLabel) -> None:
    """Read every page (each carries a MAC), let SQLite compare them, and hold the extent against the label."""
    try:
        with closing(_opened(copy, key)) as connection:
            is_whole = (
                connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
                and connection.execute("PRAGMA cipher_integrity_check").fetchone() is None
                and _extent(connection) == (label.store, label.inc, label.seq, label.facts)
            )
    except sqlcipher.DatabaseError as error:
        raise KnownError("backup_damaged") from error
    if not is_whole:
        raise KnownError("backup_damaged")


def _opened(copy: Path, key: bytes) -> Any:
    """Open a copy for reading only, so that looking at it leaves nothing beside it."""
    raw = sqlcipher.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    raw.execute("PRAGMA cipher_log_level=NONE")
    return raw


def _need_room(store: Path, target: Path) -> None:
    size = sum(path.stat().st_size for path in _files_of(store))
    if shutil.disk_usage(target).free < size * _ROOM:
        raise KnownError("backup_no_room", megabytes=str(int(size * _ROOM) // 1_000_000 + 1))


def _files_of(store: Path) -> Sequence[Path]:
    """Return the database and its write-ahead log, as far as they are there."""
    names = (store, store.with_name(f"{store.name}-wal"))
    return tuple(path for path in names if path.exists())


def _remove_unfinished(target: Path) -> None:
    for folder in target.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder)


def _free_name(target: Path, name: str) -> Path:
    """Return a name that is not taken; the clock may stand still or go back."""
    names = (target / (f"{name}-{n}" if n else name) for n in range(1000))
    return next(path for path in names if not path.exists())


def _read(folder: Path) -> Backup:
    label = _label(folder)
    return Backup(
        folder=folder,
        made=datetime.fromtimestamp(label.made / 1000).astimezone(),
        seq=label.seq,
        facts=label.facts,
        size=sum(path.stat().st_size for path in folder.iterdir()),
        label=label,
    )


def _label(folder: Path) -> BackupLabel:
    """Read a label strictly; a stick comes from anywhere, so what is no plain small file is not even opened."""
    files = [folder / name for name in (_STORE, _SLOTS, _LABEL)]
    if not all(path.is_file() and not path.is_symlink() for path in files):
        raise ValueError("not three files")
    with (folder / _LABEL).open("rb") as file:
        raw = file.read(_LABEL_BYTES + 1)
    said = json.loads(raw) if len(raw) <= _LABEL_BYTES else None
    label = BackupLabel(**said) if isinstance(said, dict) else None
    if label is None or not all(isinstance(one, str) for one in (label.store, label.inc)):
        raise ValueError("not a label")
    if not all(type(one) is int and 0 <= one < _COUNT_END for one in (label.seq, label.facts, label.made)):
        raise ValueError("not a label")
    return label


def backups_in(target: Path) -> tuple[Backup, ...]:
    """Return the finished backups below a folder, newest first; what is none of ours is passed over."""
    found = []
    for folder in target.glob(f"{PREFIX}*") if target.is_dir() else ():
        try:
            found.append(_read(folder))
        except (OSError, ValueError, TypeError, OverflowError, RecursionError):
            continue
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def outdated(
    backups: Iterable[Backup], now: datetime, keep: timedelta, aged: datetime | None = None
) -> tuple[Backup, ...]:
    """Return the backups that may go: those of the last hour stay, then one an hour, after a day one a day.

    The newest always stays. ``keep`` is the retention of personal data, counted up to ``aged`` (the centre's time at
    the last round, ``now`` without a centre): a copy that outlives it would undo every purge. One from far in the
    future was made under a wrong calendar; it goes when a copy with a better date holds as much.
    """
    until = aged or now
    dated, astray = list[Backup](), list[Backup]()
    for one in sorted(backups, key=lambda one: one.made, reverse=True):
        (astray if one.made - max(now, until) > keep else dated).append(one)
    leaving, seen = [one for one in astray if any(other.facts >= one.facts for other in dated)], set[str]()
    for index, one in enumerate(dated):
        age = now - one.made
        slot = f"{one.made:%Y%m%d%H}" if age <= _HOURLY else f"{one.made:%Y%m%d}"
        if index and age > _ALL and (until - one.made > keep or slot in seen):
            leaving.append(one)
        seen.add(slot)
    return tuple(leaving)


def thin(target: Path, store: str, now: datetime, keep: timedelta, aged: datetime | None = None) -> None:
    """Delete this store's backups in a folder that are outdated; one that is gone already is no trouble."""
    mine = (one for one in backups_in(target) if one.label.store == store)
    for one in outdated(mine, now, keep, aged):
        shutil.rmtree(one.folder, ignore_errors=True)


def remove_set_aside(paths: Paths, now: datetime, keep: timedelta) -> None:
    """Delete stores that a restore set aside and whose days are over: they hold the same people as a backup."""
    for folder in paths.data.glob(f"{_ASIDE}*"):
        try:
            made = datetime.strptime(folder.name.removeprefix(_ASIDE), _MOMENT).replace(tzinfo=now.tzinfo)
        except ValueError:
            continue
        if now - made > keep:
            shutil.rmtree(folder, ignore_errors=True)


def check_backup(backup: Backup, key: bytes) -> None:
    """Open a backup and hold it against its label; raises ``KnownError("backup_damaged")``."""
    _check(backup.folder / _STORE, key, backup.label)


def slots_of(backup: Backup) -> Path:
    """Return the key slots that open a backup."""
    return backup.folder / _SLOTS


def copy_of(backup: Backup) -> Path:
    """Return the database of a backup."""
    return backup.folder / _STORE


def put_in_place(backup: Backup, paths: Paths, now: datetime) -> Path | None:
    """Replace the closed store by a checked backup; returns where the replaced files were set aside, if there were any.

    Cut off anywhere, the folder holds a store that opens: the old one, or the backup. The log of the old store goes
    first, because it must never be replayed into another database. Raises ``KnownError("backup_not_written")``.
    """
    aside = paths.data / f"{_ASIDE}{now:{_MOMENT}}"
    fresh_store, fresh_slots = (path.with_name(f"{path.name}.restored") for path in (paths.store, paths.key_slots))
    try:
        paths.make()
        copy_durably(backup.folder / _STORE, fresh_store)
        copy_durably(slots_of(backup), fresh_slots)
        old = [path for path in (*_files_of(paths.store), paths.key_slots) if path.exists()]
        if old:
            aside.mkdir(mode=0o700, exist_ok=True)
        for path in old:
            copy_durably(path, aside / path.name)
        for name in ("-wal", "-shm"):
            paths.store.with_name(f"{paths.store.name}{name}").unlink(missing_ok=True)
        sync_folder(paths.data)
        fresh_slots.replace(paths.key_slots)
        fresh_store.replace(paths.store)
        sync_folder(paths.data)
    except OSError as error:
        raise KnownError("backup_not_written", reason=system_reason(error)) from error
    return aside if old else None
