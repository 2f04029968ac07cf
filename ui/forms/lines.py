"""Line editors of the entry loop: plain, grouped digits, one-key answers.

They speak in values (what goes into a draft), show them as people read them, and turn Enter,
Shift+Enter and Esc into signals. They know nothing of drafts or checks.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.rare_names import shown

DOCUMENT_GROUPS = (6, 8, 4)
PHONE_GROUPS = (3, 4, 4)

_LAST_SIGN = "\u2e7f"
"""Chinese characters come after it."""
_LONGEST = 20
"""More characters than any number in groups has: a line of several fields."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Line(QLineEdit):
    """A line of the form. ``entered``, ``backed``, ``escaped`` are its keys, ``left`` the lost focus."""

    entered = Signal()
    backed = Signal()
    escaped = Signal()
    left = Signal()
    value_edited = Signal()

    def __init__(self, code: str, *, input_method: bool = False) -> None:
        """Name the widget after its field code; input methods stay off unless names are typed here, and learn none."""
        super().__init__()
        self.setObjectName(code)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, input_method)
        self._cleared = ""
        self.textEdited.connect(self._on_text_edited)

    def setPlaceholderText(self, words: str) -> None:
        """Say what belongs here; the tool tip has all of it where the line is short."""
        super().setPlaceholderText(words)
        self.setToolTip(words)
        self.setAccessibleName(self.accessibleName() or words)

    def value(self) -> str:
        """Return what goes into the draft."""
        return self.text().strip()

    def set_value(self, value: str) -> None:
        """Show a value without calling it an edit, from its beginning."""
        self.setText(shown(value))
        self.setCursorPosition(0)

    def clear_by_key(self) -> None:
        """Empty the line; Ctrl+Z brings the value back while nothing else was typed."""
        self._cleared = self.value()
        self.set_value("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the keys of the loop into signals; everything else is text."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.can_restore and _is_undo(event):
            self.set_value(self._cleared)
            self._cleared = ""
            self.value_edited.emit()
            return
        if key in _ENTER and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.backed.emit()
        elif key in _ENTER and modifiers == Qt.KeyboardModifier.NoModifier:
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    @property
    def can_restore(self) -> bool:
        """Whether Ctrl+Z brings back what Esc took away."""
        return bool(self._cleared) and not self.text()

    def forget_cleared(self) -> None:
        """Let what Esc took away be gone: the line belongs to another person now."""
        self._cleared = ""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Leave Ctrl+Z to the page while there is nothing to take back here; asked only while the cursor is here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_undo(event):
            if self.can_restore:
                event.accept()
                return True
            if not self.text():
                event.ignore()
                return True
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select everything, so that typing replaces a carried-over value."""
        self.installEventFilter(self)
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the field was left, unless only the window lost the focus."""
        self.removeEventFilter(self)
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.setCursorPosition(0)  # a long value is read from its beginning
            self.left.emit()

    def _on_text_edited(self, text: str) -> None:
        shown(text)
        self.value_edited.emit()


def is_character(event: QKeyEvent) -> bool:
    """Whether a key types a character, and is no command."""
    commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & commands


def _is_undo(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def grouped(value: str, groups: tuple[int, ...]) -> str:
    """Part a run of characters by blanks, as people read it; the rest stands in the last group."""
    parts, start = list[str](), 0
    for size in groups[:-1]:
        parts.append(value[start : start + size])
        start += size
    parts.append(value[start:])
    return " ".join(part for part in parts if part)


class GroupedLine(Line):
    """Digits shown in groups. ``*`` and ``.`` of the numeric keypad stand for X when ``keypad_x``."""

    def __init__(self, code: str, groups: tuple[int, ...], *, keypad_x: bool = False) -> None:
        """Show ``groups``; an own undo, because regrouping empties that of Qt."""
        super().__init__(code)
        self._groups = groups
        self._keypad_x = keypad_x
        self._is_grouped = True
        self._past: list[str] = []
        self._shown = ""

    def set_grouping(self, groups: tuple[int, ...] | None) -> None:
        """Change how the value is shown; None shows it as typed (passports)."""
        self._is_grouped = groups is not None
        if groups is not None:
            self._groups = groups
        self.set_value(self.value())

    def value(self) -> str:
        """Return the characters without blanks."""
        return "".join(self.text().split())

    def set_value(self, value: str) -> None:
        """Show a value in groups."""
        self._past.clear()
        self._show(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keypad type X, and Ctrl+Z take back the last edit."""
        if self._keypad_x and event.text() in ("*", "."):
            self.insert("X")
            self._on_text_edited(self.text())
        elif event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier and self._past:
            self._show(self._past.pop())
            self.value_edited.emit()
        else:
            super().keyPressEvent(event)

    def _on_text_edited(self, text: str) -> None:
        if len("".join(text.split())) > _LONGEST or any(character > _LAST_SIGN for character in text):
            self.value_edited.emit()  # a pasted line of several fields: whoever takes it apart needs its blanks
            return
        before = len("".join(text[: self.cursorPosition()].split()))
        self._past.append(self._shown)
        self._show("".join(text.split()))
        self.setCursorPosition(self._position_after(before))
        self.value_edited.emit()

    def _show(self, value: str) -> None:
        self._shown = value
        self.setText(grouped(value, self._groups) if self._is_grouped else value)

    def _position_after(self, characters: int) -> int:
        seen = 0
        for place, character in enumerate(self.text()):
            if seen == characters:
                return place
            seen += not character.isspace()
        return len(self.text())


class AnswerLine(Line):
    """One key answers a question: each answer is (value, label, keys)."""

    def __init__(self, code: str, answers: tuple[tuple[str, str, str], ...]) -> None:
        """Accept only the given keys."""
        super().__init__(code)
        self._answers = answers
        self._value = ""

    def value(self) -> str:
        """Return the chosen answer's value, empty while unanswered."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show the label of an answer; an unknown value clears the line."""
        found = next((one for one in self._answers if one[0] == value), None)
        self._value = found[0] if found else ""
        self.setText(found[1] if found else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer and go on with one key; Backspace unsays it."""
        key = event.text().lower()
        found = next((one for one in self._answers if key and key in one[2]), None)
        if found is not None:
            self.set_value(found[0])
            self.value_edited.emit()
            self.entered.emit()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.set_value("")
            self.value_edited.emit()
        elif not key.isprintable() or not key:
            super().keyPressEvent(event)
