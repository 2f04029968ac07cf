"""The daily report on A4: figures with what they count, the curve, bars, and what was left open.

Head, foot, words and colours are data (``resources/templates/day.json``); the body flows block by block,
and a block that has no room begins the next page.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from fieldapp.documents import templates
from fieldapp.documents.fonts import BOLD
from fieldapp.documents.pages import Document, Item, Line, Page, Rect
from fieldapp.documents.placing import placed
from fieldapp.documents.templates import Spec
from fieldapp.documents.typesetting import Style, fitted
from fieldapp.domain.day_report import DayReport, ReportLine
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Count, QuarterHour

_HEAD, _ROW, _GAP = 9.0, 6.4, 3.0
_FIGURE_HEIGHT, _FIGURES_PER_ROW = 17.0, 4
_CURVE = 46.0
_NAME, _NUMBER = 62.0, 16.0
"""Widths of a bar's name and number, mm."""
_MOST_NUMBERS = 40
"""With more quarters than this the numbers above the bars would touch."""
_MOST_HOURS = 14
"""With more hours than this every second one is labelled."""
_HAIR = 0.2

Draw = Callable[[float], Iterator[Item]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTemplate:
    """Where head, foot and body of the report stand, in mm, and its words and colours."""

    width: float
    height: float
    left: float
    right: float
    first_top: float
    top: float
    bottom: float
    words: Mapping[str, str]
    colours: Mapping[str, str]
    first: tuple[Spec, ...]
    every: tuple[Spec, ...]

    @property
    def wide(self) -> float:
        """Width of the body."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece of the body that stays whole; a ``heading`` stays with the block after it."""

    height: float
    draw: Draw
    is_heading: bool = False


@cache
def template() -> ReportTemplate:
    """Read the template of the report."""
    part = templates.source("day")
    part.only("page", "colours", "words", "area", "first", "every")
    colours, area = part.table("colours"), part.part("area")
    area.only("left", "right", "first_top", "top", "bottom")
    width, height = part.numbers("page", 2)
    return ReportTemplate(
        width=width,
        height=height,
        left=area.number("left"),
        right=area.number("right"),
        first_top=area.number("first_top"),
        top=area.number("top"),
        bottom=area.number("bottom"),
        words=part.table("words"),
        colours=colours,
        first=tuple(templates.spec_of(item, colours) for item in part.parts("first")),
        every=tuple(templates.spec_of(item, colours) for item in part.parts("every")),
    )


def day_report(report: DayReport) -> Document | Refusal:
    """Return the report, at least one page."""
    form = template()
    bodies = _flow(form, tuple(_blocks(form, report)))
    facts = {**form.words, **_facts(report), "pages": str(len(bodies))}
    pages: list[Page] = []
    for number, body in enumerate(bodies, 1):
        specs = (*(form.first if number == 1 else ()), *form.every)
        around = placed(specs, {**facts, "page": str(number)})
        if isinstance(around, Refusal):
            return around
        pages.append(Page(width=form.width, height=form.height, items=(*around, *body)))
    return Document("day-report", tuple(pages))


def _facts(report: DayReport) -> dict[str, str]:
    applied = sum(one.count for one in report.quarters)
    return {
        "event": report.event,
        "hours": report.hours,
        "place": report.place,
        "host": report.host,
        "policy": report.policy,
        "watermark": report.watermark,
        "target": str(report.target) if report.target else "",
        "applied": str(applied),
        "share": f"{applied / report.target:.0%}" if report.target else "",
    }


def _flow(form: ReportTemplate, blocks: Sequence[_Block]) -> list[tuple[Item, ...]]:
    pages: list[list[Item]] = [[]]
    y = form.first_top
    for place, block in enumerate(blocks):
        following = blocks[place + 1].height if block.is_heading and place + 1 < len(blocks) else 0.0
        if y + block.height + following > form.bottom and pages[-1]:
            pages.append([])
            y = form.top
        pages[-1].extend(block.draw(y))
        y += block.height
    return [tuple(items) for items in pages]


def _blocks(form: ReportTemplate, report: DayReport) -> Iterator[_Block]:
    yield _heading(form, "figures")
    for start in range(0, len(report.figures), _FIGURES_PER_ROW):
        shown = report.figures[start : start + _FIGURES_PER_ROW]
        yield _Block(_FIGURE_HEIGHT + _GAP, partial(_draw_figures, form, shown))
    yield _heading(form, "curve")
    yield _Block(_CURVE + _GAP, partial(_draw_curve, form, report.quarters))
    for name, counts in (("groups", report.groups), ("unions", report.unions), ("operators", report.operators)):
        yield from _bars(form, name, counts)
    for name, lines in (("items", report.items), ("left", report.left)):
        yield from _table(form, name, lines)


def _heading(form: ReportTemplate, name: str) -> _Block:
    def draw(y: float) -> Iterator[Item]:
        yield _text(form, form.words[name], (form.left, y + 1, form.wide, _HEAD - 2), size=4.0, weight=BOLD)

    return _Block(_HEAD, draw, is_heading=True)


def _text(
    form: ReportTemplate,
    words: str,
    box: tuple[float, float, float, float],
    *,
    size: float = 3.2,
    weight: int = 400,
    align: str = "left",
    colour: str = "ink",
    lines: int = 1,
) -> Item:
    style = Style(
        size=size,
        least=size * 0.6,
        weight=weight,
        align=align,
        valign="middle",
        colour=form.colours[colour],
        lines=lines,
        leading=1.15,
    )
    x, y, width, height = box
    return fitted(words, x=x, y=y, width=width, height=height, style=style)


def _draw_figures(form: ReportTemplate, shown: Sequence[ReportLine], y: float) -> Iterator[Item]:
    step = (form.wide + _GAP) / _FIGURES_PER_ROW
    for place, one in enumerate(shown):
        x, width = form.left + place * step, step - _GAP
        yield Rect(x=x, y=y, width=width, height=_FIGURE_HEIGHT, colour=form.colours["shade"], radius=1.5)
        yield _text(form, f"{one.count:,}", (x + 2, y + 1.2, 18, 8), size=6.2, weight=BOLD)
        yield _text(form, one.words, (x + 20, y + 1.2, width - 22, 8), size=3.6, align="right")
        yield _text(form, one.meaning, (x + 2, y + 9.2, width - 4, 7), size=2.4, colour="soft", lines=3)


def _draw_curve(form: ReportTemplate, quarters: Sequence[QuarterHour], y: float) -> Iterator[Item]:
    base, top = y + _CURVE - 6, y + 5
    yield Line(x1=form.left, y1=base, x2=form.right, y2=base, width=_HAIR, colour=form.colours["line"])
    if not quarters:
        return
    most, step = max(1, *(one.count for one in quarters)), form.wide / max(len(quarters), 12)
    for place, one in enumerate(quarters):
        x, tall = form.left + place * step, (base - top) * one.count / most
        if one.count:
            yield Rect(x=x + step * 0.15, y=base - tall, width=step * 0.7, height=tall, colour=form.colours["bar"])
        if one.count and len(quarters) <= _MOST_NUMBERS:
            yield _text(form, str(one.count), (x - 2, base - tall - 4, step + 4, 3.6), size=2.4, align="center")
    yield from _draw_axis(form, quarters, base, step)


def _draw_axis(form: ReportTemplate, quarters: Sequence[QuarterHour], base: float, step: float) -> Iterator[Item]:
    """Mark the full hours; the first quarter has its own time when no full hour stands close by."""
    moments = [one.start.astimezone() for one in quarters]
    every = 1 if len(quarters) <= _MOST_HOURS * 4 else 2
    for place, local in enumerate(moments):
        is_first_alone = place == 0 and all(one.minute for one in moments[:3])
        if local.minute and not is_first_alone:
            continue
        x = form.left + place * step
        yield Line(x1=x, y1=base, x2=x, y2=base + 1.2, width=_HAIR, colour=form.colours["line"])
        if is_first_alone or local.hour % every == 0:
            yield _text(form, f"{local:%H:%M}", (x - 6, base + 1.4, 12, 4), size=2.5, align="center", colour="soft")


def _bars(form: ReportTemplate, name: str, counts: Sequence[Count]) -> Iterator[_Block]:
    yield _heading(form, name)
    if not counts:
        yield _Block(_ROW, partial(_draw_nothing, form))
    most = max((one.count for one in counts), default=1) or 1
    for one in counts:
        yield _Block(_ROW, partial(_draw_bar, form, one, most))


def _draw_bar(form: ReportTemplate, one: Count, most: int, y: float) -> Iterator[Item]:
    room = form.wide - _NAME - _NUMBER
    yield _text(form, one.label or form.words["pool"], (form.left, y, _NAME - 2, _ROW))
    length = max(0.6, room * one.count / most)
    yield Rect(x=form.left + _NAME, y=y + 1.4, width=length, height=_ROW - 2.8, colour=form.colours["bar"])
    yield _text(form, f"{one.count:,}", (form.left + _NAME + length + 1.5, y, _NUMBER, _ROW))


def _table(form: ReportTemplate, name: str, lines: Sequence[ReportLine]) -> Iterator[_Block]:
    yield _heading(form, name)
    if not lines:
        yield _Block(_ROW, partial(_draw_nothing, form))
    for one in lines:
        yield _Block(_ROW, partial(_draw_line, form, one))


def _draw_line(form: ReportTemplate, one: ReportLine, y: float) -> Iterator[Item]:
    yield _text(form, one.words, (form.left, y, _NAME - 2, _ROW))
    yield _text(form, f"{one.count:,}", (form.left + _NAME, y, _NUMBER, _ROW), align="right", weight=BOLD)
    start = form.left + _NAME + _NUMBER + 4
    yield _text(form, one.meaning, (start, y, form.right - start, _ROW), size=2.8, colour="soft")
    yield Line(x1=form.left, y1=y + _ROW, x2=form.right, y2=y + _ROW, width=_HAIR, colour=form.colours["shade"])


def _draw_nothing(form: ReportTemplate, y: float) -> Iterator[Item]:
    yield _text(form, form.words["nothing"], (form.left, y, form.wide, _ROW), colour="soft")
