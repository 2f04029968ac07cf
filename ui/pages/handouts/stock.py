"""What lies on the table, and writing down what came or left."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain.handouts import MoveKind, Stock
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, row
from ui.models.values import ValuesModel, table
from ui.operations import handouts
from ui.pages.handouts.columns import stock_columns
from ui.session import Session

_KINDS = {
    MoveKind.RECEIVED: "入库",
    MoveKind.RETURNED: "收回",
    MoveKind.MOVED_OUT: "调出",
    MoveKind.SPOILT: "损坏",
}


class StockPanel(QWidget):
    """The balance of every item, and a line to write a move into; Enter on the last field writes it."""

    def __init__(self, session: Session) -> None:
        """Build list and line."""
        super().__init__()
        self._session = session
        self.stock: ValuesModel[Stock] = ValuesModel(stock_columns())
        self.view = table("stock", self.stock, session.theme)
        self.kind = Choice("stock_kind", ((kind, _(words)) for kind, words in _KINDS.items()))
        self.qty = Field(_("数量"), Line("stock_qty"), compact=True)
        self.note = Field(_("说明(调出、损坏要写)"), Line("stock_note", input_method=True), compact=True)
        self.write = KeyButton("stock_write", _("记一笔"), "Alt+K")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.view, 1)
        moved, said = row(spacing=10), row(spacing=10)
        moved.addWidget(labelled(_("这一行怎么变动"), self.kind), 1, Qt.AlignmentFlag.AlignBottom)
        moved.addWidget(self.qty, 1, Qt.AlignmentFlag.AlignBottom)
        said.addWidget(self.note, 1)
        said.addWidget(self.write, 0, Qt.AlignmentFlag.AlignBottom)
        fill(outer, moved, said)
        self.qty.line.entered.connect(self.note.line.setFocus)
        self.note.line.entered.connect(self._on_write)
        self.write.clicked.connect(self._on_write)

    def show_stock(self, balance: tuple[Stock, ...]) -> None:
        """Show the balance; the line that was marked stays marked."""
        place = max(0, self.view.currentIndex().row())
        self.stock.set_rows(balance)
        self.view.selectRow(min(place, len(balance) - 1))

    def _on_write(self) -> None:
        words = self.qty.value().strip()
        qty = int(words) if words.isascii() and words.isdigit() and len(words) < 7 else 0
        self.qty.say("")
        self.note.say("")
        handouts.move_stock(
            self._session,
            self.stock.rows[max(0, self.view.currentIndex().row())].item,
            self.kind.value(),
            qty,
            self.note.value(),
            done=lambda _result: self._on_written(),
            refused=self._on_refused,
        )

    def _on_written(self) -> None:
        self.qty.set_value("")
        self.note.set_value("")
        self.qty.line.setFocus()

    def _on_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        field = self.note if refusal.code == "stock_note_missing" else self.qty
        field.say(f"{said.title} · {said.remedy}", "error")
        field.line.setFocus()
