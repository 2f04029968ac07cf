"""Whose roster it is."""

import pytest

from fieldapp.domain.roster_tables import Cell, ColumnMap, RosterTable, TableRow
from fieldapp.domain.roster_titles import title_company


def roster(*titles: str) -> RosterTable:
    lines = [*titles, "姓名", "某某公司名册"]
    rows = tuple(TableRow(number, (Cell(text),)) for number, text in enumerate(lines, start=1))
    return RosterTable(sheet="S", rows=rows, columns=ColumnMap(header_row=len(titles) + 1), file_name="某厂公司.xlsx")


@pytest.mark.parametrize(
    ("titles", "company"),
    [
        (("填报单位:某某物流有限公司          2026年11月",), "某某物流有限公司"),
        (("入会花名册", "单位（盖章）：某公司"), "某公司"),
        (("单位名称:",), ""),
        (("某某物流有限公司集体入会花名册",), "某某物流有限公司"),
        (("2026年入会花名册",), ""),
        ((), ""),
    ],
)
def test_company_is_read_from_the_titles_only(titles: tuple[str, ...], company: str) -> None:
    assert title_company(roster(*titles)) == company
