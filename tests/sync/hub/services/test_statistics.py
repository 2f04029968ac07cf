"""统计表: the figures follow the memberships, and the workbook the figures."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.facts import Revision, Void
from sync.hub.services import statistics
from sync.hub.services.reviewing import Decided, Review, decide
from sync.hub.services.statistics import Report, report
from sync.hub.services.workbooks import write_statistics
from sync.hub.store.accounts import Account
from tests.support.hub import (
    COUNTY,
    OTHER,
    UNION,
    FieldDevice,
    RunningHub,
    enrollment,
    env_of,
    person_fact,
    rec_of,
    transfer,
)
from tests.support.people import People

ADMIN = Account(
    id="admin-1", name="乌云", role="admin", union="*", password="", failures=0, locked_until=0, disabled=False
)
YEAR = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}


def approve(hub: RunningHub, *recs: str, day: date = date(2026, 11, 22)) -> None:
    done = decide(hub.centre, Review(account=ADMIN, kind=DecisionKind.APPROVE, recs=recs, day=day))
    assert isinstance(done, Decided), done


def members_of(hub: RunningHub, count: int, group: str = "truck", union: str = UNION, seed: int = 1) -> list[str]:
    device = hub.device(seed)
    wishes = [device.fact(enrollment(one, union=union, group=group)) for one in People(seed).people(count)]
    device.deliver(*wishes)
    recs = [rec_of(wish) for wish in wishes]
    approve(hub, *recs)
    return recs


def figures(made: Report, name: str) -> dict[str, tuple[int, ...]]:
    line = next(one for one in made.lines if one.name == name)
    width = len(made.measures)
    return {group: line.values[at * width : at * width + width] for at, group in enumerate(made.groups)}


def test_members_are_counted_by_group_at_their_union(any_hub: RunningHub) -> None:
    members_of(any_hub, 3)
    members_of(any_hub, 2, "courier", OTHER, seed=2)

    made = report(any_hub.centre, top="*", **YEAR)

    found = figures(made, "合计")
    assert [found[group][:2] for group in ("合计", "货车司机", "快递员")] == [(5, 5), (3, 3), (2, 2)]


def test_people_in_the_pool_are_not_counted(hub: RunningHub) -> None:
    device = hub.device()
    device.deliver(device.fact(enrollment(People(1).person())))

    made = report(hub.centre, top="*", **YEAR)

    assert figures(made, "合计")["合计"][:2] == (0, 0)


def test_transfer_is_not_a_new_member(hub: RunningHub) -> None:
    members_of(hub, 1)
    device = hub.device(2)
    wish = device.fact(transfer(People(1).person(), to=OTHER))
    device.deliver(wish)
    approve(hub, rec_of(wish))

    inside = figures(report(hub.centre, top=OTHER, **YEAR), "合计")["合计"]

    assert inside[:3] == (1, 0, 1)


def test_approval_before_the_period_is_in_the_net_figure_only(hub: RunningHub) -> None:
    device = hub.device()
    wish = device.fact(enrollment(People(1).person(), union=UNION))
    device.deliver(wish)
    approve(hub, rec_of(wish), day=date(2026, 3, 1))

    made = report(hub.centre, top="*", start=date(2026, 6, 1), end=date(2026, 12, 31))

    assert figures(made, "合计")["合计"][:2] == (1, 0)


def test_report_of_a_subtree_leaves_the_rest_out(hub: RunningHub) -> None:
    members_of(hub, 3)
    members_of(hub, 2, "courier", OTHER, seed=2)

    made = report(hub.centre, top=OTHER, **YEAR)

    assert figures(made, "合计")["合计"][0] == 2


def test_lines_add_up_to_the_sum(hub: RunningHub) -> None:
    members_of(hub, 3)
    members_of(hub, 2, "courier", OTHER, seed=2)

    made = report(hub.centre, top=COUNTY, **YEAR)

    *parts, whole = made.lines
    assert whole.is_total
    assert [sum(column) for column in zip(*(part.values for part in parts), strict=True)] == list(whole.values)


def test_workbook_has_the_figures_and_the_notes(hub: RunningHub, tmp_path: Path) -> None:
    members_of(hub, 3)

    made = write_statistics(hub.centre, tmp_path / "s.xlsx", **YEAR)

    rows = list(openpyxl.load_workbook(tmp_path / "s.xlsx").active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert (rows[1][1], rows[2][1]) == ("合计", "会员数(累计净)")
    assert next(row for row in rows[3:] if row[0] == "合计")[1] == 3
    assert [row[0] for row in rows[-len(made.notes) :]] == list(made.notes)


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the province of the sample unions ask for 民族."""
    monkeypatch.setattr(statistics, "asked_fields", lambda province: ("ethnicity",) if province == "15" else ())


def shares(made: Report) -> list[tuple[str, int, int]]:
    return [(one.label, one.members, one.joined) for one in made.shares]


def peoples(hub: RunningHub, *codes: str | None) -> tuple[FieldDevice, list[str]]:
    """Approve a member for each of these codes; return their laptop and their records."""
    device, crowd = hub.device(), People(7).people(len(codes))
    wishes = [
        device.fact(enrollment(one, union=UNION, person=person_fact(one, ethnicity=code)))
        for one, code in zip(crowd, codes, strict=True)
    ]
    device.deliver(*wishes)
    approve(hub, *(rec_of(wish) for wish in wishes))
    return device, [rec_of(wish) for wish in wishes]


@pytest.mark.usefixtures("asking")
def test_where_a_province_asks_members_are_parted_by_what_they_stated(any_hub: RunningHub) -> None:
    peoples(any_hub, "02", "02", "01", None)

    made = report(any_hub.centre, top="*", **YEAR)

    assert shares(made) == [("蒙古族", 2, 2), ("汉族", 1, 1), ("没有填", 1, 1)]
    assert sum(one.members for one in made.shares) == made.sum.closing


@pytest.mark.usefixtures("asking")
def test_a_correction_counts_and_one_of_another_field_takes_nothing_away(hub: RunningHub) -> None:
    device, (first, second) = peoples(hub, "01", "02")
    for rec, changed in ((first, {"ethnicity": "02"}), (second, {"phone": "13900000002"})):
        device.deliver(device.fact(Revision(changed=changed), rec=rec, rev=1))

    assert shares(report(hub.centre, top="*", **YEAR)) == [("蒙古族", 2, 2)]


@pytest.mark.usefixtures("asking")
def test_a_correction_that_was_taken_back_or_builds_on_nothing_known_does_not_count(hub: RunningHub) -> None:
    device, (first, second) = peoples(hub, "01", "01")
    correction = device.fact(Revision(changed={"ethnicity": "02"}), rec=first, rev=1)
    device.deliver(correction)
    assert ("蒙古族", 1, 1) in shares(report(hub.centre, top="*", **YEAR))

    device.deliver(device.fact(Void(target=env_of(correction), reason="认错了人"), rec=first, rev=2))
    stranger = hub.device(2)
    stranger.deliver(stranger.fact(Revision(changed={"ethnicity": "02"}), rec=second, rev=1))

    assert shares(report(hub.centre, top="*", **YEAR)) == [("汉族", 2, 2)]


@pytest.mark.usefixtures("asking")
def test_the_workbook_has_them_on_a_sheet_of_their_own(hub: RunningHub, tmp_path: Path) -> None:
    peoples(hub, "02", "01", "02")

    write_statistics(hub.centre, tmp_path / "s.xlsx", **YEAR)

    rows = list(openpyxl.load_workbook(tmp_path / "s.xlsx")["民族"].iter_rows(values_only=True))
    assert [row for row in rows[3:] if row[0]][:3] == [("蒙古族", 2, 2), ("汉族", 1, 1), ("合计", 3, 3)]


def test_elsewhere_nobody_is_parted_and_the_workbook_has_one_sheet(hub: RunningHub, tmp_path: Path) -> None:
    peoples(hub, "02")

    made = write_statistics(hub.centre, tmp_path / "s.xlsx", **YEAR)

    assert made.shares == ()
    assert openpyxl.load_workbook(tmp_path / "s.xlsx").sheetnames == ["统计表"]
