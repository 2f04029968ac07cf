"""What is wrong with the pictures: the faults of every state in every look, each told once with where it was seen."""

from PySide6.QtWidgets import QWidget

from ui.robots import inspection
from ui.robots.studio import SIZES, Look
from ui.tokens import ThemeName

_LARGE = 150


class Findings:
    """Inspects what a studio shows."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._found: dict[inspection.Fault, list[str]] = {}

    def inspect(self, name: str, look: Look, window: QWidget) -> None:
        """Look at one state in one look; in the tightest what was typed may be long (decision 0035)."""
        is_tight = look.scale >= _LARGE and look.size == SIZES[0]
        for fault in inspection.faults(window, least_contrast(look)):
            if not (is_tight and fault.kind == "long"):
                self._found.setdefault(fault, []).append(f"{name} ({look.name})")

    def told(self) -> list[str]:
        """Return one line per fault: what, where first, and how often."""
        return [f"{fault} at {places[0]} ×{len(places)}" for fault, places in self._found.items()]


def least_contrast(look: Look) -> float:
    """Return WCAG's AA ratio, and AAA in the sun."""
    return 7.0 if look.theme is ThemeName.OUTDOOR else 4.5
