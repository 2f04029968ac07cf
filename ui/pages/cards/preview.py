"""How the marked paper will look, front and back, or why it cannot be drawn; gives way when room is scarce."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fieldapp.documents.cards import CardFace, preview_pages
from fieldapp.documents.pages import Page
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from ui.forms.parts import fill, label, panel
from ui.painter import preview

_LEAST, _WANTED, _MOST_WIDTH = 56, 360, 420
_GAP = 12
_EDGE = 110
"""How strong the edge of the paper is drawn (of 255): white paper lies on a white ground in the sun."""


class _Stage(QWidget):
    """Paints pages as large as they fit, one above the other or side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("paper_preview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(_LEAST)
        self.pages: tuple[Page, ...] = ()
        self._drawn: dict[tuple[int, int], QImage] = {}

    def sizeHint(self) -> QSize:
        """Ask for room for two cards."""
        return QSize(_MOST_WIDTH, _WANTED)

    def show_pages(self, pages: tuple[Page, ...]) -> None:
        """Paint these from now on."""
        self.pages, self._drawn = pages, {}
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lay the pages out in the room there is."""
        if not self.pages:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        edge = self.palette().color(self.foregroundRole())
        edge.setAlpha(_EDGE)
        painter.setPen(edge)
        for place, area in enumerate(self._areas()):
            painter.drawImage(area, self._picture(place, round(area.width())))
            round_off = self.pages[place].corner * area.width() / self.pages[place].width
            painter.drawRoundedRect(area, round_off, round_off)

    def _areas(self) -> list[QRectF]:
        count, page = len(self.pages), self.pages[0]
        stacked = min(self.width() / page.width, (self.height() - _GAP * (count - 1)) / (count * page.height))
        beside = min((self.width() - _GAP * (count - 1)) / (count * page.width), self.height() / page.height)
        scale = min(max(stacked, beside), _MOST_WIDTH / page.width)
        width, height = page.width * scale, page.height * scale
        step = QPointF(0, height + _GAP) if stacked >= beside else QPointF(width + _GAP, 0)
        whole = QPointF(width, height) + step * (count - 1)
        first = QPointF((self.width() - whole.x()) / 2, (self.height() - whole.y()) / 2)
        return [QRectF(first + step * place, QPointF(width, height) + first + step * place) for place in range(count)]

    def _picture(self, place: int, width: int) -> QImage:
        """Draw a page once for each width, in this screen's pixels."""
        pixels = max(1, round(width * self.devicePixelRatioF()))
        if (place, pixels) not in self._drawn:
            self._drawn[place, pixels] = preview(self.pages[place], pixels)
        return self._drawn[place, pixels]


class CardPreview(QWidget):
    """A stage and a line of words; empty it takes no room."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.stage = _Stage()
        self._words = label("", "soft", name="card_about", wraps=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        frame, inside = panel("stage", margin=12, spacing=8)
        inside.addWidget(self.stage, 1)
        fill(inside, self._words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self._show((), "")

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

    def show_page(self, page: Page) -> None:
        """Draw a page of paper."""
        self._show((page,), "")

    def _show(self, pages: tuple[Page, ...], words: str) -> None:
        self.stage.show_pages(pages)
        self.stage.setVisible(bool(pages))
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setVisible(bool(pages or words))
