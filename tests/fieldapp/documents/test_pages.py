"""Items move as they are, codes stay on the printer's dots."""

import pytest

from fieldapp.documents.pages import (
    DOT,
    Ellipse,
    ImageBox,
    Item,
    Line,
    Page,
    QrBox,
    Rect,
    TextBox,
    TextLine,
    moved,
    texts,
)

TEXT = TextBox(x=1, y=2, width=10, height=4, size=3, lines=(TextLine("工会", 1.5, 4.6),))


@pytest.mark.parametrize(
    "item",
    [
        Rect(x=1, y=2, width=3, height=4, colour="#000000"),
        Ellipse(x=1, y=2, width=3, height=4, colour="#000000"),
        ImageBox(x=1, y=2, width=3, height=4, content=b""),
        TEXT,
    ],
)
def test_a_moved_box_keeps_its_size(item: Rect | Ellipse | ImageBox | TextBox) -> None:
    there = moved(item, 10, 20)

    assert isinstance(there, type(item))
    assert (there.x, there.y, there.width, there.height) == (11, 22, item.width, item.height)


def test_a_moved_text_takes_its_lines_along() -> None:
    there = moved(TEXT, 10, 20)

    assert isinstance(there, TextBox)
    assert there.lines == (TextLine("工会", 11.5, 24.6),)


def test_a_moved_line_moves_both_ends() -> None:
    there = moved(Line(x1=0, y1=1, x2=2, y2=3, width=0.1), 10, 20)

    assert there == Line(x1=10, y1=21, x2=12, y2=23, width=0.1)


@pytest.mark.parametrize(("dx", "dy"), [(16.40, 7.55), (108.0, 64.53), (0.01, 0.02)])
def test_a_moved_code_lands_on_whole_printer_dots(dx: float, dy: float) -> None:
    there = moved(QrBox(x=60.44, y=28.82, module=4 * DOT, rows=(1,)), dx, dy)

    assert isinstance(there, QrBox)
    assert there.x / DOT == pytest.approx(round(there.x / DOT), abs=1e-6)
    assert there.y / DOT == pytest.approx(round(there.y / DOT), abs=1e-6)
    assert abs(there.x - 60.44 - dx) <= DOT / 2 + 1e-9


def test_a_code_knows_its_side() -> None:
    assert QrBox(x=0, y=0, module=0.5, rows=(0,) * 21).side == 10.5


def test_the_texts_of_a_page_come_in_drawing_order() -> None:
    other: Item = TextBox(x=0, y=0, width=1, height=1, size=1, lines=(TextLine("一", 0, 0), TextLine("二", 0, 1)))

    assert texts(Page(width=10, height=10, items=(TEXT, other))) == ("工会", "一", "二")
