"""What every page is: a widget with a name that reads again when its topics move."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.domain.changes import Changes
from fieldapp.domain.scans import ScanKind
from ui.models.values import ValuesView
from ui.session import Session
from ui.theme import set_role

_REST_MS = 100
"""A page reads again at most once in this time: a batch or a round moves many things one after the other."""


class Page(QWidget):
    """One page. ``refresh`` reads what it shows; it runs only while the page is on the screen.

    ``went_away``: whoever looked at it is done, and the page before comes back.

    ``scans`` are the kinds of codes it takes itself (``show_subject``) while it is in front; all
    others go to the page where such a code usually belongs.
    """

    went_away = Signal()
    name: ClassVar[str] = ""
    topics: ClassVar[Changes] = frozenset()
    scans: ClassVar[frozenset[ScanKind]] = frozenset()

    def __init__(self, session: Session) -> None:
        """Remember the session; a page that was never shown is out of date."""
        super().__init__()
        set_role(self, "ground")
        self.setObjectName(f"page_{self.name}")
        self.session = session
        self._is_stale, self._is_resting = True, False
        self._moved: Changes = frozenset()
        session.changed.connect(self._on_changed)
        session.event_changed.connect(self._on_event_changed)

    def refresh(self) -> None:
        """Read everything the page shows."""

    def arrive(self, subject: str) -> None:
        """Come to the front, perhaps with something to show (a record, a text that was scanned)."""
        if self._is_stale:
            self._is_stale = False
            self.refresh()
        if subject:
            self.show_subject(subject)

    def show_subject(self, subject: str) -> None:
        """Show one thing in particular."""

    def search_here(self) -> bool:
        """F3: put the cursor into the page's own search; False where only 记录 can search."""
        return False

    def reprint(self) -> bool:
        """F8: do what F8 means on this page; False where it means the last person's paper."""
        return False

    def stop(self) -> None:
        """The store is closing: keep what must not be lost and begin nothing more."""

    def show_look(self) -> None:
        """Take the theme as it is now."""
        for view in self.findChildren(ValuesView):
            view.show_look()
        self._read_again()

    def show_changes(self, _changes: Changes) -> None:
        """Show what moved while the page is in front; a page that can do with less than ``refresh`` does less."""
        self.refresh()

    def _on_changed(self, changes: Changes) -> None:
        """Show what moved at once; what moves within a tenth of a second after it is shown together at its end."""
        mine = self.topics & changes
        if not mine:
            return
        if not self.isVisible():
            self._is_stale = True
        elif self._is_resting:
            self._moved |= mine
        else:
            self._is_resting = True
            self.session.jobs.in_a_moment(_REST_MS, self._on_rested)
            self.show_changes(mine)

    def _on_rested(self) -> None:
        self._is_resting = False
        moved, self._moved = self._moved, frozenset()
        self._on_changed(moved)

    def _on_event_changed(self) -> None:
        self._read_again()

    def _read_again(self) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True
