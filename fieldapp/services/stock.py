"""What comes to the table and leaves it at an event, so that gifts and blank cards balance (库存)."""

from dataclasses import dataclass

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.codes import table
from fieldapp.domain.handouts import MoveKind, refuse_move
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.services.rules import at_work
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStock:
    """Pieces of an item came, went elsewhere, broke or came back; the last two ask why."""

    event: EventId
    item: str
    kind: MoveKind
    qty: int
    operator: OperatorId
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockResult:
    """The move is written down."""

    item: str
    kind: MoveKind
    qty: int
    changes: Changes = frozenset({Topic.HANDOUTS})


def move_stock(command: MoveStock, uow: UnitOfWork, _clock: Clock, ids: Ids) -> StockResult | Refusal:
    """Write a move of stock down.

    Refuses: ``event_unknown``, ``item_unknown``, ``quantity_invalid``, ``stock_note_missing``.
    """
    who, event = at_work(uow, command.operator), uow.events.get(command.event)
    if isinstance(who, Refusal):
        return who
    if event is None:
        return Refusal(code="event_unknown")
    if table("items").find(command.item) is None and command.item not in event.items:
        return Refusal(code="item_unknown")
    refusal = refuse_move(command.kind, command.qty, command.note)
    if refusal is not None:
        return refusal
    uow.handouts.move(
        ids.new(),
        event=event.id,
        item=command.item,
        kind=command.kind,
        qty=command.qty,
        note=command.note.strip() or None,
        operator=command.operator,
        now=uow.milliseconds(),
    )
    uow.audit.note(command.operator, f"stock_{command.kind}", event.id, item=command.item, qty=command.qty)
    return StockResult(item=command.item, kind=command.kind, qty=command.qty)
