"""Numbers of blank forms: each once, with a check digit, and only so many."""

import pytest

from fieldapp.domain.scans import make_sheet_code, read_sheet_code
from fieldapp.services.blank_sheets import MOST_SHEETS, IssueSheets, issue_sheets


def asking(desk, count, **more):
    return IssueSheets(**{"count": count, "event": desk.event, "operator": desk.operator, **more})


def test_every_form_has_a_number_of_its_own_that_can_be_scanned(desk):
    first = desk.must(issue_sheets, asking(desk, 20)).numbers
    second = desk.must(issue_sheets, asking(desk, 1)).numbers

    assert len({*first, *second}) == 21
    assert all(read_sheet_code(make_sheet_code(number)) == number for number in first)
    assert desk.application.read.audit(1)[0].action == "sheets_issued"


@pytest.mark.parametrize("count", [0, -1, MOST_SHEETS + 1])
def test_strange_counts_are_refused(desk, count):
    assert desk.refused(issue_sheets, asking(desk, count)).code == "quantity_invalid"


def test_strangers_get_none(desk):
    assert desk.refused(issue_sheets, asking(desk, 1, operator="nobody")).code == "operator_unknown"


def test_no_number_has_more_digits_than_it_may(desk):
    with desk.application._store.database.writing() as connection, connection.begin():
        connection.exec_driver_sql("INSERT INTO counter (name, value) VALUES ('sheets', 999995)")

    assert desk.refused(issue_sheets, asking(desk, 10)).code == "sheets_used_up"
    assert len(desk.must(issue_sheets, asking(desk, 4)).numbers) == 4
