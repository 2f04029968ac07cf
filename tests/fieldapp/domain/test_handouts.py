"""Handing out once, and finding what was given twice."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldapp.domain.handouts import Given, Stock, is_once_only, over_issues, refuse
from fieldapp.domain.ids import DeviceId, EventId

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def given(**changed: object) -> Given:
    values: dict[str, object] = {
        "event": EventId("E1"),
        "item": "gift",
        "person": "P1",
        "qty": 1,
        "at": NOON,
        "device": DeviceId("D1"),
        "place": "东胜服务区",
    }
    return Given(**(values | changed))  # type: ignore[arg-type]  # the tests name the fields


def test_first_gift_is_given() -> None:
    assert refuse("gift", 1, []) is None


def test_second_gift_is_refused_with_time_and_place_of_the_first() -> None:
    refusal = refuse("gift", 1, [given(at=NOON + timedelta(hours=1)), given()])
    assert refusal is not None
    assert refusal.code == "already_handed_out"
    assert refusal.details == {"date": "2026-11-22 04:00", "place": "东胜服务区"}


def test_supervisors_reason_lets_a_second_one_through() -> None:
    assert refuse("gift", 1, [given()], override="礼包破损") is None


@pytest.mark.parametrize("override", ["", " ", "x"])
def test_override_without_a_reason_is_none(override: str) -> None:
    assert refuse("gift", 1, [given()], override=override) is not None


@pytest.mark.parametrize("qty", [0, -1])
def test_quantity_below_one_is_a_problem_of_the_field(qty: int) -> None:
    refusal = refuse("gift", qty, [])
    assert refusal is not None
    assert [(one.code, one.field) for one in refusal.problems] == [("quantity_invalid", "qty")]


def test_item_no_table_knows_is_once_only() -> None:
    assert is_once_only("雨伞")
    assert is_once_only("gift")


def test_water_is_given_as_often_as_asked_for() -> None:
    again = [given(item="water"), given(item="water", at=NOON + timedelta(hours=1))]
    assert refuse("water", 1, again) is None
    assert over_issues(again) == ()


def test_two_desks_giving_twice_are_both_listed_in_order() -> None:
    late = given(at=NOON + timedelta(hours=2), device=DeviceId("D2"), qty=2)
    (found,) = over_issues([late, given(), given(person="P2"), given(event=EventId("E2")), given(item="checkup")])
    assert [one.device for one in found.given] == ["D1", "D2"]
    assert found.excess == 2


def test_nothing_given_twice_is_an_empty_list() -> None:
    assert over_issues([given(), given(person="P2")]) == ()


def test_stock_balances() -> None:
    assert Stock(item="gift", received=100, handed_out=37, spoilt=3, moved_out=20, returned=2).left == 42
