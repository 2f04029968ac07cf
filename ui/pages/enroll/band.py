"""The answer: a full-width band that says with colour, shape and words what became of the person."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from fieldapp.domain.duplicates import KnownPersonAction
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.lines import Line
from ui.forms.parts import ElidedLabel, column, fill, label
from ui.icons import pixmap
from ui.rare_names import shown
from ui.theme import Theme, set_role, set_tone

_MARK = 44
_RING = 3
"""Width of the ring that shows the focus (px)."""
_REASON_WIDTH = 260
_MARKS = {"success": "mark_success", "warning": "mark_warning", "error": "mark_error", "": "mark_neutral"}


_WORDS = {
    KnownPersonAction.TRANSFER: "转会",
    KnownPersonAction.REISSUE: "补卡",
    KnownPersonAction.UPDATE: "更新信息",
    KnownPersonAction.NOT_SAME: "不是同一人",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the band says. ``ways`` are offered only with a yellow answer; without a card 补卡 is 补打凭证."""

    tone: str
    title: str
    line: str
    ways: tuple[KnownPersonAction, ...] = ()
    has_card: bool = True


class Band(QFrame):
    """The band. ``chosen`` brings the way that was taken, ``passed`` a key meant for the form."""

    chosen = Signal(object)
    passed = Signal(str)
    reason_given = Signal()

    def __init__(self, theme: Theme) -> None:
        """Say nothing yet."""
        super().__init__()
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
        self.reason.setPlaceholderText(_("理由,如:同号不同人"))
        self.reason.setMinimumWidth(theme.px(_REASON_WIDTH))
        self.reason.setAccessibleName(_("不是同一人的理由"))
        self.reason.entered.connect(self.reason_given)
        self.action = button("band_action", "", "link")
        self._ways: dict[KnownPersonAction, KeyButton] = {}
        words = column(None, self._title, self._line, None, spacing=0)
        inner = QHBoxLayout(self)
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
        self.action.hide()
        for way, one in self._ways.items():
            one.setVisible(way in answer.ways)
            one.setChecked(False)
        self._ways[KnownPersonAction.REISSUE].say(
            _(_WORDS[KnownPersonAction.REISSUE]) if answer.has_card else _("补打凭证")
        )
        self.setAccessibleName(f"{answer.title} {answer.line}")

    def show_look(self) -> None:
        """Take height and colours from the theme."""
        self.setFixedHeight(self._theme.px(72))
        colour = self._theme.look[self.answer.tone or "ink_faint"]
        self._mark.setPixmap(pixmap(_MARKS[self.answer.tone], colour, _MARK, self._theme.look["panel"]))

    def choose(self, way: KnownPersonAction) -> None:
        """Take a way; 不是同一人 wants its reason first."""
        if way not in self.answer.ways:
            return
        for one, made in self._ways.items():
            made.setChecked(one is way)
        self.reason.setVisible(way is KnownPersonAction.NOT_SAME)
        if way is KnownPersonAction.NOT_SAME:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(way)

    def mark(self, way: KnownPersonAction) -> None:
        """Show a way as taken without taking it (the default of a yellow answer)."""
        for one, made in self._ways.items():
            made.setChecked(one is way)

    def offer_action(self, words: str) -> None:
        """Offer one button at the right (an error's remedy)."""
        self.action.setText(words)
        self.action.setVisible(bool(words))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a ring while the keys come here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(QColor(self._theme.look[self.answer.tone or "ink_soft"]), _RING))
            painter.drawRect(self.rect().adjusted(_RING, _RING, -_RING, -_RING))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand every key to the page, which knows how long the hands have rested."""
        self.passed.emit("\r" if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) else event.text())
