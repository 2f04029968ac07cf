"""The program's own fonts reach Qt, the large ones only when a name needs them."""

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo

from fieldapp.documents import fonts
from fieldapp.errors import KnownError
from ui.fonts import font, load_face, load_fonts, load_for

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_main_face_comes_first_and_the_rare_ones_follow() -> None:
    families = load_fonts()

    assert families[0] == "Fieldapp Sans"
    assert all(family.startswith("Fieldapp Rare") for family in families[1:])


def test_the_main_face_is_known_to_qt_in_both_weights() -> None:
    load_fonts()

    assert {"Regular", "Bold"} <= set(QFontDatabase.styles("Fieldapp Sans"))


def test_a_rare_name_brings_its_face() -> None:
    load_for(["马𠮷"])
    (rare,) = (run.face for run in fonts.runs("𠮷", fonts.REGULAR))

    assert rare.family in QFontDatabase.families()


@pytest.mark.parametrize("face", fonts.faces(), ids=lambda face: face.file)
def test_a_font_is_exactly_the_face_asked_for(face: fonts.Face) -> None:
    found = QFontInfo(font(face, 150))

    assert (found.family(), found.pixelSize(), found.weight()) == (face.family, 150, face.weight)


def test_a_font_file_that_is_gone_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    face = fonts.faces()[0]
    gone = type(face)(**{name: getattr(face, name) for name in face.__slots__ if name != "file"}, file="gone.ttf")

    with pytest.raises(KnownError):
        load_face.__wrapped__(gone)


def test_without_built_fonts_the_window_goes_on_with_those_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> tuple[fonts.Face, ...]:
        raise KnownError("fonts_missing")

    monkeypatch.setattr(fonts, "faces", nothing)

    assert load_fonts() == ()
