"""A window over a real store in a temporary folder, with hands at its keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldapp.crypto.key_slots import QUICK_COST
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.paths import under
from tests.support.desk import Desk, set_up
from ui.fonts import load_fonts
from ui.jobs import Jobs
from ui.robots.enroll import EnrollRobot, Typed
from ui.robots.hands import NO, Hands
from ui.shell.window import Window, theme_of


def show(root: Path) -> Hands:
    """Show the first window of an installation below ``root`` in the standard look."""
    paths = under(root)
    paths.make()
    theme = theme_of(paths, load_fonts())
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application)
    window = Window(paths, theme, Jobs(), QUICK_COST)
    window.show()
    window.activateWindow()
    hands = Hands(window)
    hands.settle()
    return hands


@contextmanager
def shown(root: Path) -> Iterator[Hands]:
    """Show a window and close it at the end."""
    hands = show(root)
    try:
        yield hands
    finally:
        hands.put_away()


class Stand:
    """A desk with an open event, and its window in front of 登记."""

    def __init__(self, desk: Desk, hands: Hands) -> None:
        self.desk, self.hands = desk, hands
        self.enroll = EnrollRobot(hands)

    @property
    def read(self):
        return self.desk.application.read


@contextmanager
def stand(root: Path, policy: ApprovalPolicy = ApprovalPolicy.CENTRAL, *, numbers: int = 0) -> Iterator[Stand]:
    """Open a desk and its window; with ``numbers`` a lease and the approval window are open too."""
    desk = set_up(root / "desk", policy)
    if numbers:
        desk.grant_lease(size=numbers)
        desk.open_window()
    hands = show(root / "desk")
    hands.window.open_workspace(desk.application)
    hands.settle()
    try:
        yield Stand(desk, hands)
    finally:
        hands.put_away()


class Walker:
    """Goes through the window with nothing but keys, and waits after each until the window rests."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> None:
        """Press a key."""
        self.hands.press(key, modifiers)
        self.hands.settle()

    def enter(self, *texts: str) -> None:
        """Type one text after the other, Enter after each."""
        for text in texts:
            self.hands.write(text)
            self.press(Qt.Key.Key_Return)


def typed(serial: int = 1, **changed: str) -> Typed:
    """Return person number ``serial`` as somebody types it."""
    from tests.support.desk import document_no

    values = {
        "document_no": document_no(serial),
        "name": "乌云其木格",
        "phone": f"1380013{serial:04d}",
        "group": "货车",
        "employment": "个人依托",
    }
    return Typed(**{**values, **changed})
