"""Personal data goes when its time has come, and neither a slice nor a backup brings it back."""

import json
from datetime import date, timedelta

import pytest

from fieldapp.app import Application, Restored
from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.domain.retention import PURGED_NAME, Hold, terms
from fieldapp.services.cards import PrepareCard, RecordPrinted, prepare, record_printed
from fieldapp.services.corrections import ReviseApplication, revise
from fieldapp.services.events import OpenEvent, open_event
from fieldapp.services.retention import PurgeDue, purge_due
from fieldapp.services.reveals import RevealNumbers, reveal_numbers
from fieldapp.services.transfers import BeginTransfer, begin_transfer
from tests.support.canaries import CANARIES, Canary
from tests.support.desk import OTHER_UNION, PASSPHRASE, copied_desk, draft
from tests.support.due import back_up_centre, close, deliver, look_together, make_due, settle
from tests.support.everywhere import enroll_bird, fill_every_corner
from tests.support.provisioning import provisioning
from tests.support.raw_store import decrypted

BIRD, OTHER, LISTED, CALLER = CANARIES


@pytest.fixture
def desk(tmp_path):
    with copied_desk(tmp_path) as made:
        made.grant_lease()
        yield made


def purge(desk):
    result = desk.must(purge_due, PurgeDue(operator=look_together(desk)))
    desk.application.sweep()
    return result


def found_in(desk, *birds: Canary) -> set[str]:
    """Return which words of these people stand anywhere in the decrypted files."""
    raw = decrypted(desk.paths.store, desk.application._store.database.key)
    words = {word for bird in birds for word in (bird.name, bird.document_no, bird.phone)}
    return {word for word in words if word.encode() in raw}


def holds_of(desk):
    return dict(desk.application.read.retention().held)


def test_canaries_are_found_while_they_are_here(desk):
    """The search itself can fail: without this the tests below would prove nothing."""
    enroll_bird(desk)

    assert found_in(desk, BIRD) == {BIRD.name, BIRD.document_no, BIRD.phone}


def test_record_waits_for_delivery_answer_close_backup_and_days(desk):
    rec = enroll_bird(desk).rec
    assert holds_of(desk) == {Hold.NOT_DELIVERED: 1}
    deliver(desk)
    assert holds_of(desk) == {Hold.NOT_SETTLED: 1}
    settle(desk, rec, "pooled")
    assert holds_of(desk) == {Hold.NOT_SETTLED: 1}
    settle(desk, rec, n=3)
    assert holds_of(desk) == {Hold.EVENT_OPEN: 1}
    close(desk)
    assert holds_of(desk) == {Hold.NOT_BACKED_UP: 1}
    back_up_centre(desk, n=2)
    assert holds_of(desk) == {Hold.NOT_BACKED_UP: 1}
    back_up_centre(desk, n=3)
    view = desk.application.read.retention()
    assert dict(view.held) == {Hold.TOO_YOUNG: 1}
    assert view.next_day == date(2026, 11, 22) + timedelta(days=31)
    desk.clock.forward(days=terms()["records"].days, seconds=1)
    assert desk.application.read.retention().due == 1


def test_paper_on_its_way_holds_the_record(desk):
    rec = enroll_bird(desk).rec
    deliver(desk)
    settle(desk, rec, number="15000000101")
    job = desk.must(prepare, PrepareCard(rec=rec, event=desk.event, operator=desk.operator))
    close(desk)
    back_up_centre(desk)
    desk.clock.forward(days=31)
    assert holds_of(desk) == {Hold.PAPERS_OPEN: 1}

    desk.must(record_printed, RecordPrinted(job=job.job, operator=desk.supervisor))
    deliver(desk)

    assert Hold.PAPERS_OPEN not in holds_of(desk)


def test_wrong_clock_does_not_age_anybody(desk):
    """The days are counted by the centre's clock: a laptop ten years ahead must not purge at once."""
    rec = enroll_bird(desk).rec
    close(desk)
    settle(desk, rec)
    back_up_centre(desk)
    database = desk.application._store.database
    ahead = timedelta(days=3650)
    with database.writing() as connection, connection.begin():
        connection.exec_driver_sql(
            "INSERT INTO peer(id, url, key, kid, server, gen, offset_ms) VALUES (1, 'u', x'00', 'k', 's', 1, ?)",
            (-int(ahead.total_seconds() * 1000),),
        )
    desk.clock.forward(days=3650)

    assert desk.application.read.retention().due == 0


def test_calendar_set_ahead_behind_a_round_ages_nobody_until_the_next(desk):
    rec = enroll_bird(desk).rec
    desk.application.enrolment.provision(provisioning(organisations=()))
    close(desk)
    settle(desk, rec, gen=3)
    back_up_centre(desk, gen=3)
    desk.application.enrolment.server_time(offset_ms=0, gen=3)

    desk.clock.forward(days=40)

    assert desk.application.read.retention().due == 0
    desk.application.enrolment.server_time(offset_ms=0, gen=3)
    assert desk.application.read.retention().due == 1


def test_purge_leaves_no_word_of_anybody_in_file_or_log(desk):
    rec = fill_every_corner(desk)
    make_due(desk, rec)
    settle(desk, rec, "approved", n=9, reason=f"{BIRD.name}同意")
    desk.clock.forward(days=100)

    result = purge(desk)

    assert result.records == 1
    assert result.others == 2  # the member with a card from elsewhere, and who wanted a call
    assert found_in(desk, *CANARIES) == set()


def test_tombstone_answers_duplicates_numbers_and_counts(desk):
    first = enroll_bird(desk)
    make_due(desk, first.rec)
    before = desk.application.outbox.digest()

    purge(desk)

    again = desk.application.read.known(BIRD.document_no)
    assert again is not None
    assert again.rec == first.rec
    story = desk.application.read.timeline(first.rec)
    assert story is not None
    assert story.name == PURGED_NAME
    assert story.receipt == first.number
    assert desk.application.outbox.digest() == before
    assert desk.application.read.figures(desk.event).applied == 1
    assert desk.application.audit_fault() is None
    assert desk.application.read.search(BIRD.name) == ()


def test_purged_record_is_left_alone_by_every_act(desk):
    rec = enroll_bird(desk).rec
    make_due(desk, rec)
    purge(desk)

    who = {"event": desk.event, "operator": desk.supervisor}
    assert desk.refused(prepare, PrepareCard(rec=rec, **who)).code == "record_purged"
    assert desk.refused(revise, ReviseApplication(rec=rec, changed={"name": "x"}, reason="", **who)).code == (
        "record_purged"
    )
    assert desk.refused(reveal_numbers, RevealNumbers(rec=rec, operator=desk.supervisor)).code == "record_purged"


def test_chain_goes_on_after_a_purge_and_a_restart(desk):
    rec = enroll_bird(desk).rec
    make_due(desk, rec)
    purge(desk)
    inc = desk.application.read.incarnation()

    desk.reopen()

    assert desk.application.resumption.why is None
    assert desk.application.read.incarnation() == inc


def test_slice_brings_no_words_back(desk):
    rec = enroll_bird(desk).rec
    make_due(desk, rec)
    purge(desk)

    settle(desk, rec, "rejected", n=50, reason=f"{BIRD.name}材料不实")
    desk.feed(("recall", {"rec": rec, "number": None, "reason": BIRD.name}))
    desk.application.sweep()

    assert desk.application._store.database.is_sound()
    assert found_in(desk, BIRD) == set()


def test_restored_backup_is_purged_again_at_once(desk):
    rec = enroll_bird(desk).rec
    deliver(desk)
    backup = desk.application.back_up()
    make_due(desk, rec)
    purge(desk)
    desk.application.close()

    restored = Application.restore(desk.paths, backup, PASSPHRASE, clock=desk.clock)

    assert isinstance(restored, Restored)
    desk.application = restored.application
    story = desk.application.read.timeline(rec)
    assert story is not None
    assert story.name == PURGED_NAME
    desk.application.sweep()
    assert found_in(desk, BIRD) == set()
    assert desk.application.outbox.pending(10, 1 << 20) == () or all(
        one.protected for one in desk.application.outbox.pending(10, 1 << 20)
    )


def test_restored_backup_brings_no_list_draft_wish_or_gift_back(desk):
    rec = fill_every_corner(desk)
    deliver(desk)
    backup = desk.application.back_up()
    make_due(desk, rec)
    desk.clock.forward(days=70)
    assert purge(desk).others
    desk.application.close()

    restored = Application.restore(desk.paths, backup, PASSPHRASE, clock=desk.clock)
    desk.application = restored.application
    desk.application.sweep()

    assert found_in(desk, *CANARIES) == set()
    assert desk.application.read.audit(1)[0].action == "purged_again"
    desk.reopen()
    assert sum(one.action == "purged_again" for one in desk.application.read.audit(50)) == 1


def test_people_erased_at_the_close_of_an_event_do_not_come_back(desk):
    fill_every_corner(desk)
    backup = desk.application.back_up()
    close(desk)
    desk.application.close()

    restored = Application.restore(desk.paths, backup, PASSPHRASE, clock=desk.clock)
    desk.application = restored.application

    (listed,) = desk.application.read.rosters(desk.event)
    assert all(not one.name for one in desk.application.read.roster_rows(listed.id))


def test_ledger_of_another_store_purges_nobody(desk):
    rec = enroll_bird(desk).rec
    ledger = desk.paths.sidecar / "purged.json"
    ledger.write_text(json.dumps({"purged": json.dumps({rec: 99}), "mac": "00"}))

    desk.reopen()

    assert desk.application.read.timeline(rec).name == BIRD.name


def test_lost_ledger_is_written_anew_from_the_store(desk):
    rec = enroll_bird(desk).rec
    make_due(desk, rec)
    purge(desk)
    ledger = desk.paths.sidecar / "purged.json"
    ledger.unlink()

    desk.reopen()

    assert rec in ledger.read_text()


def test_person_who_comes_back_holds_their_data_again(desk):
    """A transfer by the form states the person anew; the next opening must not take them away again."""
    rec = enroll_bird(desk).rec
    make_due(desk, rec)
    purge(desk)
    desk.must(open_event, OpenEvent(event=desk.event, operator=desk.supervisor, reason="补登"))
    filled = draft(
        1, name=BIRD.name, document_no=BIRD.document_no, phone=BIRD.phone, union=OTHER_UNION,
        consent=ConsentAct(method=ConsentMethod.SHEET, reference="US1:000777"),
    )  # fmt: skip
    moving = BeginTransfer(
        draft=filled, event=desk.event, operator=desk.operator, reason="换了公司", strength=MatchStrength.LOCAL
    )
    desk.must(begin_transfer, moving)
    desk.reopen()

    assert desk.application.read.timeline(rec).name == BIRD.name
    assert holds_of(desk) == {Hold.NOT_DELIVERED: 1}


def test_only_a_supervisor_purges(desk):
    assert desk.refused(purge_due, PurgeDue(operator=desk.operator)).code == "supervisor_needed"
    assert desk.refused(purge_due, PurgeDue(operator=desk.supervisor)).code == "nothing_to_purge"


def test_nobody_purges_alone(desk):
    rec = enroll_bird(desk).rec
    make_due(desk, rec)

    assert desk.refused(purge_due, PurgeDue(operator=desk.supervisor)).code == "second_person_needed"
    assert desk.application.read.timeline(rec).name == BIRD.name


def test_old_backups_and_set_aside_stores_go_with_the_days(desk):
    old = desk.application.back_up()
    aside = desk.paths.data / f"set-aside-{desk.clock.now():%Y%m%d-%H%M%S}"
    aside.mkdir()
    desk.clock.forward(days=terms()["backups"].days + 1)
    newest = desk.application.back_up()

    desk.application.sweep()

    assert [one.folder for one in desk.application.backups()] == [newest.folder]
    assert not old.folder.exists()
    assert not aside.exists()
