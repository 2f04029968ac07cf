"""The robot of 名册: takes a file through the wizard, checks people in, records signed lists."""

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QTableView

from fieldapp.domain.views import RosterPerson
from fieldapp.errors import BugError
from ui.pages.rosters.page import RostersPage
from ui.robots.enroll import Answered
from ui.robots.hands import CTRL, Hands

COMPANY = "某某物流有限公司"


class RosterRobot:
    """Works on 名册."""

    def __init__(self, hands: Hands) -> None:
        """Use these hands."""
        self.hands = hands

    def open(self) -> RostersPage:
        """Come to the page."""
        self.hands.click("rail_rosters")
        self.hands.settle()
        workspace = self.hands.window.workspace
        if workspace is None or not isinstance(workspace.current, RostersPage):
            raise BugError("名册 is not in front")
        return workspace.current

    def drop(self, path: Path) -> RostersPage:
        """Drop a file on the wizard's first step and wait until it was read."""
        page = self.begin_drop(path)
        self.hands.settle()
        return page

    def begin_drop(self, path: Path) -> RostersPage:
        """Drop a file on the wizard's first step; it is read now."""
        page = self.open()
        if not self.hands.sees("roster_choose"):
            self.hands.press(Qt.Key.Key_I, CTRL)
        step = page.wizard.file_step
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        centre, copy = step.rect().center(), Qt.DropAction.CopyAction
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(step, QDragEnterEvent(centre, copy, data, button, none))
        QApplication.sendEvent(step, QDropEvent(QPointF(centre), copy, data, button, none))
        return page

    def begin_commit(self) -> RostersPage:
        """Go on from step 3 until the first rows are being written."""
        page = self.open()
        self.hands.press(Qt.Key.Key_F10)
        self.hands.settle()
        self.hands.press(Qt.Key.Key_F10)
        return page

    def check(self, path: Path, company: str = COMPANY) -> dict[str, int]:
        """Drop a file, name its company if the title did not, and return the counts of step 3."""
        page = self.drop(path)
        if not page.wizard.mapping_step.company():
            self.hands.focus("roster_company")
            self.hands.write(company)
        self.hands.press(Qt.Key.Key_F10)
        self.hands.settle()
        return self.counts()

    def counts(self) -> dict[str, int]:
        """Return the four numbers of step 3."""
        kinds = ("good", "ask", "known", "fix")
        return {kind: int(self.hands.read(f"count_{kind}").replace(",", "")) for kind in kinds}

    def import_file(self, path: Path) -> dict[str, int]:
        """Drop a file on the wizard and press F10 through its steps; return the counts of step 3."""
        counts = self.check(path)
        self.begin_commit()
        self.hands.settle()
        return counts

    def choose_word(self, place: int, words: str) -> None:
        """Choose one code for a word that nobody understood."""
        self.hands.focus(f"word_{place}")
        self.hands.write(words)
        self.hands.press(Qt.Key.Key_Return)

    def refusal_of(self, path: Path) -> str:
        """Drop a file that cannot be read; return what the first step says of it."""
        self.drop(path)
        return self.hands.read("roster_said")

    def find(self, text: str) -> list[list[str]]:
        """Type four digits or initials; return the rows that stay."""
        self.hands.focus("roster_search")
        self.hands.press(Qt.Key.Key_A, CTRL)
        self.hands.press(Qt.Key.Key_Delete)
        self.hands.write(text)
        return self.hands.rows("roster_people")

    def answer(self) -> Answered:
        """Read the band of the check-in list."""
        found = self.open().check_in.band.answer
        return Answered(tone=found.tone, title=found.title, line=found.line)

    def people(self) -> list[RosterPerson]:
        """Return the rows of the check-in list in front."""
        return list(self.open().check_in.model.rows)

    def sign(self, rows: list[int], sheet: str) -> None:
        """Mark rows of the list in front and record them as signed on a sheet."""
        self._mark(rows)
        self.hands.focus("signed_sheet")
        self.hands.write(sheet)
        self.hands.click("record_signed")
        self.hands.settle()

    def check_in(self, row: int, sheet: str) -> None:
        """Mark one row and check the person in with a signed form."""
        self._mark([row])
        self.hands.focus("consent")
        self.hands.write(sheet)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def arrive(self, words: str, sheet: str) -> Answered:
        """Check somebody in as the desk does: four digits or initials, Enter, the signed form scanned, F10."""
        self.hands.focus("roster_search")
        self.hands.write(words)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.scan(sheet)
        self.hands.press(Qt.Key.Key_F10)
        self.hands.settle()
        return self.answer()

    def open_tray(self) -> None:
        """Come to 待修正."""
        self.hands.press(Qt.Key.Key_G, CTRL)
        self.hands.settle()

    def choose_fault(self, place: int) -> None:
        """Mark one of the alike faults."""
        self.hands.find(QTableView, "tray_faults").selectRow(place)
        self.hands.look()

    def mend(self, field: str, words: str) -> str:
        """Write into a field of 待修正 and press F10; return what was said."""
        self.hands.focus(f"fix_{field}")
        self.hands.press(Qt.Key.Key_A, CTRL)
        self.hands.write(words)
        self.hands.press(Qt.Key.Key_F10)
        self.hands.settle()
        return self.hands.read("tray_said")

    def _mark(self, rows: list[int]) -> None:
        view = self.hands.find(QTableView, "roster_people")
        view.clearSelection()
        chosen = view.selectionModel()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows:
            chosen.select(view.model().index(row, 0), flags)
        self.hands.look()
