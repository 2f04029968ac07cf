"""The robot of 记录: finds a person and reads where the record is."""

from PySide6.QtCore import Qt

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
        self.hands.look()
        return self.hands.rows("record_hits") if self.hands.sees("record_hits") else []

    def status(self) -> str:
        """Return the status of the person in front."""
        return self.hands.read("story_status")

    def remedy(self) -> str:
        """Return what the button would do, empty when there is none."""
        return self.hands.read("story_remedy") if self.hands.sees("story_remedy") else ""
