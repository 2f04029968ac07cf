"""The message line: title, reason, remedy, and a button, at the top right. Never a dialog."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from fieldapp.messages import Message
from fieldapp.messages import translate as _
from ui.forms.buttons import button
from ui.forms.parts import column, fill, label
from ui.icons import pixmap
from ui.theme import Theme, set_role, set_tone

_GONE_AFTER_MS = 5_000
_WIDTH = 520
_MARKS = {"success": "mark_success", "warning": "mark_warning", "error": "mark_error"}


class MessageLine(QFrame):
    """Shows one message at a time; good news goes by itself, trouble stays until it was read."""

    action_taken = Signal(str)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        """Hide until there is something to say."""
        super().__init__(parent)
        self._room = parent
        set_role(self, "answer_band")
        self.setObjectName("message_line")
        self._theme = theme
        self._mark, self._title = QLabel(), label("", "strong", name="message_title")
        self._words = label("", "soft", name="message_words", wraps=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._away = button("message_away", _("知道了"))
        self._away.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._away.clicked.connect(self._on_away)
        self._code = ""
        inner = QHBoxLayout(self)
        inner.setContentsMargins(16, 8, 12, 8)
        fill(inner, self._mark, 4)
        inner.addLayout(column(self._title, self._words, spacing=0), 1)
        fill(inner, self._away)
        self._timer = QTimer(self, interval=_GONE_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def code(self) -> str:
        """Return the code of the message that is shown, empty when none is."""
        return self._code if self.isVisible() else ""

    def show_message(self, what: Message, tone: str) -> None:
        """Show a message under the header."""
        self._code = what.code
        self._title.setText(what.title)
        self._words.setText(f"{what.reason}{what.remedy}")
        self._away.setText(what.action or _("知道了"))
        set_tone(self, tone)
        look = self._theme.look
        self._mark.setPixmap(pixmap(_MARKS.get(tone, "mark_neutral"), look[tone or "ink_soft"], 30, look["panel"]))
        self._mark.setFixedSize(QSize(30, 30))
        self.place()
        self.show()
        self.raise_()
        self._timer.stop()
        if tone in ("", "success"):
            self._timer.start()

    def hide_good_news(self) -> None:
        """Another page came to the front: what went well was read by now."""
        if self._timer.isActive():
            self.hide()

    def place(self) -> None:
        """Stand at the top right under the header, as high as the words need."""
        width = min(self._room.width() - 24, self._theme.px(_WIDTH))
        height = max(60, self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height())
        top = self._theme.px(48) + 10
        self.setGeometry(self._room.width() - width - 12, top, width, height)

    def _on_away(self) -> None:
        self.hide()
        self.action_taken.emit(self._code)
