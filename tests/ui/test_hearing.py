"""Keys are heard at the widget that has the cursor, and nothing else is asked about."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from ui.hearing import Hearing


class Ear(QObject):
    """Notes who got keys, and every widget it was asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []
        self.asked: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.asked.add(watched.objectName())
        if event.type() == QEvent.Type.KeyPress:
            self.keys.append(watched.objectName())
        return False


class Room:
    """A window with three lines, and an ear."""

    def __init__(self) -> None:
        self.window = QWidget(objectName="window")
        layout = QVBoxLayout(self.window)
        self.lines = [QLineEdit(objectName=name) for name in ("one", "two", "three")]
        for line in self.lines:
            layout.addWidget(line)
        self.ear = Ear()
        self.hearing = Hearing(self.ear, self.window)
        self.window.show()
        self.window.activateWindow()
        QApplication.processEvents()

    def type_into(self, line: QLineEdit) -> None:
        line.setFocus()
        QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_A)
        QApplication.processEvents()


@pytest.fixture
def room(qapp: QApplication) -> Iterator[Room]:
    made = Room()
    yield made
    made.window.close()
    made.window.deleteLater()


def test_keys_are_heard_wherever_the_cursor_goes(room: Room) -> None:
    room.hearing.begin()
    for line in (*room.lines, room.lines[0]):
        room.type_into(line)
    assert [one for one in room.ear.keys if one != "window"] == ["one", "two", "three", "one"]


def test_a_line_without_the_cursor_is_not_asked_about(room: Room) -> None:
    room.type_into(room.lines[0])
    room.hearing.begin()
    room.lines[2].setText("x")
    room.window.update()
    QApplication.processEvents()
    assert room.ear.asked <= {"window", "one"}


def test_who_ended_hears_nothing_more(room: Room) -> None:
    room.hearing.begin()
    room.type_into(room.lines[0])
    room.hearing.end()
    room.type_into(room.lines[1])
    assert [one for one in room.ear.keys if one != "window"] == ["one"]


def test_it_says_who_had_the_cursor_before(room: Room) -> None:
    room.type_into(room.lines[0])
    room.hearing.begin()
    before: list[object] = []
    room.hearing.moved.connect(before.append)
    room.lines[1].setFocus()
    assert before == [room.lines[0]]


def test_a_line_that_is_gone_is_forgotten(room: Room) -> None:
    room.hearing.begin()
    room.type_into(room.lines[0])
    gone = room.lines.pop(0)
    gone.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    room.type_into(room.lines[0])
    assert [one for one in room.ear.keys if one != "window"] == ["one", "two"]
