"""Loads the program's own fonts into Qt: the main face at start, the rare ones when a name needs them.

The rare faces are large, so that nobody waits for them who does not need them. Which face has which
character stands in ``fieldapp.documents.fonts``.
"""

from collections.abc import Iterable
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from fieldapp.documents import fonts
from fieldapp.documents.fonts import Face
from fieldapp.errors import KnownError


def load_fonts() -> tuple[str, ...]:
    """Load the main face and return the families to give ``QFont.setFamilies``, best first.

    Needs a QGuiApplication. Without built fonts the list is empty and Qt falls back to what the system
    has; the papers refuse to print then.
    """
    try:
        faces = fonts.faces()
    except KnownError:
        return ()
    main = faces[0].family
    for face in faces:
        if face.family == main:
            load_face(face)
    return tuple(dict.fromkeys(face.family for face in faces))


def load_for(texts: Iterable[str]) -> None:
    """Load the rare faces that these texts need (a name that was typed, scanned or imported)."""
    for text in texts:
        for run in fonts.runs(text, fonts.REGULAR):
            load_face(run.face)


@cache
def load_face(face: Face) -> str:
    """Load one font file once and return its family as Qt knows it; ``fonts_missing`` if it is gone."""
    number = QFontDatabase.addApplicationFont(str(face.path))
    families = QFontDatabase.applicationFontFamilies(number)
    if not families:
        raise KnownError("fonts_missing")
    return families[0]


def font(face: Face, pixels: int) -> QFont:
    """Return a QFont of exactly this face, ``pixels`` high, without hinting and without any fallback.

    Each call makes its own: two threads must not draw with one QFont.
    """
    found = QFont(load_face(face))
    found.setPixelSize(pixels)
    found.setWeight(QFont.Weight(face.weight))
    found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    found.setStyleStrategy(QFont.StyleStrategy.NoFontMerging | QFont.StyleStrategy.PreferAntialias)
    return found
