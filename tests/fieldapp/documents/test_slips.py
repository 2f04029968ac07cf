"""Receipts and recall slips: what they say, and that every paper holds it."""

import itertools

import pytest

from fieldapp.documents.pages import DOT, Line, Page, QrBox, TextBox, texts
from fieldapp.documents.slips import recall_slips, receipt_page, receipts, template
from fieldapp.domain.problems import Refusal
from tests.support.papers import LONGEST_NAME, UNION, made, recall, receipt


def page(paper: str = "receipt80", **changed: object) -> Page:
    return made(receipt_page(receipt(**changed), paper)).pages[0]


def test_a_receipt_says_number_person_event_and_date() -> None:
    lines = texts(page())

    assert {"入会申请受理凭证", "9123 4000 0017", "王秀兰", "150203********1238", "东胜区货车司机集中入会"} <= set(
        lines
    )
    assert {UNION, "2026 年 11 月 22 日", "东胜区总工会", "货车司机"} <= set(lines)


def test_a_receipt_says_what_happens_next() -> None:
    assert any("批准后，您即成为会员" in line for line in texts(page()))


def test_without_a_union_the_receipt_says_who_finds_one() -> None:
    lines = texts(page(union=None))

    assert "由区县工会确定" in lines
    assert UNION not in lines


def test_with_a_union_nobody_else_is_said_to_find_one() -> None:
    assert not any("由区县工会确定" in line for line in texts(page()))


def test_checks_still_to_be_done_are_listed() -> None:
    lines = texts(page(remarks=("未与中心核对", "未经现场核对")))

    assert "· 未与中心核对" in lines
    assert "· 未经现场核对" in lines


@pytest.mark.parametrize("empty", ["group", "issuer"])
def test_what_is_not_known_leaves_no_gap(empty: str) -> None:
    assert page(**{empty: ""}).height < page().height


def test_a_long_name_makes_the_strip_longer_not_narrower() -> None:
    long = page(name=LONGEST_NAME)

    assert long.width == 80
    assert long.height > page().height
    assert LONGEST_NAME.replace("·", "") in "".join(texts(long)).replace("·", "")


@pytest.mark.parametrize("paper", ["receipt80", "a5"])
def test_everything_stays_inside_the_paper(paper: str) -> None:
    sheet = page(paper, name=LONGEST_NAME, union="很" * 60, event="长" * 60, remarks=("核对" * 12,) * 4)
    margin = template("receipt").papers[paper].margin
    boxes = [item for item in sheet.items if isinstance(item, TextBox)]

    assert all(box.y >= margin - 1e-6 and box.x >= margin - 1e-6 for box in boxes)
    assert max(box.y + box.height for box in boxes) <= sheet.height - margin + 1e-6


def test_blocks_do_not_run_into_each_other() -> None:
    boxes = [item for item in page(name=LONGEST_NAME, remarks=("核" * 80,)).items if isinstance(item, TextBox)]
    left = sorted((box for box in boxes if box.x == 5), key=lambda box: box.y)

    assert all(upper.y + upper.height <= lower.y + 1e-6 for upper, lower in itertools.pairwise(left))


def test_the_code_stands_in_the_middle_on_whole_dots() -> None:
    code = next(item for item in page().items if isinstance(item, QrBox))

    assert code.module / DOT == 8
    assert code.x + code.side / 2 == pytest.approx(40, abs=DOT)


def test_labels_are_never_bold() -> None:
    box = next(item for item in page().items if isinstance(item, TextBox) and item.lines[0].text == "姓　　名")

    assert box.weight == 400


def test_one_page_for_each_receipt() -> None:
    assert len(made(receipts([receipt(), receipt()], "a5")).pages) == 2


def test_two_receipts_share_an_a4_page_with_a_line_to_cut() -> None:
    document = made(receipts([receipt(name="甲"), receipt(name="乙"), receipt(name="丙")], "a4"))
    first = document.pages[0]

    assert len(document.pages) == 2
    assert (first.width, first.height) == (297, 210)
    assert {"甲", "乙"} <= set(texts(first))
    assert Line(x1=148.5, y1=0, x2=148.5, y2=210, width=0.1, colour="#808080", dash=2) in first.items


def test_a_paper_nobody_knows_is_refused_with_those_there_are() -> None:
    refusal = receipts([receipt()], "napkin")

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.details["papers"]) == ("paper_unknown", "receipt80, a5, a4")


def test_no_receipts_make_no_pages() -> None:
    assert made(receipts([])).pages == ()


def test_a_recall_slip_says_which_card_why_and_what_to_do() -> None:
    lines = "".join(texts(made(recall_slips([recall()])).pages[0]))

    for words in ("王秀兰", "1500 0000 0017", "经核对，会籍已在另一工会。", "请到任一登记台办理转会。"):
        assert words in lines


def test_a_recall_slip_has_two_lines_to_sign_on() -> None:
    slip = made(recall_slips([recall()])).pages[0]
    signatures = [item for item in slip.items if isinstance(item, TextBox) and "签字" in item.lines[0].text]
    rules = [item for item in slip.items if isinstance(item, Line) and item.x1 > 10]

    assert len(rules) == 2
    assert all(rule.x1 > box.lines[0].x + box.size * 5 for rule, box in zip(rules, signatures[-2:], strict=True))
