"""The daily report as a workbook: one sheet of figures, one with the curve as a chart. Watermarked on every sheet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fieldapp.domain.day_report import DayReport, ReportLine
from fieldapp.domain.views import Count
from fieldapp.files.saving import new_workbook
from fieldapp.files.workbooks import Formats, Value, footer_of, formats_of, write_cell
from fieldapp.messages import translate as _

_WIDTHS = (12, 34, 10, 60)
Row = tuple[Value, ...]


def write_day_report(path: Path, report: DayReport) -> int:
    """Write the report, whole or not at all; return how many rows of figures it has.

    ``OSError`` when the file cannot be written.
    """
    with new_workbook(path) as book:
        formats = formats_of(book)
        rows = list(_rows(report))
        sheet = _sheet(book, _("日报"), report)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        _write(sheet, (_("类别"), _("项目"), _("人数"), _("说明")), rows, formats)
        _write_curve(book, report, formats)
    return len(rows)


def _sheet(book: Any, name: str, report: DayReport) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(footer_of(_("导出") + " " + report.watermark))
    sheet.freeze_panes(1, 0)
    return sheet


def _write(sheet: Any, headers: tuple[str, ...], rows: list[Row], formats: Formats) -> None:
    for column, heading in enumerate(headers):
        sheet.write_string(0, column, heading, formats.header)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            write_cell(sheet, number, column, value, formats)


def _rows(report: DayReport) -> Iterator[Row]:
    """Yield the rows of the first sheet: what, which, how many, and what was counted."""
    facts = (
        (_("活动"), report.event),
        (_("时间"), report.hours),
        (_("地点"), report.place),
        (_("主办"), report.host),
        (_("批准方式"), report.policy),
        (_("导出"), report.watermark),
    )
    for words, value in facts:
        yield (words, value, None, None)
    yield from (_line(_("合计"), one) for one in report.figures)
    yield from _counted(_("群体"), report.groups)
    yield from _counted(_("工会"), report.unions)
    yield from _counted(_("操作员"), report.operators)
    yield from (_line(_("发放"), one) for one in report.items)
    yield from (_line(_("未了"), one) for one in report.left)


def _line(kind: str, one: ReportLine) -> Row:
    return (kind, one.words, one.count, one.meaning or None)


def _counted(kind: str, counts: tuple[Count, ...]) -> Iterator[Row]:
    yield from ((kind, one.label or _("周转池"), one.count, None) for one in counts)


def _write_curve(book: Any, report: DayReport, formats: Formats) -> None:
    name = _("时段")
    sheet = _sheet(book, name, report)
    sheet.set_column(0, 0, 14)
    rows: list[Row] = [(f"{one.start.astimezone():%m-%d %H:%M}", one.count) for one in report.quarters]
    _write(sheet, (_("一刻钟"), _("申请")), rows, formats)
    if not rows:
        return
    chart = book.add_chart({"type": "column"})
    last = len(rows)
    chart.add_series(
        {
            "name": _("每一刻钟的申请"),
            "categories": [name, 1, 0, last, 0],
            "values": [name, 1, 1, last, 1],
            "fill": {"color": "#0b5cad"},
            "gap": 40,
        }
    )
    chart.set_legend({"none": True})
    chart.set_size({"width": 900, "height": 340})
    sheet.insert_chart("D2", chart)
