"""A sheet lies over its place wherever that goes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget

from ui.forms.sheets import Sheet


@pytest.fixture
def room(qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(800, 600)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_a_sheet_follows_a_place_that_is_arranged_anew_in_a_room_that_stays(room: QWidget) -> None:
    place = QWidget(room)
    place.setGeometry(QRect(20, 20, 400, 500))
    place.show()
    sheet = Sheet("sheet", "纸", room, lambda: place)
    sheet.open()
    assert sheet.geometry() == place.geometry()

    place.setGeometry(QRect(10, 30, 760, 520))

    assert sheet.geometry() == place.geometry()


def test_a_sheet_that_is_away_follows_nothing(room: QWidget) -> None:
    place = QWidget(room)
    place.show()
    sheet = Sheet("sheet", "纸", room, lambda: place)
    sheet.open()
    sheet.put_away()
    before = sheet.geometry()

    place.setGeometry(QRect(10, 30, 760, 520))

    assert sheet.geometry() == before
