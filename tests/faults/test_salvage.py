"""Damaged at random places and salvaged: who was acknowledged is there, or counted as missing. Never silently wrong."""

import shutil
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from fieldapp.app import Application, Restored
from fieldapp.crypto.signed import verify_signature
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.errors import KnownError
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.events import CreateEvent, OpenEvent, create_event, open_event
from fieldapp.services.exports import NoteExport, note_export
from tests.faults.drill import Rounds, column
from tests.faults.test_disk_trouble import mutilate
from tests.support.desk import PASSPHRASE, Desk, draft, enroll, event, set_up, supervisor_of

pytestmark = pytest.mark.faults

BACKED_UP, AFTERWARDS = 20, 60
MOST_WOUNDS = 6


def test_a_salvaged_store_hides_nothing_that_it_lost(tmp_path: Path) -> None:
    desk = set_up(tmp_path / "home", ApprovalPolicy.DELEGATED, maximum=1000)
    desk.grant_lease(size=50)
    desk.open_window()
    people = [enroll(desk, serial).rec for serial in range(BACKED_UP)]
    desk.application.back_up()
    people += [enroll(desk, serial).rec for serial in range(BACKED_UP, BACKED_UP + AFTERWARDS)]
    living = tmp_path / "living"
    shutil.copytree(desk.paths.data.parent, living)  # the log beside the store, as after a kill
    desk.application.close()
    rounds, lost, seen = Rounds("salvaged_store", 60, 3_000), list[str](), Counter[str]()

    for number, chance in rounds:
        shutil.rmtree(desk.paths.data.parent)
        shutil.copytree(living, desk.paths.data.parent)
        for _ in range(chance.randint(1, MOST_WOUNDS)):
            log = desk.paths.store.with_name("store.db-wal")
            mutilate(chance.choice((desk.paths.store, desk.paths.store, log)), chance)
        if chance.random() < 0.3:
            shutil.rmtree(desk.paths.backups)
        lost.extend(f"{number}: {one}" for one in _lies(desk, people, seen))
        if lost:
            break

    rounds.report(lost, acknowledged=len(people) * rounds.tried, **seen)
    assert lost == []
    assert seen["saved"] > 0
    assert seen["missing"] > 0, "the wounds hit nothing"


def _lies(desk: Desk, people: list[str], seen: Counter[str]) -> list[str]:
    """Salvage and return where the words and the store disagree, and what stands half in it."""
    try:
        saved = Application.salvage(desk.paths, PASSPHRASE, clock=desk.clock)
    except KnownError as error:
        seen[error.code] += 1
        return [] if error.code == "salvage_nothing" and not desk.paths.backups.exists() else [error.code]
    assert isinstance(saved, Restored)
    desk.application, told = saved.application, saved.told
    assert told is not None
    try:
        wrong = _halves(desk)
        with desk.application._store.database.reading() as connection:
            facts = set(connection.exec_driver_sql("SELECT rec FROM fact WHERE kind = 'enrollment'").scalars())
            records = set(connection.exec_driver_sql("SELECT rec FROM application").scalars())
        gone = set(people) - facts
        wrong += [f"{len(gone)} gone and {told.missing} told"] if told.is_proved and len(gone) > told.missing else []
        wrong += ["unlisted"] if len(facts - records) != told.unlisted else []
        wrong += ["not a new life"] if saved.application.read.lease_left() else []
        wrong += _cannot_go_on(desk)
    finally:
        desk.application.close()
    seen.update(saved=told.saved, missing=told.missing, unlisted=told.unlisted, people_gone=len(gone), stores=1)
    return wrong


def _halves(desk: Desk) -> list[str]:
    """Return what is not as every store has to be."""
    application, public = desk.application, desk.application.device_key.public
    wrong = [] if application.is_sound() else ["pages"]
    wrong += ["audit"] if application.audit_fault() else []
    raw = application._store.database.raw
    for protected, signature in raw(lambda one: one.execute("SELECT protected, signature FROM fact").fetchall()):
        wrong += [] if verify_signature(public, "envelope", bytes(protected), bytes(signature)) else ["signature"]
    records = (
        "SELECT rec FROM application WHERE rec NOT IN (SELECT rec FROM fact) OR rec NOT IN (SELECT rec FROM consent)"
    )
    wrong += [f"{rec} in part" for rec in raw(lambda one: column(one, records))]
    wrong += [
        f"{env} not queued"
        for env in raw(lambda one: column(one, "SELECT env FROM fact EXCEPT SELECT env FROM outbox"))
    ]
    wrong += raw(partial(column, query="PRAGMA foreign_key_check"))
    numbers = Counter(raw(partial(column, query="SELECT number FROM lease_use")))
    return wrong + [number for number, count in numbers.items() if count > 1]


def _cannot_go_on(desk: Desk) -> list[str]:
    """Let a supervisor begin an event and enroll somebody: whatever else was lost, the day goes on."""
    boss, meeting = supervisor_of(desk.application).id, event()
    desk.must(note_export, NoteExport(what="day_report", subject=desk.event, rows=1, operator=boss))
    if not any(one.id == meeting.host for one in desk.application.read.organisations()):
        return []  # the unions come again from the centre
    desk.must(create_event, CreateEvent(event=meeting, operator=boss))
    desk.must(open_event, OpenEvent(event=meeting.id, operator=boss))
    desk.must(confirm, ConfirmApplication(draft=draft(900), event=meeting.id, operator=boss))
    return []
