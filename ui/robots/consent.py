"""The robot of will and consent: signs with real strokes of a mouse, confirms by phone, reads the notice. Else keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from ui.pages.enroll.signature import SignaturePad
from ui.robots.hands import ALT, Hands

Stroke = Sequence[tuple[float, float]]
NAME: tuple[Stroke, ...] = (
    ((0.18, 0.34), (0.24, 0.33), (0.31, 0.32)),
    ((0.25, 0.20), (0.25, 0.36), (0.24, 0.54), (0.20, 0.68)),
    ((0.25, 0.44), (0.29, 0.56), (0.34, 0.67)),
    ((0.45, 0.26), (0.52, 0.25), (0.58, 0.27), (0.55, 0.38), (0.47, 0.45)),
    ((0.44, 0.47), (0.53, 0.46), (0.62, 0.45)),
    ((0.53, 0.30), (0.53, 0.52), (0.52, 0.70), (0.47, 0.66)),
    ((0.68, 0.36), (0.73, 0.30), (0.78, 0.36), (0.74, 0.48), (0.69, 0.60), (0.77, 0.68), (0.86, 0.64)),
)
"""A made-up hand: shares of the pad's width and height."""
TICK: tuple[Stroke, ...] = (((0.40, 0.50), (0.41, 0.51), (0.42, 0.50)),)


class ConsentRobot:
    """Works on whatever page asks for will and consent."""

    def __init__(self, hands: Hands) -> None:
        """Use these hands."""
        self.hands = hands

    def open_pad(self) -> None:
        """Press Alt+S."""
        self.hands.press(Qt.Key.Key_S, ALT)

    def write(self, strokes: Sequence[Stroke] = NAME) -> None:
        """Write on the pad, point by point."""
        pad, now = self.hands.find(SignaturePad, "signature_pad"), 1_000
        for stroke in strokes:
            for place, (across, down) in enumerate(stroke):
                kind = QEvent.Type.MouseMove if place else QEvent.Type.MouseButtonPress
                self._touch(pad, kind, QPointF(across * pad.width(), down * pad.height()), now)
                now += 12
            across, down = stroke[-1]
            self._touch(pad, QEvent.Type.MouseButtonRelease, QPointF(across * pad.width(), down * pad.height()), now)
            now += 90
        self.hands.look()

    def sign(self, strokes: Sequence[Stroke] = NAME) -> None:
        """Open the pad, sign, press Enter, wait until it is kept."""
        self.open_pad()
        self.write(strokes)
        self.accept()

    def accept(self) -> None:
        """Press Enter on the sheet in front."""
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def confirm_by_phone(self, word: str) -> None:
        """Type the word the person said from the own phone."""
        self.hands.press(Qt.Key.Key_M, ALT)
        self.hands.write(word)
        self.accept()

    def sign_later(self) -> None:
        """Let the person sign on paper afterwards."""
        self.hands.press(Qt.Key.Key_L, ALT)

    def read_notice(self) -> str:
        """Open the notice and return its text."""
        self.hands.press(Qt.Key.Key_Y, ALT)
        return self.hands.read("notice_text")

    def turn_purpose(self, place: int) -> None:
        """Agree to one of the other purposes, or no longer (5-8)."""
        self.hands.press(Qt.Key(Qt.Key.Key_0 + place), ALT)

    @staticmethod
    def _touch(pad: SignaturePad, kind: QEvent.Type, at: QPointF, ms: int) -> None:
        left = Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else left
        changed = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else left
        event = QMouseEvent(kind, at, pad.mapToGlobal(at), changed, held, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(ms)
        QApplication.sendEvent(pad, event)
