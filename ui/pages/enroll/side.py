"""The right third of 登记: the last person as a chip, four figures, the recent list."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QTableView, QVBoxLayout, QWidget

from fieldapp.domain.numbering import grouped
from fieldapp.domain.views import DayFigures, RecentPerson
from fieldapp.messages import translate as _
from ui.forms.buttons import button
from ui.forms.parts import Figure, column, fill, label, panel, row
from ui.icons import pixmap
from ui.models.values import Column, ValuesModel, table
from ui.rare_names import shown
from ui.theme import Theme, set_role, set_tone
from ui.wording import clock_time, hidden_tail, short_status, status_tone


class LastPerson(QFrame):
    """The last person as one line, with undo and reprint."""

    def __init__(self, theme: Theme) -> None:
        """Nobody yet."""
        super().__init__()
        set_role(self, "last")
        self.setObjectName("last_person")
        self._theme = theme
        self._is_line, self._is_nobody = False, True
        self.mark = QLabel()
        self.name = label(_("还没有登记"), "strong", name="last_name")
        self.what = label(_("登记成功后,上一位显示在这里"), "small", name="last_number")
        self.reprint = button("last_reprint", _("补打 F8"), "link")
        self.reprint.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.undo = button("last_undo", _("撤销"), "link")
        self.undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for one in (self.name, self.what):
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(16, 10, 12, 10)
        fill(inner, self.mark, 4)
        inner.addLayout(column(self.name, self.what, spacing=2), 1)
        self._actions = column(self.reprint, self.undo, spacing=0)
        inner.addLayout(self._actions)
        self._inner = inner
        self.show_nobody()

    def show_as_line(self, *, is_line: bool) -> None:
        """Stand in one line beside the buttons, hidden until somebody is there, or as a chip of two lines."""
        self._is_line = is_line
        self.what.setHidden(is_line)
        self.setHidden(is_line and self._is_nobody)
        self._actions.setDirection(QBoxLayout.Direction.LeftToRight if is_line else QBoxLayout.Direction.TopToBottom)
        self._inner.setContentsMargins(*((10, 0, 8, 0) if is_line else (16, 10, 12, 10)))

    def show_nobody(self) -> None:
        """Before the first person, and after an undo."""
        self.name.setText(_("还没有登记"))
        self.what.setText(_("登记成功后,上一位显示在这里"))
        self._show("", has_person=False)

    def show_person(self, name: str, said: str, what: str, tone: str, *, may_undo: bool = True) -> None:
        """Show who was last and what became of it; an update or a printed receipt has nothing to undo."""
        self.name.setText(shown(f"{name} {said}"))
        self.what.setText(what)
        self._show(tone, has_person=True, may_undo=may_undo)

    def sizeHint(self) -> QSize:
        """Ask for the name's room while it stands in a line."""
        hint = super().sizeHint()
        return hint.expandedTo(QSize(hint.width() + self.name.sizeHint().width(), 0)) if self._is_line else hint

    def _show(self, tone: str, *, has_person: bool, may_undo: bool = False) -> None:
        self._is_nobody = not has_person
        if self._is_line:
            self.setHidden(self._is_nobody)
        self.reprint.setVisible(has_person)
        self.undo.setVisible(may_undo)
        set_tone(self, tone)
        mark = {"success": "mark_success", "warning": "mark_warning"}.get(tone, "mark_neutral")
        colour = self._theme.look[tone or "ink_faint"]
        self.mark.setPixmap(pixmap(mark, colour, 28, self._theme.look["panel"]))


class WholeRows(QWidget):
    """Room for a list that never shows half a row at its end."""

    def __init__(self, view: QTableView) -> None:
        """Hold a list without header."""
        super().__init__()
        self._view = view
        view.setParent(self)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Give the list as many rows as there is room for."""
        row = max(self._view.verticalHeader().defaultSectionSize(), 1)
        self._view.setGeometry(0, 0, self.width(), self.height() // row * row)


class SidePanel(QWidget):
    """Chip, figures, list of whole rows. ``person_opened`` brings a record id."""

    person_opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        """Build the three parts."""
        super().__init__()
        self.last = LastPerson(theme)
        self._figures = {
            "accepted": Figure("figure_accepted", _("受理")),
            "approved": Figure("figure_approved", _("批准")),
            "transferred": Figure("figure_transferred", _("转会")),
            "missing_signature": Figure("figure_missing_signature", _("缺签字"), "warning"),
        }
        figures, inside = panel(margin=10)
        inside.addLayout(row(*self._figures.values()))
        self.recent: ValuesModel[RecentPerson] = ValuesModel(_recent_columns())
        view = table("recent", self.recent, theme, row_height=33)
        view.setAccessibleName(_("本场最近"))
        view.horizontalHeader().hide()
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.doubleClicked.connect(lambda index: self.person_opened.emit(self.recent.rows[index.row()].rec))
        listed, lines = panel(margin=12, spacing=6)
        lines.addLayout(row(label(_("本场最近"), "heading"), None, label(_("空表时 Ctrl+Z 撤销上一位"), "heading")))
        lines.addWidget(WholeRows(view), 1)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        fill(inner, self.last, figures)
        inner.addWidget(listed, 1)
        self._inner, self.figures_panel = inner, figures

    def take_last(self) -> None:
        """Let the last person stand here as a chip again."""
        self.last.show_as_line(is_line=False)
        self._inner.insertWidget(0, self.last)

    def show_figures(self, figures: DayFigures) -> None:
        """Show the four figures."""
        for name, figure in self._figures.items():
            figure.show_number(getattr(figures, name))

    def show_recent(self, people: Sequence[RecentPerson]) -> None:
        """Show who came last."""
        self.recent.set_rows(people)


def number_words(number: str | None) -> str:
    """Return a number in groups of four, or nothing."""
    return grouped(number) if number else ""


def _recent_columns() -> tuple[Column[RecentPerson], ...]:
    return (
        Column(title="", text=lambda one: clock_time(one.time), width=56),
        Column(title="", text=lambda one: f"{one.name} {hidden_tail(one.tail)}"),
        Column(
            title="",
            text=lambda one: short_status(one.status_code),
            tone=lambda one: status_tone(one.status_code),
            width=92,
            is_number=True,
        ),
    )
