"""The robot of 登记: enrols people by keyboard only and reads what the window answers."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from fieldapp.domain.views import RecentPerson
from fieldapp.errors import BugError
from ui.pages.enroll.form import EnrollForm
from ui.pages.enroll.page import EnrollPage
from ui.robots.hands import ALT, CTRL, NO, Hands


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What is typed about one person; empty values are left as they stand."""

    document_no: str
    name: str
    phone: str
    group: str = ""
    employment: str = ""
    employer: str = ""
    migrant: str = "y"
    union: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the band says: tone, title, line."""

    tone: str
    title: str
    line: str

    @property
    def number(self) -> str:
        """Return the digits of the number in the title."""
        return "".join(character for character in self.title if character.isdigit())


class EnrollRobot:
    """Works on 登记."""

    def __init__(self, hands: Hands) -> None:
        """Use these hands."""
        self.hands = hands

    def open(self) -> None:
        """Come to the page and put the cursor into the document number."""
        self.hands.click("rail_enroll")
        self.hands.focus("document_no")

    def fill(self, person: Typed) -> None:
        """Type a person field by field, Enter between; the consent comes last."""
        self._into("document_no", person.document_no)
        for code in ("name", "phone", "group", "employment", "employer", "migrant", "union"):
            if getattr(person, code):
                self._into(code, getattr(person, code))

    def consent(self, sheet: str) -> None:
        """Type the number of the signed sheet, without committing."""
        self.hands.focus("consent")
        self.hands.write(sheet)

    def commit(self, key: Qt.Key = Qt.Key.Key_F10, modifiers: Qt.KeyboardModifier = NO) -> Answered:
        """Press F10 (or another key) and wait for the answer."""
        self.hands.press(key, modifiers)
        self.hands.settle()
        return self.answer()

    def enroll(self, person: Typed) -> Answered:
        """Enrol one person from an empty form."""
        self.open()
        self.fill(person)
        self.consent(person.sheet or f"US1:{person.phone[-6:]}")
        return self.commit()

    def answer(self) -> Answered:
        """Read the band."""
        tone = self.hands.find(type(self._page.band), "band").property("tone") or ""
        return Answered(tone=tone, title=self.hands.read("band_title"), line=self.hands.read("band_line"))

    def choose_way(self, place: int) -> None:
        """Take one of the four ways of the yellow answer (1-4)."""
        self.hands.press(Qt.Key(Qt.Key.Key_0 + place), ALT)

    def start_over(self) -> None:
        """Drop the draft (F4)."""
        self.hands.press(Qt.Key.Key_F4)
        self.hands.settle()

    def undo(self) -> None:
        """Undo the last person on the empty form."""
        self.hands.press(Qt.Key.Key_Z, CTRL)
        self.hands.settle()

    def save_draft(self) -> None:
        """Let the pause pass after which the draft is saved."""
        self._page.drafts.save()

    @property
    def consents_given(self) -> tuple[str, ...]:
        """Return the purposes that stand agreed to in the form."""
        return self._form.consent.purposes()

    @property
    def scrolls(self) -> bool:
        """Whether the form does not fit and shows a scroll bar."""
        area = self._page.findChild(QScrollArea)
        return area is not None and area.verticalScrollBar().isVisible()

    def value(self, code: str) -> str:
        """Return what stands in a field."""
        return self.hands.read(code)

    def verdict(self, code: str) -> str:
        """Return the words under a field."""
        return self.hands.read(f"{code}_verdict")

    def recent(self) -> list[RecentPerson]:
        """Return the recent list."""
        return list(self._page.side.recent.rows)

    def _into(self, code: str, text: str) -> None:
        self.hands.focus(code)
        self.hands.write(text)
        if code != "migrant":
            self.hands.press(Qt.Key.Key_Return)

    @property
    def _page(self) -> EnrollPage:
        workspace = self.hands.window.workspace
        if workspace is None or not isinstance(workspace.current, EnrollPage):
            raise BugError("登记 is not in front")
        return workspace.current

    @property
    def _form(self) -> EnrollForm:
        return self._page.form
