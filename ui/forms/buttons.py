"""Buttons that carry their key: words, and a key cap beside them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui.theme import set_look, set_role

_MARGIN, _CLOSE = 16, 10
"""Room between the edge of a button and its words (px)."""


class KeyButton(QPushButton):
    """A button with its key on it. ``keys`` are all shortcuts that press it; the first one is shown."""

    def __init__(self, name: str, words: str, *keys: str, role: str = "", shown: str | None = None) -> None:
        """Name, words, keys. ``shown`` replaces the key cap's text."""
        super().__init__()
        self.setObjectName(name)
        if role:
            set_role(self, role)
        self._words, self._long, self._short = QLabel(words), words, ""
        cap = (keys[0] if keys else "") if shown is None else shown
        self._key = QLabel(cap)
        set_role(self._key, "key_on_primary" if role == "primary" else "key_on_answer" if role == "answer" else "key")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._words)
        row.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._key.setVisible(bool(cap))
        for label in (self._words, self._key):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.toggled.connect(lambda is_on: set_look(self, "chosen", "true" if is_on else ""))
        self._shortcuts = [QShortcut(QKeySequence(key), self) for key in keys]
        for shortcut in self._shortcuts:
            shortcut.activated.connect(self.click)

    @property
    def words(self) -> str:
        """Return what the button says it will do."""
        return self._long

    @property
    def shown_key(self) -> str:
        """Return the key that stands on the button."""
        return self._key.text()

    @property
    def shown_words(self) -> str:
        """Return the words that stand on the button now."""
        return self._words.text()

    @property
    def fits(self) -> bool:
        """Whether the words on the button are not cut."""
        return self._words.fontMetrics().horizontalAdvance(self._words.text()) <= self._room()

    def say(self, words: str, short: str = "") -> None:
        """Say something else; ``short`` stands there while the button is too narrow for the words."""
        if (words, short) != (self._long, self._short):
            self._long, self._short = words, short
            self.setAccessibleName(words)
            self._fit()
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the words that fit."""
        super().resizeEvent(event)
        self._fit()

    def _room(self) -> int:
        margins = self._row.contentsMargins()
        return self.width() - margins.left() - margins.right() - self._key.sizeHint().width() - self._row.spacing()

    def _fit(self) -> None:
        is_narrow = self._words.fontMetrics().horizontalAdvance(self._long) > self._room()
        self._words.setText(self._short if self._short and is_narrow else self._long)

    def show_close(self, *, is_close: bool) -> None:
        """Stand with narrow margins where room is short."""
        side = _CLOSE if is_close else _MARGIN
        self._row.setContentsMargins(side, 0, side, 0)
        self.updateGeometry()

    def show_as_line(self) -> None:
        """Stand in a list: words at the left, the key at the right."""
        for place, share in enumerate((0, 1, 0, 0)):
            self._row.setStretch(place, share)

    def sizeHint(self) -> QSize:
        """Ask the row inside, and never less than a comfortable target (40 px)."""
        inner = self._row.sizeHint()
        return QSize(inner.width(), max(inner.height(), super().sizeHint().height(), 40))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words, unless there are shorter ones."""
        hint = self.sizeHint()
        if not self._short:
            return hint
        metrics = self._words.fontMetrics()
        spare = metrics.horizontalAdvance(self._words.text()) - metrics.horizontalAdvance(self._short)
        return QSize(hint.width() - max(spare, 0), hint.height())


def button(name: str, words: str, role: str = "") -> QPushButton:
    """Return a plain button with a name, words and a part in the style sheet."""
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAccessibleName(words)
    if role:
        set_role(made, role)
    return made


def on_keys(owner: QWidget, action: object, *keys: str) -> None:
    """Let keys call a function while the owner is on the screen."""
    for key in keys:
        shortcut = QShortcut(QKeySequence(key), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)
