"""The answer: a full-width band that says with colour, shape and words what became of the person."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from fieldapp.domain.duplicates import KnownPersonAction
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.lines import Line
from ui.forms.parts import ElidedLabel, column, fill, label
from ui.icons import pixmap
from ui.rare_names import shown
from ui.sounds import Sounds
from ui.theme import Theme, set_look, set_role, set_tone

_MARK = 44
_RING = 3
"""Width of the ring that shows the focus (px)."""
_REASON_WIDTH = 220
_FLASH_MS = 250
_HEIGHT, _CLOSE_HEIGHT = 72, 65
_MARKS = {"success": "mark_success", "warning": "mark_warning", "error": "mark_error", "": "mark_neutral"}


_WORDS = {
    KnownPersonAction.TRANSFER: "转会",
    KnownPersonAction.REISSUE: "补卡",
    KnownPersonAction.UPDATE: "更新信息",
    KnownPersonAction.NOT_SAME: "不是同一人",
}


_REASON_HINTS = {KnownPersonAction.NOT_SAME: "理由,如:同号不同人", KnownPersonAction.REISSUE: "补卡原因"}
_REASONS = {KnownPersonAction.REISSUE: "遗失"}
"""What stands in the reason before anybody typed one; typing replaces it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the band says. ``ways`` are offered only with a yellow answer; without a card 补卡 is 补打凭证.

    ``remedy`` are the words of one button at the right; ``action_taken`` says that it was pressed.
    """

    tone: str
    title: str
    line: str
    ways: tuple[KnownPersonAction, ...] = ()
    has_card: bool = True
    remedy: str = ""


class Band(QFrame):
    """The band. ``chosen`` brings the way that was taken, ``passed`` a key meant for the form."""

    chosen = Signal(object)
    passed = Signal(str)
    action_taken = Signal()

    def __init__(self, theme: Theme, sounds: Sounds | None = None) -> None:
        """Say nothing yet. With ``sounds`` every coloured answer is heard, or flashes where nothing can play it."""
        super().__init__()
        self._is_close = False
        self._sounds, self.is_bright = sounds, False
        set_role(self, "answer_band")
        self.setObjectName("band")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self.answer = Answer(tone="", title="", line="")
        self._mark, self._title, self._line = (
            QLabel(),
            label("", "band", name="band_title"),
            ElidedLabel("", "band_line"),
        )
        self.reason = Line("not_same_reason", input_method=True)
        self.reason.setMinimumWidth(theme.px(_REASON_WIDTH))
        self.action = KeyButton("band_action", "", "Alt+Return", "Alt+Enter", role="answer", shown="Alt+Enter")
        self.action.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.action.clicked.connect(self.action_taken)
        self._ways: dict[KnownPersonAction, KeyButton] = {}
        words = column(None, self._title, self._line, None, spacing=0)
        self._inner = inner = QHBoxLayout(self)
        inner.setContentsMargins(20, 6, 20, 6)
        inner.setSpacing(8)
        fill(inner, self._mark, 12)
        inner.addLayout(words, 1)
        fill(inner, self.reason, self.action)
        for place, way in enumerate(KnownPersonAction, 1):
            self._ways[way] = self._way_button(place, way)
            inner.addWidget(self._ways[way])
        self.show_answer(self.answer)

    def _way_button(self, place: int, way: KnownPersonAction) -> KeyButton:
        made = KeyButton(f"way_{way}", _(_WORDS[way]), f"Alt+{place}", role="answer", shown=str(place))
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda: self.choose(way))
        return made

    def show_answer(self, answer: Answer) -> None:
        """Show an answer; ways, reason and action of the last one go."""
        self.answer = answer
        self._title.setText(answer.title)
        self._line.setText(shown(answer.line))
        set_tone(self, answer.tone)
        self._mark.setFixedSize(QSize(_MARK, _MARK))
        self.show_look()
        self.reason.hide()
        self.reason.clear()
        self.action.say(answer.remedy)
        self.action.setVisible(bool(answer.remedy))
        for way, one in self._ways.items():
            one.setVisible(way in answer.ways)
            one.setChecked(False)
        self._ways[KnownPersonAction.REISSUE].say(
            _(_WORDS[KnownPersonAction.REISSUE]) if answer.has_card else _("补打凭证")
        )
        self.setAccessibleName(f"{answer.title} {answer.line}")
        if self._sounds is not None and self._sounds.play(answer.tone):
            self._flash()

    def _flash(self) -> None:
        """Show the ring once for a moment, as a sound would be heard once."""
        self.is_bright = True
        self.update()
        QTimer.singleShot(_FLASH_MS, self.calm_down)

    def calm_down(self) -> None:
        """End the flash."""
        self.is_bright = False
        self.update()

    def show_close(self, *, is_close: bool) -> None:
        """Stand lower where the form needs the room."""
        self._is_close = is_close
        set_look(self._title, "close", "true" if is_close else "")
        self._inner.setContentsMargins(20, 0 if is_close else 6, 20, 0 if is_close else 6)
        self.show_look()

    def show_look(self) -> None:
        """Take height and colours from the theme."""
        self.setFixedHeight(self._theme.px(_CLOSE_HEIGHT if self._is_close else _HEIGHT))
        colour = self._theme.look[self.answer.tone or "ink_faint"]
        self._mark.setPixmap(pixmap(_MARKS[self.answer.tone], colour, _MARK, self._theme.look["panel"]))

    def choose(self, way: KnownPersonAction) -> None:
        """Take a way; 不是同一人 and a new copy of the card want their reason first."""
        if way not in self.answer.ways:
            return
        self.mark(way)
        is_asked = self.wants_reason(way)
        if is_asked:
            words = _(_REASON_HINTS[way])
            self.reason.setPlaceholderText(words)
            self.reason.setAccessibleName(words)
            self.reason.set_value(_(_REASONS.get(way, "")))
        self.reason.setVisible(is_asked)
        if is_asked:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(way)

    def wants_reason(self, way: KnownPersonAction | None) -> bool:
        """Whether a way goes on only with words of why."""
        return way is KnownPersonAction.NOT_SAME or (way is KnownPersonAction.REISSUE and self.answer.has_card)

    def mark(self, way: KnownPersonAction) -> None:
        """Show a way as taken without taking it (the default of a yellow answer)."""
        for one, made in self._ways.items():
            made.setChecked(one is way)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a ring while the keys come here, and for the moment that stands for a sound."""
        super().paintEvent(event)
        if self.hasFocus() or self.is_bright:
            painter = QPainter(self)
            painter.setPen(QPen(QColor(self._theme.look[self.answer.tone or "ink_soft"]), _RING))
            painter.drawRect(self.rect().adjusted(_RING, _RING, -_RING, -_RING))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand every key to the page, which knows how long the hands have rested."""
        self.passed.emit("\r" if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) else event.text())
