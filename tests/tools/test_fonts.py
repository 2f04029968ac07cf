"""The font builder's own arithmetic, on fonts made here; building the real ones is set-up."""

from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from tools import fonts

SHARED = {0x20: "space", 0xA0: "space", 0x5DE5: "gong", 0x2F2F: "gong", 0x80F6: "jiao", 0x3B35: "jiao", 0x41: "A"}


def make_font(path: Path, cmap: dict[int, str]) -> Path:
    """Write a small font whose glyphs are squares; some code points share one."""
    names = [".notdef", *dict.fromkeys(cmap.values())]
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 500))
    pen.lineTo((500, 500))
    pen.closePath()
    glyph = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(dict.fromkeys(names, glyph))
    builder.setupHorizontalMetrics({name: (600 if name in ("A", "space") else 1000, 0) for name in names})
    builder.setupHorizontalHeader(ascent=1160, descent=-288)
    builder.setupNameTable({"familyName": "Someone's", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """Build a reduced font and return it with its row of the table."""
    face = fonts.Face(
        source=make_font(tmp_path / "source.ttf", SHARED),
        target="Own-Regular.ttf",
        family="Own",
        weight=400,
        notice="N",
    )
    row = fonts._build(face, fonts._wanted(face, frozenset()), tmp_path)
    return tmp_path / "Own-Regular.ttf", row


def test_radicals_and_hard_blanks_are_left_out(built: tuple[Path, dict[str, Any]]) -> None:
    with TTFont(built[0]) as font:
        assert sorted(font.getBestCmap()) == [0x20, 0x41, 0x3B35, 0x5DE5, 0x80F6]


def test_characters_that_shared_a_glyph_are_parted(built: tuple[Path, dict[str, Any]]) -> None:
    with TTFont(built[0]) as font:
        cmap = font.getBestCmap()

        assert len(set(cmap.values())) == len(cmap)
        assert font["hmtx"][cmap[0x3B35]] == font["hmtx"][cmap[0x80F6]]


def test_the_font_gets_our_name_and_keeps_the_notice(built: tuple[Path, dict[str, Any]]) -> None:
    with TTFont(built[0]) as font:
        found = [font["name"].getDebugName(number) for number in (1, 2, 6, 10)]

    assert found == ["Own", "Regular", "Own-Regular", "N"]


def test_the_table_says_what_the_font_has(built: tuple[Path, dict[str, Any]]) -> None:
    row = built[1]

    assert row["covers"] == [[0x20, 0x20], [0x41, 0x41], [0x3B35, 0x3B35], [0x5DE5, 0x5DE5], [0x80F6, 0x80F6]]
    assert row["widths"] == [[0x20, 0x20, 600], [0x41, 0x41, 600]]
    assert (row["ascent"], row["descent"], row["units"]) == (1160, 288, 1000)


def test_a_rare_face_takes_only_hanzi_nobody_has_yet(tmp_path: Path) -> None:
    source = make_font(tmp_path / "rare.ttf", {0x41: "A", 0x5DE5: "gong", 0x20BB7: "ji", 0x2F2F: "radical"})

    assert set(fonts._wanted(fonts._rare_face(source, 1), frozenset({0x5DE5}))) == {0x20BB7}


@pytest.mark.parametrize(
    ("points", "ranges"), [([], []), ([5], [[5, 5]]), ([1, 2, 3, 7, 9, 10], [[1, 3], [7, 7], [9, 10]])]
)
def test_points_become_ranges(points: list[int], ranges: list[list[int]]) -> None:
    assert list(fonts._ranges(points)) == ranges


def test_equal_widths_become_ranges() -> None:
    assert list(fonts._equal_ranges({1: 5, 2: 5, 3: 6, 5: 6, 6: 6})) == [(1, 2), (3, 3), (5, 6)]


def test_common_hanzi_are_preferred_where_a_font_cannot_be_parted() -> None:
    assert set(fonts._one_meaning_each(SHARED)) == {0x20, 0x5DE5, 0x80F6, 0x41}


def test_a_command_that_is_not_there_fails_quietly(tmp_path: Path) -> None:
    assert not fonts._run("no-such-command-anywhere", cwd=tmp_path)


def test_fonts_of_another_recipe_are_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "OUT", tmp_path)
    monkeypatch.setattr(fonts, "TABLE", tmp_path / "coverage.json")
    states = [fonts.is_ready()]
    for text in ('{"recipe": 0, "faces": []}', f'{{"recipe": {fonts.RECIPE}, "faces": [{{"file": "gone.ttf"}}]}}'):
        (tmp_path / "coverage.json").write_text(text)
        states.append(fonts.is_ready())
    (tmp_path / "gone.ttf").touch()

    assert [*states, fonts.is_ready()] == [False, False, False, True]


def test_the_fonts_of_this_checkout_are_ready() -> None:
    assert fonts.is_ready()
