import pytest

from fieldapp.crypto.blind_indexes import BlindIndex
from fieldapp.services.roster_imports import ImportRoster, import_roster
from tests.support.desk import ORGANISATIONS, enroll, envelopes, number_of, roster_row
from tests.support.provisioning import BLIND, provisioning


def test_laptop_without_a_centre_has_no_peer(desk):
    assert desk.application.enrolment.peer() is None
    assert not desk.application.read.sync_state().enrolled


def test_provisioning_is_kept_over_a_restart(desk):
    given = provisioning()
    desk.application.enrolment.provision(given)

    desk.reopen()

    assert desk.application.enrolment.peer() == given.peer
    assert desk.application.read.lease_left() == 20
    assert "中心活动" in [view.event.name for view in desk.application.read.events()]
    assert [one.id for one in desk.application.read.organisations()] == [ORGANISATIONS[0].id]


def test_people_enrolled_before_are_found_under_the_new_key(desk):
    rec = enroll(desk, 1).rec

    desk.application.enrolment.provision(provisioning())

    assert desk.application.read.known(number_of(1)).rec == rec
    with desk.application._store.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT kv, idh FROM person_key").one()
    assert tuple(kept) == (4, BlindIndex(BLIND, 4).document(number_of(1)))


def test_envelopes_carry_keys_only_since_provisioning(desk):
    enroll(desk, 1)
    desk.application.enrolment.provision(provisioning(organisations=()))
    enroll(desk, 2)

    before, after = (fact for fact in envelopes(desk) if fact["sch"] == "enrollment/1")
    assert "keys" not in before
    assert after["keys"]["kv"] == 4
    assert after["keys"]["idh"] == BlindIndex(BLIND, 4).document(number_of(2))


def test_roster_rows_are_known_under_the_new_key_too(desk):
    command = ImportRoster(
        event=desk.event, company="x", file_name="x", file_digest="d", rows=(roster_row(1),), operator=desk.operator
    )
    desk.must(import_roster, command)
    desk.application.enrolment.provision(provisioning(organisations=()))
    enroll(desk, 1)

    assert desk.must(import_roster, command).known == 1


def test_offset_to_the_centre_is_stated_in_envelopes(desk):
    desk.application.enrolment.provision(provisioning(organisations=()))

    desk.application.enrolment.server_time(-1500, 3)
    enroll(desk, 1)

    assert envelopes(desk)[-1]["captured"]["offset_ms"] == -1500
    state = desk.application.read.sync_state()
    assert (state.offset_ms, state.last_sync) == (-1500, desk.clock.now())


def test_provisioning_that_cannot_be_read_changes_nothing(desk):
    with pytest.raises(KeyError):
        desk.application.enrolment.provision(provisioning(events=({"id": "e"},)))

    assert desk.application.enrolment.peer() is None
    enroll(desk, 1)
    assert "keys" not in envelopes(desk)[-1]


def test_card_certificate_comes_with_provisioning(desk):
    desk.application.enrolment.provision(provisioning(card_certificate={"k": "card_certificate", "p": "{}"}))

    with desk.application._store.database.reading() as connection:
        names = connection.exec_driver_sql("SELECT name FROM signed_object ORDER BY name").scalars().all()
    assert names == ["card_certificate", "certificate", "trust"]
