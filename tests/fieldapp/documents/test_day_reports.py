from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fieldapp.documents.day_reports import day_report, template
from fieldapp.documents.pages import TextBox, texts
from fieldapp.domain.day_report import DayReport, ReportLine
from fieldapp.domain.views import Count, QuarterHour

STARTS = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
REPORT = DayReport(
    event="服务区集中入会",
    hours="11月22日 09:00–17:00",
    place="服务区",
    host="昆都仑区总工会",
    policy="中心批准",
    device="测试机一",
    made=STARTS,
    operator="赵敏",
    figures=(ReportLine(words="申请", count=1203, meaning="有效的申请"),),
    quarters=tuple(QuarterHour(start=STARTS + timedelta(minutes=15 * n), count=n) for n in range(8)),
    groups=(Count(key="truck", label="货车司机", count=3),),
    unions=(Count(key="", label="", count=2),),
    operators=(),
    items=(),
    left=(ReportLine(words="待上报", count=5, meaning="还没到中心"),),
    target=1000,
)


def words(report):
    return [text for page in day_report(report).pages for text in texts(page)]


def test_report_shows_figures_with_their_meaning_and_who_took_it():
    found = words(REPORT)
    assert {"1,203", "有效的申请", "货车司机", "周转池", "待上报", "没有"} <= set(found)
    assert any("赵敏 · 2026-11-22 01:00 · 测试机一" in text for text in found)
    assert "第 1 页 / 共 1 页" in found


def test_every_page_is_watermarked_and_nothing_leaves_the_paper():
    many = tuple(Count(key=str(n), label=f"联合工会{n}", count=n) for n in range(1, 90))
    pages = day_report(replace(REPORT, unions=many)).pages
    assert len(pages) > 2
    form = template()
    for page in pages:
        assert any("赵敏" in text for text in texts(page))
        for item in page.items:
            if isinstance(item, TextBox):
                assert item.y + item.height <= form.height
                assert all(line.x >= 0 for line in item.lines)


def test_a_heading_is_never_the_last_line_of_a_page():
    heads = {template().words[name] for name in ("unions", "operators", "items", "left")}
    for rows in range(1, 40):
        many = tuple(Count(key=str(n), label=f"工会{n}", count=1) for n in range(rows))
        for page in day_report(replace(REPORT, groups=many)).pages:
            body = [text for text in texts(page) if not text.startswith(("导出", "第 "))]
            assert body[-1] not in heads


def test_the_axis_names_full_hours_and_never_two_times_in_one_place():
    late = tuple(QuarterHour(start=STARTS + timedelta(minutes=45 + 15 * n), count=0) for n in range(9))
    found = [text for text in words(replace(REPORT, quarters=late)) if text.endswith(":00") and len(text) == 5]
    assert len(found) == 2
    assert len(set(found)) == 2


def test_without_a_target_nothing_is_said_of_one():
    assert not any("目标" in text for text in words(replace(REPORT, target=None)))
    assert any("目标 1000 人" in text for text in words(REPORT))
