"""Applies a theme: palette, style sheet, font scale. The only module that touches the application's look."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QStyleFactory, QWidget

from ui.stylesheet import stylesheet
from ui.tokens import SCALES, ThemeName, Tokens, tokens

_PALETTE = {
    QPalette.ColorRole.Window: "ground",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "panel_soft",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.PlaceholderText: "ink_faint",
    QPalette.ColorRole.Button: "panel",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.Highlight: "action",
    QPalette.ColorRole.HighlightedText: "action_ink",
    QPalette.ColorRole.ToolTipBase: "dark_chip",
    QPalette.ColorRole.ToolTipText: "dark_chip_ink",
    QPalette.ColorRole.Link: "action",
}


class Theme:
    """The look in force: which theme, which font scale (per cent), which font families."""

    def __init__(self, families: tuple[str, ...]) -> None:
        """Start with the standard theme; ``families`` come from ``ui.fonts``."""
        self.families = families
        self.name = ThemeName.STANDARD
        self.scale = 100

    @property
    def look(self) -> Tokens:
        """Return the tokens of the theme in force."""
        return tokens(self.name)

    def px(self, pixels: int) -> int:
        """Return a height or width that grows with the letters, slower than they do."""
        return round(pixels * (1 + (self.scale - 100) / 100 * 0.7))

    def apply(self, application: QApplication) -> None:
        """Put palette and style sheet on the whole application; a look that is in force already costs nothing."""
        sheet = stylesheet(self.look, self.scale, self.families)
        if application.styleSheet() == sheet:
            return
        application.setStyle(QStyleFactory.create("Fusion"))
        palette = QPalette()
        for role, colour in _PALETTE.items():
            palette.setColor(role, QColor(self.look[colour]))
        application.setPalette(palette)
        application.setStyleSheet(sheet)

    def step(self, direction: int) -> int:
        """Move the font scale one step up (+1) or down (-1); return the scale in per cent."""
        place = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - self.scale))
        self.scale = SCALES[max(0, min(len(SCALES) - 1, place + direction))]
        return self.scale


def set_role(widget: QWidget, role: str, tone: str = "") -> None:
    """Name a widget's part in the style sheet."""
    widget.setProperty("role", role)
    if tone:
        widget.setProperty("tone", tone)


def set_tone(widget: QWidget, tone: str) -> None:
    """Change a widget's tone (success, warning, error, action, or none) and its look at once."""
    set_look(widget, "tone", tone)


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at, on the widget and the words that stand right in it.

    Polishing again clears what the style remembered of a widget; taking the polish off first would cost as much again.
    It is the dearest thing that happens between F10 and green: nothing is polished that no rule can mean.
    """
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    _polish(widget)
    if not isinstance(widget, QLineEdit | QLabel):
        for words in widget.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly):
            _polish(words)


def _polish(widget: QWidget) -> None:
    widget.style().polish(widget)
