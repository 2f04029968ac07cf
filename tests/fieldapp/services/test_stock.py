"""What lies on the table: moves, what was given, what printers used up."""

import pytest

from fieldapp.domain.handouts import BLANK_CARD, MoveKind
from fieldapp.services.cards import PrepareCard, RecordPrinted, RecordSpoiled, prepare, record_printed, record_spoiled
from fieldapp.services.handouts import HandOut, HandOutByCard, hand_out, hand_out_by_card
from fieldapp.services.print_queue import MarkSent, mark_sent
from fieldapp.services.stock import MoveStock, move_stock
from tests.support.desk import enroll

ITEM = "gift_bag"


def moving(desk, kind, qty, item=ITEM, note="", **more):
    values = {"event": desk.event, "operator": desk.operator, "item": item, "kind": kind, "qty": qty, "note": note}
    return MoveStock(**{**values, **more})


def balance(desk, item=ITEM):
    return next(one for one in desk.application.read.stock(desk.event) if one.item == item)


def test_stock_balances_what_came_went_broke_and_was_given(desk):
    desk.must(move_stock, moving(desk, MoveKind.RECEIVED, 100))
    desk.must(move_stock, moving(desk, MoveKind.MOVED_OUT, 20, note="调给北出口"))
    desk.must(move_stock, moving(desk, MoveKind.SPOILT, 3, note="运输破损"))
    desk.must(move_stock, moving(desk, MoveKind.RETURNED, 1))
    who = {"event": desk.event, "operator": desk.operator, "item": ITEM}
    desk.must(hand_out, HandOut(rec=enroll(desk, 1).rec, **who))
    desk.must(hand_out_by_card, HandOutByCard(number="150000000017", name="王秀兰", is_verified=True, qty=2, **who))

    found = balance(desk)

    assert (found.received, found.moved_out, found.spoilt, found.returned, found.handed_out) == (100, 20, 3, 1, 3)
    assert found.left == 75
    assert desk.application.read.audit(20)[0].action == "handed_out"


@pytest.mark.parametrize("kind", [MoveKind.MOVED_OUT, MoveKind.SPOILT])
def test_what_leaves_says_why(desk, kind):
    assert desk.refused(move_stock, moving(desk, kind, 1)).code == "stock_note_missing"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"qty": 0}, "quantity_invalid"),
        ({"qty": 100_001}, "quantity_invalid"),
        ({"item": "moon"}, "item_unknown"),
        ({"event": "none"}, "event_unknown"),
        ({"operator": "none"}, "operator_unknown"),
    ],
)
def test_moves_that_cannot_be_are_refused(desk, changed, code):
    assert desk.refused(move_stock, moving(desk, MoveKind.RECEIVED, **{"qty": 1, **changed})).code == code


def test_blank_cards_are_counted_down_by_printers_and_not_by_files(delegated):
    delegated.must(move_stock, moving(delegated, MoveKind.RECEIVED, 10, item=BLANK_CARD))
    jobs = []
    for serial in (1, 2, 3):
        rec = enroll(delegated, serial).rec
        command = PrepareCard(rec=rec, event=delegated.event, operator=delegated.operator)
        jobs.append(delegated.must(prepare, command).job)
    delegated.must(mark_sent, MarkSent(jobs=tuple(jobs[:2]), printer="HP", operator=delegated.operator))
    delegated.must(record_printed, RecordPrinted(job=jobs[0], operator=delegated.operator))
    delegated.must(record_spoiled, RecordSpoiled(job=jobs[1], reason="卡纸", operator=delegated.operator))
    delegated.must(record_printed, RecordPrinted(job=jobs[2], operator=delegated.operator, printer="PDF"))

    found = balance(delegated, BLANK_CARD)

    assert (found.handed_out, found.spoilt, found.left) == (1, 1, 8)
