"""Everything after the store was opened: header, rail, pages, strip. Pages are built when first shown."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.messages import Message, message
from ui.forms.buttons import on_keys
from ui.forms.sheets import Sheet
from ui.operations.four_eyes import SecondAsked
from ui.operations.settings import stay_offline
from ui.pages.cards.page import CardsPage
from ui.pages.close_out.page import CloseOutPage
from ui.pages.enroll.page import EnrollPage
from ui.pages.events.page import EventsPage
from ui.pages.handouts.page import HandoutsPage
from ui.pages.help.page import HelpPage
from ui.pages.page import Page
from ui.pages.privacy.page import PrivacyPage
from ui.pages.records.page import RecordsPage
from ui.pages.reports.page import ReportsPage
from ui.pages.rosters.page import RostersPage
from ui.pages.self_check.page import SelfCheckPage
from ui.pages.settings.page import SettingsPage
from ui.pages.sync.page import SyncPage
from ui.pages.today.page import TodayPage
from ui.session import Session
from ui.shell.header import Header
from ui.shell.message_line import MessageLine
from ui.shell.rail import PAGES, Rail
from ui.shell.scan_box import ScanBox, ScanDesk
from ui.shell.second_look import SecondLookPanel
from ui.shell.status_list import StatusList
from ui.shell.status_rows import HOLD, RELEASE, SYNC, StatusRow, all_rows, rows_of
from ui.shell.status_strip import StatusStrip
from ui.theme import set_role

_KINDS: tuple[Callable[[Session], Page], ...] = (
    TodayPage,
    EnrollPage,
    RostersPage,
    CardsPage,
    HandoutsPage,
    RecordsPage,
    SyncPage,
    ReportsPage,
    SettingsPage,
    EventsPage,
    HelpPage,
    CloseOutPage,
    SelfCheckPage,
    PrivacyPage,
)
_WITHOUT_EVENT = ("events", "sync", "settings", "help", "records", "self_check", "privacy")
_TRAINING_EDGE = 4
"""A coloured frame around everything, so that nobody takes practice for work (logical pixels)."""


class Workspace(QWidget):
    """The desk. ``lock_asked`` and ``switch_asked`` go to the window."""

    lock_asked = Signal()
    switch_asked = Signal()

    def __init__(self, session: Session) -> None:
        """Stand on the page of events until one is chosen."""
        super().__init__()
        set_role(self, "training_frame" if session.is_training else "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        session.setParent(self)  # what nobody owns would live on, and the keys of a closed store with it
        self.header, self.rail, self.strip = Header(session), Rail(session.theme), StatusStrip(session)
        self._stack = QStackedWidget()
        set_role(self._stack, "ground")
        self._pages: dict[str, Page] = {}
        self._name = self._name_before = ""
        self.messages = MessageLine(session.theme)
        self.scans = ScanDesk(session, ScanBox(self, session.theme), lambda: self.current, self.open_page)
        self._status = StatusList(self, session.theme)
        self.second_look = SecondLookPanel(session)
        self._before_look: QWidget | None = None
        self._lay_out()
        self._connect()
        self.open_page("enroll" if session.current_event else "events")
        self._allow_pages()

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.rail)
        desk = QVBoxLayout()
        desk.setSpacing(0)
        desk.addWidget(self.messages)
        desk.addWidget(self.second_look)
        desk.addWidget(self._stack, 1)
        body.addLayout(desk, 1)
        outer = QVBoxLayout(self)
        edge = _TRAINING_EDGE if self.session.is_training else 0
        outer.setContentsMargins(edge, edge, edge, edge)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addLayout(body, 1)
        outer.addWidget(self.strip)

    def _connect(self) -> None:
        session = self.session
        self.rail.chosen.connect(self.open_page)
        self.strip.list_asked.connect(self.open_status)
        self._status.taken.connect(self._on_status_taken)
        on_keys(self, lambda: self.open_status("all"), "Ctrl+0")
        self.header.event_clicked.connect(lambda: self.open_page("events"))
        self.header.operator_clicked.connect(self.switch_asked)
        self.header.lock_clicked.connect(self.lock_asked)
        session.said.connect(self._on_said)
        session.second_look_asked.connect(self._on_second_look)
        self.second_look.ended.connect(self._on_looked)
        session.operator_changed.connect(self.second_look.put_away)
        session.asked_for.connect(self.open_page)
        session.event_changed.connect(self.header.show_all)
        session.event_changed.connect(self._allow_pages)
        session.operator_changed.connect(self.header.show_all)
        session.look_changed.connect(self._on_look_changed)
        on_keys(self, self._on_help, "F1", "Ctrl+H")
        on_keys(self, self._on_find, "F3", "Ctrl+F")
        on_keys(self, self._on_reprint, "F8", "Ctrl+P")
        on_keys(self, session.sync_now, "F5", "Ctrl+R")
        on_keys(self, self.scans.open_box, "F2", "Ctrl+Q")
        on_keys(self, self._on_reader, "F7", "Ctrl+B")
        for place, name in enumerate(PAGES, 1):
            on_keys(self, partial(self.open_page, name), f"Ctrl+{place}")
        on_keys(self, partial(self.open_page, "close_out"), "Ctrl+W")
        on_keys(self, partial(self.open_page, "self_check"), "Alt+Z")
        on_keys(self, self.lock_asked.emit, "F12", "Ctrl+L")
        on_keys(self, self.switch_asked.emit, "Alt+U", "Shift+F12")

    def _allow_pages(self) -> None:
        """Without an event most pages wait for one."""
        self.rail.allow(PAGES if self.session.current_event else _WITHOUT_EVENT)
        self._keep_keys()

    @property
    def current(self) -> Page:
        """Return the page in front."""
        return self._pages[self._name]

    def open_page(self, name: str, subject: str = "") -> None:
        """Bring a page to the front; without an event most pages wait for one, and the line says so."""
        self.messages.hide_good_news()
        self.second_look.put_away()
        if self.session.current_event is None and name not in _WITHOUT_EVENT:
            name, subject = "events", ""
            self.session.say(message("choose_event_first"))
        page = self.page(name)
        if name != self._name:
            self._name_before, self._name = self._name, name
        self._stack.setCurrentWidget(page)
        self.rail.mark(name)
        page.arrive(subject)
        sheet = next((one for one in page.findChildren(Sheet) if one.isVisible()), None)
        if sheet is not None:  # what lies over a form has its keys, also after a look elsewhere
            sheet.first().setFocus()
        self._keep_keys()

    def _keep_keys(self) -> None:
        """Where the widget that had the focus is gone, the page has it: keys must never lead nowhere."""
        if self.window().focusWidget() is None:  # the window's own: it may stand behind another one
            self.current.setFocus()

    def page(self, name: str) -> Page:
        """Return a page, built if need be; ``KeyError`` for an unknown name."""
        if name not in self._pages:
            kind = {one.name: one for one in _KINDS}[name]  # type: ignore[attr-defined]  # classes, called like functions
            self._pages[name] = kind(self.session)
            self._pages[name].went_away.connect(self._go_back)
            self._stack.addWidget(self._pages[name])
        return self._pages[name]

    def open_status(self, topic: str) -> None:
        """Open the list behind a word of the strip, or the whole strip as a list (``all``)."""
        rows = all_rows(self.session) if topic == "all" else rows_of(topic, self.session)
        place = self.strip.place_of(topic)
        self._status.open_above(place, self.strip.title_of(topic), rows, QApplication.focusWidget())

    def _on_status_taken(self, row: StatusRow) -> None:
        if row.target == SYNC:
            self.session.sync_now()
        elif row.target in (HOLD, RELEASE):
            stay_offline(self.session, row.target == HOLD)
        else:
            self.open_page(row.target, row.subject)

    def stop(self) -> None:
        """Begin nothing more: the store is closing."""
        self.session.syncing.stop()
        self.session.prints.stop()
        self.strip.stop()
        for page in self._pages.values():
            page.stop()

    def _go_back(self) -> None:
        """Bring the page before to the front again."""
        self.open_page(self._name_before or "events")

    def _on_help(self) -> None:
        """F1 shows the keys, and puts them away again."""
        if self.current.name == HelpPage.name:
            self._go_back()
        else:
            self.open_page(HelpPage.name)

    def _on_find(self) -> None:
        """F3: the search of the page in front, else 记录."""
        if not self.current.search_here():
            self.open_page("records", "focus")

    def _on_reprint(self) -> None:
        """F8: what it means on the page in front, else the papers of the last person, wherever the desk stands."""
        desk = self.page(EnrollPage.name)
        if self.session.current_event is None:
            self.session.say(message("choose_event_first"))
        elif not self.current.reprint():
            desk.reprint()

    def _on_reader(self) -> None:
        """F7: the card that is read belongs on 登记, from wherever it was asked."""
        self.open_page("enroll")
        if isinstance(self.current, EnrollPage):
            self.current.reader.toggle()

    def _on_said(self, what: Message, tone: str) -> None:
        self.messages.show_message(what, tone)

    def _on_second_look(self, asked: SecondAsked) -> None:
        """The page waits, with everything in it, until the second person answered."""
        self._before_look = QApplication.focusWidget()
        self._stack.setEnabled(False)
        self.messages.hide_good_news()
        self.second_look.ask(asked)

    def _on_looked(self) -> None:
        self._stack.setEnabled(True)
        if self._before_look is not None and self._before_look.isVisible():
            self._before_look.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keep_keys()

    def _on_look_changed(self) -> None:
        self.header.show_all()
        self.rail.show_look()
        self.strip.show_all()
        self._status.show_look()
        for page in self._pages.values():
            page.show_look()
