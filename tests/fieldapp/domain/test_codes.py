"""Code tables, worker groups, provinces' own numbers, regions."""

from dataclasses import fields
from pathlib import Path

import pytest

from fieldapp.domain import regions
from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.codes import (
    Code,
    asked_fields,
    build_table,
    from_province,
    group_of,
    required_fields,
    table,
    to_province,
)
from resources import resource

NOT_TABLES = {"regions", "roster_headers", "work_signs"}
TABLES = sorted(path.stem for path in resource("data").glob("*.json") if path.stem not in NOT_TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_loads_and_finds_each_of_its_words(name: str) -> None:
    loaded = table(name)
    assert loaded.entries
    for entry in loaded.entries:
        for word in (entry.code, entry.label, *entry.aliases):
            assert loaded.find(word) is entry


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("货车司机", "truck"),
        ("大货车司机", "truck"),
        ("网约送餐员", "food"),
        ("外卖送餐员", "food"),
        ("外卖配送员", "food"),
        ("快递小哥", "courier"),
        ("网约车司机", "ridehail"),
        (" 货车 司机 ", "truck"),
        ("货车司机(挂靠)", "truck"),
        ("货车司机（自有车）", "truck"),
        ("保安员", "guard"),
        ("代驾", "driver_agent"),
        ("truck", "truck"),
        ("货车司机/卡车司机", "truck"),
        ("骑手、外卖员", "food"),
        ("货车司机。", "truck"),
        ("司机(货车)", "truck"),
        ("\u200e货车司机\u200f", "truck"),
        ("挂车驾驶员", "truck"),
        ("半挂车驾驶员", "truck"),
        ("重卡师傅", "truck"),
        ("【货车司机】", "truck"),
        ("1.货车司机", "truck"),
        ("02-快递员", "courier"),
        ("貨車司機", "truck"),
        ("網約車駕駛員", "ridehail"),
    ],
)
def test_group_is_found_under_all_its_names(written: str, group: str) -> None:
    assert group_of(written) == group


@pytest.mark.parametrize(
    "written",
    [
        "",
        "未知工种",
        "司机",
        "驾驶员",
        "师傅",
        "出租车司机",
        "出租车驾驶员",
        "1.",
        "货车司机、装卸工",
        "快递员/骑手",
        "装卸工",
        "无",
        "其他",
    ],
)
def test_word_that_names_no_group_is_not_guessed(written: str) -> None:
    assert group_of(written) is None


def test_four_key_groups_and_eight_big_groups_are_those_of_the_documents() -> None:
    entries = table("groups").entries
    assert {one.label for one in entries if one.has("in_key4")} == {"货车司机", "网约车司机", "快递员", "外卖配送员"}
    assert sum(one.has("in_big8") for one in entries) == 8
    assert not table("groups").words["ridehail"].has("in_big8")


def test_ethnic_codes_are_all_there_with_and_without_leading_zero() -> None:
    ethnicity = table("ethnicity")
    assert len(ethnicity.entries) == 58
    for written in ("01", "1", "汉", "汉族"):
        assert ethnicity.label(written) == "汉族"


def test_unknown_code_stands_for_itself() -> None:
    assert table("groups").label("spaceman") == "spaceman"


def test_legal_labels_are_named_in_the_tables_order() -> None:
    assert table("employment").legal_labels()[:2] == ("建立劳动关系", "不完全符合确定劳动关系")


def test_word_of_two_entries_is_a_mistake() -> None:
    twice = (Code(code="a", label="甲"), Code(code="b", label="乙", aliases=("甲",)))
    with pytest.raises(ValueError, match="two codes"):
        build_table("made_up", twice)


def test_unknown_table_is_a_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        table("no_such_table")


def test_province_with_its_own_numbers_is_translated_both_ways() -> None:
    assert from_province("political", "03", "46") == "13"
    assert to_province("political", "13", "46") == "03"
    assert from_province("political", "77", "46") is None
    assert to_province("political", "11", "46") is None


def test_province_without_a_profile_uses_the_standard() -> None:
    assert from_province("political", "03", "15") == "03"
    assert from_province("political", "77", "15") is None
    assert to_province("political", "13", "15") == "13"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("150602", "东胜区"),
        ("150600", "鄂尔多斯市"),
        ("1506", "鄂尔多斯市"),
        ("150000", "内蒙古自治区"),
        ("15", "内蒙古自治区"),
        ("152701", "东胜市"),
        ("150271", "包头稀土高新技术产业开发区"),
        ("999999", None),
    ],
)
def test_region_is_named_at_every_level_abolished_ones_too(code: str, name: str | None) -> None:
    assert regions.region_name(code) == name


def test_county_knows_the_names_above_it() -> None:
    county = regions.region("150602")
    assert county is not None
    assert county.full_name == "内蒙古自治区鄂尔多斯市东胜区"


def test_municipality_has_no_city_between() -> None:
    county = regions.region("110101")
    assert county is not None
    assert county.full_name == "北京市东城区"


def test_abolished_county_is_no_place_to_work() -> None:
    assert regions.region("152701") is None
    assert "152701" in regions.known_counties()


def test_counties_of_a_city_are_listed_in_order() -> None:
    codes = [county.code for county in regions.counties("1506")]
    assert codes[0] == "150602"
    assert codes == sorted(codes)
    assert len(regions.counties()) > 2800


@pytest.mark.parametrize(
    ("wider", "code", "covered"),
    [
        ("150000", "150602", True),
        ("150600", "150602", True),
        ("150602", "150602", True),
        ("150603", "150602", False),
        ("150700", "150602", False),
    ],
)
def test_wider_region_covers_its_counties(wider: str, code: str, covered: bool) -> None:
    assert regions.covers(wider, code) is covered


def test_every_data_file_says_where_it_comes_from() -> None:
    said = resource("data", "SOURCES.md").read_text(encoding="utf-8")
    assert "regions.json" in said
    for path in Path(resource("data")).glob("*.json"):
        assert '"source"' in path.read_text(encoding="utf-8")[:4000]


@pytest.mark.parametrize("profile", sorted((resource("data") / "profiles").glob("*.json")), ids=lambda path: path.stem)
def test_a_profile_asks_and_requires_only_what_the_form_has(profile: Path) -> None:
    asks, requires = asked_fields(profile.stem), required_fields(profile.stem)
    usual = {one.name for one in fields(ApplicationDraft)} & set(table("fields").words)

    assert set(asks) <= {"ethnicity"}
    assert set(requires) <= (usual - {"ethnicity"}) | set(asks)
