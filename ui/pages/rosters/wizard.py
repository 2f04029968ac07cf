"""The wizard: 1 file, 2 columns, 3 check, 4 commit. Steps are widgets of their own; this holds the thread."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.domain.roster_habits import Answers
from fieldapp.domain.roster_titles import title_company
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.parts import label, row
from ui.operations import roster_imports, rosters
from ui.operations.roster_imports import RosterFile
from ui.pages.rosters.check_step import CheckStep
from ui.pages.rosters.confirm_step import ConfirmStep
from ui.pages.rosters.file_step import FileStep
from ui.pages.rosters.mapping_step import MappingStep
from ui.pages.rosters.words_step import WordsStep
from ui.session import Session

_STEPS = ("选择文件", "对应列", "核对", "确认")


class RosterWizard(QWidget):
    """Four steps. ``finished`` brings the id of the roster."""

    finished = Signal(str)
    given_up = Signal()

    def __init__(self, session: Session) -> None:
        """Stand on the first step."""
        super().__init__()
        self._session = session
        self._title = label(_("导入名册"), "title")
        self._pills = [QLabel() for _step in _STEPS]
        self._about = label("", "soft", name="roster_about")
        self.file_step = FileStep(session)
        self.mapping_step = MappingStep(session)
        self.check_step = CheckStep(session)
        self.confirm_step = ConfirmStep(session)
        self.words_step = WordsStep(session)
        self._stack = QStackedWidget()
        for step in (self.file_step, self.mapping_step, self.check_step, self.confirm_step, self.words_step):
            self._stack.addWidget(step)
        head = row(self._title, 8, *self._pills, None, self._about)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self._stack, 1)
        self._connect()
        self._go(0)

    def _connect(self) -> None:
        self.file_step.chosen.connect(self.open_file)
        self.file_step.template_asked.connect(self._on_template)
        self.file_step.given_up.connect(self.given_up)
        self.file_step.stopped.connect(self._on_read_stopped)
        self.mapping_step.agreed.connect(self._on_mapped)
        self.mapping_step.sheet_asked.connect(self._on_sheet_asked)
        self.mapping_step.backed.connect(lambda: self._go(0))
        self.check_step.agreed.connect(self._on_checked)
        self.check_step.backed.connect(lambda: self._go(1))
        self.confirm_step.backed.connect(lambda: self._go(2))
        self.check_step.words_asked.connect(self._on_words_asked)
        self.words_step.agreed.connect(self._on_words)
        self.words_step.backed.connect(lambda: self._go(2))
        self.confirm_step.committed.connect(self.finished)

    def begin(self, *, may_go_back: bool) -> None:
        """Start over with another file."""
        self.file_step.begin(may_go_back=may_go_back)
        self._about.setText("")
        self._go(0)

    def open_file(self, path: Path, sheet: str = "", company: str = "") -> None:
        """Read a file (a sheet of it, of a company whose name is known) in the child process."""
        progress = self.file_step.show_reading(path)

        def done(found: RosterFile | Refusal) -> None:
            if self.file_step.reading.is_wanted(progress):
                self._on_read(path, found, company)

        roster_imports.read_file(self._session, path, progress, done, sheet)

    def _on_read(self, path: Path, found: RosterFile | Refusal, company: str) -> None:
        if isinstance(found, Refusal):
            self._say_why(found, "error")
            return
        self.file_step.show_choice()
        self._about.setText(path.name)
        self.mapping_step.show_file(found, company or title_company(found.table))
        self._go(1)

    def _on_sheet_asked(self, sheet: str) -> None:
        """Read another sheet of the same file; whose it is stays as it was typed."""
        file = self.mapping_step.file()
        self._go(0)
        self.open_file(file.path, sheet, file.company)

    def _on_read_stopped(self) -> None:
        self._say_why(Refusal(code="roster_stopped"), "warning")
        self.take_focus()

    def _say_why(self, refusal: Refusal, tone: str) -> None:
        said = message(refusal.code, refusal.details)
        self.file_step.show_choice(f"{said.title}:{said.reason}{said.remedy}", tone)

    def _on_mapped(self) -> None:
        self.check_step.check(self.mapping_step.file())
        self._go(2)

    def _on_words_asked(self) -> None:
        self.words_step.show_rows(self.check_step.rows, self.check_step.file.answers)
        self._stack.setCurrentWidget(self.words_step)
        self.take_focus()

    def _on_words(self, answers: Answers) -> None:
        self.mapping_step.show_answers(answers)
        self._on_mapped()

    def _on_checked(self) -> None:
        self.confirm_step.show_rows(self.check_step.file, self.check_step.rows)
        self._go(3)

    def go_on_with(self, file: RosterFile, rows: list[roster_imports.CheckedRow]) -> None:
        """Commit the rest of an import that was cut off."""
        self._about.setText(file.path.name)
        self.confirm_step.show_rows(file, rows)
        self._go(3)
        self.confirm_step.commit()

    @property
    def is_importing(self) -> bool:
        """Whether rows are being written."""
        return self.confirm_step.is_importing

    def stop(self) -> None:
        """The store is closing: read nothing, begin no further piece; what is here waits to be gone on with."""
        self.file_step.reading.stop()
        self.confirm_step.halt()

    def _on_template(self, path: Path) -> None:
        rosters.write_template(self._session, path)

    def _go(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        for place, pill in enumerate(self._pills):
            mark = "✓ " if place < step else ""
            pill.setText(f"{mark}{place + 1} {_(_STEPS[place])}")
            tone = "done" if place < step else "now" if place == step else "later"
            pill.setProperty("role", "step")
            pill.setProperty("tone", tone)
            pill.style().unpolish(pill)
            pill.style().polish(pill)
        self.take_focus()

    def take_focus(self) -> None:
        """Put the focus where Enter leads onward; while rows are checked, or off the screen, it stays where it is.

        Qt gives the keys to a field of a page that is not in front, and takes them from whoever types elsewhere.
        """
        if not self.isVisible():
            return
        step = self._stack.currentWidget()
        if isinstance(step, FileStep | MappingStep | ConfirmStep | WordsStep):
            step.take_focus()
