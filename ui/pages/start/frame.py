"""The frame of the pages before the store is open: a card in the middle of the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from fieldapp.messages import translate as _
from ui.forms.buttons import on_keys
from ui.forms.parts import fill, label, panel, row
from ui.icons import pixmap
from ui.theme import Theme, set_role

if TYPE_CHECKING:
    from ui.pages.help.key_map import KeySheet

_WIDTH, _WIDEST = 560, 900


class StartFrame(QWidget):
    """Mark, title and a body to fill; a line at the foot says what is going on."""

    training_asked = Signal()

    def __init__(self, theme: Theme, title: str) -> None:
        """Centre the card."""
        super().__init__()
        set_role(self, "ground")
        card, inside = panel(margin=32, spacing=14)
        self._theme, self._mark = theme, QLabel()
        names = QVBoxLayout()
        names.setSpacing(0)
        fill(names, label(_("集中入会现场登记"), "big"), label(title, "soft"))
        head = row(self._mark, names, None, label(_("按键"), "small"), label("F1", "key"), spacing=14)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.foot = label("", "verdict", name="start_foot", wraps=True)
        fill(inside, head, 8)
        inside.addLayout(self.body, 1)
        inside.addWidget(self.foot)
        self._card: QFrame = card
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        self._keys: KeySheet | None = None
        on_keys(self, self.show_keys, "F1", "Ctrl+H")
        self.show_look()

    def show_keys(self) -> None:
        """F1: lay the key map over the page."""
        if self._keys is None:
            from ui.pages.help.key_map import KeySheet  # the first window must not wait for it

            self._keys = KeySheet(self, lambda: self)
        self._keys.open()

    def show_look(self) -> None:
        """Take the theme as it is now; the card grows with its letters, as far as the window lets it."""
        look = self._theme.look
        self._mark.setPixmap(pixmap("brand", look["brand"], 44, look["brand_ink"]))
        self._card.setFixedWidth(min(self._theme.px(_WIDTH), _WIDEST))
        if self.isVisible():
            self.fit()

    def fit(self) -> None:
        """Give the card the height its words need; Qt asks nobody for it inside a card that is centred."""
        inside = self._card.layout()
        if inside is not None:
            for part in self._card.findChildren(QWidget):
                part.ensurePolished()
                part.updateGeometry()
            inside.activate()
            self._card.setMinimumHeight(inside.totalHeightForWidth(self._card.maximumWidth()))

    def focus_first(self) -> None:
        """Put the cursor where work goes on."""

    def set_busy(self, words: str) -> None:
        """Say what is being done and take no input meanwhile; empty words end it."""
        self.foot.setText(words)
        self._card.setEnabled(not words)
