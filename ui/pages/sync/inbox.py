"""待办: the records of the event that came back. Whoever is at work mends them; many alike at once."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.views import InboxItem
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.parts import EmptyHint, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.pages.corrections.together import TogetherForm
from ui.pages.corrections.words import reason_of
from ui.session import Session
from ui.wording import short_status

_HELP = {"correct": "更正", "transfer": "按转会办理", "contact_centre": "查看处理办法", "none": "看去向"}
_AT_HAND = {"correct": "去更正", "transfer": "去转会", "contact_centre": "看办法", "none": "看去向"}


class Inbox(QWidget):
    """What came back, one row each, with what helps it. ``needs_room`` says that a form opened or closed."""

    needs_room = Signal(bool)

    def __init__(self, session: Session) -> None:
        """Start empty."""
        super().__init__()
        self._session = session
        self.items: ValuesModel[InboxItem] = ValuesModel(_columns())
        self.view = table("sync_inbox", self.items, session.theme, row_height=38)
        self.view.setAccessibleName(_("待办"))
        self.view.give_way(1, 4, least=130)
        self.none = EmptyHint(_("没有待办"), _("中心退回更正、判为重复的记录会列在这里"))
        self.help_button = KeyButton("inbox_help", "", role="primary", shown="Enter")
        self.together_button = KeyButton("inbox_together", "", "Ctrl+G")
        self.together = TogetherForm(session)
        self._lay_out()
        self.view.activated.connect(lambda _index: self._on_help())
        self.view.clicked.connect(self._on_clicked)
        self.view.selectionModel().currentRowChanged.connect(lambda *_args: self._show_actions())
        self.help_button.clicked.connect(self._on_help)
        self.together_button.clicked.connect(self._on_together)
        self.together.ended.connect(self._on_ended)

    def _lay_out(self) -> None:
        self._list, below = panel(margin=14, spacing=8)
        self._actions = QWidget()
        self._actions.setLayout(row(self.together_button, None, self.help_button))
        fill(below, label(_("待办 · 本场谁都可以处理"), "heading"), self.none)
        below.addWidget(self.view, 1)
        below.addWidget(self._actions)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._list, 1)
        fill(inner, self.together)

    @property
    def chosen(self) -> InboxItem | None:
        """Return the item the cursor stands on."""
        return self.items.at(self.view.currentIndex())

    def refresh(self) -> None:
        """Read what came back; what was answered already comes last."""
        event, before = self._session.current_event, self.chosen
        found = self._session.application.read.problems_inbox(event.id if event else None)
        rows = sorted(found, key=lambda one: one.is_answered)
        self.items.set_rows(rows)
        self.view.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self._actions.setVisible(bool(rows))
        if rows:
            self.view.selectRow(next((n for n, one in enumerate(rows) if before and one.rec == before.rec), 0))
        self._show_actions()

    def alike(self) -> tuple[InboxItem, ...]:
        """Return the items with the fault of the chosen one that still wait for an answer."""
        chosen = self.chosen
        if chosen is None or chosen.outcome is not Outcome.NEEDS_CORRECTION or chosen.is_answered:
            return ()
        return tuple(one for one in self.items.rows if one.fault == chosen.fault and _is_open(one))

    def _show_actions(self) -> None:
        chosen, alike = self.chosen, self.alike()
        self.together_button.setVisible(len(alike) > 1)
        self.together_button.say(_("同样的 {n} 条一起改").format(n=len(alike)))
        if chosen is not None:
            self.help_button.say(_(_HELP.get(chosen.remedy, "看去向")))

    def _on_help(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            is_correction = chosen.remedy == "correct"
            self._session.go_to("records", f"correct:{chosen.rec}" if is_correction else chosen.rec)

    def _on_clicked(self, index: QModelIndex) -> None:
        """The words in the last column are the row's button."""
        if index.column() == len(self.items.columns) - 1:
            self._on_help()

    def _on_together(self) -> None:
        alike = self.alike()
        if len(alike) > 1:
            self._list.hide()
            self.needs_room.emit(True)
            self.together.open_items(alike)

    def _on_ended(self) -> None:
        self._list.show()
        self.view.setFocus()
        self.together.hide()
        self.needs_room.emit(False)


def _is_open(item: InboxItem) -> bool:
    return item.outcome is Outcome.NEEDS_CORRECTION and not item.is_answered


def _columns() -> tuple[Column[InboxItem], ...]:
    return (
        Column(title=_("谁"), text=lambda one: one.name, width=104),
        Column(title=_("尾号"), text=lambda one: one.tail, width=58),
        Column(
            title=_("答复"),
            text=lambda one: _("已改,待上报") if one.is_answered else short_status(str(one.outcome)),
            tone=lambda one: "success" if one.is_answered else "warning",
            width=92,
        ),
        Column(title=_("原因"), text=reason_of),
        Column(title=_("登记人"), text=lambda one: one.author, width=64),
        Column(title="", text=lambda one: _(_AT_HAND.get(one.remedy, "看去向")), tone=lambda _one: "action", width=70),
    )
