"""The member card: its words, its geometry, and how cards lie on sheets."""

from dataclasses import replace

import pytest

from fieldapp.documents import fonts
from fieldapp.documents.cards import card_facts, card_pages, crop_marks, grouped, preview_pages, sheets, sides, template
from fieldapp.documents.pages import DOT, Item, Line, Page, QrBox, Rect, TextBox, texts
from fieldapp.domain.problems import Refusal
from tests.support.papers import GOLDEN, LONGEST_NAME, UNION, cards, face, golden_pages, golden_text

A4 = sheets()["a4"]


def named(items: tuple[Item, ...], name: str) -> TextBox:
    return next(item for item in items if isinstance(item, TextBox) and item.name == name)


def front(**changed: str) -> tuple[Item, ...]:
    both = sides(face(**changed))
    assert not isinstance(both, Refusal)
    return both.front


def places(page: Page, name: str) -> list[tuple[float, float]]:
    return [
        (round(item.x, 2), round(item.y, 2)) for item in page.items if isinstance(item, TextBox) and item.name == name
    ]


@pytest.mark.parametrize("name", sorted(golden_pages()))
def test_layouts_stay_as_they_were_approved(name: str) -> None:
    assert golden_text(golden_pages()[name]) == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


def test_a_number_is_grouped_by_four() -> None:
    assert grouped("150000000017") == "1500 0000 0017"


def test_the_front_says_who_belongs_where_since_when() -> None:
    sides_of = preview_pages(face())
    assert not isinstance(sides_of, Refusal)

    assert texts(sides_of[0]) == (
        "工会会员卡",
        "鄂尔多斯市东胜区",
        "乌云其木格",
        "货车司机",
        UNION,
        "2026 年 11 月 22 日入会",
        "本系统编号",
        "1500 0000 0017",
    )


def test_title_and_label_can_be_the_official_ones() -> None:
    facts = card_facts(face(title="工会会员证", number_label="会员证号"), template().words)

    assert (facts["title"], facts["number_label"]) == ("工会会员证", "会员证号")


def test_the_issuer_is_the_union_unless_named() -> None:
    assert card_facts(face(), {})["issuer"] == UNION
    assert card_facts(face(issuer="东胜区总工会"), {})["issuer"] == "东胜区总工会"


def test_a_training_mark_is_printed() -> None:
    assert named(front(mark="演练"), "void").lines[0].text == "演练 VOID"


def test_the_longest_name_stands_on_one_line_beside_nothing() -> None:
    box = named(front(name=LONGEST_NAME), "name")

    assert [line.text for line in box.lines] == [LONGEST_NAME]
    assert box.lines[0].x + fonts.width(LONGEST_NAME, box.weight) * box.size <= 85.6 - 3.18


def test_a_long_union_stays_left_of_the_code() -> None:
    items = front(union="鄂尔多斯市东胜区道路货物运输行业新就业形态劳动者综合工会联合会委员会")
    code = next(item for item in items if isinstance(item, QrBox))
    box = named(items, "union")

    assert len(box.lines) == 2
    assert all(line.x + fonts.width(line.text, box.weight) * box.size <= code.x - 4 * code.module for line in box.lines)


def test_the_code_is_version_eleven_with_four_dots_a_module() -> None:
    code = next(item for item in front() if isinstance(item, QrBox))

    assert (len(code.rows), code.module) == (61, 4 * DOT)


def test_the_code_keeps_its_quiet_zone() -> None:
    items = front()
    code = next(item for item in items if isinstance(item, QrBox))
    quiet = 4 * code.module

    assert code.x + code.side + quiet <= 85.60
    assert code.y + code.side + quiet <= 53.98
    assert all(
        line.x + fonts.width(line.text, box.weight) * box.size <= code.x - quiet or line.baseline <= code.y - quiet
        for box in items
        if isinstance(box, TextBox)
        for line in box.lines
    )


def test_text_in_the_white_field_is_pure_black() -> None:
    assert {item.colour for item in front() if isinstance(item, TextBox) and item.y > 11} == {"#000000"}


def test_the_back_has_the_union_code_when_there_is_one() -> None:
    plain, with_code = sides(face()), sides(face(union_code="UE1:X"))
    assert not isinstance(plain, Refusal)
    assert not isinstance(with_code, Refusal)

    assert [isinstance(item, QrBox) for item in with_code.back].count(True) == 1
    assert not any(isinstance(item, QrBox) for item in plain.back)


def test_the_back_does_not_speak_of_a_code_that_is_not_there() -> None:
    back = cards(face(), sheet="cr80").pages[1]

    assert not any("右侧码" in line for line in texts(back))


@pytest.mark.parametrize("side", ["token", "union_code"])
def test_a_code_that_does_not_fit_refuses_the_batch(side: str) -> None:
    refusal = card_pages([face(), face(**{side: "A" * 500})], A4)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "qr_too_long"


@pytest.mark.parametrize(("name", "size"), [("cr80", (85.6, 53.98)), ("cr80-bleed", (87.6, 55.98)), ("a4", (210, 297))])
def test_sheets_have_their_size(name: str, size: tuple[float, float]) -> None:
    page = cards(face(), sheet=name).pages[0]

    assert (page.width, page.height) == size


def test_a_single_card_has_round_corners_and_its_trim_is_the_page() -> None:
    page = cards(face(), sheet="cr80").pages[0]

    assert (page.corner, page.trim) == (3.18, (0, 0, 85.6, 53.98))


def test_the_print_shop_gets_three_millimetres_of_bleed() -> None:
    page = cards(face(), sheet="shop").pages[0]

    assert (page.trim, page.bleed) == ((3, 3, 85.6, 53.98), 3)
    assert page.items[0] == Rect(x=0, y=0, width=91.6, height=13.3, colour="#b3201f")


def test_ten_cards_fill_an_a4_sheet_exactly_in_its_middle() -> None:
    page = cards(*[face()] * 10).pages[0]
    numbers = places(page, "name")

    assert len(numbers) == 10
    assert {x for x, _ in numbers} == {round(16.40 + 4.1, 2), round(210 - 16.40 - 85.6 + 4.1, 2)}
    assert min(y for _, y in numbers) == round(7.55 + 14.3, 2)
    assert max(y for _, y in numbers) == round(297 - 7.55 - 53.98 + 14.3, 2)


def test_the_eleventh_card_begins_a_new_sheet() -> None:
    document = cards(*[face()] * 11)

    assert [len(places(page, "name")) for page in document.pages[::2]] == [10, 1]


def test_fronts_and_backs_take_turns() -> None:
    document = cards(*[face()] * 11)

    assert [bool(places(page, "back_title")) for page in document.pages] == [False, True, False, True]


def test_backs_can_be_left_out() -> None:
    assert len(cards(*[face()] * 11, backs=False).pages) == 2


def test_a_partly_used_sheet_begins_at_the_free_place() -> None:
    first = cards(face(), start=3).pages[0]

    assert places(first, "name") == [(round(16.40 + 85.6 + 6 + 4.1, 2), round(7.55 + 53.98 + 3 + 14.3, 2))]


def test_after_a_partly_used_sheet_the_next_begins_at_the_top() -> None:
    pages = cards(face(), face(), start=9, backs=False).pages

    assert places(pages[1], "name") == [(20.5, 21.85)]


@pytest.mark.parametrize("start", [-1, 10])
def test_a_place_that_is_not_on_the_sheet_is_refused(start: int) -> None:
    refusal = card_pages([face()], A4, start=start)

    assert isinstance(refusal, Refusal)
    assert (refusal.code, dict(refusal.details)) == ("sheet_start", {"last": "10"})


@pytest.mark.parametrize(("flip", "expected"), [("long", (108.0, 7.55)), ("short", (16.40, 297 - 7.55 - 53.98))])
def test_a_back_lies_behind_its_front_when_the_paper_is_turned(flip: str, expected: tuple[float, float]) -> None:
    back = cards(face(), flip=flip).pages[1]
    (title,) = places(back, "back_title")

    assert title == (round(expected[0] + 3.9, 2), round(expected[1] + 2.7, 2))


def test_no_cards_make_no_pages() -> None:
    assert cards().pages == ()


def test_crop_marks_stand_at_every_edge_and_touch_no_card() -> None:
    found = list(crop_marks(A4, range(10)))
    lying = {round(line.y1, 2) for line in found if line.y1 == line.y2}
    upright = {round(line.x1, 2) for line in found if line.x1 == line.x2}

    assert lying == {round(7.55 + row * 56.98 + edge, 2) for row in range(5) for edge in (0, 53.98)}
    assert upright == {16.40, 102.0, 108.0, 193.6}
    assert not any(_touches_a_card(line) for line in found)


def _touches_a_card(line: Line) -> bool:
    """Whether a mark lies over any card with its bleed."""
    for cell in range(10):
        left, top = 16.40 + cell % 2 * 91.6 - 1.5, 7.55 + cell // 2 * 56.98 - 1.5
        inside_x = line.x1 < left + 88.6 - 1e-6 and line.x2 > left + 1e-6
        inside_y = line.y1 < top + 56.98 - 1e-6 and line.y2 > top + 1e-6
        if inside_x and inside_y:
            return True
    return False


def test_crop_marks_are_three_millimetres_long() -> None:
    lengths = {round(max(line.x2 - line.x1, line.y2 - line.y1), 6) for line in crop_marks(A4, range(10))}

    assert lengths == {3.0}


def test_a_sheet_without_marks_has_none() -> None:
    assert list(crop_marks(replace(A4, marks=0), range(10))) == []


def test_a_preview_refuses_what_cannot_be_coded() -> None:
    assert isinstance(preview_pages(face(token="A" * 500)), Refusal)
