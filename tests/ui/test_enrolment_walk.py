"""One walk through an event by keys: three people, a mistype, a transfer, cards as PDF, a real hub and its verdict."""

from contextlib import ExitStack
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.ids import OrganisationId
from tests.support.desk import ORGANISATIONS, OTHER_UNION, REGION, UNION, enroll, number_of
from tests.support.loopback_hub import CentreDesk, furnish, open_for_test, served
from tests.support.window import Stand, Walker, stand
from ui.robots.hands import CTRL, SHIFT

Key = Qt.Key
MOVER, TYPED, MISTYPED = 1, 2, 3
"""Numbers of the three people."""


class Walk(Walker):
    """A laptop at an event, the centre it reports to, and nothing but keys between."""

    def __init__(self, at: Stand, centre: CentreDesk) -> None:
        super().__init__(at.hands)
        self.at, self.centre = at, centre

    def tab_to(self, name: str) -> None:
        """Press Tab until the cursor stands there."""
        for _press in range(30):
            if self.hands.focused == name:
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {name}")

    def band(self) -> tuple[str, str]:
        band = self.hands.window.workspace.current.band
        return band.answer.tone, band.answer.title

    def union_of(self, rec: str) -> OrganisationId | None:
        return self.at.read.details(rec).union

    def synchronise(self) -> None:
        """F5, until nothing waits and the answers are here."""
        for _round in range(3):
            self.press(Key.Key_F5)
            summary = self.hands.window.session.syncing.last
            assert summary is not None
            assert summary.problem is None, summary

    def status_on_screen(self, words: str) -> str:
        """F3, what is typed, Enter; return what the record says of itself."""
        self.press(Key.Key_F3)
        self.press(Key.Key_Escape)
        self.enter(words)
        return self.hands.read("story_status")


@pytest.fixture
def walk(tmp_path, monkeypatch):
    """Join a laptop to a hub, by keys; the mover was enrolled and approved as a courier before."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_asked: (str(tmp_path / "out.pdf"), "")))
    with ExitStack() as stack:
        centre = open_for_test(tmp_path / "hub.db")
        stack.callback(centre.store.close)
        hub = furnish(centre, ORGANISATIONS, "county")
        port = stack.enter_context(served(centre))
        at = stack.enter_context(stand(tmp_path))
        made = Walk(at, hub)
        code = hub.code(REGION)
        made.press(Key.Key_7, CTRL)
        made.tab_to("hub_url")
        made.enter(f"http://127.0.0.1:{port}", code.code, code.fingerprint)
        assert at.read.sync_state().enrolled
        mover = enroll(at.desk, MOVER, group="courier", union=OTHER_UNION)
        made.synchronise()
        hub.decide(DecisionKind.APPROVE, mover.rec, union=OTHER_UNION)
        made.synchronise()
        made.press(Key.Key_2, CTRL)
        yield made


def test_three_people_from_the_first_key_to_the_verdict_on_the_screen(walk, tmp_path):
    enrol_one(walk)
    mistype_one(walk)
    transfer_one(walk)
    decide(walk)
    see_the_verdicts(walk)
    print_cards(walk, tmp_path / "out.pdf")


def enrol_one(walk: Walk) -> None:
    walk.enter(number_of(TYPED), "巴特尔", "13800000002", "hc", "gr", "")
    walk.hands.write("y")
    walk.enter("US1:000002")
    assert walk.band()[0] == "success"


def mistype_one(walk: Walk) -> None:
    right = number_of(MISTYPED)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    walk.enter(wrong)
    assert "校验" in walk.hands.read("document_no_verdict")
    walk.press(Key.Key_Return, SHIFT)
    walk.enter(right, "斯琴高娃", "13800000003")
    walk.hands.write("n")
    walk.enter("US1:000003")
    assert walk.band()[0] == "success"


def transfer_one(walk: Walk) -> None:
    walk.hands.write(number_of(MOVER))
    assert walk.band() == ("warning", "已入会")
    walk.at.hands.press(Key.Key_1, Qt.KeyboardModifier.AltModifier)
    walk.enter("张建国", "13800000001")
    walk.hands.write("n")
    walk.enter("US1:000001")
    assert walk.band()[0] == "success"


def decide(walk: Walk) -> None:
    """The reviewer approves everybody while the desk synchronises before and after."""
    walk.synchronise()
    here = walk.at.read.recent(walk.at.desk.event, 3)
    assert len(here) == 3
    for one in here:
        walk.centre.decide(DecisionKind.APPROVE, one.rec, union=UNION)
    walk.synchronise()


def see_the_verdicts(walk: Walk) -> None:
    for serial in (MOVER, TYPED, MISTYPED):
        assert walk.status_on_screen(number_of(serial)) == "已批准"
    assert "待上报 0" in walk.hands.read("strip_pending")


def print_cards(walk: Walk, path: Path) -> None:
    walk.press(Key.Key_4, CTRL)
    waiting = len(walk.hands.rows("ready_cards"))
    walk.press(Key.Key_Return, CTRL)
    with pypdfium2.PdfDocument(path) as made:
        assert len(made) == 2 * waiting  # front and back
        text = "".join(made[page].get_textpage().get_text_range() for page in range(len(made)))
    assert "巴特尔" in text
