"""Facts fill a template; what has nothing to say leaves no trace."""

from typing import Any

import pytest

from fieldapp.documents.pages import DOT, Ellipse, QrBox, Rect, TextBox
from fieldapp.documents.placing import emblem, filled, placed
from fieldapp.documents.templates import EmblemSpec, QrSpec, RectSpec, TextSpec
from fieldapp.documents.typesetting import Style
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError


def text(**changed: Any) -> TextSpec:
    values: dict[str, Any] = {"box": (1, 2, 30, 4), "text": "{name}", "style": Style(size=3), "name": "name"}
    return TextSpec(**{**values, **changed})


def test_a_placeholder_takes_its_fact() -> None:
    assert filled("发卡：{issuer}", {"issuer": "总工会"}) == "发卡：总工会"


@pytest.mark.parametrize("template", ["{nobody}", "{", "{0}"])
def test_a_placeholder_nobody_knows_is_a_slip_in_the_template(template: str) -> None:
    with pytest.raises(KnownError) as caught:
        filled(template, {"name": "王"})

    assert caught.value.details["place"] == template


def test_a_fact_with_braces_stays_as_it_is() -> None:
    assert filled("{name}", {"name": "{number}"}) == "{number}"


def test_a_text_is_set_under_its_name() -> None:
    (box,) = placed([text()], {"name": "王秀兰"}) or ()

    assert isinstance(box, TextBox)
    assert (box.name, box.lines[0].text) == ("name", "王秀兰")


@pytest.mark.parametrize(("spec", "facts"), [(text(), {"name": " "}), (text(when="code"), {"name": "王", "code": ""})])
def test_what_has_nothing_to_say_is_left_out(spec: TextSpec, facts: dict[str, str]) -> None:
    assert placed([spec], facts) == ()


def test_a_code_is_placed_where_the_template_says() -> None:
    found = placed([QrSpec(at=(5, 6), text="{token}", version=11)], {"token": "UM1:A"})

    assert not isinstance(found, Refusal)
    (code,) = found
    assert isinstance(code, QrBox)
    assert (code.x, code.y, code.module) == (5, 6, 4 * DOT)


def test_a_code_that_does_not_fit_refuses_the_side() -> None:
    refusal = placed([text(), QrSpec(at=(5, 6), text="{token}", version=1)], {"name": "王", "token": "A" * 99})

    assert isinstance(refusal, Refusal)
    assert refusal.code == "qr_too_long"


def test_colour_bleeds_over_the_named_edges_only() -> None:
    spec = RectSpec(box=(0, 0, 85.6, 10), colour="#b3201f", bleed=("left", "top", "right"))

    assert placed([spec], {}, (1.5, 1.5)) == (Rect(x=-1.5, y=-1.5, width=88.6, height=11.5, colour="#b3201f"),)


def test_without_bleed_a_rectangle_ends_at_its_edges() -> None:
    spec = RectSpec(box=(0, 0, 85.6, 10), colour="#b3201f", bleed=("left",))

    assert placed([spec], {}) == (Rect(x=0, y=0, width=85.6, height=10, colour="#b3201f"),)


def test_the_mark_is_a_ring_and_three_bars_inside_it() -> None:
    items = placed([EmblemSpec(box=(10, 20, 6), colour="#ffffff")], {})

    assert items == emblem(10, 20, 6, "#ffffff")
    assert [type(item) for item in items] == [Ellipse, Rect, Rect, Rect]
    assert all(bar.x > 10 and bar.x + bar.width < 16 for bar in items if isinstance(bar, Rect))
    assert all(bar.y > 20 and bar.y + bar.height < 26 for bar in items if isinstance(bar, Rect))
