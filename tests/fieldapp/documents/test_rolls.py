"""The approval roll: everybody once, numbered, with room for signatures on the last page."""

import pytest

from fieldapp.documents.pages import Line, Page, Rect, TextBox, texts
from fieldapp.documents.rolls import approval_roll
from tests.support.papers import LONGEST_NAME, made, roll


def pages(people: int, **changed: object) -> tuple[Page, ...]:
    return made(approval_roll(roll(people, **changed))).pages


@pytest.mark.parametrize("people", [0, 1, 20, 21, 24, 25, 26, 53, 54, 60, 300])
def test_everybody_stands_on_the_roll_once_in_order(people: int) -> None:
    names = [line for page in pages(people) for line in texts(page) if line.startswith("张") and line != "张建国"]

    assert names == [f"张{n}" for n in range(1, people + 1)]


@pytest.mark.parametrize("people", [0, 1, 20, 21, 24, 25, 26, 53, 54, 60, 300])
def test_nothing_is_printed_over_the_foot(people: int) -> None:
    for page in pages(people):
        body = [item for item in page.items if isinstance(item, TextBox | Rect) and item.y < 282]
        assert max(item.y + item.height for item in body) <= 281


@pytest.mark.parametrize("people", [1, 30, 60])
def test_signature_and_seal_stand_on_the_last_page_only(people: int) -> None:
    with_seal = ["工会（盖章）" in texts(page) for page in pages(people)]

    assert with_seal == [False] * (len(with_seal) - 1) + [True]


def test_the_signatures_follow_the_last_row() -> None:
    page = pages(2)[0]
    last_line = max(item.y1 for item in page.items if isinstance(item, Line) and item.y1 == item.y2)
    seal = next(item for item in page.items if isinstance(item, TextBox) and item.lines[0].text == "工会（盖章）")

    assert 5 < seal.y - last_line < 20


def test_the_head_is_on_the_first_page_and_the_column_titles_on_each() -> None:
    found = pages(60)

    assert ["工会会员入会批准花名册" in texts(page) for page in found] == [True, False, False]
    assert all("本人签名" in texts(page) for page in found)


def test_pages_are_counted() -> None:
    assert [next(t for t in texts(page) if t.startswith("第 ")) for page in pages(60)] == [
        "第 1 页 / 共 3 页",
        "第 2 页 / 共 3 页",
        "第 3 页 / 共 3 页",
    ]


def test_the_roll_says_under_which_authority() -> None:
    lines = texts(pages(1)[0])

    assert {"册号：2026-07", "决议文号：东新工〔2026〕12 号", "批准人：张建国", "日期：2026 年 11 月 22 日"} <= set(
        lines
    )


def test_a_roll_without_a_resolution_does_not_mention_one() -> None:
    assert not any("决议文号" in line for line in texts(pages(1, resolution="")[0]))


def test_the_count_of_people_is_stated() -> None:
    assert any("下列 26 名申请人" in line for line in texts(pages(26)[0]))


def test_a_long_name_stays_in_its_column() -> None:
    facts = roll(1)
    row = facts.rows[0]
    changed = made(approval_roll(roll(1, rows=(type(row)(name=LONGEST_NAME, document=row.document),))))
    box = next(i for i in changed.pages[0].items if isinstance(i, TextBox) and i.lines[0].text.startswith("买买提"))

    assert "".join(line.text for line in box.lines) == LONGEST_NAME
    assert box.width < 30


def test_a_cell_without_a_fact_stays_empty() -> None:
    facts = roll(1)
    bare = type(facts.rows[0])(name="张一")
    lines = texts(made(approval_roll(roll(1, rows=(bare,)))).pages[0])

    assert "张一" in lines
    assert "None" not in lines


def test_rows_are_framed_on_all_sides() -> None:
    page = pages(3)[0]
    lying = sorted({round(item.y1, 2) for item in page.items if isinstance(item, Line) and item.y1 == item.y2})
    upright = {round(item.x1, 2) for item in page.items if isinstance(item, Line) and item.x1 == item.x2}

    assert len(lying) == 5
    assert len(upright) == 9
