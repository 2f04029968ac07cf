"""Every character of a name has a glyph, or the paper is refused."""

import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from fieldapp.documents import fonts
from fieldapp.errors import KnownError
from tests.support.papers import ABSENT, LONGEST_NAME, RARE_NAMES


@pytest.mark.parametrize("name", [*RARE_NAMES, LONGEST_NAME, "GH00000000", "一二〇", "（周转池）·、，。：；？"])
def test_names_and_papers_find_all_their_glyphs(name: str) -> None:
    assert fonts.missing([name]) == ()


def test_a_character_without_a_glyph_is_named_by_its_code_point_only() -> None:
    problem = fonts.coverage_problem([f"王{ABSENT}", "李四"])

    assert problem is not None
    assert problem.code == "glyph_missing"
    assert dict(problem.details) == {"characters": "U+2EBF0"}


def test_each_missing_character_is_named_once_in_the_order_met() -> None:
    assert fonts.missing([f"a{ABSENT}\ue000", f"\ue000{ABSENT}"]) == ("U+2EBF0", "U+E000")


def test_text_that_can_be_printed_is_no_problem() -> None:
    assert fonts.coverage_problem(["乌云其木格"]) is None


@pytest.mark.parametrize("character", ["⼯", "⻋", "\x00", "\t", "\ud800", "\ue000"])
def test_radicals_controls_and_private_characters_have_no_glyph(character: str) -> None:
    assert fonts.face_of(character, fonts.REGULAR) is None


@pytest.mark.parametrize("character", ["工", "车", "胶", "瑨", "金", "𬭼", "·", "　"])
def test_common_characters_come_from_the_main_face(character: str) -> None:
    assert fonts.face_of(character, fonts.BOLD) is not None
    assert {run.face.family for run in fonts.runs(character, fonts.BOLD)} == {fonts.faces()[0].family}


def test_a_line_is_split_where_the_face_changes() -> None:
    found = [(run.text, run.face.family == fonts.faces()[0].family) for run in fonts.runs("马𠮷来", fonts.REGULAR)]

    assert found == [("马", True), ("𠮷", False), ("来", True)]


def test_the_runs_of_a_line_are_the_line() -> None:
    text = "买买提·𠮷A1 𡃁"

    assert "".join(run.text for run in fonts.runs(text, fonts.BOLD)) == text


def test_an_empty_line_has_no_runs() -> None:
    assert list(fonts.runs("", fonts.REGULAR)) == []


def test_the_weight_chooses_the_main_face() -> None:
    weights = {next(fonts.runs("工", weight)).face.weight for weight in (fonts.REGULAR, fonts.BOLD)}

    assert weights == {400, 700}


def test_a_hanzi_is_one_em_wide() -> None:
    assert fonts.width("工会会员", fonts.REGULAR) == 4.0


def test_digits_are_all_equally_wide() -> None:
    assert len({fonts.width(digit, fonts.BOLD) for digit in "0123456789"}) == 1


def test_spacing_stands_between_characters_only() -> None:
    assert fonts.width("工会", fonts.REGULAR, 0.5) == 2.5


def test_the_table_agrees_with_the_font_files() -> None:
    face = fonts.faces()[0]
    with TTFont(face.path, lazy=True) as font:
        cmap, metrics, units = font.getBestCmap(), dict(font["hmtx"].metrics), font["head"].unitsPerEm

    assert all(face.has(chr(point)) for point in cmap)
    assert all(face.advance(chr(point)) == metrics[glyph][0] / units for point, glyph in cmap.items())


@pytest.mark.parametrize("face", fonts.faces(), ids=lambda face: face.file)
def test_each_glyph_means_one_character(face: fonts.Face) -> None:
    with TTFont(face.path, lazy=True) as font:
        cmap = font.getBestCmap()

    assert len(set(cmap.values())) == len(cmap)


@pytest.mark.parametrize("face", fonts.faces(), ids=lambda face: face.file)
def test_no_font_brings_layout_tables(face: fonts.Face) -> None:
    with TTFont(face.path, lazy=True) as font:
        assert not {"GSUB", "GPOS"} & set(font.keys())


def test_without_fonts_the_papers_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "folder", lambda: tmp_path)

    with pytest.raises(KnownError) as caught:
        fonts.faces.__wrapped__()

    assert caught.value.code == "fonts_missing"


def test_a_table_is_read_into_faces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {
        "file": "a.ttf",
        "family": "A",
        "weight": 400,
        "units": 1000,
        "ascent": 1160,
        "descent": 288,
        "covers": [[65, 67], [0x4E00, 0x4E01]],
        "widths": [[65, 66, 500]],
    }
    (tmp_path / "coverage.json").write_text(json.dumps({"faces": [row]}))
    monkeypatch.setattr(fonts, "folder", lambda: tmp_path)

    (face,) = fonts.faces.__wrapped__()

    assert [face.has(letter) for letter in "@ABCD一丁七"] == [False, True, True, True, False, True, True, False]
    assert [face.advance(letter) for letter in "ABC一"] == [0.5, 0.5, 1.0, 1.0]
    assert face.path == tmp_path / "a.ttf"
