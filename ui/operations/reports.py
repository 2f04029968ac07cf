"""报表: the event's figures as a daily report, in a workbook and on paper. Taking them out is logged first."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fieldapp.documents.day_reports import day_report
from fieldapp.domain.closing import CloseOut
from fieldapp.domain.day_report import DayReport, ReportLine
from fieldapp.domain.events import ApprovalPolicy, Event
from fieldapp.domain.problems import Refusal
from fieldapp.domain.quarters import through
from fieldapp.domain.views import Settings
from fieldapp.files.day_reports import write_day_report
from fieldapp.messages import translate as _
from ui.operations import exports
from ui.operations.exports import Export
from ui.printing import render_pdf
from ui.session import Session
from ui.wording import label_of, span

WORKBOOK, PAPER = ".xlsx", ".pdf"
Done = Callable[[Path], None]

FIGURES = {
    "present": ("到场", "本人来过:有有效申请,或领过物品,一人只算一次"),
    "applied": ("申请", "有效的入会和转会申请,作废的不算"),
    "accepted": ("受理", "其中的入会申请,不论批没批"),
    "approved": ("批准", "已批准的申请,现场或中心批的都算"),
    "joined": ("新入会", "已批准的入会申请,批准日起是会员"),
    "transferred": ("转会", "本来就是会员,转到别的工会"),
}
"""Six figures that are often taken for one, each with what it counts."""
_MORE = {
    "checked_in": ("名册到场", "申请里由名册核对而来的"),
    "voided": ("作废", "登错后作废或撤销的,号码不再用"),
    "cards_printed": ("已打印卡", "已确认印好的会员卡,一人只算一次"),
    "missing_signature": ("缺签字", "既无签字板也无纸表、手机确认"),
}


def figure(found: CloseOut, name: str) -> int:
    """Return one of the figures by its name, from the close-out or from the day's."""
    holder = found if hasattr(found, name) else found.figures
    return int(getattr(holder, name))


def save_day(session: Session, path: Path, done: Done = lambda _path: None) -> None:
    """Write the daily report; the suffix decides between workbook and paper."""
    event = session.current_event
    if event is None:
        return
    named = (session.union_name(event.host), session.operator.name)

    def work() -> Refusal | None:
        report = report_of(session, event, *named)
        if path.suffix.lower() == PAPER:
            document = day_report(report)
            return document if isinstance(document, Refusal) else render_pdf(document, path)
        write_day_report(path, report)
        return None

    export = Export(what="day_report", subject=event.id, rows=1)
    exports.begin(session, export, lambda _mark: exports.write(session, path, work, done))


def report_of(session: Session, event: Event, host: str, operator: str) -> DayReport:
    """Read everything the report says; on any thread."""
    read = session.application.read
    found, known = read.close_out(event.id), read.settings()
    figures = [*FIGURES.items(), *_MORE.items()]
    return DayReport(
        event=event.name,
        hours=span(event),
        place=event.place,
        host=host,
        policy=_("现场批准") if event.policy is ApprovalPolicy.DELEGATED else _("中心批准"),
        device=_device(known),
        made=_now(session),
        operator=operator,
        figures=tuple(
            ReportLine(words=_(words), count=figure(found, name), meaning=_(meaning))
            for name, (words, meaning) in figures
        ),
        quarters=through(read.quarter_hours(event.id), event.starts, event.ends),
        groups=read.counts(event.id, "group"),
        unions=read.counts(event.id, "union"),
        operators=read.counts(event.id, "operator"),
        items=tuple(_items(session, event, found)),
        left=tuple(_left(found)),
        target=event.target,
    )


def _now(session: Session) -> datetime:
    return session.application.clock.now().astimezone()


def _device(known: Settings) -> str:
    return str(known.get("device_name") or "")


def _items(session: Session, event: Event, found: CloseOut) -> list[ReportLine]:
    given: dict[str, int] = dict.fromkeys(event.items, 0)
    for one in session.application.read.handouts(event.id):
        given[one.item] = given.get(one.item, 0) + one.qty
    not_handed = {one.key: one.count for one in found.not_handed}
    left = {one.item: one.left for one in session.application.read.stock(event.id) if one.received}
    return [
        ReportLine(
            words=label_of("items", item),
            count=count,
            meaning=_item_words(not_handed.get(item, 0), left.get(item)),
        )
        for item, count in given.items()
    ]


def _item_words(not_handed: int, left: int | None) -> str:
    """Return who got none yet, and what should still lie on the table where somebody counted it."""
    words = _("已发放;还有 {n} 位申请人没领").format(n=not_handed)
    return words if left is None else _("{words};账面结存 {left}").format(words=words, left=left)


def _left(found: CloseOut) -> list[ReportLine]:
    figures = found.figures
    counted = (
        (_("纸表未点到"), found.papers_left, _("签字登记表或凭证没有扫到")),
        (_("等批准"), found.waiting, _("已受理,还没有批准")),
        (_("未上花名册"), found.unrolled, _("现场批准了,批准花名册还没造")),
        (_("未打印卡"), figures.cards_ready, _("已批准,会员卡还没打印")),
        (_("卡未交本人"), found.cards_held, _("印好了,本人还没领")),
        (_("要收回的卡"), found.recalls, _("中心没有确认")),
        (_("待更正"), figures.to_correct, _("中心退回,等更正")),
        (_("待上报"), figures.pending, _("记录在本机,还没到中心")),
        (_("名册未到场"), found.never_came, _("没有来的人,收摊时抹去")),
    )
    return [ReportLine(words=words, count=count, meaning=meaning) for words, count, meaning in counted if count]
