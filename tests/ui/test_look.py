"""Themes, sizes, icons: data that must be complete and readable."""

import json
import re

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTableView, QWidget

from resources import resource
from tests.support.window import stand
from ui.icons import pixmap
from ui.shell.rail import PAGES
from ui.stylesheet import stylesheet
from ui.theme import Theme
from ui.tokens import SCALES, ThemeName, tokens


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = (
    ("ink", "panel"), ("ink_soft", "panel"), ("ink", "ground"), ("action", "panel"), ("action_ink", "action"),
    ("success", "success_soft"), ("warning", "warning_soft"), ("error", "error_soft"), ("brand", "brand_soft"),
    ("dark_chip_ink", "dark_chip"), ("success", "panel"), ("warning", "panel"), ("error", "panel"),
)  # fmt: skip


@pytest.mark.parametrize("name", list(ThemeName))
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_words_can_be_read(name, pair):
    look = tokens(name)
    assert contrast(look[pair[0]], look[pair[1]]) >= (7 if name is ThemeName.OUTDOOR else 4.5)


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_theme_has_the_same_colours(name):
    assert tokens(name).colours.keys() == tokens(ThemeName.STANDARD).colours.keys()


@pytest.mark.parametrize("scale", SCALES)
def test_the_style_sheet_is_filled_at_every_scale(scale):
    sheet = stylesheet(tokens(ThemeName.STANDARD), scale, ("Some Face",))
    assert "%(" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_outdoors_borders_are_two_pixels():
    assert tokens(ThemeName.OUTDOOR).border == 2


def test_the_scale_stops_at_its_ends():
    theme = Theme(())
    for _step in range(20):
        theme.step(1)
    assert theme.scale == SCALES[-1]
    for _step in range(20):
        theme.step(-1)
    assert theme.scale == SCALES[0]


@pytest.mark.parametrize("name", list(PAGES))
def test_every_page_has_an_icon(name):
    assert not pixmap(name, "#000000", 24).isNull()


def test_icons_take_their_colour_from_the_theme():
    for path in resource("icons").glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        assert "currentColor" in svg
        assert not re.search(r"#[0-9a-fA-F]{6}", svg)


def test_every_message_of_the_window_has_title_reason_and_action():
    messages = json.loads(resource("messages", "ui.json").read_text(encoding="utf-8"))
    assert all(one["title"] and one["reason"] and one["action"] for one in messages.values())


@pytest.mark.parametrize("name", [*PAGES, "events", "help"])
def test_everything_that_takes_keys_has_a_name_for_a_screen_reader(tmp_path, name):
    with stand(tmp_path) as at:
        at.hands.window.workspace.open_page(name)
        at.hands.settle()
        page = at.hands.window.workspace.current
        kinds = (QLineEdit, QAbstractButton, QComboBox)
        asked = [one for one in page.findChildren(QWidget) if isinstance(one, kinds) and one.isVisible()]
        named = [one for one in asked if one.objectName() and not one.objectName().startswith("qt_")]
        silent = [one.objectName() for one in named if not said(one)]
        assert silent == []


def said(widget):
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text or (isinstance(widget, QLineEdit) and widget.placeholderText())


@pytest.mark.parametrize("name", list(PAGES))
def test_no_page_is_larger_than_the_smallest_screen(tmp_path, name):
    with stand(tmp_path) as at:
        at.hands.window.workspace.open_page(name)
        at.hands.settle()
        hint = at.hands.window.workspace.minimumSizeHint()
        assert (hint.width() <= 1280, hint.height() <= 720) == (True, True)


def test_the_form_needs_no_scroll_bar_at_1280_by_720(tmp_path):
    with stand(tmp_path) as at:
        at.hands.window.resize(1280, 720)
        at.hands.settle()
        bars = [one.verticalScrollBar() for one in at.hands.window.workspace.current.findChildren(QTableView)]
        assert not any(bar.isVisible() for bar in bars)
        assert not at.enroll.scrolls


def test_what_changes_its_look_matters_only_to_itself_and_to_the_words_right_in_it():
    """``set_look`` polishes these and no others: a rule that reaches further would not show."""
    rules = resource("theme", "window.css").read_text(encoding="utf-8")
    selectors = (one.strip() for group in re.findall(r"([^{}]+)\{", rules) for one in group.split(","))
    parts = (re.split(r" > | ", re.sub(r"::?[a-z-]+", "", one)) for one in selectors)
    outer = [(before, after) for before, *after in parts if after and _MOVING.search(before)]

    assert outer
    assert [one for one in outer if not (len(one[1]) == 1 and one[1][0].startswith("QLabel"))] == []
    assert not [before for before, _after in outer if before.startswith(("QLineEdit", "QLabel"))]


_MOVING = re.compile(r"\[(tone|dim|chosen|tall|derived)=")
