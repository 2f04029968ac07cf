"""Robots of the first window: set a laptop up, unlock it, create and join events."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from fieldapp.domain.events import ApprovalPolicy
from ui.forms.comboboxes import Choice
from ui.robots.hands import CTRL, Hands


class StartRobot:
    """Works on first run, unlocking and events."""

    def __init__(self, hands: Hands) -> None:
        """Use these hands."""
        self.hands = hands

    def first_run(self, passphrase: str, device: str, supervisor: str) -> str:
        """Go through the three steps; return the recovery code."""
        code = self.until_code(passphrase, device, supervisor)
        self.confirm_code(code)
        return code

    def until_code(self, passphrase: str, device: str, supervisor: str) -> str:
        """Go as far as the recovery code and return it."""
        hands = self.hands
        for text in (passphrase, passphrase, device, supervisor):
            hands.write(text)
            hands.press(Qt.Key.Key_Return)
        hands.settle()
        return hands.read("recovery_code").replace("\n", "")

    def confirm_code(self, code: str) -> None:
        """Show that the recovery code was written down."""
        self.hands.write(code.replace("-", "")[-4:])
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def unlock(self, secret: str) -> None:
        """Type the passphrase or the recovery code."""
        self.hands.focus("passphrase")
        self.hands.write(secret)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def start_over(self, passphrase: str) -> str:
        """After the recovery code opened the store: choose a passphrase, write the new code down, return it."""
        hands = self.hands
        for _line in range(2):
            hands.write(passphrase)
            hands.press(Qt.Key.Key_Return)
        hands.settle()
        code = hands.read("recovery_code").replace("\n", "")
        self.confirm_code(code)
        return code

    def restore(self, secret: str) -> str:
        """From the unlock page: bring the newest backup of this laptop back; return what is told of it."""
        self.hands.press(Qt.Key.Key_R, CTRL)
        self.hands.settle()
        self.hands.write(secret)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()
        return self.hands.read("restore_told") if self.hands.sees("restore_told") else ""

    def salvage(self, secret: str) -> str:
        """From the page of damaged data: save what is left; return what is told of it."""
        self.hands.focus("backup_secret")
        self.hands.write(secret)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()
        return self.hands.read("restore_told") if self.hands.sees("restore_told") else ""

    def go_on(self) -> None:
        """Begin work with what was restored."""
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def create_event(
        self, name: str, region: str, host: str, policy: ApprovalPolicy = ApprovalPolicy.CENTRAL, **more: str
    ) -> None:
        """Create and open an event; ``more`` are place, target, item, resolution, approvers."""
        hands = self.hands
        fields = {"event_name": name, "event_region": region, "event_host": host}
        fields |= {f"event_{key}": value for key, value in more.items() if key in ("place", "target")}
        for field, text in fields.items():
            hands.focus(field)
            hands.write(text)
            hands.press(Qt.Key.Key_Return)
        hands.find(Choice, "event_item").choose(more.get("item", ""))
        hands.find(Choice, "event_policy").choose(policy)
        if policy is ApprovalPolicy.DELEGATED:
            for field in ("resolution", "approvers"):
                hands.focus(f"event_{field}")
                hands.write(more[field])
        hands.press(Qt.Key.Key_Return, CTRL)
        hands.settle()

    def choose_event(self, name: str) -> None:
        """Go to the list of events and work for the one with this name."""
        hands = self.hands
        hands.click("header_event")
        hands.settle()
        row = next(n for n, cells in enumerate(hands.rows("events")) if cells[0] == name)
        hands.find(QTableView, "events").selectRow(row)
        hands.click("event_work")
        hands.settle()

    def join_event(self, code: str) -> None:
        """Type an event code."""
        self.hands.focus("event_code")
        self.hands.write(code)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()
