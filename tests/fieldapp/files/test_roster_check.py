"""The six sample rosters, and many made-up ones of every layout and file kind."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldapp.domain.problems import Refusal
from fieldapp.domain.rosters import check_rows
from fieldapp.files.reading_child import read_sheets
from fieldapp.files.roster import choose_table
from fieldapp.files.roster_check import check_file
from fieldapp.files.sheets import ReadingLimits, decode, encode_all
from resources import resource
from tests.support.people import TODAY
from tests.support.rosters import (
    MadeRoster,
    RosterMaker,
    write_csv,
    write_html,
    write_ods,
    write_spreadsheetml,
    write_xlsx,
)

SAMPLES = sorted(path for path in resource("data", "samples", "rosters").iterdir() if path.is_file())
EXPECTED = Path(__file__).parents[2] / "data" / "rosters"

Writer = Callable[[MadeRoster, Path], Path]
TEXT_WRITERS: dict[str, Writer] = {
    "gb18030": lambda made, folder: write_csv(made, folder / "r.csv", encoding="gb18030"),
    "gbk_named_xlsx": lambda made, folder: write_csv(made, folder / "r.xlsx", encoding="gb18030"),
    "utf8": lambda made, folder: write_csv(made, folder / "r.csv", encoding="utf-8"),
    "utf8_mark_semicolon": lambda made, folder: write_csv(made, folder / "r.csv", encoding="utf-8-sig", delimiter=";"),
    "utf16_tab": lambda made, folder: write_csv(made, folder / "r.txt", encoding="utf-16", delimiter="\t"),
    "utf16_without_mark": lambda made, folder: write_csv(made, folder / "r.csv", encoding="utf-16-le"),
    "html_named_xls": lambda made, folder: write_html(made, folder / "r.xls"),
    "html_gbk_named_xls": lambda made, folder: write_html(made, folder / "r.xls", "gb18030"),
}
WORKBOOK_WRITERS: dict[str, Writer] = {
    "xlsx": lambda made, folder: write_xlsx(made, folder / "r.xlsx"),
    "xlsx_with_other_sheets": lambda made, folder: write_xlsx(made, folder / "r.xlsx", decoys=True),
    "spreadsheetml_named_xls": lambda made, folder: write_spreadsheetml(made, folder / "r.xls"),
    "ods": lambda made, folder: write_ods(made, folder / "r.ods"),
}


def judged(path: Path) -> list[dict[str, object]]:
    """Read in this process what a child would read: the made-up files are no danger, and it is faster."""
    sheets = decode(encode_all(read_sheets(path.read_bytes(), ReadingLimits())))
    assert not isinstance(sheets, Refusal)
    table = choose_table(sheets, path.name)
    assert not isinstance(table, Refusal), table.code
    return [row.as_json() for row in check_rows(table, table.columns, TODAY)]


@pytest.mark.parametrize("sample", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_sample_roster_is_judged_as_a_careful_person_would(sample: Path) -> None:
    checked = check_file(sample, TODAY)
    assert not isinstance(checked, Refusal)
    expected = json.loads((EXPECTED / f"{sample.stem}.expected.json").read_text(encoding="utf-8"))
    assert [json.loads(line) for line in checked.json_lines()] == expected
    assert checked.exit_status == (1 if any(row["outcome"] == "reject" for row in expected) else 0)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", TEXT_WRITERS)
def test_made_up_text_roster_is_judged_right_in_every_row(kind: str, seed: int, tmp_path: Path) -> None:
    made = RosterMaker(seed, text_only=True).roster(20)
    assert judged(TEXT_WRITERS[kind](made, tmp_path)) == made.expected


@pytest.mark.parametrize("seed", range(100, 115))
@pytest.mark.parametrize("kind", WORKBOOK_WRITERS)
def test_made_up_workbook_is_judged_right_in_every_row(kind: str, seed: int, tmp_path: Path) -> None:
    made = RosterMaker(seed).roster(20)
    assert judged(WORKBOOK_WRITERS[kind](made, tmp_path)) == made.expected


def test_refused_file_gives_the_refusal(tmp_path: Path) -> None:
    refused = check_file(tmp_path / "nothing.xlsx", TODAY)
    assert isinstance(refused, Refusal)
    assert refused.code == "roster_missing"


def test_group_asked_once_per_file_fills_a_roster_without_groups(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("姓名,身份证号,电话\n张三,150602198506150044,13912345678\n", encoding="utf-8")
    checked = check_file(path, TODAY, default_group="truck")
    assert not isinstance(checked, Refusal)
    assert [(row.group, row.codes) for row in checked.rows] == [("truck", ())]
