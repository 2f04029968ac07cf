"""Every page and state of the day, inspected: words that can be read, nothing cut, nothing over another, room to press.

Set ``ALL_LOOKS=1`` to inspect all twelve looks instead of the strictest (minutes instead of seconds).
"""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tests.support.window import stand
from ui.robots import inspection
from ui.robots.findings import Findings
from ui.robots.screens import SCENES, studio_at
from ui.robots.studio import LOOKS, Look, contact_sheet
from ui.shell.rail import PAGES
from ui.tokens import ThemeName

SMALL = (1280, 720)
STRICTEST = (Look(ThemeName.OUTDOOR, 100, SMALL),)
"""The widest borders and the highest contrast in the smallest window."""


def test_every_state_can_be_read_and_pressed(tmp_path):
    findings = Findings()
    looks = LOOKS if os.environ.get("ALL_LOOKS") else STRICTEST
    with studio_at(tmp_path, findings.inspect, looks) as studio:
        for scene in SCENES:
            scene(studio)
    assert findings.told() == []


def test_a_picture_with_cut_words_fails_and_a_long_value_in_the_tightest_look_does_not(sheet):
    made = QLineEdit("内蒙古自治区鄂尔多斯市东胜区")
    made.setAccessibleName("区域")
    put(sheet, made, width=60)
    findings = Findings()
    findings.inspect("sheet", Look(ThemeName.STANDARD, 150, SMALL), sheet)
    assert findings.told() == []
    put(sheet, QLabel("内蒙古自治区鄂尔多斯市东胜区"), y=80, width=60)
    findings.inspect("sheet", Look(ThemeName.STANDARD, 150, SMALL), sheet)
    findings.inspect("sheet", Look(ThemeName.STANDARD, 100, SMALL), sheet)
    assert [one.partition(":")[0] for one in findings.told()] == ["cut", "long"]


@pytest.mark.parametrize("page", [*PAGES, "events", "help"])
def test_tab_goes_once_around_a_page_and_never_backwards(tmp_path, page):
    with stand(tmp_path) as at:
        at.hands.window.workspace.open_page(page)
        at.hands.settle()
        front = at.hands.window.workspace.current
        back, missed = inspection.tab_round(front, lambda: at.hands.press(Qt.Key.Key_Tab))
        assert (back, missed) == ([], [])


# -- the inspection itself must find what is wrong ------------------------------------------------------------------


@pytest.fixture
def sheet(qapp):
    """Return an empty widget of 400 × 300 on white that is shown."""
    made = QWidget()
    made.setObjectName("sheet")
    made.setStyleSheet("QWidget { background: #ffffff; color: #000000; font-size: 15px; }")
    made.resize(400, 300)
    made.show()
    qapp.processEvents()
    yield made
    made.close()
    made.deleteLater()


def kinds(sheet: QWidget) -> list[str]:
    """Return the kinds of faults of a sheet."""
    return [fault.kind for fault in inspection.faults(sheet, 4.5)]


def put(sheet: QWidget, widget: QWidget, x: int = 10, y: int = 10, width: int = 200, height: int = 44) -> QWidget:
    """Stand a widget somewhere on the sheet."""
    widget.setParent(sheet)
    widget.setGeometry(x, y, width, height)
    widget.show()
    return widget


def test_a_good_sheet_has_no_faults(sheet):
    put(sheet, QLabel("号段剩余"))
    put(sheet, QPushButton("打开"), y=80)
    assert kinds(sheet) == []


def test_grey_words_are_faint(sheet):
    put(sheet, QLabel("号段剩余")).setStyleSheet("color: #9a9a9a")
    assert kinds(sheet) == ["faint"]


def test_words_that_are_switched_off_may_be_greyer(sheet):
    made = put(sheet, QLabel("号段剩余"))
    made.setStyleSheet("color: #8a8a8a")
    made.setEnabled(False)
    assert kinds(sheet) == []


def test_a_label_without_room_is_cut(sheet):
    put(sheet, QLabel("内蒙古自治区鄂尔多斯市东胜区"), width=60)
    assert kinds(sheet) == ["cut"]


def test_wrapped_words_without_height_are_cut(sheet):
    made = QLabel("内蒙古自治区鄂尔多斯市东胜区" * 3)
    made.setWordWrap(True)
    put(sheet, made, width=120, height=30)
    assert kinds(sheet) == ["cut"]


def test_a_choice_that_cannot_show_its_words_is_cut(sheet):
    made = QComboBox()
    made.addItem("内蒙古自治区鄂尔多斯市东胜区")
    made.setAccessibleName("区域")
    put(sheet, made, width=90)
    assert kinds(sheet) == ["cut"]


@pytest.mark.parametrize(
    ("cells", "widths", "expected"),
    [
        (("004410", "努尔兰·哈布都拉 ··3422"), (250, 100), ["cut"]),
        (("004410", "努尔兰·哈布都拉 ··3422"), (100, 250), []),
        (("150203198801150036", "王敏"), (90, 100), ["cut"]),
        (("缺少区域,请在下一步补上", "请按身份证上的写法再填一遍"), (60, 60), []),
    ],
    ids=["its neighbour has room", "shared well", "half a figure", "no room anywhere"],
)
def test_a_column_is_cut_when_another_has_its_room_or_it_has_figures(sheet, cells, widths, expected):
    view = QTableWidget(3, 2)
    view.setHorizontalHeaderLabels(["表", "谁"])
    view.setAccessibleName("表、谁")
    view.verticalHeader().hide()
    for place, (words, width) in enumerate(zip(cells, widths, strict=True)):
        for line in range(3):
            view.setItem(line, place, QTableWidgetItem(words))
        view.setColumnWidth(place, width)
    put(sheet, view, width=390, height=200)
    assert [fault.kind for fault in inspection.cut(sheet)] == expected


def test_neighbours_on_one_another_overlap(sheet):
    put(sheet, QPushButton("打开"))
    put(sheet, QPushButton("关闭"), x=150)
    assert "overlap" in kinds(sheet)


def test_a_low_button_is_small(sheet):
    put(sheet, QPushButton("打开"), height=26).setStyleSheet("min-height: 0; max-height: 26px")
    assert kinds(sheet) == ["small"]


def test_a_field_without_a_name_is_nameless(sheet):
    put(sheet, QLineEdit())
    assert kinds(sheet) == ["nameless"]


def test_tab_that_jumps_back_and_a_field_it_never_reaches_are_found(sheet, qapp):
    column = QVBoxLayout(sheet)
    lines = [QLineEdit() for _place in range(5)]
    for place, line in enumerate(lines):
        line.setObjectName(f"line{place}")
        column.addWidget(line)
    qapp.processEvents()
    order = iter(lines[place] for place in (4, 1, 2, 0, 4))
    back, missed = inspection.tab_round(sheet, lambda: next(order).setFocus())
    assert (back, missed) == (["line1", "line0"], ["line3"])


def test_a_contact_sheet_stands_four_across(sheet):
    picture = sheet.grab().toImage()
    laid = contact_sheet([(f"{n}", picture) for n in range(5)])
    assert laid.width() > 4 * 640
    assert laid.height() > 2 * 480
