"""The robot of the camera's sheet: opens it, waits for pictures, takes, declines, goes away. Keys only."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.forms.camera_preview import CameraPreview
from ui.robots.hands import ALT, Hands


class CameraRobot:
    """Works on one camera sheet."""

    def __init__(self, hands: Hands, sheet: CameraPreview) -> None:
        """Use these hands."""
        self.hands, self.sheet = hands, sheet
        self._seen = 0
        sheet.looked.connect(self._on_seen)
        sheet.failed.connect(self._on_seen)

    @property
    def is_open(self) -> bool:
        """Whether the sheet is on the screen."""
        return self.sheet.isVisible()

    @property
    def hint(self) -> str:
        """Return what the sheet says about the picture."""
        return self.hands.read("camera_hint")

    @property
    def tone(self) -> str:
        """Return the tone of the hint."""
        return str(self.hands.find(QLabel, "camera_hint").property("tone") or "")

    @property
    def button(self) -> str:
        """Return what Enter will do."""
        return self.hands.read("camera_take")

    def open(self) -> None:
        """Press F6 and wait until a picture or a trouble is shown."""
        self._watch_for(lambda: self.hands.press(Qt.Key.Key_F6))

    def wait_for_picture(self) -> None:
        """Wait for the next picture or trouble."""
        self._watch_for(lambda: None)

    def take(self) -> None:
        """Press Enter and wait until the photo is there or the camera failed."""
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def retry(self) -> None:
        """Press Enter after a trouble and wait for the next picture or trouble."""
        self._watch_for(lambda: self.hands.press(Qt.Key.Key_Return))

    def decline(self) -> None:
        """Say that the person wants no photo."""
        self.hands.press(Qt.Key.Key_N, ALT)

    def leave(self) -> None:
        """Put the sheet away."""
        self.hands.press(Qt.Key.Key_Escape)

    def _watch_for(self, act: Callable[[], None]) -> None:
        before = self._seen
        act()
        self.hands.until(lambda: self._seen > before, self.sheet.looked, self.sheet.failed)

    def _on_seen(self) -> None:
        self._seen += 1
