"""The robot of the other pages of a day: centre, approval window, papers, handouts."""

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QTableView

from fieldapp.domain.views import PrintState
from fieldapp.errors import BugError
from sync.client.round import RoundSummary
from ui.forms.comboboxes import Choice
from ui.pages.cards.page import CardsPage
from ui.pages.close_out.page import CloseOutPage
from ui.robots.hands import CTRL, Hands


class DeskRobot:
    """Works on 今日, 会员卡, 发放 and 同步."""

    def __init__(self, hands: Hands) -> None:
        """Use these hands."""
        self.hands = hands

    def join_centre(self, url: str, code: str, fingerprint: str) -> None:
        """Type address, one-time code and fingerprint of a hub, and wait until this laptop is its."""
        self.begin_to_join(url, code, fingerprint)
        self.hands.settle()

    def begin_to_join(self, url: str, code: str, fingerprint: str) -> None:
        """Type address, one-time code and fingerprint of a hub."""
        self.hands.click("rail_sync")
        self.hands.settle()
        for name, text in (("hub_url", url), ("hub_code", code), ("hub_fingerprint", fingerprint)):
            self.hands.focus(name)
            self.hands.write(text)
            self.hands.press(Qt.Key.Key_Return)

    def synchronise(self) -> RoundSummary:
        """Press F5 and wait until the round is over."""
        session = self.hands.window.session
        if session is None:
            raise BugError("nothing is open")
        self.hands.settle()
        self.hands.press(Qt.Key.Key_F5)
        self.hands.settle()
        if session.syncing.last is None:
            raise BugError("no round was run")
        return session.syncing.last

    def open_approvals(self, approver: str, secret: str) -> None:
        """Open the approval window for a named approver; ``secret`` is the operator's PIN or the passphrase."""
        self.hands.click("rail_today")
        self.hands.settle()
        self.hands.find(Choice, "approver").choose(approver)
        self.hands.focus("approval_secret")
        self.hands.write(secret)
        self.hands.click("open_window")
        self.hands.settle()

    def print_ready(self, path: Path) -> int:
        """Put everything that waits on the card page into one PDF; return how many papers."""
        page = self._cards()
        waiting = len(page.ready.rows)
        if waiting:
            page.save_pdf(path)
            self.hands.settle()
        return waiting

    def print_waiting(self, paper: str, path: Path) -> int:
        """Put the queued papers of one kind (card, receipt) of the journal into one PDF; return how many."""
        page = self._cards()
        page.tabs.setCurrentIndex(1)
        waiting = [
            n for n, job in enumerate(page.journal.rows) if job.paper == paper and job.state is PrintState.QUEUED
        ]
        self._mark("print_journal", waiting)
        if waiting:
            page.save_pdf(path)
            self.hands.settle()
        page.tabs.setCurrentIndex(0)
        return len(waiting)

    def close_out(self) -> CloseOutPage:
        """Go to 收摊 by its key; return the page."""
        self.hands.press(Qt.Key.Key_W, CTRL)
        self.hands.settle()
        workspace = self.hands.window.workspace
        if workspace is None or not isinstance(workspace.current, CloseOutPage):
            raise BugError("收摊 is not in front")
        return workspace.current

    def see_papers(self, *codes: str) -> str:
        """Scan papers of the stack one after the other; return what was said of the last."""
        for place, code in enumerate(codes):
            self.hands.scan(code, start_ms=100_000 * (place + 1))
            self.hands.settle()
        return self.hands.read("paper_said")

    def close_event(self) -> None:
        """Press 收摊 twice."""
        for _press in range(2):
            self.hands.press(Qt.Key.Key_Return, CTRL)
            self.hands.settle()

    def hand_out(self, tail: str) -> str:
        """Hand the chosen item to the person with this tail; return the title of the answer."""
        self.hands.click("rail_handouts")
        self.hands.focus("handout_search")
        self.hands.write(tail)
        self.hands.press(Qt.Key.Key_F10)
        self.hands.settle()
        return self.hands.read("band_title")

    def _cards(self) -> CardsPage:
        self.hands.click("rail_cards")
        self.hands.settle()
        workspace = self.hands.window.workspace
        if workspace is None or not isinstance(workspace.current, CardsPage):
            raise BugError("会员卡 is not in front")
        return workspace.current

    def _mark(self, name: str, rows: list[int]) -> None:
        view = self.hands.find(QTableView, name)
        view.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows:
            view.selectionModel().select(view.model().index(row, 0), flags)
        self.hands.look()
