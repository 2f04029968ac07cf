"""The robot of the print journal and of second handouts: what is rare, and must still work."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from fieldapp.devices.spoolers import SimulatedSpooler
from fieldapp.domain.spooling import SpoolState, Ticket
from fieldapp.errors import BugError
from ui.forms.comboboxes import Choice
from ui.operations import printing
from ui.pages.cards.page import CardsPage
from ui.pages.handouts.page import HandoutsPage
from ui.pages.page import Page
from ui.printing import SpooledWay
from ui.robots.hands import ALT, CTRL, Hands
from ui.robots.people import PeopleRobot
from ui.session import Session


class PaperRobot:
    """Works on the journal of 会员卡 and on 发放."""

    def __init__(self, hands: Hands) -> None:
        """Use these hands."""
        self.hands = hands

    def open_queue(self) -> None:
        """Bring the print queue to the front."""
        self._page().tabs.setCurrentIndex(1)
        self.hands.look()

    def print_by_itself(self, rec: str, paper: str) -> None:
        """Let the desk do what it does after F10."""
        printing.print_for(self._session, rec, paper)
        self.hands.settle()

    def choose_policy(self, policy: str, of: str = "print_policy") -> None:
        """Choose in the settings what F10 prints: cards and receipts, or (``form_policy``) the filled form."""
        PeopleRobot(self.hands).open_section("paper")
        page = self.hands.find(Choice, of)
        page.choose(policy)
        page.activated.emit(page.currentIndex())
        self.hands.settle()

    def mark_journal(self, row: int) -> None:
        """Mark one line of the print journal."""
        page = self._page()
        page.tabs.setCurrentIndex(1)
        page.journal_view.selectRow(row)
        self.hands.look()

    def reprint(self, row: int, reason: str, path: Path) -> None:
        """Put a line of the journal into a PDF once more, with a reason (empty: none is typed)."""
        self.mark_journal(row)
        self.hands.focus("reprint_reason")
        self.hands.write(reason)
        self._page().save_pdf(path)
        self.hands.settle()

    def save_marked(self, path: Path) -> None:
        """Put what stands marked on the page into a PDF."""
        self._page().save_pdf(path)
        self.hands.settle()

    def spoil(self, row: int, reason: str) -> None:
        """Say that a paper came out badly."""
        self.mark_journal(row)
        self.hands.focus("reprint_reason")
        self.hands.write(reason)
        self.hands.click("print_spoiled")
        self.hands.settle()

    def override(self, reason: str) -> str:
        """Answer the refusal of a second handout with a reason; return the title of the answer."""
        self.hands.focus("handout_override")
        self.hands.write(reason)
        self.hands.press(Qt.Key.Key_F10)
        self.hands.settle()
        return self.hands.read("band_title")

    def mark_paper(self, code: str) -> None:
        """Mark a paper of 表格和海报."""
        page = self._page()
        page.tabs.setCurrentIndex(3)
        place = next(n for n, one in enumerate(page.papers.papers.rows) if one.code == code)
        page.papers.view.selectRow(place)
        self.hands.settle()

    def save_paper(self, code: str, path: Path) -> None:
        """Put a paper of 表格和海报 into a PDF."""
        self.mark_paper(code)
        self._page().save_pdf(path)
        self.hands.settle()

    def simulate_printer(self, *slots: str, names: tuple[str, ...] = ("模拟打印机",)) -> SimulatedSpooler:
        """Let the desk print on simulated printers with these trays."""
        spooler, prints = SimulatedSpooler(names=names, slots=slots), self._session.prints
        prints.way, prints.look_every_ms = SpooledWay(spooler), 1
        prints.find_printers()
        self.hands.settle()
        return spooler

    def let_printer_work(self, spooler: SimulatedSpooler) -> None:
        """Let everything that lies at the simulated printer come out."""
        self.hands.settle()
        for number in range(len(spooler.fed)):
            for _step in (SpoolState.WAITING, SpoolState.PRINTING, SpoolState.DONE):
                spooler.report(Ticket(spooler.names[0], f"sim-{number + 1}"))
        self.hands.settle()

    def print_marked(self, **chosen: str) -> None:
        """Choose where the marked papers go (``card_sheet``, ``printer``, ``print_tray``) and print them."""
        for name, value in chosen.items():
            self.hands.find(Choice, name).choose(value)
        self.hands.click("print_cards")
        self.hands.settle()

    def open_calibration(self) -> None:
        """Bring the measures of printers on 设置 to the front by its keys."""
        self.hands.press(Qt.Key.Key_9, CTRL)
        self.hands.press(Qt.Key.Key_7, ALT)
        self.hands.settle()

    def choose_bed(self, **chosen: str) -> None:
        """Choose which ``sheet``, ``side`` or ``tray`` is measured."""
        for name, value in chosen.items():
            self.hands.find(Choice, f"measured_{name}").choose(value)
        self.hands.settle()

    def measure(self, left: str, top: str, across: str, down: str) -> None:
        """Type what a ruler shows on the test page and keep it."""
        for name, text in (("left", left), ("top", top), ("across", across), ("down", down)):
            self.hands.find(QLineEdit, f"measure_{name}").clear()
            self.hands.focus(f"measure_{name}")
            self.hands.write(text)
        self.hands.click("calibration_keep")
        self.hands.settle()

    def show_card(self, token: str) -> str:
        """Scan a member card on 发放; return the title of the answer."""
        if not isinstance(self._front, HandoutsPage):
            self.hands.click("rail_handouts")
        self.hands.scan(token)
        self.hands.settle()
        return self.hands.read("band_title")

    def give_by_card(self, token: str) -> str:
        """Scan a member card and hand the chosen item out; return the title of the answer."""
        self.show_card(token)
        self.hands.press(Qt.Key.Key_F10)
        self.hands.settle()
        return self.hands.read("band_title")

    def give_by_card_and_document(self, number: str) -> str:
        """Type the document of whoever showed the card in front and press Enter; return the title of the answer."""
        self.hands.focus("handout_document")
        self.hands.press(Qt.Key.Key_A, CTRL)
        self.hands.write(number)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()
        return self.hands.read("band_title")

    def open_stock(self) -> None:
        """Bring the stock of 发放 to the front."""
        if not isinstance(self._front, HandoutsPage):
            self.hands.click("rail_handouts")
            self.hands.settle()
        page = self._front
        if not isinstance(page, HandoutsPage):
            raise BugError("发放 is not in front")
        page.tabs.setCurrentIndex(1)
        self.hands.look()

    def move_stock(self, kind: str, qty: str, note: str) -> None:
        """Write down what came to the table or left it, item of the first line."""
        self.open_stock()
        self.hands.find(Choice, "stock_kind").setCurrentText(kind)
        for name, text in (("stock_qty", qty), ("stock_note", note)):
            line = self.hands.find(QLineEdit, name)
            line.clear()
            self.hands.focus(name)
            self.hands.write(text)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def save_signing_sheet(self, path: Path) -> None:
        """Write the signing sheet of the chosen item into a PDF."""
        page = self._front
        if not isinstance(page, HandoutsPage):
            raise BugError("发放 is not in front")
        page.save_sheet(path)
        self.hands.settle()

    @property
    def _front(self) -> Page:
        if self.hands.window.workspace is None:
            raise BugError("nothing is open")
        return self.hands.window.workspace.current

    @property
    def _session(self) -> Session:
        if self.hands.window.session is None:
            raise BugError("nothing is open")
        return self.hands.window.session

    def _page(self) -> CardsPage:
        workspace = self.hands.window.workspace
        if workspace is None:
            raise BugError("nothing is open")
        if not isinstance(workspace.current, CardsPage):
            self.hands.click("rail_cards")
            self.hands.settle()
        page = workspace.current
        if not isinstance(page, CardsPage):
            raise BugError("会员卡 is not in front")
        return page
