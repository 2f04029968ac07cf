"""The statistics workbook: the table of ``statistics`` as a spreadsheet people can send on."""

from datetime import date
from pathlib import Path

from fieldapp.files.cross_tables import CrossLine, CrossTable, write_cross_table
from fieldapp.messages import translate as _
from sync.hub.centre import Centre
from sync.hub.services.rights import EVERYTHING
from sync.hub.services.statistics import Report, report


def write_statistics(centre: Centre, path: Path, *, start: date, end: date, top: str = EVERYTHING) -> Report:
    """Write the table of a period (both days included) and return it; ``OSError`` when the file cannot be written."""
    made = report(centre, top=top, start=start, end=end)
    lines = tuple(CrossLine(name=one.name, values=one.values, is_total=one.is_total) for one in made.lines)
    table = CrossTable(
        title=made.title,
        corner=_("工会"),
        groups=made.groups,
        measures=made.measures,
        lines=lines,
        notes=made.notes,
        sheet=_("统计表"),
    )
    write_cross_table(path, table, *_shares(made))
    return made


def _shares(made: Report) -> tuple[CrossTable, ...]:
    """Return the second sheet, by 民族, where a province asks for it."""
    if not made.shares:
        return ()
    lines = tuple(CrossLine(name=one.label, values=(one.members, one.joined)) for one in made.shares)
    sums = sum(one.members for one in made.shares), sum(one.joined for one in made.shares)
    by_ethnicity = CrossTable(
        title=made.title,
        corner=_("民族"),
        groups=(_("合计"),),
        measures=(_("会员数(累计净)"), _("新发展会员")),
        lines=(*lines, CrossLine(name=_("合计"), values=sums, is_total=True)),
        notes=made.notes,
        sheet=_("民族"),
    )
    return (by_ethnicity,)
