"""Nothing of a person stays with the desktop: no copied number, no learnt name, no list of visited folders."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

from tests.support.desk import PASSPHRASE, enroll, number_of
from tests.support.source import ROOT
from tests.support.window import shown, stand
from ui import traces
from ui.forms.lines import Line
from ui.robots.hands import CTRL, Hands
from ui.robots.records import RecordRobot
from ui.traces import Clippings

HIDDEN = 'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"'


@pytest.fixture(autouse=True)
def _clipboard(monkeypatch: pytest.MonkeyPatch):
    """Own what is copied, as on a desktop: without a screen Qt never says so."""
    monkeypatch.setattr(traces, "owns", lambda _clipboard, mode: mode is QClipboard.Mode.Clipboard)
    yield
    QApplication.clipboard().clear()


def copied() -> str:
    return QApplication.clipboard().text()


def copy_number(hands: Hands) -> str:
    """Copy what stands in the line of the document number."""
    hands.focus("document_no")
    hands.write(number_of(7))
    hands.press(Qt.Key.Key_A, CTRL)
    hands.press(Qt.Key.Key_C, CTRL)
    return "".join(copied().split())


def test_a_copied_number_is_gone_with_the_lock(tmp_path: Path) -> None:
    with stand(tmp_path) as at:
        at.enroll.open()
        assert copy_number(at.hands) == number_of(7)
        at.hands.press(Qt.Key.Key_F12)
        assert copied() == ""


def test_a_copied_number_is_gone_when_the_store_is_closed(tmp_path: Path) -> None:
    with stand(tmp_path) as at:
        at.enroll.open()
        copy_number(at.hands)
        at.hands.window.close_store()
        assert copied() == ""


def test_a_name_copied_from_a_list_is_gone_with_the_window(tmp_path: Path) -> None:
    with stand(tmp_path) as at:
        enroll(at.desk, 9)
        RecordRobot(at.hands).find("张建国")
        view = at.hands.find(QObject, "record_hits")
        view.setFocus()
        view.setCurrentIndex(view.model().index(0, 0))
        at.hands.press(Qt.Key.Key_C, CTRL)
        assert copied()
    assert copied() == ""


def test_histories_are_asked_to_keep_nothing_and_the_text_can_be_pasted(tmp_path: Path) -> None:
    with stand(tmp_path) as at:
        at.enroll.open()
        copy_number(at.hands)
        lies_there = QApplication.clipboard().mimeData()
        assert bytes(lies_there.data("x-kde-passwordManagerHint").data()) == b"secret"
        assert lies_there.hasFormat(HIDDEN)
        at.hands.focus("phone")
        at.hands.press(Qt.Key.Key_V, CTRL)
        assert "".join(at.hands.read("phone").split()) == number_of(7)


def test_what_another_program_copied_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "owns", lambda _clipboard, _mode: False)
    parent = QObject()
    clippings = Clippings(QApplication.clipboard(), parent)
    QApplication.clipboard().setText("of another program")

    clippings.forget()

    assert copied() == "of another program"
    assert not QApplication.clipboard().mimeData().hasFormat(HIDDEN)


def test_input_methods_are_asked_to_learn_nothing(tmp_path: Path) -> None:
    sensitive = Qt.InputMethodHint.ImhSensitiveData
    with stand(tmp_path) as at:
        for page in ("enroll", "records", "rosters", "settings", "handouts"):
            at.hands.window.workspace.open_page(page)
            at.hands.settle()
        lines = at.hands.window.findChildren(Line)
        assert len(lines) > 20
        assert [one.objectName() for one in lines if not one.inputMethodHints() & sensitive] == []
    with shown(tmp_path / "desk") as hands:
        secret = hands.find(Line, "passphrase")
        secret.setText(PASSPHRASE)
        assert secret.inputMethodHints() & sensitive
        assert secret.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText


DIALOG = """
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog
from ui.app import make_application

application = make_application(["fieldapp"])

def choose():
    dialog = application.activeModalWidget()
    dialog.setDirectory(str(Path.home() / "visited"))
    dialog.findChild(object, "fileNameEdit").setText("a.xlsx")
    QTimer.singleShot(0, dialog.accept)

QTimer.singleShot(0, choose)
print(QFileDialog.getSaveFileName(None, "save")[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows shows its own dialog")
def test_a_file_dialog_leaves_no_visited_folders(tmp_path: Path) -> None:
    (tmp_path / "visited").mkdir()
    around = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        around.pop(name, None)

    done = subprocess.run([sys.executable, "-c", DIALOG], env=around, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == str(tmp_path / "visited" / "a.xlsx")
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and "visited" in path.read_text(errors="replace")]
    assert kept == []
