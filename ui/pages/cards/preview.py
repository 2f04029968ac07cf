"""How the marked card will look, front and back, or why it cannot be drawn."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from fieldapp.documents.cards import CardFace, preview_pages
from fieldapp.documents.pages import Page
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from ui.forms.parts import fill, label, panel
from ui.painter import preview

_WIDTH = 272
_HEIGHT = 172


class CardPreview(QWidget):
    """A stage with up to two pictures and a line of words; empty it takes no room."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.front, self.back = QLabel(), QLabel()
        self._words = label("", "soft", name="card_about", wraps=True)
        stage, inside = panel("stage", margin=14, spacing=12)
        for side in (self.front, self.back):
            side.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        fill(inside, self.front, self.back, self._words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(stage)
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self.hide()

    def say(self, words: str) -> None:
        """Show words instead of pictures."""
        self._show((), words)

    def show_card(self, face: CardFace, *, is_one_sided: bool) -> None:
        """Draw a card, or say why it cannot be drawn."""
        pages = preview_pages(face)
        if isinstance(pages, Refusal):
            said = message(pages.code, pages.details)
            self.say(f"{said.title}:{said.reason}{said.remedy}")
            return
        self._show(pages[:1] if is_one_sided else pages, "")

    def show_page(self, page: Page, words: str = "") -> None:
        """Draw a page of paper."""
        self._show((page,), words)

    def _show(self, pages: tuple[Page, ...], words: str) -> None:
        for place, side in enumerate((self.front, self.back)):
            side.setVisible(place < len(pages))
            if place < len(pages):
                side.setPixmap(self._picture(pages[place]))
            else:
                side.clear()
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.show()

    def _picture(self, page: Page) -> QPixmap:
        """Draw a page for this screen's pixels; an upright one is held to the height of two cards."""
        ratio = self.devicePixelRatioF()
        width = min(_WIDTH, (2 * _HEIGHT) * page.width / page.height)
        picture = QPixmap.fromImage(preview(page, round(width * ratio)))
        picture.setDevicePixelRatio(ratio)
        return picture
