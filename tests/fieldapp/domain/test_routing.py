"""Routing: who takes whom, with reasons, the county's pool last."""

import csv
from datetime import date

import pytest

from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.routing import MAXIMUM, Proposal, propose
from resources import resource
from tests.support.people import TODAY


def union(name: str, kind: OrganisationKind, **changed: object) -> Organisation:
    values: dict[str, object] = {
        "id": OrganisationId(name),
        "name": name,
        "kind": kind,
        "level": 5,
        "parent": None,
        "region": "150602",
    }
    return Organisation(**(values | changed))  # type: ignore[arg-type]  # the tests name the fields


POOL = union("东胜区周转池", OrganisationKind.POOL, is_pool=True)
JOINT = union("街道联合工会", OrganisationKind.JOINT, groups=("food", "courier"))
CITY = union("货运行业工会联合会", OrganisationKind.INDUSTRY_FEDERATION, region="150600", groups=("truck",))
COUNTY = union("新业态工会联合会", OrganisationKind.NEW_EMPLOYMENT_FEDERATION, groups=("truck", "food"))
FIRM = union("某某物流有限公司工会委员会", OrganisationKind.ENTERPRISE)


def ask(organisations: tuple[Organisation, ...], **changed: object) -> tuple[Proposal, ...]:
    values: dict[str, object] = {
        "group": "truck",
        "region": "150602",
        "employment": "platform",
        "employer": None,
        "organisations": organisations,
        "today": TODAY,
    }
    return propose(**(values | changed))  # type: ignore[arg-type]  # the tests name the arguments


def test_labour_relation_leads_to_the_employers_union_first() -> None:
    best = ask((POOL, CITY, COUNTY, FIRM), employment="labour", employer="某某物流有限公司")[0]
    assert best == Proposal(union=FIRM.id, reasons=("employer_matches", "labour_relation"))


def test_employers_union_comes_after_the_groups_unions_without_a_labour_relation() -> None:
    asked = ask((POOL, COUNTY, FIRM), employer="某某物流有限公司")
    assert [one.union for one in asked] == [COUNTY.id, FIRM.id, POOL.id]


@pytest.mark.parametrize("employer", [None, "", "某某", "另一家物流有限公司"])
def test_employer_that_is_not_named_in_the_union_opens_nothing(employer: str | None) -> None:
    assert [one.union for one in ask((POOL, FIRM), employment="labour", employer=employer)] == [POOL.id]


def test_county_union_of_the_group_goes_before_the_city_wide_one() -> None:
    asked = ask((POOL, CITY, COUNTY))
    assert [one.union for one in asked] == [COUNTY.id, CITY.id, POOL.id]
    assert asked[0].reasons == ("group_matches", "region_matches")
    assert asked[1].reasons == ("group_matches", "city_wide")


def test_joint_union_goes_before_the_federation() -> None:
    assert [one.union for one in ask((COUNTY, JOINT), group="food")][:2] == [JOINT.id, COUNTY.id]


def test_union_of_other_groups_or_another_county_is_not_proposed() -> None:
    other = union("别区联合工会", OrganisationKind.JOINT, region="150603", groups=("truck",))
    assert [one.union for one in ask((POOL, JOINT, other))] == [POOL.id]


def test_only_union_that_takes_everyone_is_proposed() -> None:
    town = union("街道总工会", OrganisationKind.TOWNSHIP)
    assert [one.reasons for one in ask((town, POOL))] == [("takes_everyone", "region_matches"), ("nothing_matches",)]


def test_several_unions_that_take_everyone_are_no_proposal() -> None:
    towns = (union("甲街道总工会", OrganisationKind.TOWNSHIP), union("乙街道总工会", OrganisationKind.TOWNSHIP))
    assert [one.union for one in ask((*towns, POOL))] == [POOL.id]


def test_city_wide_union_without_groups_has_no_reason() -> None:
    wide = union("市直工会", OrganisationKind.COMMUNITY, region="150600")
    assert [one.union for one in ask((wide, POOL))] == [POOL.id]


def test_dissolved_closed_and_federal_unions_are_left_out() -> None:
    ended = union("项目联合工会", OrganisationKind.JOINT, groups=("truck",), valid_to=date(2026, 11, 21))
    closed = union("内部联合工会", OrganisationKind.JOINT, groups=("truck",), accepts_direct_join=False)
    federal = union("区总工会", OrganisationKind.FEDERATION)
    assert [one.union for one in ask((ended, closed, federal, POOL))] == [POOL.id]


def test_union_on_its_last_day_still_takes_people() -> None:
    last = union("项目联合工会", OrganisationKind.JOINT, groups=("truck",), valid_to=TODAY)
    assert ask((last, POOL))[0].union == last.id


def test_county_without_a_pool_of_its_own_uses_the_citys() -> None:
    city_pool = union("市周转池", OrganisationKind.POOL, region="150600", is_pool=True)
    assert ask((city_pool,))[-1] == Proposal(union=city_pool.id, reasons=("nothing_matches",), pool=True)
    assert ask((city_pool, POOL))[-1].union == POOL.id


def test_no_pool_at_all_still_proposes_to_wait() -> None:
    assert ask(()) == (Proposal(union=None, reasons=("nothing_matches",), pool=True),)


def test_list_of_proposals_is_short() -> None:
    many = tuple(union(f"第{n}联合工会", OrganisationKind.JOINT, groups=("truck",)) for n in range(20))
    assert len(ask((*many, POOL))) == MAXIMUM + 1


def test_sample_tree_gives_every_driver_a_proposal_and_a_pool() -> None:
    with resource("data", "samples", "organisations.csv").open(encoding="utf-8") as file:
        tree = tuple(
            union(
                row["name"],
                OrganisationKind(row["kind"]),
                region=row["region"],
                groups=tuple(filter(None, row["groups"].split("|"))),
                accepts_direct_join=row["accepts_direct_join"] == "1",
                is_pool=row["pool"] == "1",
            )
            for row in csv.DictReader(file)
        )
    asked = ask(tree)
    assert len(asked) >= 2
    assert "group_matches" in asked[0].reasons
    assert asked[-1].pool
