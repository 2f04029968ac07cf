"""名册: the wizard that brings a company's list in, and the check-in list it becomes."""

from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from fieldapp.domain.changes import Topic
from fieldapp.domain.scans import ScanKind, route_scan
from fieldapp.domain.views import RosterView
from fieldapp.messages import message
from ui.operations.roster_imports import CheckedRow, RosterFile
from ui.pages.page import Page
from ui.pages.rosters.ceremony import CeremonyDesk
from ui.pages.rosters.check_in import CheckInList
from ui.pages.rosters.resume_bar import ResumeBar
from ui.pages.rosters.tray import Tray
from ui.pages.rosters.wizard import RosterWizard
from ui.session import Session

_CARDS = (ScanKind.NUMBER, ScanKind.CARD)


class RostersPage(Page):
    """Either the wizard or the check-in list is in front."""

    name = "rosters"
    topics = frozenset({Topic.ROSTERS, Topic.APPLICATIONS, Topic.CARDS})
    scans = frozenset({ScanKind.SHEET, ScanKind.DOCUMENT, ScanKind.NUMBER, ScanKind.CARD})

    def __init__(self, session: Session) -> None:
        """Build both."""
        super().__init__(session)
        self.wizard = RosterWizard(session)
        self.check_in = CheckInList(session)
        self.tray = Tray(session)
        self.ceremony = CeremonyDesk(session)
        self.resume_bar = ResumeBar(session)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.check_in)
        self._stack.addWidget(self.wizard)
        self._stack.addWidget(self.tray)
        self._stack.addWidget(self.ceremony)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(10)
        outer.addWidget(self.resume_bar)
        outer.addWidget(self._stack, 1)
        self.resume_bar.resumed.connect(self._on_resumed)
        self.check_in.import_asked.connect(self.begin_import)
        self.check_in.tray_asked.connect(self._on_tray)
        self.check_in.ceremony_asked.connect(self.open_ceremony)
        self.tray.left.connect(self._show_list)
        self.ceremony.left.connect(self._show_list)
        self.wizard.finished.connect(self._on_imported)
        self.wizard.given_up.connect(lambda: self._stack.setCurrentWidget(self.check_in))

    def refresh(self) -> None:
        """Read the rosters; without one the wizard comes first."""
        event = self.session.current_event
        if event is None:
            return
        read = self.session.application.read
        found = read.rosters(event.id)
        if not self.wizard.is_importing:
            self.resume_bar.show_unfinished(read.unfinished_rosters(event.id))
        self.check_in.show_rosters(found)
        if self._stack.currentWidget() is self.tray:
            self.tray.refresh()
        if self._stack.currentWidget() is self.ceremony:
            self.ceremony.refresh()
        if not found and self._stack.currentWidget() is not self.wizard:
            self.wizard.begin(may_go_back=False)
            self._stack.setCurrentWidget(self.wizard)
            self.wizard.take_focus()

    def search_here(self) -> bool:
        """F3: find somebody on the list that is in front."""
        if self._stack.currentWidget() is not self.check_in:
            return False
        self.check_in.go_to_search()
        return True

    def reprint(self) -> bool:
        """F8: the cards of a ceremony in seat order, while that is in front."""
        if self._stack.currentWidget() is not self.ceremony:
            return False
        self.ceremony.print_in_order()
        return True

    def begin_import(self) -> None:
        """Bring another file in."""
        self.wizard.begin(may_go_back=True)
        self._stack.setCurrentWidget(self.wizard)
        self.wizard.take_focus()

    def open_file(self, path: Path) -> None:
        """Take a file that was dropped or chosen."""
        self.begin_import()
        self.wizard.open_file(path)

    def show_look(self) -> None:
        """Take the theme as it is now."""
        self.check_in.show_look()
        super().show_look()

    def show_subject(self, subject: str) -> None:
        """Take a scanned sheet or document, unless a file is being brought in."""
        scan = route_scan(subject)
        if self._stack.currentWidget() is self.ceremony:
            self.ceremony.take_scan(scan)
        elif self._stack.currentWidget() is self.check_in and scan.kind not in _CARDS:
            self.check_in.take_scan(scan)
        elif scan.kind in _CARDS:
            self.session.go_to("records", scan.text)
        else:
            self.session.say(message("scan_not_for_here"), "warning")

    def _on_tray(self, view: RosterView) -> None:
        self._stack.setCurrentWidget(self.tray)
        self.tray.show_roster(view)

    def open_ceremony(self, view: RosterView) -> None:
        """Bring a roster to the front in seat order."""
        self._stack.setCurrentWidget(self.ceremony)
        self.ceremony.show_roster(view)

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self.check_in)
        self.check_in.search.setFocus()

    def stop(self) -> None:
        """The store is closing: nothing is read and no import goes further."""
        self.resume_bar.reading.stop()
        self.wizard.stop()

    def _on_resumed(self, file: RosterFile, rows: list[CheckedRow]) -> None:
        self._stack.setCurrentWidget(self.wizard)
        self.wizard.go_on_with(file, rows)

    def _on_imported(self, roster: str) -> None:
        self._stack.setCurrentWidget(self.check_in)
        self.check_in.choose(roster)
