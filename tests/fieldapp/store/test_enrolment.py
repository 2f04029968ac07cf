import pytest

from fieldapp.crypto.blind_indexes import BlindIndex
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.roster_imports import ImportRoster, import_roster
from tests.support.desk import ORGANISATIONS, draft, enroll, envelopes, number_of, roster_row
from tests.support.provisioning import BLIND, provisioning


def index_everybody(desk):
    while desk.application.index_again(limit=50):
        pass


def kept_keys(desk):
    with desk.application._store.database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT kv, idh FROM person_key ORDER BY person")]


def roster_of(desk, *serials):
    rows = tuple(roster_row(serial) for serial in serials)
    return ImportRoster(
        event=desk.event, company="x", file_name="x", file_digest="d", rows=rows, operator=desk.operator
    )


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
    index_everybody(desk)

    assert desk.application.read.known(number_of(1)).rec == rec
    assert kept_keys(desk) == [(4, BlindIndex(BLIND, 4).document(number_of(1)))]


def test_everybody_is_found_between_two_pieces_and_after_a_kill_there(desk):
    recs = {serial: enroll(desk, serial).rec for serial in range(1, 6)}
    desk.application.enrolment.provision(provisioning())

    pieces = 0
    while desk.application.index_again(limit=2):
        pieces += 1
        desk.reopen()
        assert {serial: desk.application.read.known(number_of(serial)).rec for serial in recs} == recs
        assert desk.application.read.search(number_of(5))[0].rec == recs[5]

    assert pieces == 4  # three with people, one that finds no more of them; the rosters end it
    assert {kv for kv, _idh in kept_keys(desk)} == {4}
    assert not desk.application.index_again(limit=2)


def test_person_not_indexed_again_yet_is_no_second_person(desk):
    enroll(desk, 1)
    desk.application.enrolment.provision(provisioning(organisations=()))

    again = ConfirmApplication(draft=draft(1), event=desk.event, operator=desk.operator)

    assert desk.refused(confirm, again).code == "already_enrolled"


def test_second_centre_joined_before_the_first_was_done_with_loses_nobody(desk):
    rec = enroll(desk, 1).rec
    desk.application.enrolment.provision(provisioning())
    desk.application.enrolment.provision(provisioning(blind_key=bytes(32), blind_version=1))

    assert desk.application.read.known(number_of(1)).rec == rec
    index_everybody(desk)

    assert desk.application.read.known(number_of(1)).rec == rec
    assert kept_keys(desk) == [(1, BlindIndex(bytes(32), 1).document(number_of(1)))]


def test_joining_itself_touches_nobody(desk):
    for serial in range(1, 4):
        enroll(desk, serial)
    before = kept_keys(desk)

    desk.application.enrolment.provision(provisioning())

    assert kept_keys(desk) == before


def test_envelopes_carry_keys_only_since_provisioning(desk):
    enroll(desk, 1)
    desk.application.enrolment.provision(provisioning(organisations=()))
    enroll(desk, 2)

    before, after = (fact for fact in envelopes(desk) if fact["sch"] == "enrollment/1")
    assert "keys" not in before
    assert after["keys"]["kv"] == 4
    assert after["keys"]["idh"] == BlindIndex(BLIND, 4).document(number_of(2))


@pytest.mark.parametrize("is_indexed", [False, True])
def test_roster_rows_are_known_under_the_new_key_too(desk, is_indexed):
    command = roster_of(desk, 1)
    desk.must(import_roster, command)
    desk.application.enrolment.provision(provisioning(organisations=()))
    if is_indexed:
        index_everybody(desk)
    enroll(desk, 1)

    assert desk.must(import_roster, command).known == 1


def test_person_enrolled_before_is_known_in_a_roster_that_comes_between_two_pieces(desk):
    enroll(desk, 1)
    desk.application.enrolment.provision(provisioning(organisations=()))

    assert desk.must(import_roster, roster_of(desk, 1, 2)).known == 1


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
