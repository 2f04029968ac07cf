"""Lists that are signed for: what was handed out (发放签收表), and whom a union takes over (移交清单)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldapp.documents.pages import Document, Page
from fieldapp.documents.rolls import day_words
from fieldapp.documents.tables import table_document
from fieldapp.domain.handouts import Stock
from fieldapp.domain.problems import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFor:
    """One line of the signing sheet: a name, four digits, how many; ``remark`` says 代领 or why a second one."""

    name: str
    tail: str
    qty: int
    operator: str
    time: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningFacts:
    """One signing sheet: event and place, host, item, its balance, and who got it, in the order of time."""

    event: str
    place: str
    host: str
    item: str
    date: date
    stock: Stock
    rows: tuple[SignedFor, ...]


def signing_sheet(facts: SigningFacts) -> Document | Refusal:
    """Return the signing sheet of one item, balanced against its stock."""
    given, stock = sum(row.qty for row in facts.rows), facts.stock
    words = {
        "event": facts.event,
        "place": facts.place,
        "host": facts.host,
        "item": facts.item,
        "date": day_words(facts.date),
        "given": str(given),
        "received": str(stock.received),
        "returned": str(stock.returned),
        "moved_out": str(stock.moved_out),
        "spoilt": str(stock.spoilt),
        "left": str(stock.left),
        "balanced": "" if given != stock.handed_out or stock.left < 0 else "1",
        "unbalanced": "1" if given != stock.handed_out or stock.left < 0 else "",
    }
    rows = [
        {
            "name": row.name,
            "tail": row.tail,
            "qty": str(row.qty),
            "operator": row.operator,
            "time": row.time,
            "remark": row.remark,
        }
        for row in facts.rows
    ]
    columns = frozenset(SignedFor.__dataclass_fields__)
    return table_document("signing", "signing-sheet", words, rows, columns=columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """One member whom a union takes over; document and phone as they shall be printed (masked)."""

    name: str
    document: str
    phone: str
    group: str
    employer: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverFacts:
    """One list for one union (移交清单): from which event and host, on which day, and whom."""

    union: str
    event: str
    host: str
    date: date
    rows: tuple[TakenOver, ...]


def take_over_lists(facts: Sequence[TakeOverFacts]) -> Document | Refusal:
    """Return one list per union, each beginning on a page of its own."""
    pages: list[Page] = []
    for one in facts:
        words = {"union": one.union, "event": one.event, "host": one.host, "date": day_words(one.date)}
        columns = frozenset(TakenOver.__dataclass_fields__)
        rows = [{key: str(getattr(row, key)) for key in columns} for row in one.rows]
        made = table_document("takeover", "take-over", words, rows, columns=columns)
        if isinstance(made, Refusal):
            return made
        pages.extend(made.pages)
    return Document("take-over-lists", tuple(pages))
