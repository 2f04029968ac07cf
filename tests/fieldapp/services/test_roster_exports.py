from pathlib import Path

import pytest

from fieldapp.domain.applications import Source
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.rosters import check_rows
from fieldapp.domain.views import RosterRowState
from fieldapp.files.roster import read_table
from fieldapp.files.workbooks import write_roster
from fieldapp.services.roster_exports import ExportRoster, export_roster
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.services.rosters import WalkIn, walk_in
from tests.support.desk import number_of, roster_row
from tests.support.people import TODAY


@pytest.fixture
def listed(desk):
    rows = (
        roster_row(1, seat="1排2座", region="150202", employment="labour"),
        roster_row(2),
        roster_row(3, "reject", codes=("group_unknown",), group="", written_group="装卸工"),
    )
    command = ImportRoster(
        event=desk.event,
        company="快马物流",
        file_name="r.xlsx",
        file_digest="a",
        rows=rows,
        operator=desk.operator,
        defaults={"employment": "platform", "region": "150203", "migrant": False},
    )
    desk.roster = desk.must(import_roster, command).roster
    return desk


def exported(desk, state=None):
    desk.second_look(GuardedAct.EXPORT_NUMBERS, desk.roster)
    return desk.must(export_roster, exporting(desk, state)).rows


def exporting(desk, state=None, operator=None):
    return ExportRoster(roster=desk.roster, operator=operator or desk.supervisor, state=state)


def test_export_has_the_template_s_columns_with_answers_filled_in(listed):
    rows = exported(listed)

    assert rows[0] == (
        "张建国", "居民身份证", number_of(1), "13800000001", "货车司机", "建立劳动关系", "150202", "快马物流", "1排2座",
    )  # fmt: skip
    assert rows[1][4:7] == ("货车司机", "个人依托平台自主经营", "150203")
    assert rows[2][4] == "装卸工"


def test_export_of_one_state_is_a_supervisor_s_act_and_is_logged(listed):
    rows = exported(listed, RosterRowState.WAITING)

    assert len(rows) == 2
    assert [one.action for one in listed.application.read.audit(5)].count("exported") == 1
    assert listed.refused(export_roster, exporting(listed, operator=listed.operator)).code == "supervisor_needed"


def test_what_was_exported_reads_back_as_it_was(listed, tmp_path: Path):
    rows = exported(listed)

    assert write_roster(tmp_path / "out.xlsx", rows, "导出:赵敏 & 李雷") == 3
    table = read_table(tmp_path / "out.xlsx")
    read = list(check_rows(table, table.columns, TODAY))
    assert [(one.document_no, one.phone, one.group, one.written_group, one.seat) for one in read] == [
        (number_of(1), "13800000001", "truck", "", "1排2座"),
        (number_of(2), "13800000002", "truck", "", ""),
        (number_of(3), "13800000003", "", "装卸工", ""),
    ]
    assert [(one.employment, one.region, one.employer) for one in read[:2]] == [
        ("labour", "150202", "快马物流"),
        ("platform", "150203", "快马物流"),
    ]


def test_walk_in_begins_with_what_holds_for_the_company(listed):
    listed.must(walk_in, WalkIn(roster=listed.roster, event=listed.event, operator=listed.operator))

    draft = listed.application.read.draft(listed.event)
    assert (draft.employer, draft.employment, draft.region, draft.name) == ("快马物流", "platform", "150203", "")
    assert draft.migrant is None
    assert draft.sources["employer"] is Source.ROSTER
    gone = WalkIn(roster="none", event=listed.event, operator=listed.operator)
    assert listed.refused(walk_in, gone).code == "roster_unknown"
