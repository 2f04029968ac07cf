"""F1: the key map on one page."""

from PySide6.QtWidgets import QVBoxLayout

from ui.forms.buttons import on_keys
from ui.forms.parts import Scrolled
from ui.pages.help.key_map import COLUMNS, key_map
from ui.pages.page import Page
from ui.session import Session


class HelpPage(Page):
    """Every key that does something; Esc goes back to the page before."""

    name = "help"

    def __init__(self, session: Session) -> None:
        """Build one panel per place."""
        super().__init__(session)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(key_map(COLUMNS)))
        on_keys(self, self.went_away.emit, "Esc")
