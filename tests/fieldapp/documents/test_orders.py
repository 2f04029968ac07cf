"""A print order is read strictly: one fault anywhere and nothing is printed."""

import base64
from typing import Any

import pytest

from fieldapp.documents.orders import MOST_ITEMS, document_of, paper_names
from fieldapp.documents.pages import texts
from fieldapp.domain.problems import Refusal
from fieldapp.domain.signatures import pack
from fieldapp.messages import catalogue
from tests.support.papers import TOKEN, made
from tests.support.pictures import plain_photo
from tests.support.signatures import SIGNED

CARD: dict[str, Any] = {
    "name": "乌云其木格",
    "number": "150000000017",
    "group_label": "货车司机",
    "union": "联合工会",
    "joined": "2026-11-22",
    "token": TOKEN,
}
RECEIPT: dict[str, Any] = {
    "number": "912340000017",
    "name": "王秀兰",
    "document_tail": "150203********1238",
    "event": "集中入会",
    "union": None,
    "date": "2026-11-22",
    "remarks": ["未与中心核对"],
}
RECALL: dict[str, Any] = {"number": "150000000017", "name": "王秀兰", "reason": "已作废", "date": "2026-11-22"}
ROLL: dict[str, Any] = {
    "number": "1",
    "union": "联合工会",
    "event": "集中入会",
    "date": "2026-11-22",
    "rows": [{"name": "张一", "joined": "2026-11-22"}, {"name": "张二", "joined": None}],
}
PHOTO, SIGNATURE = (base64.b64encode(one).decode() for one in (plain_photo(), pack(SIGNED)))
FORM: dict[str, Any] = {"name": "乌云其木格", "purposes": ["membership"], "photo": PHOTO, "signature": SIGNATURE}
STOCK: dict[str, Any] = {"item": "gift", "received": 10, "handed_out": 1}
GIVEN: dict[str, Any] = {"name": "张一", "tail": "1238", "qty": 1, "operator": "李雷", "time": "09:12"}
PLACE: dict[str, Any] = {"event": "集中入会", "host": "区总工会", "date": "2026-11-22"}
DAY: dict[str, Any] = {
    "event": "集中入会", "hours": "09:00–17:00", "place": "服务区", "host": "区总工会", "policy": "中心批准",
    "device": "一号机", "made": "2026-11-22T17:00:00+08:00", "operator": "李雷",
    "figures": [{"words": "申请", "count": 3}], "quarters": [{"start": "2026-11-22T09:00:00+08:00", "count": 3}],
    "groups": [{"key": "truck", "label": "货车司机", "count": 3}],
    "unions": [], "operators": [], "items": [], "left": [],
}  # fmt: skip
MEMBER: dict[str, Any] = {
    "name": "张一", "document": "1502**", "phone": "138**", "group": "货车司机", "employer": "", "number": "1",
}  # fmt: skip
ORDERS: dict[str, dict[str, Any]] = {
    "card": CARD,
    "receipt": {**RECEIPT, "signature": SIGNATURE, "is_owed": False},
    "recall": RECALL,
    "form": FORM,
    "roll": ROLL,
    "takeover": {**PLACE, "union": "联合工会", "rows": [MEMBER]},
    "signing": {**PLACE, "place": "服务区", "item": "礼包", "stock": STOCK, "rows": [GIVEN]},
    "day": DAY,
    "poster": {"union": "联合工会", "code": "https://gonghui.example.cn/j/1"},
    "service": {"union": "联合工会"},
    "boxes": {"number": 1, "of": 2, "first": "1排1座", "last": "1排9座", "count": 9},
    "recovery": {"code": "AAAA-BBBB", "device": "一号机", "day": "2026-11-22"},
    "calibration": {"printer": "打印机", "sheet": "cr80"},
}


def fault(order: object) -> str:
    refusal = document_of(order)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "paper_spec_invalid"
    return refusal.details["place"]


@pytest.mark.parametrize(
    ("order", "pages", "words"),
    [
        ({"paper": "card", "sheet": "a4", "items": [CARD] * 11}, 4, "乌云其木格"),
        ({"paper": "card", "sheet": "cr80", "items": [CARD], "backs": False}, 1, "1500 0000 0017"),
        ({"paper": "card", "items": [CARD], "start": 9, "flip": "short"}, 2, "乌云其木格"),
        ({"paper": "receipt", "items": [RECEIPT] * 2}, 2, "· 未与中心核对"),
        ({"paper": "receipt", "sheet": "a4", "items": [RECEIPT] * 2}, 1, "9123 4000 0017"),
        ({"paper": "recall", "sheet": "a5", "items": [RECALL]}, 1, "已作废"),
        ({"paper": "roll", "sheet": "a4", "items": [ROLL] * 2}, 2, "张二"),
    ],
)
def test_a_good_order_is_laid_out(order: object, pages: int, words: str) -> None:
    document = made(document_of(order))

    assert len(document.pages) == pages
    assert words in texts(document.pages[0])


@pytest.mark.parametrize(
    ("order", "place"),
    [
        ([], "$"),
        ({}, "paper"),
        ({"paper": "banner", "items": [CARD]}, "paper"),
        ({"paper": ["card"], "items": [CARD]}, "paper"),
        ({"paper": "card"}, "items"),
        ({"paper": "card", "items": []}, "items"),
        ({"paper": "card", "items": [CARD] * (MOST_ITEMS + 1)}, "items"),
        ({"paper": "card", "items": [CARD], "colour": "red"}, "colour"),
        ({"paper": "receipt", "items": [RECEIPT], "start": 1}, "start"),
        ({"paper": "card", "items": [CARD], "start": True}, "start"),
        ({"paper": "card", "items": [CARD], "start": "1"}, "start"),
        ({"paper": "card", "items": [CARD], "backs": 1}, "backs"),
        ({"paper": "card", "items": [CARD], "flip": "up"}, "flip"),
        ({"paper": "card", "items": [CARD], "sheet": "a3"}, "sheet"),
        ({"paper": "roll", "items": [ROLL], "sheet": "a5"}, "sheet"),
        ({"paper": "receipt", "items": [RECEIPT], "sheet": 80}, "sheet"),
        ({"paper": "card", "items": [CARD, 7]}, "items[1]"),
        ({"paper": "card", "items": [CARD, {**CARD, "id_number": "x"}]}, "items[1].id_number"),
        ({"paper": "card", "items": [{**CARD, "name": None}]}, "items[0].name"),
        ({"paper": "card", "items": [{**CARD, "name": "a\x00b"}]}, "items[0].name"),
        ({"paper": "card", "items": [{**CARD, "name": "甲" * 2001}]}, "items[0].name"),
        ({"paper": "card", "items": [{**CARD, "name": " "}]}, "items[0].name"),
        ({"paper": "card", "items": [{**CARD, "name": "甲" * 51}]}, "items[0].name"),
        ({"paper": "card", "items": [{**CARD, "number": "十二"}]}, "items[0].number"),
        ({"paper": "card", "items": [{**CARD, "number": ""}]}, "items[0].number"),
        ({"paper": "card", "items": [{**CARD, "token": ""}]}, "items[0].token"),
        ({"paper": "card", "items": [{**CARD, "token": "um1:abcdefghijklmnopqrst"}]}, "items[0].token"),
        ({"paper": "card", "items": [{**CARD, "joined": "22.11.2026"}]}, "items[0].joined"),
        ({"paper": "card", "items": [{**CARD, "joined": 20261122}]}, "items[0].joined"),
        ({"paper": "card", "items": [{key: CARD[key] for key in CARD if key != "token"}]}, "items[0].token"),
        ({"paper": "receipt", "items": [{**RECEIPT, "remarks": "x"}]}, "items[0].remarks"),
        ({"paper": "receipt", "items": [{**RECEIPT, "remarks": ["x", 1]}]}, "items[0].remarks[1]"),
        ({"paper": "recall", "items": [{**RECALL, "why": "x"}]}, "items[0].why"),
        ({"paper": "roll", "items": [{**ROLL, "rows": [{"name": "张一", "age": 1}]}]}, "items[0].rows[0].age"),
        ({"paper": "roll", "items": [{**ROLL, "rows": [{"sex": "女"}]}]}, "items[0].rows[0].name"),
    ],
)
def test_a_fault_is_named_by_its_place(order: object, place: str) -> None:
    assert fault(order) == place


def test_a_fault_is_never_answered_with_the_value() -> None:
    refusal = document_of({"paper": "card", "items": [{**CARD, "joined": "王秀兰"}]})

    assert isinstance(refusal, Refusal)
    assert "王秀兰" not in repr(refusal)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"paper": "card", "items": [CARD], "start": 10}, "sheet_start"),
        ({"paper": "card", "items": [{**CARD, "token": "UM1:" + "A" * 500}]}, "qr_too_long"),
        ({"paper": "receipt", "items": [RECEIPT], "sheet": "napkin"}, "paper_unknown"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(order: object, code: str) -> None:
    refusal = document_of(order)

    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_every_paper_can_be_ordered_and_has_a_name():
    assert tuple(ORDERS) == paper_names()
    for paper, item in ORDERS.items():
        assert made(document_of({"paper": paper, "items": [item]})).pages, paper
        assert catalogue()[f"paper_{paper}"]["title"]


def test_a_mark_stands_on_every_page_of_a_list():
    rows = [{"name": f"张{n}"} for n in range(60)]
    order = {"paper": "roll", "items": [{**ROLL, "rows": rows}], "mark": "李雷 · 2026-11-22 17:00"}

    pages = made(document_of(order)).pages

    assert len(pages) > 1
    assert all("李雷 · 2026-11-22 17:00" in texts(page) for page in pages)


@pytest.mark.parametrize(
    ("paper", "change", "place"),
    [
        ("form", {"photo": "kein base64!"}, "items[0].photo"),
        ("form", {"photo": "A" * 60_001}, "items[0].photo"),
        ("form", {"purposes": [1]}, "items[0].purposes[0]"),
        ("signing", {"stock": {**STOCK, "received": True}}, "items[0].stock.received"),
        ("signing", {"stock": 1}, "items[0].stock"),
        ("day", {"made": "2026-11-22T17:00:00"}, "items[0].made"),
        ("receipt", {"is_owed": 1}, "items[0].is_owed"),
    ],
)
def test_a_fault_in_any_paper_is_named_by_its_place(paper, change, place):
    assert fault({"paper": paper, "items": [{**ORDERS[paper], **change}]}) == place


def test_pictures_that_are_none_are_refused():
    refusal = document_of({"paper": "form", "items": [{**FORM, "photo": base64.b64encode(b"GIF89a").decode()}]})

    assert isinstance(refusal, Refusal)
    assert refusal.code == "photo_unfit"
