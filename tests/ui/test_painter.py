"""One painter for preview and paper: sharp codes, round corners, the colours of the template."""

from io import BytesIO
from typing import Any

import numpy
import pytest
from PIL import Image
from PySide6.QtGui import QImage, QPainter

from fieldapp.documents.cards import preview_pages
from fieldapp.documents.fonts import faces
from fieldapp.documents.pages import DOT, Ellipse, ImageBox, Item, Line, Page, QrBox, Rect, TextBox, TextLine
from fieldapp.documents.symbols import symbol
from fieldapp.domain.problems import Refusal
from tests.support.papers import TOKEN, codes, face
from ui.painter import RESOLUTION, UNIT, UsedCharacters, paint, preview

pytestmark = pytest.mark.usefixtures("qapp")


def pixels(image: QImage) -> numpy.ndarray:
    """Return red, green, blue, alpha for each pixel."""
    grey = image.convertToFormat(QImage.Format.Format_RGBA8888)
    data = numpy.frombuffer(grey.constBits(), numpy.uint8).reshape(grey.height(), grey.bytesPerLine() // 4, 4)
    return data[:, : grey.width()].copy()


def page(*items: Item, **more: Any) -> Page:
    return Page(width=40, height=20, items=items, **more)


def text(words: str, **changed: Any) -> TextBox:
    values: dict[str, Any] = {"x": 2, "y": 2, "width": 36, "height": 8, "size": 6, "lines": (TextLine(words, 2, 8),)}
    return TextBox(**{**values, **changed})


def at_300_dots(code: QrBox) -> numpy.ndarray:
    """Paint as a 300-dpi printer is painted on, every helper for smooth edges switched on."""
    image = QImage(300, 300, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(300 / RESOLUTION, 300 / RESOLUTION)
    paint(painter, page(code))
    painter.end()
    return pixels(image)[:, :, 0]


def test_a_code_is_black_and_white_with_four_dots_a_module() -> None:
    code = symbol(TOKEN, x=5 * DOT, y=7 * DOT, module=4 * DOT, version=11)
    assert isinstance(code, QrBox)
    seen = at_300_dots(code)[7 : 7 + 244, 5 : 5 + 244]
    expected = numpy.array([[255 * (bit == "0") for bit in f"{row:061b}"] for row in code.rows], dtype=numpy.uint8)

    assert (seen == numpy.kron(expected, numpy.ones((4, 4), numpy.uint8))).all()


def test_a_preview_has_the_proportions_of_the_page() -> None:
    image = preview(page(), 800)

    assert (image.width(), image.height()) == (800, 400)


def test_the_paper_is_white_and_its_corners_are_round() -> None:
    seen = pixels(preview(page(corner=4.0), 800))

    assert seen[200, 400].tolist() == [255, 255, 255, 255]
    assert seen[2, 2, 3] == 0


def test_nothing_is_painted_outside_the_corners() -> None:
    seen = pixels(preview(page(Rect(x=-2, y=-2, width=44, height=24, colour="#b3201f"), corner=4.0), 800))

    assert seen[2, 2, 3] == 0
    assert seen[200, 400].tolist() == [0xB3, 0x20, 0x1F, 255]


def test_the_card_preview_can_be_read_by_a_scanner() -> None:
    sides = preview_pages(face())
    assert not isinstance(sides, Refusal)

    assert codes(pixels(preview(sides[0], 1011))[:, :, 0].copy()) == [TOKEN]


@pytest.mark.parametrize(
    ("item", "inside", "outside"),
    [
        (Rect(x=10, y=5, width=10, height=10, colour="#000000"), (300, 200), (500, 200)),
        (Rect(x=10, y=5, width=10, height=10, colour="#000000", radius=4), (300, 200), (202, 102)),
        (Rect(x=10, y=5, width=10, height=10, colour="#000000", stroke=1), (200, 200), (300, 200)),
        (Ellipse(x=10, y=5, width=10, height=10, colour="#000000"), (300, 200), (205, 105)),
        (Ellipse(x=10, y=5, width=10, height=10, colour="#000000", stroke=1), (200, 200), (300, 200)),
        (Line(x1=5, y1=10, x2=30, y2=10, width=1), (300, 200), (300, 230)),
        (Line(x1=5, y1=10, x2=30, y2=10, width=1, dash=4), (120, 200), (220, 200)),
    ],
)
def test_shapes_are_where_they_belong(item: Item, inside: tuple[int, int], outside: tuple[int, int]) -> None:
    seen = pixels(preview(page(item), 800))

    assert seen[inside[1], inside[0], 0] == 0
    assert seen[outside[1], outside[0], 0] == 255


def test_a_picture_keeps_its_proportions() -> None:
    file = BytesIO()
    Image.new("RGB", (10, 10), "#000000").save(file, "PNG")
    seen = pixels(preview(page(ImageBox(x=0, y=0, width=40, height=20, content=file.getvalue())), 800))

    assert seen[200, 400, 0] == 0
    assert seen[200, 100, 0] == 255


def test_a_broken_picture_leaves_its_place_empty() -> None:
    seen = pixels(preview(page(ImageBox(x=0, y=0, width=40, height=20, content=b"no picture")), 800))

    assert (seen[:, :, :3] == 255).all()


def test_text_has_its_colour_and_stands_on_its_baseline() -> None:
    seen = pixels(preview(page(text("工", colour="#b3201f")), 800))
    rows = numpy.flatnonzero((seen[:, :, 1] < 128).any(axis=1))

    assert [0xB3, 0x20, 0x1F, 255] in seen.reshape(-1, 4).tolist()
    assert 8 * 20 - 10 < rows.max() <= 8 * 20 + 10
    assert rows.min() >= 2 * 20


@pytest.mark.parametrize("spacing", [0.0, 3.0])
def test_spacing_stands_between_characters_in_millimetres(spacing: float) -> None:
    seen = pixels(preview(page(text("口口", spacing=spacing)), 800))
    columns = numpy.flatnonzero((seen[:, :, 0] < 128).any(axis=0))
    begins = [columns[0], *columns[1:][numpy.diff(columns) > 10]]
    second = begins[len(begins) // 2]

    assert (second - begins[0]) / 20 == pytest.approx(6 + spacing, abs=0.3)


def test_a_rare_character_is_drawn_and_not_boxed() -> None:
    rare, box = (pixels(preview(page(text(words)), 800))[:, :, 0] for words in ("𠮷", "\U0002ebf0"))

    assert (rare < 128).any()
    assert not (rare == box).all()


def test_used_characters_are_noted_in_the_order_of_their_first_use() -> None:
    image, used = QImage(100, 100, QImage.Format.Format_RGB32), UsedCharacters()
    painter = QPainter(image)
    paint(painter, page(text("马𠮷马来"), text("来工")), used)
    painter.end()

    assert "".join(used.by_file[faces()[0].file]) == "马来工"
    assert sum("𠮷" in found for found in used.by_file.values()) == 1


def test_one_dot_of_a_printer_is_four_drawing_units() -> None:
    assert pytest.approx(4) == DOT * UNIT
