"""Hands that paste any text wherever the window takes some, and what must be true afterwards."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from shiboken6 import isValid

from fieldapp.documents.application_forms import application_forms
from fieldapp.domain.forms import event_form, organisation_form
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import OperatorRole
from fieldapp.messages import catalogue
from fieldapp.services.events import CreateEvent, create_event
from fieldapp.services.forms import PrepareForm, prepare_form
from fieldapp.services.intentions import NoteIntention, note_intention
from fieldapp.services.people_at_work import AddOperator, add_operator
from tests.support.desk import ORGANISATIONS, event
from tests.support.hostile_feed import bent, items, sets
from tests.support.window import Stand, typed
from ui.forms.lines import Line
from ui.operations.papers import form_of
from ui.printing import pdf_bytes
from ui.robots.hands import ALT, CTRL
from ui.shell.rail import PAGES

TONES = {"success", "warning", "error"}
CANARY = "Kanarienvogel"
"""Letters that no redaction takes out: it is in no log because nobody writes it there."""


def log_of(folder: Path) -> str:
    """Return everything that the logs in ``folder`` say."""
    return "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.log*"))


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


def name_everything(at: Stand, text: str) -> list[str]:
    """Give a text as name to all that has one, at the desk and by the centre; return the answers nobody expected."""
    desk = at.desk
    meeting = replace(event(), name=text, place=text)
    union = organisation_form(ORGANISATIONS[1]) | {"id": f"o-{text[:9]!r}", "name": text}
    said: list[Any] = [
        desk.application.execute(create_event, CreateEvent(event=meeting, operator=desk.supervisor)),
        desk.application.execute(
            add_operator, AddOperator(name=text, role=OperatorRole.OPERATOR, pin="1357", operator=desk.supervisor)
        ),
        desk.application.execute(
            note_intention,
            NoteIntention(name=text, phone="13800130001", note=text, event=desk.event, operator=desk.operator),
        ),
    ]
    desk.feed(("organisation", union), ("event", event_form(meeting) | {"id": f"e-{text[:9]!r}"}))
    return [one.code for one in said if isinstance(one, Refusal) and one.code not in catalogue()]


def paste_into_every_line(at: Stand, text: str) -> set[str]:
    """Go through the pages and paste a text into every line that can be typed into, Enter after each; name them."""
    hands, seen = at.hands, set[str]()
    for _page in every_page(at):
        for line in hands.window.findChildren(Line):
            if not isValid(line) or not line.isVisible() or not line.isEnabled() or line.isReadOnly():
                continue
            seen.add(line.objectName())
            line.setFocus()
            hands.press(Qt.Key.Key_A, CTRL)
            hands.paste(text)
            hands.press(Qt.Key.Key_Return)
            hands.settle()
        hands.press(Qt.Key.Key_Escape)
    return seen


def every_page(at: Stand) -> Iterator[str]:
    """Open one page after the other."""
    for page in (*PAGES, "close_out", "self_check", "events", "privacy"):
        assert at.hands.window.workspace is not None
        at.hands.window.workspace.open_page(page)
        at.hands.settle()
        yield page


def open_every_page(at: Stand) -> None:
    """Look at every page, at the story of each person, and at the list of who may sit down."""
    for one in at.read.recent(at.desk.event, 20):
        assert at.hands.window.workspace is not None
        at.hands.window.workspace.open_page("records", one.rec)
        at.hands.settle()
    list(every_page(at))
    at.hands.press(Qt.Key.Key_U, ALT)
    at.hands.settle()


def send_nonsense(at: Stand, chance: random.Random, each: int = 25) -> int:
    """Let the centre send bent items of every kind about people who are here; return how many."""
    here = [one.rec for one in at.read.recent(at.desk.event, 20)] or ["nobody"]
    sent = 0
    for kind, body in items(at.desk, here[0]).items():
        about = [body | ({"rec": chance.choice(here)} if "rec" in body else {}) for _ in range(each)]
        at.desk.feed(*((kind, bent(one, chance)) for one in about))
        sent += each
    for name, body in sets(at.desk).items():
        with suppress(ValueError):
            at.desk.application.feed.replace(name, '"bent"', bent(body, chance))
    session = at.hands.window.session
    assert session is not None
    session.publish_everything()
    at.hands.settle()
    return sent
