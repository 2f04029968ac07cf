"""A line that chooses one of many by label, alias or initials; the list never takes the focus."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui.forms.lines import Line

_ROWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to choose. ``words`` are other ways to find it: aliases, initials, codes.

    One that is not offered only gives its value a label, where a record has it from before.
    """

    value: str
    label: str
    words: tuple[str, ...] = ()
    note: str = ""
    is_offered: bool = True

    def answers_to(self, typed: str) -> int:
        """Return how well it answers to what was typed: 0 not at all, 3 exactly."""
        wanted = typed.casefold()
        if wanted in (self.label.casefold(), self.value.casefold()):
            return 3
        if self.label.casefold().startswith(wanted) or any(word.casefold().startswith(wanted) for word in self.words):
            return 2
        return 1 if wanted in self.label.casefold() else 0


class Suggestions(QListWidget):
    """The list under a line, part of the window, never focused."""

    picked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        """Hide until asked."""
        super().__init__(parent)
        self._room = parent
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemPressed.connect(lambda item: self.picked.emit(self.row(item)))
        self.hide()

    def show_under(self, line: QWidget, labels: Sequence[str]) -> None:
        """Stand under a line with these labels, the first one marked."""
        self.clear()
        for label in labels:
            self.addItem(QListWidgetItem(label))
        self.setCurrentRow(0)
        corner = line.mapTo(self._room, QPoint(0, line.height() + 2))
        rows = min(len(labels), _ROWS)
        height = self.sizeHintForRow(0) * rows + 12
        room = self._room.height() - corner.y()
        if height > room:
            corner = line.mapTo(self._room, QPoint(0, -height - 2))
        self.setGeometry(corner.x(), corner.y(), max(line.width(), 240), height)
        self.show()
        self.raise_()


class ChoiceLine(Line):
    """Chooses an option. With ``is_free`` other text is a value too (单位/平台)."""

    chosen = Signal(str)

    def __init__(self, code: str, *, is_free: bool = False, input_method: bool = False) -> None:
        """Start without options; ``set_options`` brings them."""
        super().__init__(code, input_method=input_method)
        self._options: Sequence[Option] = ()
        self._labels: dict[str, str] = {}
        self._value = ""
        self._is_free = is_free
        self._shown: list[Option] = []
        self._list: Suggestions | None = None

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer these; a chosen value keeps its label if it is still there."""
        self._options = [one for one in options if one.is_offered]
        self._labels = {one.value: one.label for one in options}
        if self._value:
            self.set_value(self._value)

    def value(self) -> str:
        """Return the chosen value, or the text where free text is allowed."""
        return self._value or (self.text().strip() if self._is_free else "")

    def set_value(self, value: str) -> None:
        """Show the option with this value; without one, free text stays as it is."""
        self._value = value if value in self._labels or not self._is_free else ""
        self.setText(self._labels.get(value, value))
        self.setCursorPosition(0)

    @property
    def offered(self) -> tuple[str, ...]:
        """Return the labels in the open list."""
        return tuple(one.label for one in self._shown)

    @property
    def is_unknown(self) -> bool:
        """Whether something was typed that is no option."""
        return bool(self.text().strip()) and not self.value()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, take its marked row with Enter, close it with Esc."""
        key = event.key()
        is_open = self._list is not None and self._list.isVisible()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_open and self._list is not None:
            self._take(self._list.currentRow())
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape and is_open:
            self._close_list()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click shows everything there is to choose."""
        super().mousePressEvent(event)
        self._offer(list(self._options))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Settle on what was typed when it can mean only one option."""
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._settle()
            self._close_list()
        super().focusOutEvent(event)

    def _on_text_edited(self, text: str) -> None:
        self._value = ""
        typed = text.strip()
        ranked = [(one.answers_to(typed), one) for one in self._options] if typed else []
        self._offer([one for rank, one in sorted(ranked, key=lambda pair: -pair[0]) if rank])
        self.value_edited.emit()

    def _offer(self, options: list[Option]) -> None:
        self._shown = options[:200]
        if not self._shown:
            self._close_list()
            return
        if self._list is None:
            self._list = Suggestions(self.window())
            self._list.picked.connect(self._take)
        self._list.show_under(self, [" ".join(filter(None, (one.label, one.note))) for one in self._shown])

    def _move(self, step: int) -> None:
        if self._list is None or not self._list.isVisible():
            self._offer(list(self._options))
        elif self._list.count():
            self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            option = self._shown[row]
            self._value = option.value
            self.setText(option.label)
            self._close_list()
            self.value_edited.emit()
            self.chosen.emit(option.value)

    def _settle(self) -> None:
        typed = self.text().strip()
        if self._value or not typed:
            return
        exact = [one for one in self._options if one.answers_to(typed) == 3]
        found = exact or [one for one in self._options if one.answers_to(typed) == 2]
        if len(found) == 1:
            self._value = found[0].value
            self.setText(found[0].label)
            self.value_edited.emit()

    def _close_list(self) -> None:
        if self._list is not None:
            self._list.hide()
