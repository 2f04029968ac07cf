"""The section 人员: who works here, who sits down, a new PIN, who left for good, and somebody new."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import column, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import settings
from ui.session import Session

_SEEN = 4
_HELPER = "helper"
_ROLE_WORDS = {OperatorRole.OPERATOR: "登记员", OperatorRole.SUPERVISOR: "负责人"}


class PeoplePanel(QWidget):
    """The list at the left with what is done to the marked one, at the right somebody new."""

    def __init__(self, session: Session) -> None:
        """Stand empty until ``refresh``."""
        super().__init__()
        self._session = session
        self._sure_of: Operator | None = None
        self.model: ValuesModel[Operator] = ValuesModel(_columns())
        self.view = table("operators", self.model, session.theme)
        self.pin = Field(_("PIN"), secret_line("switch_pin"), compact=True)
        self.switch = KeyButton("operator_switch", _("换这位工作"), role="primary", shown="Enter")
        self.reset_pin = KeyButton("pin_reset", _("给这位设成新 PIN"))
        self.retire = KeyButton("operator_retire", _("停用这位"))
        self.new_name = Field(_("姓名"), Line("operator_name", input_method=True), compact=True)
        self.new_pin = Field(_("PIN(至少 4 位)"), secret_line("operator_pin"), compact=True)
        roles = [(role, _(words)) for role, words in _ROLE_WORDS.items()]
        self.new_role = Choice("operator_role", [*roles, (_HELPER, _("临时帮手(收摊就走)"))])
        self.add = KeyButton("operator_add", _("添加"), role="primary", shown="Enter")
        self._lay_out()
        self._connect()
        self.show_look()

    def _lay_out(self) -> None:
        people, lines = panel(margin=18, spacing=10)
        switching = row(spacing=10)
        switching.addWidget(self.pin, 1)
        switching.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignBottom)
        lines.addWidget(label(_("在这里工作的人"), "title"))
        lines.addWidget(self.view, 1)
        fill(lines, switching, row(self.retire, None, self.reset_pin))
        new, inside = panel(margin=18, spacing=10)
        words = label(_("帮手只登记,不能导出,也看不到整号码;收摊就走。"), "small", wraps=True)
        fill(inside, label(_("添加一位"), "title"), self.new_name, self.new_pin)
        fill(inside, labelled(_("身份"), self.new_role), words, row(None, self.add))
        body = row(spacing=11)
        body.addWidget(people, 1)
        body.addLayout(column(new, None, spacing=0), 1)
        self.setLayout(body)

    def _connect(self) -> None:
        self.switch.clicked.connect(self._on_switch)
        self.pin.line.entered.connect(self._on_switch)
        self.reset_pin.clicked.connect(self._on_reset_pin)
        self.retire.clicked.connect(self._on_retire)
        self.view.selectionModel().currentRowChanged.connect(lambda *_rows: self._doubt())
        self.new_name.line.entered.connect(self.new_pin.line.setFocus)
        self.new_pin.line.entered.connect(self._on_add)
        self.add.clicked.connect(self._on_add)

    def show_look(self) -> None:
        """Take the theme as it is now; the list always shows a few people."""
        self.view.setMinimumHeight(self.view.verticalHeader().defaultSectionSize() * (_SEEN + 1))

    def refresh(self) -> None:
        """Read who works here."""
        chosen = self._chosen()
        self.model.set_rows(self._session.application.read.operators())
        ids = [one.id for one in self.model.rows]
        self.view.selectRow(ids.index(chosen.id) if chosen is not None and chosen.id in ids else 0)
        self._doubt()

    def _chosen(self) -> Operator | None:
        return self.model.at(self.view.currentIndex())

    def _on_switch(self) -> None:
        who = self._chosen()
        if who is not None:
            settings.switch_operator(
                self._session, who, self.pin.value(), lambda _r: self.pin.set_value(""), self._on_refused
            )

    def _on_refused(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self.pin.say(f"{said.title} · {said.reason}", "error")

    def _on_reset_pin(self) -> None:
        who = self._chosen()
        if who is not None:
            settings.set_pin(self._session, who, self.pin.value(), lambda _r: self._on_pin_set(who), self._on_refused)

    def _on_pin_set(self, who: Operator) -> None:
        self.pin.set_value("")
        self.pin.say("")
        self._session.say(message("pin_was_set", {"name": who.name}), "success")

    def _on_retire(self) -> None:
        """Nobody comes back from this, so it is asked twice."""
        who = self._chosen()
        if who is None:
            return
        if who != self._sure_of:
            self._sure_of = who
            self.retire.say(_("再按一次,停用{name}").format(name=who.name), _("再按一次"))
            return
        self._doubt()
        settings.retire(self._session, who, lambda _r: self._on_retired(who), self._on_refused)

    def _doubt(self) -> None:
        self._sure_of = None
        self.retire.say(_("停用这位"))

    def _on_retired(self, who: Operator) -> None:
        self.pin.say("")
        self._session.say(message("operator_was_retired", {"name": who.name}), "success")

    def _on_add(self) -> None:
        name, role, pin = self.new_name.value(), self.new_role.value(), self.new_pin.value()
        if role == _HELPER and self._session.current_event is None:
            self._on_not_added(Refusal(code="choose_event_first"))
        elif role == _HELPER:
            settings.add_helper(self._session, name, pin, done=self._on_added, refused=self._on_not_added)
        else:
            settings.add_operator(self._session, name, role, pin, done=self._on_added, refused=self._on_not_added)

    def _on_added(self, _result: object) -> None:
        self.new_name.set_value("")
        self.new_pin.set_value("")
        self.new_name.say("")
        self.refresh()

    def _on_not_added(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self.new_name.say(f"{said.title} · {said.remedy}", "error")


def secret_line(name: str) -> Line:
    """Return a line that shows dots."""
    line = Line(name)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def _columns() -> tuple[Column[Operator], ...]:
    return (
        Column(title=_("姓名"), text=lambda one: one.name),
        Column(title=_("身份"), text=lambda one: _("临时帮手") if one.event else _(_ROLE_WORDS[one.role]), width=90),
        Column(title=_("PIN"), text=lambda one: _("已设") if one.has_pin else _("未设"), width=80),
    )
