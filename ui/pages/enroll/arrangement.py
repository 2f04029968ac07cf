"""How the parts of 登记 share the window: with room three columns and the side, with large letters only the form.

Large letters need height: first the figures go and everything stands close; then the list goes, the form takes
the whole width in four columns (three for very large letters), and the last person stands beside the buttons.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.forms.buttons import KeyButton
from ui.pages.enroll.band import Band
from ui.pages.enroll.form import EnrollForm
from ui.pages.enroll.side import SidePanel
from ui.theme import set_look

_ROOMY, _WITH_SIDE = 590, 550
"""Heights of the page, in pixels at 100 %, from which the usual arrangement fits, or at least its three columns."""
_FOUR_COLUMNS = 700
"""Width of the page, in pixels at 100 %, from which four columns hold a phone number in its large letters."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What stands where: ``columns`` of the form, whether the side is shown, whether everything stands close."""

    columns: int
    has_side: bool
    is_close: bool

    @classmethod
    def of(cls, width: int, height: int, scale: int) -> "Arrangement":
        """Choose for a page of this size (pixels) with letters of this scale (per cent)."""
        if height * 100 >= _WITH_SIDE * scale:
            return cls(3, has_side=True, is_close=height * 100 < _ROOMY * scale)
        return cls(4 if width * 100 >= _FOUR_COLUMNS * scale else 3, has_side=False, is_close=True)


class Desk:
    """Moves the parts as an arrangement says; the same arrangement twice costs nothing."""

    def __init__(
        self,
        form: EnrollForm,
        side: SidePanel,
        band: Band,
        buttons: Sequence[KeyButton],
        frames: tuple[QBoxLayout, QBoxLayout, QBoxLayout],
    ) -> None:
        """``frames`` are the layouts of the page, of the form's panel and of the ``buttons``."""
        self._form, self._side, self._band, self._buttons, self._frames = form, side, band, buttons, frames
        self._now: Arrangement | None = None

    def arrange(self, page: QWidget, scale: int) -> bool:
        """Arrange for the page as large as it is; say whether anything moved."""
        wanted = Arrangement.of(page.width(), page.height(), scale)
        if wanted == self._now:
            return False
        self._now, is_close = wanted, wanted.is_close
        outer, inside, beside = self._frames
        self._form.arrange(wanted.columns, is_close=is_close)
        self._band.show_close(is_close=is_close)
        self._side.setVisible(wanted.has_side)
        if wanted.has_side:
            self._side.take_last()
        else:
            self._side.last.show_as_line(is_line=True)
            beside.addWidget(self._side.last)
        outer.setContentsMargins(*((8, 6, 8, 6) if is_close else (12, 10, 12, 10)))
        outer.setSpacing(6 if is_close else 10)
        inside.setContentsMargins(*((12, 6, 12, 6) if is_close else (16, 10, 16, 12)))
        self._side.figures_panel.setHidden(is_close)
        for one in self._buttons:
            one.show_close(is_close=is_close)
            set_look(one, "tall", "" if is_close else "true")
        return True
