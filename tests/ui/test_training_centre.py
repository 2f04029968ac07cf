"""The training mode's own hub through the real window: receipts, answers and cards come back, and nothing gets out."""

import hashlib
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldapp.app import Application
from fieldapp.crypto.card_verification import Verdict
from fieldapp.domain.problems import Refusal
from fieldapp.paths import under
from fieldapp.services.cards import PrepareCard, prepare
from tests.support.desk import ORGANISATIONS, PASSPHRASE, REGION, set_up
from tests.support.loopback_hub import furnish, open_for_test, served
from tests.support.window import show, typed
from tests.support.wires import join
from ui.robots.enroll import EnrollRobot
from ui.robots.hands import CTRL, Hands

APPROVED, RETURNED, REJECTED = "13800130005", "13800130010", "13800130019"
"""Phones, by what the reviewer of the training mode does with their last digit."""


@pytest.fixture
def laptop(tmp_path):
    """Return the hands at a laptop that was set up, in the training mode; its store of work is closed."""
    set_up(tmp_path).application.close()
    hands = show(tmp_path)
    practise(hands)
    yield hands
    hands.put_away()


def practise(hands: Hands) -> None:
    """Go into the training mode by its key."""
    hands.press(Qt.Key.Key_T, CTRL)
    hands.until(lambda: hands.window.workspace is not None, hands.window.opened)
    hands.settle()


def go_round(hands: Hands) -> None:
    """Press F5 and wait for the round to end well."""
    syncing = hands.window.session.syncing
    before = syncing.last
    hands.press(Qt.Key.Key_F5)
    hands.until(lambda: syncing.last is not before, syncing.finished)
    hands.settle()
    assert syncing.last.problem is None, syncing.last


def statuses(hands: Hands) -> list[str]:
    """Return how the people of the event stand, the first one first."""
    session = hands.window.session
    return [one.status_code for one in reversed(session.application.read.recent(session.current_event.id))]


def card_text(application: Application, event: str, operator: str) -> str:
    """Return the code on the card of the last person."""
    rec = application.read.recent(event)[0].rec
    prepared = application.execute(prepare, PrepareCard(rec=rec, event=event, operator=operator, reason="补卡"))
    assert not isinstance(prepared, Refusal), prepared
    return str(prepared.token)


def files_of(root: Path) -> dict[str, str]:
    """Return the digests of a laptop's files outside the training mode's folder."""
    ours, training = under(root), under(root).training.data.parent
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in (ours.data, ours.sidecar, ours.backups)
        for path in folder.rglob("*")
        if path.is_file() and training not in path.parents and path != ours.lock
    }


def test_what_is_practised_is_answered_by_a_hub_that_comes_and_goes_with_it(laptop, tmp_path):
    kept = files_of(tmp_path)
    for serial, phone in enumerate((APPROVED, RETURNED, REJECTED), start=1):
        assert EnrollRobot(laptop).enroll(typed(serial, phone=phone)).tone == "success"

    go_round(laptop)
    go_round(laptop)

    assert statuses(laptop) == ["card_confirmed", "needs_correction", "rejected"]
    session = laptop.window.session
    assert session.application.read.sync_state().pending == 0
    laptop.window.close_store()
    laptop.settle()
    assert files_of(tmp_path) == kept
    practise(laptop)
    go_round(laptop)  # the hub has another address now, and is the same one
    assert statuses(laptop) == ["card_confirmed", "needs_correction", "rejected"]
    laptop.click("rail_settings")
    laptop.settle()
    laptop.click("training_wipe")
    laptop.settle()
    assert not under(tmp_path).training.data.parent.exists()


def test_a_real_centre_takes_nothing_from_a_training_store_and_gives_it_nothing(laptop, tmp_path):
    with ExitStack() as stack:
        centre = open_for_test(tmp_path / "real.db")
        stack.callback(centre.store.close)
        desk = furnish(centre, ORGANISATIONS, "county")
        port = stack.enter_context(served(centre))
        real = show_real(tmp_path)
        stack.callback(real.close)
        join(real, f"http://127.0.0.1:{port}", desk.code(REGION))
        EnrollRobot(laptop).enroll(typed(phone=APPROVED))
        go_round(laptop)
        practised = laptop.window.session
        text = card_text(practised.application, practised.current_event.id, practised.operator.id)

        assert practised.application.codes.read_card(text).verdict is Verdict.GREEN
        assert real.codes.read_card(text).verdict is not Verdict.GREEN
        assert practised.application.signer.kid != real.signer.kid
        assert practised.application.enrolment.peer().kid != real.enrolment.peer().kid
        assert desk.count("envelope") == desk.count("quarantine") == 0
        assert desk.count("device") == 1


def show_real(root: Path) -> Application:
    """Open the laptop's store of work beside the training mode, as no window would."""
    found = Application.unlock(under(root), PASSPHRASE)
    assert isinstance(found, Application)
    return found


def test_a_practice_centre_that_does_not_start_is_said_and_work_goes_on(laptop, monkeypatch):
    monkeypatch.setattr("ui.operations.practice_centre.python_child", lambda *_asked: ("/bin/false",))
    syncing = laptop.window.session.syncing

    laptop.press(Qt.Key.Key_F5)
    laptop.until(lambda: syncing.last is not None, syncing.finished)

    assert syncing.last.problem == "training_centre_silent"
    assert EnrollRobot(laptop).enroll(typed()).tone == "success"
