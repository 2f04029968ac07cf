"""Stock of an event, item by item, and the sheet on which its handouts are signed for."""

import json
from typing import Any

from sqlalchemy import Connection, case, func, literal, null, select, union_all

from fieldapp.domain.handouts import BLANK_CARD, MoveKind, Stock
from fieldapp.domain.views import HandoutView
from fieldapp.store import tables
from fieldapp.store.queries.persons import time_of
from fieldapp.store.queries.standing import people_select

PDF = "PDF"
"""The printer of papers that went into a file: no blank card was used."""


def stock(connection: Connection, event: str, items: tuple[str, ...]) -> tuple[Stock, ...]:
    """Return the balance of each item of an event, blank cards last."""
    moves = _moves(connection, event)
    given = _given(connection, event)
    printed, spoilt = _cards(connection, event)
    found = [_stock(item, moves.get(item, {}), given.get(item, 0)) for item in items]
    blank = moves.get(BLANK_CARD, {})
    found.append(_stock(BLANK_CARD, {**blank, "spoilt": blank.get("spoilt", 0) + spoilt}, printed))
    return tuple(found)


def _stock(item: str, moved: dict[str, int], given: int) -> Stock:
    return Stock(
        item=item,
        received=moved.get(MoveKind.RECEIVED, 0),
        handed_out=given,
        spoilt=moved.get(MoveKind.SPOILT, 0),
        moved_out=moved.get(MoveKind.MOVED_OUT, 0),
        returned=moved.get(MoveKind.RETURNED, 0),
    )


def _moves(connection: Connection, event: str) -> dict[str, dict[str, int]]:
    table = tables.stock_move
    rows = connection.execute(
        select(table.c.item, table.c.kind, func.sum(table.c.qty).label("qty"))
        .where(table.c.event == event)
        .group_by(table.c.item, table.c.kind)
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.item, {})[row.kind] = row.qty
    return found


def _given(connection: Connection, event: str) -> dict[str, int]:
    ours, theirs = tables.handout, tables.member_handout
    both = union_all(*(select(one.c.item, one.c.qty).where(one.c.event == event) for one in (ours, theirs))).subquery()
    rows = connection.execute(select(both.c.item, func.sum(both.c.qty).label("qty")).group_by(both.c.item))
    return {row.item: row.qty for row in rows}


def _cards(connection: Connection, event: str) -> tuple[int, int]:
    """Return how many blank cards became cards, and how many were spoilt in a printer."""
    job = tables.print_job
    on_blanks = (job.c.event == event) & (job.c.paper == "card") & job.c.printer.is_not(None) & (job.c.printer != PDF)
    counted = (func.coalesce(func.sum(case((job.c.state == state, 1), else_=0)), 0) for state in ("printed", "spoiled"))
    row = connection.execute(select(*counted).where(on_blanks)).one()
    return int(row[0]), int(row[1])


def handouts(connection: Connection, event: str) -> tuple[HandoutView, ...]:
    """Return what was handed out at an event, to people of this laptop and to members by their card, newest first."""
    handout, person, operator = tables.handout, tables.person, tables.operator
    member = tables.member_handout
    columns = ("env", "item", "qty", "override", "proxy", "captured", "operator")
    ours = (
        select(*(handout.c[name] for name in columns), handout.c.rec, person.c.name, person.c.tail, null().label("no"))
        .select_from(handout.join(person, person.c.id == handout.c.person))
        .where(handout.c.event == event)
    )
    theirs = select(
        *(member.c[name] for name in columns),
        member.c.env.label("rec"),
        member.c.name,
        literal("").label("tail"),
        member.c.number.label("no"),
    ).where(member.c.event == event)
    both = union_all(ours, theirs).subquery()
    query = (
        select(both, operator.c.name.label("operator_name"))
        .select_from(both.outerjoin(operator, operator.c.id == both.c.operator))
        .order_by(both.c.captured.desc(), both.c.env.desc())
    )
    return tuple(_view(row) for row in connection.execute(query))


def _view(row: Any) -> HandoutView:
    return HandoutView(
        env=row.env,
        rec=row.rec,
        name=row.name,
        tail=row.tail or (row.no or "")[-4:],
        item=row.item,
        qty=row.qty,
        override=row.override,
        proxy=row.proxy,
        is_by_card=row.no is not None,
        operator=row.operator_name or "",
        time=time_of(row.captured),
    )


def number_holder(connection: Connection, number: str) -> str | None:
    """Return the newest live record that shows this member number, whoever gave it."""
    holder = people_select().where(tables.application.c.is_live).order_by(tables.application.c.captured.desc())
    both = holder.subquery()
    return connection.execute(select(both.c.rec).where(both.c.number == number).limit(1)).scalar_one_or_none()


def trust_list(connection: Connection) -> str | None:
    """Return the payload of the trust list: the newest reference set, else what came with enrolling."""
    newest = connection.execute(
        select(tables.reference.c.body).where(tables.reference.c.name == "trust")
    ).scalar_one_or_none()
    if newest:
        return str(newest)
    given = connection.execute(
        select(tables.signed_object.c.body).where(tables.signed_object.c.name == "trust")
    ).scalar_one_or_none()
    return str(json.loads(given).get("p") or "") or None if given else None
