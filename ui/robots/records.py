"""The robot of 记录: finds a person and reads where the record is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldapp.errors import BugError
from ui.pages.records.way import WayStrip
from ui.robots.hands import CTRL, Hands


class RecordRobot:
    """Works on 记录."""

    def __init__(self, hands: Hands) -> None:
        """Use these hands."""
        self.hands = hands

    def find(self, text: str) -> list[list[str]]:
        """Press F3 and type; return the people found."""
        self.hands.press(Qt.Key.Key_F3)
        self.hands.press(Qt.Key.Key_A, CTRL)
        self.hands.write(text)
        self.hands.settle()
        return self.hands.rows("record_hits") if self.hands.sees("record_hits") else []

    def status(self) -> str:
        """Return the status of the person in front."""
        return self.hands.read("story_status")

    def remedy(self) -> str:
        """Return what the button would do, empty when there is none."""
        return self.hands.read("story_remedy") if self.hands.sees("story_remedy") else ""

    def way(self) -> str:
        """Return how far the person in front has come, as the drawing says it to ears."""
        return self.hands.find(WayStrip, "story_way").words

    def numbers(self) -> str:
        """Return document and phone as they stand there."""
        return self.hands.read("story_numbers")

    def past(self) -> list[str]:
        """Return what happened to the person in front, with its notes."""
        seen = (one for one in self.hands.window.findChildren(QLabel) if one.isVisible())
        return [one.text() for one in seen if one.objectName() in ("story_entry", "story_note")]

    def reveal(self) -> None:
        """Ask for the whole numbers, or hide them again."""
        self.hands.press(Qt.Key.Key_U, CTRL)
        self.hands.settle()

    def open_correction(self, rec: str) -> None:
        """Come from another page to correct this record."""
        if self.hands.window.workspace is None:
            raise BugError("nothing is open")
        self.hands.window.workspace.open_page("records", f"correct:{rec}")
        self.hands.settle()

    def correct(self, reason: str, **values: str) -> None:
        """Open the correction of the person in front, type what changes and why, and save."""
        self.hands.press(Qt.Key.Key_E, CTRL)
        for code, value in (*values.items(), ("reason", reason)):
            self.hands.focus(f"correct_{code}")
            self.hands.write(value)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def begin_void(self) -> None:
        """Ask to void the person in front."""
        self.hands.press(Qt.Key.Key_Delete, CTRL)
        self.hands.settle()

    def print_form(self) -> None:
        """Ask for the filled form of the person in front."""
        self.hands.press(Qt.Key.Key_D, CTRL)
        self.hands.settle()

    def undo(self) -> None:
        """Take the person in front back."""
        self.hands.press(Qt.Key.Key_Z, CTRL)
        self.hands.settle()
