"""Counts what a person presses on the usual ways through a day, with real key events.

Every press that reaches a widget counts, also of Alt and Shift alone; what an input method commits counts as one.
The data itself is taken off: number, name, phone, and will and consent. 农民工 is answered with a key that counts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from fieldapp.domain.views import RosterRowState
from fieldapp.errors import BugError
from ui.robots.enroll import Typed
from ui.robots.hands import ALT, Hands
from ui.robots.rosters import RosterRobot
from ui.robots.sample_day import sample_roster

MOST_BEYOND_DATA, MOST_OF_ARRIVAL = 6, 8
"""What ux.md allows: beyond the data for somebody typed or transferred, and in all for somebody of a roster."""


@dataclass(frozen=True, slots=True)
class KeyCount:
    """Presses in all, and how many of them were data."""

    pressed: int
    data: int

    @property
    def beyond(self) -> int:
        """Return the presses that were no data."""
        return self.pressed - self.data


class KeyCounter(QObject):
    """Sees every key that reaches the widget with the focus."""

    def __init__(self) -> None:
        """Begin at nought."""
        super().__init__()
        self.pressed = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let everything pass."""
        if watched is QApplication.focusWidget():
            is_commit = isinstance(event, QInputMethodEvent) and bool(event.commitString())
            # every key is offered as an override first, and one that is a shortcut never arrives as a press;
            # the robots give time stamps to what the scanner types, and only to that
            is_typed = isinstance(event, QKeyEvent) and event.timestamp() == 0
            self.pressed += is_commit or (is_typed and event.type() == QEvent.Type.ShortcutOverride)
        return False


@contextmanager
def counted() -> Iterator[KeyCounter]:
    """Count the presses of what follows."""
    application, counter = QApplication.instance(), KeyCounter()
    if application is None:
        raise BugError("there is no window to count at")
    application.installEventFilter(counter)
    try:
        yield counter
    finally:
        application.removeEventFilter(counter)


def keys_of_typed_person(hands: Hands, person: Typed) -> KeyCount:
    """Type one person on 登记, when group, employment, region and employer are pinned already."""
    with counted() as keys:
        _type(hands, person.document_no)
        _type_rest(hands, person)
    return KeyCount(keys.pressed, len(person.document_no) + _data_of_rest(person))


def keys_of_transfer(hands: Hands, person: Typed) -> KeyCount:
    """Transfer a member: everything after the document number, which brought the yellow answer.

    A match of the member list has 转会 taken already; somebody enrolled here needs Alt+1.
    """
    hands.write(person.document_no)
    with counted() as keys:
        hands.press(Qt.Key.Key_1, ALT)
        _type_rest(hands, person)
    return KeyCount(keys.pressed, _data_of_rest(person))


def waiting_tails(hands: Hands) -> list[str]:
    """Import the sample roster; return the last four digits that belong to one person alone who did not come yet."""
    robot = RosterRobot(hands)
    robot.import_file(sample_roster())
    tails = [one.tail for one in robot.people() if one.state is RosterRowState.WAITING]
    return [tail for tail in tails if tails.count(tail) == 1]


def keys_of_arrival(hands: Hands, words: str, sheet: str) -> KeyCount:
    """Check in somebody of a roster: four digits or initials, the scan of the signed form, F10. All keys count."""
    with counted() as keys:
        RosterRobot(hands).arrive(words, sheet)
    return KeyCount(keys.pressed, 0)


def _type(hands: Hands, text: str) -> None:
    hands.write(text)
    hands.press(Qt.Key.Key_Return)


def _type_rest(hands: Hands, person: Typed) -> None:
    """Name, phone, 农民工, the number of the signed sheet, F10."""
    _type(hands, person.name)
    _type(hands, person.phone)
    hands.write(person.migrant)
    if hands.focused != "consent":
        raise BugError(f"the cursor went to {hands.focused} instead of the consent")
    hands.write(person.sheet)
    hands.press(Qt.Key.Key_F10)
    hands.settle()


def _data_of_rest(person: Typed) -> int:
    return 1 + len(person.phone) + len(person.sheet)
