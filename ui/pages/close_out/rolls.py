"""Numbered approval rolls: make them, print them, print one of them again."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from fieldapp.domain.closing import Roll
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.parts import EmptyHint, fill, label, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import closing
from ui.operations.printing import Target
from ui.session import Session
from ui.wording import clock_time


class RollsSheet(QWidget):
    """The rolls of the event; a roll keeps its number and its people for ever."""

    def __init__(self, session: Session) -> None:
        """Start without any."""
        super().__init__()
        self._session = session
        self.model: ValuesModel[Roll] = ValuesModel(_columns())
        self.view = table("rolls", self.model, session.theme)
        self._empty = EmptyHint(_("还没有花名册"), _("按“造册”把现场批准的人编成册,再打印签字盖章"))
        self._printer = Choice("roll_printer")
        self.make_button = KeyButton("make_rolls", _("造册"), "Ctrl+N")
        self.put_button = KeyButton("put_roll", _("存为 PDF…"), "Alt+P", role="primary")
        self.make_button.clicked.connect(self._on_make)
        self.put_button.clicked.connect(self._on_put)
        self._printer.currentIndexChanged.connect(lambda _place: self._show_target())
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        fill(inner, label(_("批准花名册"), "title"))
        fill(inner, label(_("证件号码遮住中间几位;册号和会员号能查到本人。"), "small", wraps=True))
        inner.addWidget(self._empty, 1)
        inner.addWidget(self.view, 1)
        fill(inner, labelled(_("打印到"), self._printer), row(None, self.make_button, self.put_button))

    def show_rolls(self, rolls: Sequence[Roll], unrolled: int) -> None:
        """Show the rolls and how many people stand on none yet."""
        self.model.set_rows(rolls)
        self._empty.setVisible(not rolls)
        self.view.setVisible(bool(rolls))
        if rolls:
            self.view.selectRow(len(rolls) - 1)
        self.make_button.setVisible(bool(unrolled))
        self.make_button.say(_("造册 {n} 人").format(n=unrolled))
        self.put_button.setEnabled(bool(rolls))
        printers = self._session.prints.printers
        self._printer.offer([("", _("PDF 文件")), *((name, name) for name in printers)])
        self._show_target()

    def begin(self) -> None:
        """Put the focus on what comes next."""
        (self.view if self.make_button.isHidden() else self.make_button).setFocus()

    def save(self, path: Path) -> None:
        """Write the marked roll into a file."""
        self._put(Target(path=path))

    def _show_target(self) -> None:
        self.put_button.say(_("打印这一册") if self._printer.value() else _("存为 PDF…"))

    def _on_make(self) -> None:
        closing.make_rolls(self._session, lambda _result: None, self._session.say_refusal)

    def _on_put(self) -> None:
        chosen, printer = self._chosen(), self._printer.value() or ""
        if chosen is None:
            return
        if printer:
            self._put(Target(printer=printer))
            return
        path, _kind = QFileDialog.getSaveFileName(
            self, _("保存花名册"), _("批准花名册 {number}.pdf").format(number=chosen.number), "PDF (*.pdf)"
        )
        if path:
            self.save(Path(path))

    def _put(self, target: Target) -> None:
        chosen = self._chosen()
        if chosen is not None:
            closing.put_roll(self._session, chosen, target, self._on_done, self._on_refused)

    def _chosen(self) -> Roll | None:
        return self.model.at(self.view.currentIndex())

    def _on_done(self, roll: Roll) -> None:
        self._session.say(message("roll_put", {"number": roll.number, "people": str(roll.people)}), "success")

    def _on_refused(self, refusal: Refusal) -> None:
        self._session.say_refusal(refusal)


def _columns() -> tuple[Column[Roll], ...]:
    return (
        Column(title=_("册号"), text=lambda one: one.number),
        Column(title=_("批准人"), text=lambda one: one.approver, width=92),
        Column(title=_("人数"), text=lambda one: f"{one.people:,}", width=58, is_number=True),
        Column(title=_("造册"), text=lambda one: clock_time(one.made), width=64),
    )
