"""Hands that paste any text wherever the window takes some, and what must be true afterwards."""

from PySide6.QtCore import Qt

from fieldapp.documents.application_forms import application_forms
from fieldapp.domain.problems import Refusal
from fieldapp.services.forms import PrepareForm, prepare_form
from tests.support.window import Stand, typed
from ui.operations.papers import form_of
from ui.printing import pdf_bytes
from ui.robots.hands import CTRL

TONES = {"success", "warning", "error"}


def paste_everywhere(at: Stand, text: str, serial: int) -> str:
    """Paste a text into scan box, search, name and employer; returns what was wrong with the answers, or nothing."""
    hands = at.hands
    hands.press(Qt.Key.Key_F2)
    hands.paste(text)
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_F3)
    hands.press(Qt.Key.Key_A, CTRL)
    hands.paste(text)
    hands.settle()
    at.enroll.open()
    hands.press(Qt.Key.Key_F4)
    at.enroll.fill(typed(serial, name="张三"))
    _replace(at, "name", text)
    if serial % 2:
        _replace(at, "name", "张三")  # a name has rules of its own: every second text is kept with a good one
    _replace(at, "employer", text)
    at.enroll.consent(f"US1:{serial:06d}")
    said = at.enroll.commit()
    hands.press(Qt.Key.Key_F4)
    hands.settle()
    return "" if said.tone in TONES and said.title else f"{text[:20]!r}: {said}"


def _replace(at: Stand, code: str, text: str) -> None:
    at.hands.focus(code)
    at.hands.press(Qt.Key.Key_A, CTRL)
    at.hands.paste(text)
    at.hands.press(Qt.Key.Key_Return)


def on_paper(at: Stand) -> list[bytes]:
    """Draw the form of everybody who was entered; what no font of ours has is refused by a sentence, nothing else."""
    drawn_forms = []
    for one in at.read.recent(at.desk.event, 100):
        command = PrepareForm(rec=one.rec, event=at.desk.event, operator=at.desk.supervisor)
        document = application_forms([form_of(at.desk.must(prepare_form, command))])
        assert not isinstance(document, Refusal), document
        content = pdf_bytes(document)
        if isinstance(content, Refusal):
            assert content.code == "glyph_missing", content
        else:
            drawn_forms.append(content)
    return drawn_forms
