"""同类错误一起改: every word that nobody understood, how many rows it stands in, and one choice for all of them."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fieldapp.domain.roster_faults import CHOSEN, Fault, faults_of, words_of
from fieldapp.domain.roster_habits import Answers
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.choices import ChoiceLine
from ui.forms.parts import Scrolled, fill, label, panel, row
from ui.operations.roster_imports import CheckedRow
from ui.pages.rosters.choosing import options_for
from ui.session import Session

_FIELDS = {"group": "群体", "employment": "用工形式", "region": "从业区域"}
_MOST = 40


class WordsStep(QWidget):
    """One line per word. ``agreed`` brings the answers with what was chosen."""

    agreed = Signal(object)
    backed = Signal()

    def __init__(self, session: Session) -> None:
        """Wait for faults."""
        super().__init__()
        self._session = session
        self._answers = Answers()
        self._lines: list[tuple[Fault, ChoiceLine]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnMinimumWidth(2, 320)
        held = QWidget()
        inner = QVBoxLayout(held)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(self._grid)
        inner.addStretch(1)
        frame, inside = panel(margin=20, spacing=12)
        words = label(
            _("选一次,同样写法的行全部改好;本单位下次的名册也会记得。不选的照旧留在待修正。"), "soft", wraps=True
        )
        fill(inside, label(_("这些写法系统不认识"), "heading"), words)
        inside.addWidget(Scrolled(held), 1)
        self._onward = KeyButton("words_apply", _("改好,重新核对"), "F10", "Ctrl+Return", role="primary")
        back = button("words_back", _("不改,回到核对"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addWidget(frame, 1)
        outer.addLayout(row(None, back, self._onward, spacing=10))
        self._onward.clicked.connect(self._on_onward)
        back.clicked.connect(self.backed)

    def _on_onward(self) -> None:
        self._onward.setFocus(Qt.FocusReason.OtherFocusReason)  # what is typed in a choice settles as it is left
        self.agreed.emit(self.answers())

    def show_rows(self, rows: Sequence[CheckedRow], answers: Answers) -> None:
        """Ask for every word of the rows to be fixed."""
        self._answers = answers
        while self._grid.count():
            widget = self._grid.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        found = faults_of((one.row.codes, words_of(one.row)) for one in rows if one.kind == "fix")
        self._lines = [(fault, self._line(fault, place)) for place, fault in enumerate(askable(found)[:_MOST])]
        for (_fault, line), (_next, after) in zip(self._lines, self._lines[1:], strict=False):
            line.entered.connect(after.setFocus)
        if self._lines:
            self._lines[-1][1].entered.connect(self._onward.setFocus)

    def take_focus(self) -> None:
        """Begin with the most frequent word."""
        if self._lines:
            self._lines[0][1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, fault: Fault, place: int) -> ChoiceLine:
        field = _(_FIELDS[fault.field])
        words = _("{field} “{word}”").format(field=field, word=fault.word) if fault.word else message(fault.code).title
        line = ChoiceLine(f"word_{place}")
        line.set_options(options_for(self._session, fault.field))
        line.setAccessibleName(words)
        line.setPlaceholderText(_("选{field},打字或按 ↓").format(field=field))
        self._grid.addWidget(label(words, "", name=f"word_{place}_is", wraps=True), place, 0)
        self._grid.addWidget(label(_("{n} 行").format(n=fault.count), "soft"), place, 1)
        self._grid.addWidget(line, place, 2)
        return line

    def answers(self) -> Answers:
        """Return the answers with what was chosen: for a word its code, for nothing said the file's own default."""
        words = {field: dict(found) for field, found in self._answers.words.items()}
        defaults: dict[str, Any] = {name: getattr(self._answers, name) for name in CHOSEN}
        for fault, line in self._lines:
            if not line.value():
                continue
            if fault.word:
                words.setdefault(fault.field, {})[fault.word] = line.value()
            else:
                defaults[fault.field] = line.value()
        frozen = MappingProxyType({field: MappingProxyType(found) for field, found in words.items()})
        return replace(self._answers, words=frozen, **defaults)


def askable(faults: Sequence[Fault]) -> list[Fault]:
    """Return the faults that one choice mends."""
    return [one for one in faults if one.is_chosen]
