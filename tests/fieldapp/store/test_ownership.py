"""Every table has one writer: use cases of the field, or what the centre signed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.forms import delegation_form, event_form, organisation_form
from fieldapp.services.cards import HandOver, PrepareCard, RecordPrinted, hand_over, prepare, record_printed
from fieldapp.services.corrections import ReviseApplication, revise
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.events import CloseEvent, CreateEvent, close_event, create_event
from fieldapp.services.handouts import HandOut, hand_out
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.services.rosters import CheckIn, check_in
from fieldapp.services.settings import ChangeSetting, change_setting
from fieldapp.services.voids import VoidRecord, void_record
from fieldapp.store.tables import Owner, metadata, owner_of
from tests.support.desk import (
    ORGANISATIONS,
    delegation,
    draft,
    enroll,
    open_desk,
    outcome_body,
    roster_row,
)
from tests.support.desk import (
    event as meeting,
)

_WRITES = re.compile(r"^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


@contextmanager
def written_tables(desk) -> Iterator[set[str]]:
    """Collect the tables that statements of the writer name."""
    found: set[str] = set()

    def watch(connection, cursor, statement, *rest):
        match = _WRITES.match(statement)
        if match:
            found.add(match[1])

    engine = desk.application._store.database._writer
    event.listen(engine, "before_cursor_execute", watch)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", watch)


@pytest.fixture
def desk(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as made:
        made.grant_lease()
        made.open_window()
        yield made


def a_whole_day(desk):
    people = [enroll(desk, serial) for serial in (1, 2)]
    first, second = (person.rec for person in people)
    who = {"event": desk.event, "operator": desk.operator}
    desk.must(save_draft, SaveDraft(draft=draft(3), **who))
    desk.must(revise, ReviseApplication(rec=first, changed={"name": "张建军"}, reason="", **who))
    card = desk.must(prepare, PrepareCard(rec=first, **who))
    desk.must(record_printed, RecordPrinted(job=card.job, operator=desk.operator))
    desk.must(hand_over, HandOver(rec=first, **who))
    desk.must(hand_out, HandOut(rec=first, item="gift", **who))
    desk.must(void_record, VoidRecord(rec=second, reason="错", event=desk.event, operator=desk.supervisor))
    listed = ImportRoster(
        company="x", file_name="x", file_digest="x", rows=(roster_row(8),), defaults={"region": "150203"}, **who
    )
    roster = desk.must(import_roster, listed).roster
    row = desk.application.read.roster_rows(roster)[0].id
    consent = ConsentAct(method=ConsentMethod.PEN)
    desk.must(check_in, CheckIn(row=row, consent=consent, changed={"employment": "platform"}, **who))
    desk.must(change_setting, ChangeSetting(name="theme", value="dark", operator=desk.operator))
    desk.must(create_event, CreateEvent(event=meeting(), operator=desk.supervisor))
    desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))


def test_every_table_has_an_owner():
    assert {owner_of(name) for name in metadata.tables} == set(Owner)


def test_every_table_of_the_file_is_declared(desk):
    with desk.application._store.database.reading() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()

    unknown = {name for name in names if not name.startswith(("search_person", "alembic", "sqlite_"))} - set(
        metadata.tables
    )
    assert unknown == set()
    assert owner_of("search_person") is Owner.DERIVED


def test_use_cases_write_nothing_of_the_hub(desk):
    with written_tables(desk) as written:
        a_whole_day(desk)

    assert len(written) > 15
    assert {name for name in written if owner_of(name) is Owner.HUB} == set()


def test_slices_write_nothing_of_the_device(desk):
    rec = enroll(desk, 1).rec
    with written_tables(desk) as written:
        desk.grant_lease(start=9000)
        desk.feed(
            ("outcome", outcome_body(rec, "rejected")),
            ("event", event_form(meeting())),
            ("organisation", organisation_form(ORGANISATIONS[0])),
            ("delegation", delegation_form(delegation())),
            ("recall", {"rec": rec}),
            ("consent", {"idh": "a", "kv": 1, "withdrawn": ["sms"], "time": 1}),
            ("card_certificate", {"k": "card"}),
            ("unheard of", {}),
        )
        desk.application.feed.replace("members", '"1"', {"kv": 1, "keys": ["a"]})
        desk.application.feed.replace("organisations", '"1"', {"items": []})
        desk.application.feed.replace("delegations", '"1"', {"items": []})

    assert len(written) > 8
    assert {name for name in written if owner_of(name) is not Owner.HUB} == set()
