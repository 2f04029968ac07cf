"""Figures that reconcile, whoever moved where in the period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain import reports
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.memberships import ChangeKind, MembershipChange, standing_on, transfer
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.reports import Movement, Period, movements, total

A, B = OrganisationId("A"), OrganisationId("B")
QUARTER = Period(first=date(2026, 4, 1), last=date(2026, 6, 30))


def change(kind: ChangeKind, on: date, union: OrganisationId = A, **more: object) -> MembershipChange:
    values: dict[str, object] = {"person": "P1", "kind": kind, "on": on, "union": union, "group": "truck"}
    return MembershipChange(**(values | more))  # type: ignore[arg-type]  # the tests name the fields


BEFORE, INSIDE, AFTER = date(2026, 2, 1), date(2026, 5, 1), date(2026, 7, 1)


def test_joined_in_the_period_is_new_and_net() -> None:
    cells = movements([change(ChangeKind.JOIN, INSIDE)], QUARTER)
    assert cells == {(A, "truck"): Movement(joined=1, closing=1)}


def test_joined_before_is_opening_and_closing() -> None:
    assert movements([change(ChangeKind.JOIN, BEFORE)], QUARTER) == {(A, "truck"): Movement(opening=1, closing=1)}


def test_joined_after_the_period_is_not_there() -> None:
    assert movements([change(ChangeKind.JOIN, AFTER)], QUARTER) == {}


def test_transfer_in_the_period_is_no_new_member() -> None:
    log = [change(ChangeKind.JOIN, BEFORE), *transfer("P1", source=A, target=B, on=INSIDE, group="truck")]
    cells = movements(log, QUARTER)
    assert cells[A, "truck"] == Movement(opening=1, transferred_out=1)
    assert cells[B, "truck"] == Movement(transferred_in=1, closing=1)


def test_in_and_out_again_in_one_quarter_reconciles_on_both_sides() -> None:
    log = [
        change(ChangeKind.JOIN, BEFORE),
        *transfer("P1", source=A, target=B, on=INSIDE, group="truck"),
        *transfer("P1", source=B, target=A, on=INSIDE + timedelta(days=9), group="truck"),
    ]
    cells = movements(log, QUARTER)
    assert cells[A, "truck"] == Movement(opening=1, transferred_out=1, transferred_in=1, closing=1)
    assert cells[B, "truck"] == Movement(transferred_in=1, transferred_out=1)


def test_joining_again_after_leaving_has_its_own_column() -> None:
    log = [change(ChangeKind.JOIN, BEFORE), change(ChangeKind.LEAVE, BEFORE + timedelta(days=1))]
    cells = movements([*log, change(ChangeKind.JOIN, INSIDE)], QUARTER)
    assert cells == {(A, "truck"): Movement(rejoined=1, closing=1)}


def test_kept_member_leaves_the_count_and_may_come_back() -> None:
    log = [change(ChangeKind.JOIN, BEFORE), change(ChangeKind.KEEP, INSIDE)]
    assert movements(log, QUARTER) == {(A, "truck"): Movement(opening=1, kept=1)}
    back = [*log, change(ChangeKind.TRANSFER_IN, INSIDE + timedelta(days=3))]
    assert movements(back, QUARTER) == {(A, "truck"): Movement(opening=1, kept=1, resumed=1, closing=1)}


def test_courier_who_becomes_a_driver_changes_the_cell() -> None:
    log = [change(ChangeKind.JOIN, BEFORE, group="courier"), change(ChangeKind.TRANSFER_IN, INSIDE)]
    cells = movements(log, QUARTER)
    assert cells[A, "courier"] == Movement(opening=1, group_out=1)
    assert cells[A, "truck"] == Movement(group_in=1, closing=1)


def test_expelled_and_left_are_counted_as_left() -> None:
    for kind in (ChangeKind.LEAVE, ChangeKind.EXPEL):
        cells = movements([change(ChangeKind.JOIN, BEFORE), change(kind, INSIDE)], QUARTER)
        assert cells[A, "truck"] == Movement(opening=1, left=1)


def test_change_that_changes_nothing_is_no_movement() -> None:
    log = [change(ChangeKind.JOIN, BEFORE), change(ChangeKind.TRANSFER_IN, INSIDE)]
    assert movements(log, QUARTER) == {(A, "truck"): Movement(opening=1, closing=1)}


def test_late_entry_falls_into_the_committees_period_and_is_marked() -> None:
    late = change(ChangeKind.JOIN, INSIDE, entered=AFTER)
    in_time = change(ChangeKind.JOIN, INSIDE, person="P2", entered=INSIDE)
    assert movements([late, in_time], QUARTER) == {(A, "truck"): Movement(joined=2, closing=2, late=1)}


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
logs = st.lists(
    st.builds(
        MembershipChange,
        person=st.sampled_from(["P1", "P2", "P3"]),
        kind=st.sampled_from(ChangeKind),
        on=days,
        union=st.sampled_from([A, B]),
        group=st.sampled_from(["truck", "food", None]),
    ),
    max_size=12,
)


@given(logs)
def test_every_cell_reconciles_and_closing_counts_persons(log: list[MembershipChange]) -> None:
    cells = movements(log, QUARTER)
    assert all(cell.reconciles for cell in cells.values())
    standings = [standing_on(QUARTER.last, [one for one in log if one.person == name]) for name in ("P1", "P2", "P3")]
    assert total(cells.values()).closing == sum(one is not None and one.is_counted for one in standings)


@given(logs)
def test_next_quarter_opens_where_this_one_closed(log: list[MembershipChange]) -> None:
    following = movements(log, Period(first=date(2026, 7, 1), last=date(2026, 9, 30)))
    closed = {place: cell.closing for place, cell in movements(log, QUARTER).items() if cell.closing}
    assert closed == {place: cell.opening for place, cell in following.items() if cell.opening}


def test_pools_are_never_counted_as_unions() -> None:
    def union(name: str, **changed: object) -> Organisation:
        values: dict[str, object] = {
            "id": OrganisationId(name),
            "name": name,
            "kind": OrganisationKind.JOINT,
            "level": 5,
            "parent": None,
            "region": "150602",
        }
        return Organisation(**(values | changed))  # type: ignore[arg-type]  # the test names the fields

    unions = [
        union("old", valid_from=date(2020, 1, 1)),
        union("new", valid_from=INSIDE),
        union("ended", valid_from=date(2025, 1, 1), valid_to=INSIDE),
        union("timeless"),
        union("pool", is_pool=True, valid_from=INSIDE),
    ]
    assert reports.union_counts(unions, QUARTER) == (3, 1)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 6, 30), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 9, 28)),
        (date(2026, 12, 25), date(2026, 12, 25)),
        (date(2026, 12, 26), date(2027, 6, 30)),
    ],
)
def test_due_days_are_those_of_the_notice(day: date, due: date) -> None:
    assert reports.next_due(day) == due


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 5, 5), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 9, 30), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_quarter_holds_its_day(day: date, first: date, last: date) -> None:
    assert reports.quarter_of(day) == Period(first=first, last=last)


def test_year_to_date_begins_on_new_years_day() -> None:
    assert reports.year_to_date(date(2026, 9, 28)) == Period(first=date(2026, 1, 1), last=date(2026, 9, 28))


def test_join_rate_needs_a_headcount() -> None:
    assert reports.join_rate(45, 50) == 0.9
    assert reports.join_rate(45, 0) is None
