"""报表: the day's figures as a workbook that the county can open."""

from pathlib import Path

from fieldapp.domain.views import Count, DayFigures, QuarterHour
from fieldapp.files.workbooks import write_table
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.session import Session
from ui.wording import clock_time

_FIGURES = {
    "applied": "申请",
    "accepted": "受理",
    "approved": "批准",
    "transferred": "转会",
    "voided": "作废",
    "missing_signature": "缺签字",
    "checked_in": "名册到场",
    "cards_printed": "已打印卡",
    "handouts": "已发放",
    "pending": "待上报",
}


def export_day(session: Session, path: Path) -> None:
    """Write figures, groups, unions and the quarter-hour curve of the event into one sheet."""
    event, read = session.current_event, session.application.read
    if event is None:
        return
    event_id, name, operator = event.id, event.name, session.operator.name
    made = session.application.clock.now().astimezone()

    def work() -> int:
        rows = day_rows(
            read.figures(event_id),
            read.counts(event_id, "group"),
            read.counts(event_id, "union"),
            read.quarter_hours(event_id),
        )
        head = (("活动", name, ""), ("导出", f"{made:%Y-%m-%d %H:%M}", operator))
        return write_table(path, (_("类别"), _("项目"), _("人数")), (*head, *rows), widths=(16, 44, 14))

    session.jobs.in_background(work, lambda _rows: session.say(message("file_saved", {"name": path.name}), "success"))


def day_rows(
    figures: DayFigures, groups: tuple[Count, ...], unions: tuple[Count, ...], quarters: tuple[QuarterHour, ...]
) -> list[tuple[str, str, str | int]]:
    """Return the rows of the day's workbook: what, which, how many."""
    rows: list[tuple[str, str, str | int]] = [
        (_("合计"), _(words), getattr(figures, code)) for code, words in _FIGURES.items()
    ]
    rows += [(_("群体"), one.label, one.count) for one in groups]
    rows += [(_("工会"), one.label or _("周转池"), one.count) for one in unions]
    rows += [(_("时段"), clock_time(one.start), one.count) for one in quarters]
    return rows
