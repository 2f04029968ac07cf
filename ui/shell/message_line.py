"""The message line: title, reason, remedy, and a button, in a row of its own over the page. Never a dialog."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from fieldapp.messages import Message
from fieldapp.messages import translate as _
from ui.forms.buttons import button
from ui.forms.parts import fill, label
from ui.icons import pixmap
from ui.theme import Theme, set_role, set_tone

_GONE_AFTER_MS = 5_000
_MARK = 24
_MARKS = {"success": "mark_success", "warning": "mark_warning", "error": "mark_error"}


class MessageLine(QFrame):
    """Shows one message at a time; good news goes by itself, trouble stays until it was read."""

    action_taken = Signal(str)

    def __init__(self, theme: Theme) -> None:
        """Hide until there is something to say."""
        super().__init__()
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
        inner.setContentsMargins(16, 4, 12, 4)
        inner.setSpacing(12)
        fill(inner, self._mark, self._title)
        inner.addWidget(self._words, 1)
        fill(inner, self._away)
        self._timer = QTimer(self, interval=_GONE_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def code(self) -> str:
        """Return the code of the message that is shown, empty when none is."""
        return self._code if self.isVisible() else ""

    @property
    def tone(self) -> str:
        """Return the tone of the message that is shown, empty when none is."""
        return str(self.property("tone") or "") if self.isVisible() else ""

    def show_message(self, what: Message, tone: str) -> None:
        """Show a message over the page."""
        self._code = what.code
        self._title.setText(what.title)
        self._words.setText(f"{what.reason}{what.remedy}")
        self._away.setText(what.action or _("知道了"))
        set_tone(self, tone)
        look = self._theme.look
        self._mark.setPixmap(pixmap(_MARKS.get(tone, "mark_neutral"), look[tone or "ink_soft"], _MARK, look["panel"]))
        self._mark.setFixedSize(QSize(_MARK, _MARK))
        self.show()
        self._timer.stop()
        if tone in ("", "success"):
            self._timer.start()

    def hide_good_news(self) -> None:
        """Another page came to the front: what went well was read by now."""
        if self._timer.isActive():
            self.hide()

    def _on_away(self) -> None:
        self.hide()
        self.action_taken.emit(self._code)
