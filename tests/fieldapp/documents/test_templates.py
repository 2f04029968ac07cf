"""A template that a county edited is read strictly, and the slip is named by file and place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fieldapp.documents import templates
from fieldapp.documents.templates import EmblemSpec, QrSpec, RectSpec, Source, TextSpec, spec_of
from fieldapp.errors import KnownError

COLOURS = {"ink": "#000000", "brand": "#b3201f"}
TEXT = {"kind": "text", "box": [1, 2, 3, 4], "text": "{name}", "size": 2}
RECT = {"kind": "rect", "box": [1, 2, 3, 4], "colour": "brand"}
QR = {"kind": "qr", "at": [1, 2], "text": "{token}"}


def spec(values: dict[str, Any]) -> Any:
    return spec_of(Source("card", values, "front[0]."), COLOURS)


def place_of(act: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        act()
    assert caught.value.code == "template_invalid"
    return f"{caught.value.details['file']}:{caught.value.details['place']}"


def test_a_text_is_read_with_what_it_does_not_say() -> None:
    read = spec(TEXT)

    assert isinstance(read, TextSpec)
    assert (read.box, read.text, read.style.size, read.style.least) == ((1, 2, 3, 4), "{name}", 2, 2)
    assert (read.style.colour, read.style.weight, read.style.lines) == ("#000000", 400, 1)


def test_a_rectangle_takes_its_colour_by_name() -> None:
    assert spec(RECT) == RectSpec(box=(1, 2, 3, 4), colour="#b3201f")


def test_a_code_has_four_dots_and_the_smallest_version_unless_told() -> None:
    assert spec(QR) == QrSpec(at=(1, 2), text="{token}", dots=4, version=None)


def test_the_mark_is_read() -> None:
    assert spec({"kind": "emblem", "box": [1, 2, 6], "colour": "ink"}) == EmblemSpec(box=(1, 2, 6), colour="#000000")


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({**TEXT, "kind": "circle"}, "kind"),
        ({**TEXT, "colur": "ink"}, "colur"),
        ({**TEXT, "box": [1, 2, 3]}, "box"),
        ({**TEXT, "box": [1, 2, 3, "4"]}, "box"),
        ({**TEXT, "box": [1, 2, 3, True]}, "box"),
        ({**TEXT, "text": 7}, "text"),
        ({**TEXT, "size": "big"}, "size"),
        ({**TEXT, "weight": "heavy"}, "weight"),
        ({**TEXT, "colour": "pink"}, "colour"),
        ({**TEXT, "align": "centre"}, "align"),
        ({**TEXT, "valign": "centre"}, "valign"),
        ({**RECT, "bleed": ["up"]}, "bleed"),
        ({**RECT, "bleed": "left"}, "bleed"),
        ({**RECT, "text": "x"}, "text"),
        ({**QR, "at": [1]}, "at"),
        ({**QR, "version": "11"}, "version"),
        ({"kind": "emblem", "box": [1, 2, 6], "colour": "x"}, "colour"),
    ],
)
def test_a_slip_is_named_by_file_and_place(values: dict[str, Any], key: str) -> None:
    assert place_of(lambda: spec(values)) == f"card.json:front[0].{key}"


@pytest.mark.parametrize(
    ("act", "key"),
    [
        (lambda source: source.part("a"), "a"),
        (lambda source: source.parts("a"), "a"),
        (lambda source: source.table("b"), "b"),
        (lambda source: source.number("c"), "c"),
        (lambda source: source.text("nowhere"), "nowhere"),
    ],
)
def test_a_wrong_shape_is_named(act: Callable[[Source], object], key: str) -> None:
    assert place_of(lambda: act(Source("x", {"a": [1], "b": {"k": 1}, "c": True}))) == f"x.json:{key}"


def test_parts_know_where_they_stand() -> None:
    (part,) = Source("x", {"front": [{"size": "big"}]}).parts("front")

    assert place_of(lambda: part.number("size")) == "x.json:front[0].size"


@pytest.mark.parametrize("content", ["{", "[1]", "\udcff"])
def test_a_file_that_is_no_json_object_is_named(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    monkeypatch.setattr(templates, "resource", lambda _folder, name: tmp_path / name)

    assert place_of(lambda: templates.source.__wrapped__("broken")) == "broken.json:"


def test_a_missing_file_is_named() -> None:
    assert place_of(lambda: templates.source.__wrapped__("nothing")) == "nothing.json:"
