import pytest

from fieldapp.domain.rosters import RosterRow
from fieldapp.domain.views import RosterRowState
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.services.roster_mending import DropRows, MendRows, drop_rows, mend_rows
from tests.support.desk import enroll, number_of, roster_row

WRONG = number_of(6)[:-1] + ("0" if number_of(6)[-1] != "0" else "1")
ANSWERS = {"employment": "platform", "region": "150203"}


def faulty(serial: int, *codes: str, **values: str) -> RosterRow:
    return roster_row(serial, "reject", codes=codes, **values)


@pytest.fixture
def listed(desk):
    """Three rows of a group that nobody knows, one bad number, one sound row."""
    rows = (
        *(faulty(n, "group_unknown", group="", written_group="装卸工") for n in (1, 2, 3)),
        faulty(4, "id_checksum", document_no="150203198506150005"),
        roster_row(5),
    )
    command = ImportRoster(
        event=desk.event,
        company="快马物流",
        file_name="r.xlsx",
        file_digest="a",
        rows=rows,
        operator=desk.operator,
        defaults=ANSWERS,
    )
    desk.roster = desk.must(import_roster, command).roster
    desk.rows = [one.id for one in people(desk)]
    return desk


def people(desk):
    return desk.application.read.roster_rows(desk.roster)


def mending(desk, *rows: str, **values: str) -> MendRows:
    return MendRows(roster=desk.roster, rows=rows, values=values, operator=desk.operator)


def test_one_choice_mends_all_rows_with_the_same_fault(listed):
    result = listed.must(mend_rows, mending(listed, *listed.rows[:3], group="truck"))

    assert result.mended == tuple(listed.rows[:3])
    assert not result.left
    assert [(one.state, one.group) for one in people(listed)[:3]] == [(RosterRowState.WAITING, "truck")] * 3


def test_one_row_is_mended_in_place(listed):
    listed.must(mend_rows, mending(listed, listed.rows[3], document_no=f" {number_of(4)} "))

    row = people(listed)[3]
    assert (row.state, row.tail, row.codes) == (RosterRowState.WAITING, number_of(4)[-4:], ())


def test_what_is_still_wrong_is_said_and_kept(listed):
    result = listed.must(
        mend_rows,
        mending(listed, listed.rows[3], document_no=WRONG),
    )

    assert result.left == {listed.rows[3]: ("id_checksum",)}
    assert people(listed)[3].state is RosterRowState.TO_FIX


def test_somebody_who_stands_in_another_row_is_not_listed_twice(listed):
    result = listed.must(mend_rows, mending(listed, listed.rows[3], document_no=number_of(5)))

    assert result.left == {listed.rows[3]: ("duplicate_in_file",)}


def test_mended_row_of_a_member_is_known(listed):
    enroll(listed, 4)

    listed.must(mend_rows, mending(listed, listed.rows[3], document_no=number_of(4)))

    assert people(listed)[3].state is RosterRowState.KNOWN


def test_dropped_rows_keep_nothing(listed):
    listed.must(drop_rows, DropRows(roster=listed.roster, rows=(listed.rows[3],), operator=listed.operator))

    row = people(listed)[3]
    assert (row.state, row.name, row.tail, row.phone_tail) == (RosterRowState.PURGED, "", "", "")


def test_sound_rows_and_other_fields_are_refused(listed):
    assert listed.refused(mend_rows, mending(listed, listed.rows[4], group="truck")).code == "roster_row_done"
    assert listed.refused(mend_rows, mending(listed, listed.rows[0], shoe="42")).code == "field_unknown"
    gone = MendRows(roster="none", rows=(listed.rows[0],), values={}, operator=listed.operator)
    assert listed.refused(mend_rows, gone).code == "roster_unknown"
