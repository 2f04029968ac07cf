"""Looks at a window as a tired person would: words too faint, words cut, parts over parts, targets too small.

Everything is measured at the widgets and the pixels that are really on the screen, never at what the code meant.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollBar,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QTableView,
    QWidget,
)

_ZOOM = 3
"""Strokes of small letters are thinner than a pixel; three times as large they show their true colour."""
_LEAST_PIXELS = 10
_ROWS_READ = 3
TARGET, DENSE_TARGET = 40, 20
_DENSE = ("pill", "consent", "corner", "link", "strip")
"""Parts beside a larger way to do the same (a key, a field's own words); decision 0035."""
_SLACK = 1
_CELL_MARGIN = 16
"""Pixels that a row's delegate leaves free beside the words of a cell, both sides together."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong at one place."""

    kind: str
    where: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.where} {self.detail}".rstrip()


def faults(root: QWidget, least_contrast: float) -> list[Fault]:
    """Return everything that is wrong with what ``root`` shows now."""
    found = [*faint(root, least_contrast), *cut(root), *overlapping(root), *small(root), *nameless(root)]
    return list(dict.fromkeys(found))


def visible(root: QWidget, *kinds: type[QWidget]) -> Iterator[QWidget]:
    """Yield the widgets of these kinds that can be seen, at least in part, and do not sleep under a sheet."""
    sheets = [one for one in root.findChildren(QWidget) if one.property("lies_over") and one.isVisibleTo(root)]
    for widget in [root, *root.findChildren(QWidget)]:
        if not isinstance(widget, kinds) or not widget.isVisibleTo(root) or widget.visibleRegion().isEmpty():
            continue
        if not any(_is_under(widget, sheet, root) for sheet in sheets):
            yield widget


def _is_under(widget: QWidget, sheet: QWidget, root: QWidget) -> bool:
    """Whether a sheet lies over a widget that is neither its room nor a part of it."""
    if widget is sheet or sheet.isAncestorOf(widget) or widget.isAncestorOf(sheet):
        return False
    over = QRect(sheet.mapTo(root, QPoint(0, 0)), sheet.size())
    return over.intersects(QRect(widget.mapTo(root, QPoint(0, 0)), widget.size()))


def name_of(widget: QWidget) -> str:
    """Name a widget so that a person finds it: page, nearest name, words."""
    names: list[str] = []
    step: QWidget | None = widget
    while step is not None and len(names) < 2:
        if step.objectName() and not step.objectName().startswith("qt_"):
            names.append(step.objectName())
        step = step.parentWidget()
    return f"{'<'.join(names) or '?'} {type(widget).__name__} “{words_of(widget)[:24]}”"


def words_of(widget: QWidget) -> str:
    """Return the words a widget shows."""
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QLineEdit):
        return widget.text() or widget.placeholderText()
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return ""


# -- contrast -----------------------------------------------------------------------------------------------------


def faint(root: QWidget, least: float) -> Iterator[Fault]:
    """Words that stand out too little from their ground; what is switched off needs three to one."""
    pixels = _pixels(root)
    for widget in visible(root, QLabel, QAbstractButton, QLineEdit, QComboBox):
        if not words_of(widget).strip() or _is_half_hidden(widget):
            continue
        inner = 0 if isinstance(widget, QLabel) else 5
        if isinstance(widget, QLabel) and widget.property("role") in ("pill", "key", "key_on_primary", "training"):
            inner = 3
        yield from _judge(pixels, _place(widget, root).adjusted(inner, inner, -inner, -inner), widget, least)
    for view in visible(root, QTableView):
        assert isinstance(view, QTableView)
        yield from _faint_cells(pixels, view, root, least)


def _is_half_hidden(widget: QWidget) -> bool:
    """Whether a widget is scrolled out of sight so far that its words cannot be judged."""
    return widget.visibleRegion().boundingRect().height() < 0.7 * widget.height()


def _faint_cells(pixels: np.ndarray, view: QTableView, root: QWidget, least: float) -> Iterator[Fault]:
    model, corner = view.model(), view.viewport().mapTo(root, QPoint(0, 0))
    seen = view.viewport().visibleRegion().boundingRect()  # the page around it may be scrolled
    for row in range(min(model.rowCount(), _ROWS_READ)):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            cell = view.visualRect(index)
            if str(index.data() or "").strip() and seen.contains(cell) and cell.width() > 40:
                yield from _judge(
                    pixels, cell.translated(corner).adjusted(4, 3, -4, -3), view, least, f" {row},{column}"
                )


def _judge(pixels: np.ndarray, place: QRect, widget: QWidget, least: float, detail: str = "") -> Iterator[Fault]:
    wanted = least if widget.isEnabled() else 3.0
    ratio = contrast_at(pixels, place)
    if ratio is not None and ratio < wanted - 0.05:
        yield Fault("faint", name_of(widget) + detail, f"{ratio:.1f} < {wanted}")


def contrast_at(pixels: np.ndarray, place: QRect) -> float | None:
    """Return the contrast of the strongest strokes to the ground they stand on; None where nothing is."""
    x, y, right, bottom = (max(0, one * _ZOOM) for one in (place.x(), place.y(), place.right() + 1, place.bottom() + 1))
    cut_out = pixels[y:bottom, x:right].reshape(-1)
    if cut_out.size < 100:
        return None
    colours, counts = np.unique(cut_out, return_counts=True)
    ground = int(colours[counts.argmax()])
    strong = [int(one) for one, count in zip(colours, counts, strict=True) if count >= _LEAST_PIXELS]
    return max((contrast(one, ground) for one in strong if one != ground), default=1.0)


def contrast(one: int, other: int) -> float:
    """Return the contrast ratio of WCAG 2.1 of two packed colours (0xRRGGBB)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(packed: int) -> float:
    parts = [(packed >> shift & 255) / 255 for shift in (16, 8, 0)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _pixels(root: QWidget) -> np.ndarray:
    image = QImage(root.size() * _ZOOM, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_ZOOM)
    image.fill(QColor(Qt.GlobalColor.white))
    root.render(image)
    flat = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return np.bitwise_and(flat[:, : image.width()], 0xFFFFFF)


def _place(widget: QWidget, root: QWidget) -> QRect:
    seen = widget.visibleRegion().boundingRect()
    return seen.translated(widget.mapTo(root, QPoint(0, 0)))


# -- cut words ----------------------------------------------------------------------------------------------------


def cut(root: QWidget) -> Iterator[Fault]:
    """Words that have less room than they need, unless they are cut on purpose with all of them in the tool tip.

    What was typed is ``long``: it moves with the cursor.
    """
    for widget in visible(root, QLabel, QAbstractButton, QComboBox, QLineEdit):
        words = words_of(widget)
        if not words.strip() or _tells_all(widget, words):
            continue
        missing = _missing(widget, words)
        if missing.width() > _SLACK or missing.height() > _SLACK:
            is_typed = isinstance(widget, QLineEdit) and bool(widget.text()) and missing.height() <= _SLACK
            yield Fault("long" if is_typed else "cut", name_of(widget), f"{missing.width()}×{missing.height()} px")
    for view in visible(root, QTableView):
        assert isinstance(view, QTableView)
        yield from _cut_heads(view)
        yield from _cut_cells(view)


def _tells_all(widget: QWidget, words: str) -> bool:
    if isinstance(widget, QLineEdit) and not widget.text():
        return words in widget.toolTip() and widget.width() >= 3 * TARGET
    if isinstance(widget, QComboBox):
        return words in widget.toolTip() and widget.width() >= 2 * TARGET
    gives_way = widget.sizePolicy().horizontalPolicy().name == "Ignored"
    return gives_way and (words in widget.toolTip() or widget.toolTip() == words) and widget.width() >= TARGET


def _missing(widget: QWidget, words: str) -> QSize:
    """Return how many pixels the words lack, each way."""
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return QSize(0, widget.heightForWidth(widget.width()) - widget.height())
        glyphs = widget.fontMetrics().tightBoundingRect(words).height()
        return QSize(widget.sizeHint().width() - widget.width(), glyphs - widget.height())
    metrics = widget.fontMetrics()
    room = _room(widget)
    return QSize(metrics.horizontalAdvance(words) - room.width(), metrics.height() - widget.height())


def _room(widget: QWidget) -> QRect:
    style = widget.style()
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        return style.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget
        )
    if isinstance(widget, QLineEdit):
        frame = QStyleOptionFrame()
        widget.initStyleOption(frame)
        room = style.subElementRect(QStyle.SubElement.SE_LineEditContents, frame, widget)
        return widget.rect() if widget.text() else room
    hint, text = widget.sizeHint().width(), widget.fontMetrics().horizontalAdvance(words_of(widget))
    return QRect(0, 0, widget.width() - max(0, hint - text), widget.height())


def _cut_heads(view: QTableView) -> Iterator[Fault]:
    head, model = view.horizontalHeader(), view.model()
    if not head.isVisible():
        return
    for section in (one for one in range(model.columnCount()) if not view.isColumnHidden(one)):
        words = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        missing = head.fontMetrics().horizontalAdvance(words) - (head.sectionSize(section) - 8)
        if words and missing > _SLACK:
            yield Fault("cut", f"{name_of(view)} head “{words}”", f"{missing} px")


def _cut_cells(view: QTableView) -> Iterator[Fault]:
    """Figures that are cut, and words that are cut in every other row while the columns beside have that room to spare.

    A single long name gives way: its tool tip has all of it.
    """
    model, head = view.model(), view.horizontalHeader()
    needs = {one: _needs(view, one) for one in range(model.columnCount()) if not view.isColumnHidden(one)}
    idle = sum(max(0, head.sectionSize(column) - need[-1]) for column, need in needs.items())
    for column, need in needs.items():
        is_exact = _is_of_figures(view, column)
        missing = need[-1 if is_exact else (len(need) - 1) // 2] - head.sectionSize(column)
        if missing > _SLACK and (is_exact or (len(need) >= _ROWS_READ and missing <= idle)):
            words = str(model.headerData(column, Qt.Orientation.Horizontal) or column)
            yield Fault("cut", f"{name_of(view)} cells “{words}”", f"{missing} px, {idle} idle")


def _needs(view: QTableView, column: int) -> list[int]:
    """Return the pixels that the rows in sight need in a column, the least first; never nothing."""
    cells = (str(view.model().index(row, column).data() or "") for row in _rows_in_sight(view))
    return sorted(view.fontMetrics().horizontalAdvance(words) + _CELL_MARGIN for words in cells if words) or [0]


def _rows_in_sight(view: QTableView) -> range:
    first, high = max(0, view.rowAt(0)), view.verticalHeader().defaultSectionSize()
    return range(first, min(view.model().rowCount(), first + view.viewport().height() // high))


def _is_of_figures(view: QTableView, column: int) -> bool:
    """Whether a column has numbers or times: the half of a figure is another figure."""
    cells = [str(view.model().index(row, column).data() or "") for row in _rows_in_sight(view)]
    told = [words for words in cells if words.strip("–—- ")]
    return bool(told) and all(words[0].isdigit() and words[-1].isdigit() for words in told)


# -- overlap ------------------------------------------------------------------------------------------------------


def overlapping(root: QWidget) -> Iterator[Fault]:
    """Neighbours that stand on one another."""
    for parent in visible(root, QWidget):
        if isinstance(parent, QStackedWidget | QAbstractScrollArea | QComboBox | QAbstractSpinBox):
            continue
        shown = list(parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly))
        shown = [one for one in shown if one.isVisible() and not one.isWindow() and not _floats(one)]
        for place, one in enumerate(shown):
            for other in shown[place + 1 :]:
                both = one.geometry().intersected(other.geometry())
                if both.width() > _SLACK and both.height() > _SLACK:
                    yield Fault("overlap", f"{name_of(one)} / {name_of(other)}", f"{both.width()}×{both.height()} px")


def _floats(widget: QWidget) -> bool:
    """Whether a widget is meant to stand over its neighbours (a sheet, a frame around everything)."""
    return isinstance(widget, QScrollBar) or bool(widget.property("floats"))


# -- targets, names, tab order ------------------------------------------------------------------------------------


def small(root: QWidget) -> Iterator[Fault]:
    """What is clicked must be 40 pixels high and wide; dense parts 20."""
    for widget in visible(root, QAbstractButton, QLineEdit, QComboBox, QTabBar):
        if not _is_ours(widget) or isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox):
            continue
        wanted = DENSE_TARGET if widget.property("role") in _DENSE else TARGET
        if isinstance(widget, QCheckBox | QRadioButton | QTabBar):
            wanted = 34
        if widget.height() < wanted - _SLACK or widget.width() < wanted - _SLACK:
            yield Fault("small", name_of(widget), f"{widget.width()}×{widget.height()} px")


def nameless(root: QWidget) -> Iterator[Fault]:
    """What takes keys or clicks must have a name for a screen reader."""
    for widget in visible(root, QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTableView):
        if not _is_ours(widget) or isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox | QTableView):
            continue
        said = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        if not said:
            yield Fault("nameless", name_of(widget))


def _is_ours(widget: QWidget) -> bool:
    return not widget.objectName().startswith("qt_") and not isinstance(widget, QScrollBar)


def tab_round(page: QWidget, press_tab: Callable[[], None]) -> tuple[list[str], list[str]]:
    """Press Tab until it comes around; return what it went back to, and what takes the focus but was missed.

    Back is above and not to the right of the step before. A round closes once, so one step back is none.
    """
    takes = [
        one
        for one in visible(page, QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled() and _is_ours(one) and not one.focusProxy()
    ]
    reached: list[QWidget] = []
    for _press in range(len(page.findChildren(QWidget)) + 2):  # a page that scrolls has more stops than can be seen now
        press_tab()
        here = page.window().focusWidget()
        if here is None or here in reached:
            break
        reached.append(here)
    back = [here.objectName() for before, here in pairwise(reached) if _is_behind(here, before, page)]
    return back if len(back) > 1 else [], [one.objectName() for one in takes if one not in reached]


def _is_behind(here: QWidget, before: QWidget, page: QWidget) -> bool:
    now, last = here.mapTo(page, QPoint(0, 0)), before.mapTo(page, QPoint(0, 0))
    return now.y() < last.y() - here.height() and now.x() <= last.x() + _SLACK
