"""Papers that are no journal's matter: blank forms, posters, service cards, take-over lists."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from fieldapp.documents.application_forms import FormFacts, application_forms
from fieldapp.documents.ledgers import TakenOver, TakeOverFacts, take_over_lists
from fieldapp.documents.marks import marked
from fieldapp.documents.pages import Document
from fieldapp.documents.sheets import (
    UnionFacts,
    poster,
    service_cards,
)
from fieldapp.domain.events import Event
from fieldapp.domain.identity import mask_document
from fieldapp.domain.numbering import grouped
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import make_sheet_code
from fieldapp.services.blank_sheets import IssueSheets, SheetsIssued, issue_sheets
from fieldapp.services.exports import NoteExport, note_export
from ui.operations.exports import mark_of
from ui.operations.papers import union_code
from ui.session import Session
from ui.wording import label_of

_EVERYBODY = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper of the list: its name, what it is for; ``is_counted`` asks how many.

    ``sheet`` names the calibration it is printed with.
    """

    code: str
    title: str
    hint: str
    is_counted: bool = False
    sheet: str = "a4"


PAPERS = (
    Paper(code="form", title="空白登记表(带编号)", hint="没有电脑的日子先签纸表,以后扫码补录", is_counted=True),
    Paper(code="poster_a4", title="入会海报 A4", hint="贴在登记台和休息区"),
    Paper(code="poster_a3", title="入会海报 A3", hint="同一张,放大", sheet="a3"),
    Paper(code="service", title="服务卡片", hint="90×54 毫米,一页十张,发给路过的人", sheet="paper90"),
    Paper(code="takeover", title="移交清单", hint="已批准的会员,每个工会一份,签收盖章"),
)


def preview_of(session: Session, paper: str) -> Document | Refusal:
    """Return a paper to look at: a form without a number of its own, a list with nobody on it."""
    event = session.current_event
    if event is None:
        return Refusal(code="event_unknown")
    if paper == "form":
        return application_forms([_blank(session, event, "")])
    if paper == "takeover":
        return _take_over(session, event) if _approved(session, event) else Refusal(code="nothing_to_take_over")
    return _plain(session, event, paper)


def make(session: Session, paper: str, count: int, done: Callable[[Document | Refusal], None]) -> None:
    """Make a paper to be printed: numbers are given now, lists of people are noted as taken out."""
    event, app = session.current_event, session.application
    if event is None:
        return
    who, mark = session.operator.id, mark_of(session)

    def work() -> Document | Refusal:
        if paper == "form":
            issued = app.execute(issue_sheets, IssueSheets(count=count, event=event.id, operator=who))
            return issued if isinstance(issued, Refusal) else _forms(session, event, issued)
        if paper == "takeover":
            rows = sum(len(people) for people in _approved(session, event).values())
            if not rows:
                return Refusal(code="nothing_to_take_over")
            noted = app.execute(note_export, NoteExport(what="take_over", subject=event.id, rows=rows, operator=who))
            return noted if isinstance(noted, Refusal) else _take_over(session, event, mark)
        return _plain(session, event, paper)

    session.jobs.on_store(work, done)


def _plain(session: Session, event: Event, paper: str) -> Document | Refusal:
    facts = _union_facts(session, event)
    return service_cards(facts) if paper == "service" else poster(facts, is_a3=paper == "poster_a3")


def _union_facts(session: Session, event: Event) -> UnionFacts:
    starts, ends = (moment.astimezone() for moment in (event.starts, event.ends))
    return UnionFacts(
        union=session.union_name(event.host),
        code=union_code(session.application),
        event=event.name,
        place=event.place,
        time=f"{starts.month}月{starts.day}日 {starts:%H:%M}–{ends:%H:%M}",
        host=session.union_name(event.host),
    )


def _blank(session: Session, event: Event, number: str) -> FormFacts:
    return FormFacts(
        code=make_sheet_code(number) if number else "",
        number=grouped(number) if number else "",
        event=event.name,
        host=session.union_name(event.host),
    )


def _forms(session: Session, event: Event, issued: SheetsIssued) -> Document | Refusal:
    return application_forms([_blank(session, event, number) for number in issued.numbers])


def _approved(session: Session, event: Event) -> dict[str, list[TakenOver]]:
    """Return the members of an event by union, documents and phones masked."""
    read, found = session.application.read, defaultdict(list)
    for person in reversed(read.recent(event.id, _EVERYBODY)):
        details = read.details(person.rec) if person.number else None
        if details is None or details.is_void:
            continue
        found[details.union or ""].append(
            TakenOver(
                name=details.name,
                document=mask_document(details.document_no),
                phone=f"{details.phone[:3]}****{details.phone[-4:]}",
                group=label_of("groups", details.group),
                employer=details.employer or "",
                number=grouped(details.number or ""),
            )
        )
    return dict(found)


def _take_over(session: Session, event: Event, mark: str = "") -> Document | Refusal:
    today = session.application.clock.now().astimezone().date()
    made = take_over_lists(
        [
            TakeOverFacts(
                union=session.union_name(union),
                event=event.name,
                host=session.union_name(event.host),
                date=today,
                rows=tuple(people),
            )
            for union, people in sorted(_approved(session, event).items())
        ]
    )
    return made if isinstance(made, Refusal) or not mark else marked(made, mark)
