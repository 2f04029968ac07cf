"""A table over frozen values: columns say how a value reads, a delegate draws it in the theme."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.forms.parts import tip
from ui.rare_names import shown
from ui.theme import Theme
from ui.tokens import Tokens

V = TypeVar("V")
Index = QModelIndex | QPersistentModelIndex
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ROW_TONE_ROLE = TONE_ROLE + 1
_MARGIN = 8
"""Pixels left and right of the words of a cell."""
_TINTS = {"error": "error_soft", "warning": "warning_soft", "success": "success_soft", "action": "action_soft"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[V]):
    """How one column reads. ``width`` in pixels, 0 takes the rest; ``tone`` colours the words."""

    title: str
    text: Callable[[V], str]
    tone: Callable[[V], str] | None = None
    width: int = 0
    is_number: bool = False


class ValuesModel(QAbstractTableModel, Generic[V]):
    """Rows of frozen values. ``row_tone`` tints a whole row."""

    def __init__(self, columns: Sequence[Column[V]], row_tone: Callable[[V], str] | None = None) -> None:
        """Start empty."""
        super().__init__()
        self.columns = tuple(columns)
        self._rows: Sequence[V] = ()
        self._row_tone = row_tone

    @property
    def rows(self) -> Sequence[V]:
        """Return the values in order."""
        return self._rows

    def at(self, index: Index) -> V | None:
        """Return the value of an index; None for none, as a view's ``currentIndex`` is while nothing is marked."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def set_rows(self, rows: Sequence[V]) -> None:
        """Show other values."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the values; children have none."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Count the columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words, tones and alignment of a cell."""
        value, column = self._rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(column.text(value)) or None
        if role == TONE_ROLE:
            return column.tone(value) if column.tone else ""
        if role == ROW_TONE_ROLE:
            return self._row_tone(value) if self._row_tone else ""
        if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].is_number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class RowDelegate(QStyledItemDelegate):
    """Draws rows: tint, hairline, words cut with an ellipsis."""

    def __init__(self, look: Callable[[], Tokens], parent: QTableView) -> None:
        """Ask ``look`` each time, so that a change of theme shows."""
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        look, rect = self._look(), QRect(option.rect)  # type: ignore[attr-defined]  # stubs leave out the fields
        tint = _TINTS.get(index.data(ROW_TONE_ROLE) or "")
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            tint = "action_soft"
        painter.save()
        if tint:
            painter.fillRect(rect, QColor(look[tint]))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(look["line"]))
        tone = index.data(TONE_ROLE) or "ink"
        painter.setPen(QColor(look[tone]))
        font = QFont(option.font)  # type: ignore[attr-defined]
        painter.setFont(font)
        inner = rect.adjusted(_MARGIN, 0, -_MARGIN, -1)
        words = painter.fontMetrics().elidedText(shown(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width())
        side = index.data(Qt.ItemDataRole.TextAlignmentRole)
        painter.drawText(inner, side or int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()


def shared_widths(widths: Mapping[int, int], needs: Mapping[int, int], free: int) -> dict[int, int]:
    """Return the widths of columns in pixels: nearer to what each needs, as far as ``free`` goes for all of them.

    A column gives up what it does not need only while they do not fit, and gets more only out of what is left.
    """
    found, left = dict(widths), free - sum(widths.values())
    for place, width in widths.items():
        change = max(min(0, needs[place] - width), left) if left < 0 else 0
        found[place], left = width + change, left - change
    for place, width in found.items():
        change = max(0, min(needs[place] - width, left))
        found[place], left = width + change, left - change
    return found


class ValuesView(QTableView):
    """Whole rows, no grid, no grey; widths and heights grow with the letters."""

    def __init__(self, name: str, model: ValuesModel[Any], theme: Theme, row_height: int) -> None:
        """Show a model in a theme."""
        super().__init__()
        self.setObjectName(name)
        self.setModel(model)
        self.setAccessibleName("、".join(column.title for column in model.columns if column.title))
        self._theme, self._values, self._row_height = theme, model, row_height
        self._columns = model.columns
        self.setItemDelegate(RowDelegate(lambda: theme.look, self))
        self._giving: tuple[int, ...] = ()
        self._least = 0
        model.modelReset.connect(self._fit)
        self.show_look()

    def give_way(self, *places: int, least: int) -> None:
        """Let these columns go, the last first, before one without a width gets less than ``least`` pixels."""
        self._giving, self._least = places, least
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the columns there is room for."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw whole rows: one that would be cut by the lower edge is left out until it is scrolled to."""
        super().paintEvent(event)
        room = self.viewport().rect()
        last = self.rowAt(room.bottom())
        top = self.rowViewportPosition(last)
        if last >= 0 and top > 0 and top + self.rowHeight(last) > room.bottom() + 1:
            painter = QPainter(self.viewport())
            painter.fillRect(room.adjusted(0, top, 0, 0), QColor(self._theme.look["panel"]))

    def _fit(self) -> None:
        kept = [column for place, column in enumerate(self._columns) if place not in self._giving]
        room = self.viewport().width() - sum(self._theme.px(column.width or self._least) for column in kept)
        for place in self._giving:
            room -= self._theme.px(self._columns[place].width)
            self.setColumnHidden(place, room < 0)
        self._share_out()

    def _share_out(self) -> None:
        """Give columns whose words would be cut the room that those beside them do not need."""
        seen = [place for place in range(len(self._columns)) if not self.isColumnHidden(place)]
        needs = {place: self._need(place) for place in seen}
        fixed = {place: self._theme.px(self._columns[place].width) for place in seen if self._columns[place].width}
        free = self.viewport().width() - sum(needs[place] for place in seen if place not in fixed)
        for place, width in shared_widths(fixed, needs, free).items():
            if self.columnWidth(place) != width:
                self.setColumnWidth(place, width)

    def _need(self, place: int) -> int:
        """Return how many pixels the title and the rows in sight take in a column."""
        column, first = self._columns[place], max(0, self.rowAt(0))
        most = self.viewport().height() // self._theme.px(self._row_height) + 1
        head, words = self.horizontalHeader().fontMetrics(), self.fontMetrics()
        cells = (shown(column.text(one)) for one in self._values.rows[first : first + most])
        longest = max(map(words.horizontalAdvance, cells), default=0)
        return max(head.horizontalAdvance(column.title), longest) + 2 * _MARGIN + 1

    def show_look(self) -> None:
        """Take widths and heights from the theme."""
        self.verticalHeader().setDefaultSectionSize(self._theme.px(self._row_height))
        self._fit()


def table(name: str, model: ValuesModel[Any], theme: Theme, row_height: int = 39) -> ValuesView:
    """Return a view of the model: one row is chosen at a time, the last columns take the rest."""
    view = ValuesView(name, model, theme, row_height)
    view.setShowGrid(False)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerItem)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    head = view.horizontalHeader()
    head.setHighlightSections(False)
    head.setSectionsClickable(False)
    head.setMinimumSectionSize(40)
    for place, column in enumerate(model.columns):
        if column.width:
            head.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
        else:
            head.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
    return view
