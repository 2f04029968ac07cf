"""Robots of people at one desk: the second person, and the sections of 设置."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from ui.forms.comboboxes import Choice
from ui.robots.hands import ALT, Hands


class PeopleRobot:
    """Answers the question to a second person, and works on 设置 → 钥匙."""

    def __init__(self, hands: Hands) -> None:
        """Use these hands."""
        self.hands = hands

    def say_yes(self, secret: str) -> None:
        """The second person who is asked types a PIN."""
        self.hands.write(secret)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def give_reason(self, reason: str) -> None:
        """Nobody else is there: write why."""
        self.hands.compose(reason)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def open_keys(self) -> None:
        """Go to 设置 → 钥匙."""
        self.open_section("keys")

    def open_section(self, name: str) -> None:
        """Go to a section of 设置."""
        self.hands.click("rail_settings")
        self.hands.settle()
        self.hands.click(f"section_{name}")
        self.hands.settle()

    def new_passphrase(self, old: str, new: str, who: str = "") -> None:
        """Change one's own passphrase, or give somebody (by id) one."""
        hands = self.hands
        if who:
            choice = hands.find(Choice, "key_for")
            choice.choose(who)
            choice.activated.emit(choice.currentIndex())
        for field, text in (("old_passphrase", old), ("new_passphrase", new)):
            hands.focus(field)
            hands.write(text)
        hands.press(Qt.Key.Key_Return)
        hands.settle()

    def take_key(self, passphrase: str, place: int) -> None:
        """Take the key in this row away."""
        hands = self.hands
        hands.find(QTableView, "store_keys").selectRow(place)
        hands.focus("old_passphrase")
        hands.write(passphrase)
        hands.click("key_remove")
        hands.settle()

    def renew_code(self, passphrase: str) -> str:
        """Ask for a new recovery code and return it; it is not written down yet."""
        hands = self.hands
        hands.focus("old_passphrase")
        hands.write(passphrase)
        hands.press(Qt.Key.Key_K, ALT)
        hands.settle()
        return hands.read("recovery_code").replace("\n", "")

    def write_down(self, code: str) -> None:
        """Type the end of the code back."""
        self.hands.focus("recovery_tail")
        self.hands.write(code.replace("-", "")[-4:])
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()
