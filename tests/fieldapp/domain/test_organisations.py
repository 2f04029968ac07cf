"""The union tree: validity, subtrees, paths."""

from datetime import date

import pytest

from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind, path_to, subtree


def union(name: str, parent: str | None = None, **changed: object) -> Organisation:
    values: dict[str, object] = {
        "id": OrganisationId(name),
        "name": name,
        "kind": OrganisationKind.JOINT,
        "level": 5,
        "parent": parent,
        "region": "150602",
    }
    return Organisation(**(values | changed))  # type: ignore[arg-type]  # the tests name the fields


TREE = (union("city"), union("county", "city"), union("town", "county"), union("other", "city"))


def test_subtree_holds_the_union_and_everything_below() -> None:
    assert subtree(OrganisationId("county"), TREE) == {"county", "town"}
    assert subtree(OrganisationId("city"), TREE) == {"city", "county", "town", "other"}


def test_subtree_of_a_loop_ends() -> None:
    loop = (union("a", "b"), union("b", "a"))
    assert subtree(OrganisationId("a"), loop) == {"a", "b"}


def test_path_goes_from_the_top_down() -> None:
    assert path_to(OrganisationId("town"), {one.id: one for one in TREE}) == ("city", "county", "town")


def test_path_of_a_loop_and_of_nobody_ends() -> None:
    loop = {one.id: one for one in (union("a", "b"), union("b", "a"))}
    assert path_to(OrganisationId("a"), loop) == ("b", "a")
    assert path_to(OrganisationId("nobody"), loop) == ()


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2025, 3, 31), False),
        (date(2025, 4, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_project_union_exists_from_its_first_to_its_last_day(day: date, valid: bool) -> None:
    project = union("project", valid_from=date(2025, 4, 1), valid_to=date(2026, 12, 31))
    assert project.is_valid_on(day) is valid


def test_union_without_dates_always_exists() -> None:
    assert union("old").is_valid_on(date(1950, 1, 1))
