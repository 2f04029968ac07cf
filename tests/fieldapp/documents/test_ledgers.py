"""Lists that are signed for: every person on them, balanced, with room for signatures."""

from datetime import date

import pytest

from fieldapp.documents.ledgers import SignedFor, SigningFacts, TakenOver, TakeOverFacts, signing_sheet, take_over_lists
from fieldapp.documents.pages import texts
from fieldapp.domain.handouts import Stock
from tests.support.papers import LONGEST_NAME, made

DAY = date(2026, 11, 22)


def signing(people: int, **stock: int) -> SigningFacts:
    rows = tuple(
        SignedFor(name=f"张{n}", tail=f"{n:04}", qty=1, operator="萨仁", time="09:41") for n in range(1, people + 1)
    )
    balance = Stock(**{"item": "gift", "received": 100, "handed_out": people, **stock})
    return SigningFacts(
        event="集中入会", place="东出口", host="总工会", item="礼包", date=DAY, stock=balance, rows=rows
    )


def said(document) -> str:
    return "".join("".join(texts(page)) for page in document.pages)


def test_a_signing_sheet_has_everybody_and_its_balance() -> None:
    text = said(made(signing_sheet(signing(60, spoilt=2))))

    assert all(f"张{n}" in text for n in range(1, 61))
    assert "账物相符：结存 38 份" in text
    assert "公章" in text


@pytest.mark.parametrize("stock", [{"received": 10}, {"handed_out": 59}])
def test_a_sheet_that_does_not_fit_its_stock_says_so(stock: dict[str, int]) -> None:
    assert "账物不符" in said(made(signing_sheet(signing(60, **stock))))


def test_an_empty_sheet_is_one_page() -> None:
    assert len(made(signing_sheet(signing(0))).pages) == 1


def test_each_union_takes_its_members_over_on_its_own_pages() -> None:
    row = TakenOver(
        name=LONGEST_NAME, document="1527**********2034", phone="138****0001", group="货车", employer="", number="1500"
    )
    facts = [
        TakeOverFacts(union=name, event="集中入会", host="总工会", date=DAY, rows=(row,))
        for name in ("甲工会", "乙工会")
    ]
    document = made(take_over_lists(facts))

    assert len(document.pages) == 2
    assert ["甲工会" in "".join(texts(page)) for page in document.pages] == [True, False]
    assert LONGEST_NAME in said(document)
