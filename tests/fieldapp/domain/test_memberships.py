"""Where a person stands, moves, and how a union that ends gives its members on."""

from datetime import date

import pytest

from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.memberships import (
    ChangeKind,
    MembershipChange,
    Standing,
    dissolve,
    in_order,
    standing_on,
    transfer,
)

A, B = OrganisationId("A"), OrganisationId("B")


def change(kind: ChangeKind, day: int, union: OrganisationId = A, group: str | None = None) -> MembershipChange:
    return MembershipChange(person="P1", kind=kind, on=date(2026, 1, day), union=union, group=group)


JOINED = change(ChangeKind.JOIN, 5, group="truck")


def test_membership_begins_on_the_committees_day_and_not_before() -> None:
    assert standing_on(date(2026, 1, 4), [JOINED]) is None
    assert standing_on(date(2026, 1, 5), [JOINED]) == Standing(union=A, group="truck")


def test_transfer_moves_in_one_day_and_keeps_the_group() -> None:
    moved = [JOINED, *transfer("P1", source=A, target=B, on=date(2026, 1, 9), group="truck")]
    assert standing_on(date(2026, 1, 8), moved) == Standing(union=A, group="truck")
    assert standing_on(date(2026, 1, 9), moved) == Standing(union=B, group="truck")


def test_transfer_in_any_order_of_arrival_gives_the_same_standing() -> None:
    out, into = transfer("P1", source=A, target=B, on=date(2026, 1, 9), group="food")
    assert standing_on(date(2026, 1, 9), [into, JOINED, out]) == Standing(union=B, group="food")


def test_late_leaving_of_a_union_left_already_changes_nothing() -> None:
    log = [JOINED, change(ChangeKind.TRANSFER_IN, 9, B, "food"), change(ChangeKind.TRANSFER_OUT, 12, A)]
    assert standing_on(date(2026, 1, 31), log) == Standing(union=B, group="food")


@pytest.mark.parametrize("kind", [ChangeKind.LEAVE, ChangeKind.EXPEL, ChangeKind.TRANSFER_OUT])
def test_leaving_ends_membership(kind: ChangeKind) -> None:
    assert standing_on(date(2026, 1, 31), [JOINED, change(kind, 20)]) is None


def test_leaving_without_ever_joining_is_nothing() -> None:
    assert standing_on(date(2026, 1, 31), [change(ChangeKind.LEAVE, 20)]) is None


def test_kept_member_stays_but_is_not_counted() -> None:
    kept = standing_on(date(2026, 1, 31), [JOINED, change(ChangeKind.KEEP, 20)])
    assert kept == Standing(union=A, group="truck", kept=True)
    assert not kept.is_counted


def test_member_without_a_stated_group_is_of_none() -> None:
    assert standing_on(date(2026, 1, 31), [change(ChangeKind.JOIN, 5)]) == Standing(union=A, group="none")


def test_project_union_that_ends_moves_everybody_and_keeps_the_kept() -> None:
    standings = {
        "P1": Standing(union=A, group="truck"),
        "P2": Standing(union=A, group="food", kept=True),
        "P3": Standing(union=B, group="food"),
    }
    changes = dissolve(A, B, date(2026, 12, 31), standings)
    by_person = {
        name: [JOINED if name == "P1" else _joined(name), *(one for one in changes if one.person == name)]
        for name in ("P1", "P2")
    }
    after = {name: standing_on(date(2026, 12, 31), log) for name, log in by_person.items()}
    assert after == {"P1": Standing(union=B, group="truck"), "P2": Standing(union=B, group="food", kept=True)}
    assert "P3" not in {one.person for one in changes}


def _joined(person: str) -> MembershipChange:
    return MembershipChange(person=person, kind=ChangeKind.JOIN, on=date(2026, 1, 5), union=A, group="food")


def test_union_cannot_take_its_own_members_when_it_ends() -> None:
    with pytest.raises(ValueError, match="own members"):
        dissolve(A, A, date(2026, 12, 31), {})


def test_on_one_day_leaving_comes_before_arriving() -> None:
    out, into = transfer("P1", source=A, target=B, on=date(2026, 1, 9))
    assert in_order([into, out]) == (out, into)
