"""发放: one item, once per person, the override that a supervisor answers for, stock, and the signing sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.documents.ledgers import SignedFor, SigningFacts, signing_sheet
from fieldapp.documents.marks import marked
from fieldapp.documents.pages import Document
from fieldapp.domain.events import Event
from fieldapp.domain.handouts import MoveKind
from fieldapp.domain.ids import RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import HandoutView
from fieldapp.messages import translate as _
from fieldapp.services import handouts, stock
from ui.operations import exports
from ui.operations.exports import Export
from ui.operations.printing import Target, put_document
from ui.session import Session
from ui.wording import clock_time, label_of

Done = Callable[[Any], None]
Refused = Callable[[Refusal], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardHolder:
    """Who showed a member card: a record of this laptop (``rec``), or a member from elsewhere."""

    number: str
    name: str
    is_verified: bool
    rec: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """Which item, who takes it for somebody, why a second one is given, and the document shown with a card."""

    item: str
    proxy: str = ""
    override: str = ""
    document_no: str = ""


def hand_out(session: Session, rec: str, giving: Giving, done: Done, refused: Refused) -> None:
    """Give one of an item to a person; refused when it was given before."""
    event = session.current_event
    if event is None:
        return
    command = handouts.HandOut(
        rec=RecordId(rec),
        item=giving.item,
        event=event.id,
        operator=session.operator.id,
        override=giving.override or None,
        proxy=giving.proxy or None,
    )
    session.run(handouts.hand_out, command, done, refused)


def hand_out_by_card(session: Session, holder: CardHolder, giving: Giving, done: Done, refused: Refused) -> None:
    """Give one of an item to a member from elsewhere, by the card they showed."""
    event = session.current_event
    if event is None:
        return
    command = handouts.HandOutByCard(
        number=holder.number,
        name=holder.name,
        item=giving.item,
        event=event.id,
        operator=session.operator.id,
        is_verified=holder.is_verified,
        override=giving.override or None,
        proxy=giving.proxy or None,
        document_no=giving.document_no,
    )
    session.run(handouts.hand_out_by_card, command, done, refused)


def read_holder(session: Session, text: str) -> CardHolder | Refusal:
    """Say whose card was scanned; refuses ``card_not_good`` (red) and ``card_not_verified`` (nobody can say)."""
    verdict = session.application.codes.read_card(text)
    if verdict.verdict == "red":
        return Refusal(code="card_not_good")
    if verdict.claims is None:
        return Refusal(code="card_not_verified")
    number, name = str(verdict.claims["number"]), str(verdict.claims["name"])
    rec = session.application.read.number_holder(number) or ""
    return CardHolder(number=number, name=name, is_verified=verdict.verdict == "green", rec=rec)


def move_stock(
    session: Session, item: str, kind: MoveKind, qty: int, note: str, *, done: Done, refused: Refused
) -> None:
    """Write down what came to the table or left it."""
    event = session.current_event
    if event is None:
        return
    command = stock.MoveStock(event=event.id, item=item, kind=kind, qty=qty, note=note, operator=session.operator.id)
    session.run(stock.move_stock, command, done, refused)


def put_signing_sheet(session: Session, item: str, path: Path, done: Callable[[Refusal | None], None]) -> None:
    """Write the signing sheet of one item into a file; the taking out is logged first."""
    event = session.current_event
    document = sheet_of(session, event, item) if event is not None else Refusal(code="event_unknown")
    if event is None or isinstance(document, Refusal):
        done(document if isinstance(document, Refusal) else None)
        return
    paper = document

    def then(mark: str) -> None:
        put_document(session, marked(paper, mark), Target(path=path), done)

    rows = sum(one.item == item for one in session.application.read.handouts(event.id))
    exports.begin(session, Export(what="signing_sheet", subject=event.id, rows=rows), then, done)


def sheet_of(session: Session, event: Event, item: str) -> Document | Refusal:
    """Lay the signing sheet of one item out, in the order in which it was given."""
    read = session.application.read
    given = [one for one in reversed(read.handouts(event.id)) if one.item == item]
    balance = next((one for one in read.stock(event.id) if one.item == item), None)
    if balance is None:
        return Refusal(code="item_unknown")
    facts = SigningFacts(
        event=event.name,
        place=event.place,
        host=session.union_name(event.host),
        item=label_of("items", item),
        date=session.application.clock.now().astimezone().date(),
        stock=balance,
        rows=tuple(_signed_for(one) for one in given),
    )
    return signing_sheet(facts)


def _signed_for(one: HandoutView) -> SignedFor:
    remarks = (
        _("代领:{name}").format(name=one.proxy) if one.proxy else "",
        _("补发:{reason}").format(reason=one.override) if one.override else "",
        _("凭卡") if one.is_by_card else "",
    )
    return SignedFor(
        name=one.name,
        tail=one.tail,
        qty=one.qty,
        operator=one.operator,
        time=clock_time(one.time),
        remark=" ".join(filter(None, remarks)),
    )
