"""设置: who works here, passphrase, look, printing, this laptop."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import Scrolled, column, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import settings
from ui.pages.page import Page
from ui.pages.settings.audit import AuditPanel
from ui.pages.settings.devices import DevicesPanel
from ui.pages.settings.keys import KeysPanel
from ui.pages.settings.privacy import PrivacyPanel
from ui.pages.settings.training import TrainingPanel
from ui.session import Session
from ui.shell.idle import CHOICES, SETTING, USUAL_MINUTES
from ui.tokens import SCALES, ThemeName, tokens

_PEOPLE_SEEN, _PEOPLE_MOST = 3, 8
_POLICIES = {"once": "每人打印一次", "always": "每次都打印", "never": "不自动打印"}
_FORM_POLICIES = {"never": "不自动打印", "once": "每人打印一次", "always": "每次都打印"}
_ROLE_WORDS = {OperatorRole.OPERATOR: "登记员", OperatorRole.SUPERVISOR: "负责人"}
_HELPER = "helper"
_IDLE_WORDS = {0: "不自动锁定"}


class SettingsPage(Page):
    """Four panels, each for one thing."""

    name = "settings"
    topics = frozenset({Topic.SETTINGS})

    def __init__(self, session: Session) -> None:
        """Build the panels."""
        super().__init__(session)
        self.people: ValuesModel[Operator] = ValuesModel(_people_columns())
        self.people_view = table("operators", self.people, session.theme)
        self.pin = Field(_("PIN"), _secret("switch_pin"), compact=True)
        self.new_name = Field(_("姓名"), Line("operator_name", input_method=True), compact=True)
        self.new_pin = Field(_("PIN(至少 4 位)"), _secret("operator_pin"), compact=True)
        roles = [(role, _(words)) for role, words in _ROLE_WORDS.items()]
        self.new_role = Choice("operator_role", [*roles, (_HELPER, _("临时帮手(收摊就走)"))])
        self.reset_pin = KeyButton("pin_reset", _("给这位设成新 PIN"))
        self.idle = Choice("idle_minutes", [(n, _(_IDLE_WORDS.get(n, "{n} 分钟")).format(n=n)) for n in CHOICES])
        self.add = KeyButton("operator_add", _("添加"))
        self.switch = KeyButton("operator_switch", _("换这位工作"), role="primary")
        self.keys, self.audit = KeysPanel(session), AuditPanel(session)
        self.themes = {name: self._theme_button(name) for name in ThemeName}
        self.scale = Choice("font_scale", [(one, f"{one}%") for one in SCALES])
        self.printer = Choice("default_printer")
        self.policy = Choice("print_policy", ((one, _(words)) for one, words in _POLICIES.items()))
        self.form_policy = Choice("form_policy", ((one, _(words)) for one, words in _FORM_POLICIES.items()))
        self._device = label("", "soft", name="device_facts", wraps=True)
        self.devices = DevicesPanel(session)
        self._lay_out()
        self._hold_people()
        self._connect()
        session.operator_changed.connect(self._read_again)

    def _theme_button(self, name: ThemeName) -> QPushButton:
        made = button(f"theme_{name}", tokens(name).title, "pill")
        made.setCheckable(True)
        made.clicked.connect(lambda: self._on_theme(name))
        return made

    def _lay_out(self) -> None:
        people, lines = panel(margin=18, spacing=8)
        lines.addWidget(label(_("在这里工作的人"), "title"))
        lines.addWidget(self.people_view, 1)
        switching = row(spacing=10)
        switching.addWidget(self.pin, 1)
        switching.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignBottom)
        lines.addLayout(switching)
        adding = row(spacing=10)
        adding.addWidget(self.new_name, 3)
        adding.addWidget(self.new_pin, 2)
        adding.addLayout(column(labelled(_("身份"), self.new_role), spacing=0), 2)
        fill(lines, row(None, self.reset_pin), label(_("添加一位"), "heading"), adding, row(None, self.add))
        look, shown = panel(margin=18, spacing=8)
        fill(
            shown,
            label(_("外观"), "title"),
            row(*self.themes.values(), None),
            labelled(_("字号(Ctrl + / Ctrl −)"), self.scale),
        )
        paper, printed = panel(margin=18, spacing=8)
        fill(
            printed,
            label(_("打印"), "title"),
            row(
                labelled(_("F10 之后,卡或凭证"), self.policy),
                labelled(_("F10 之后,登记表"), self.form_policy),
                spacing=10,
            ),
            labelled(_("打印机"), self.printer),
        )
        secret, asked = panel(margin=18, spacing=6)
        fill(asked, label(_("锁定"), "title"), labelled(_("没人动多久就锁定(F12 马上锁)"), self.idle))
        device, told = panel(margin=18, spacing=6)
        fill(told, label(_("这台电脑"), "title"), self._device, None)
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setSpacing(10)
        right = QVBoxLayout()
        right.setSpacing(10)
        training, others = TrainingPanel(self.session), (look, self.devices, paper, secret, PrivacyPanel(self.session))
        fill(right, *((training, *others) if self.session.is_training else (*others, training)), None)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(people)
        left.addWidget(self.keys)
        left.addWidget(self.audit)
        left.addWidget(device)
        left.addStretch(1)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scrolled(sheet))

    def _connect(self) -> None:
        self.switch.clicked.connect(self._on_switch)
        self.pin.line.entered.connect(self._on_switch)
        self.reset_pin.clicked.connect(self._on_reset_pin)
        self.idle.activated.connect(
            lambda _place: settings.change_setting(self.session, SETTING, self.idle.value(), lambda _result: None)
        )
        self.add.clicked.connect(self._on_add)
        self.new_pin.line.entered.connect(self._on_add)
        self.scale.activated.connect(lambda _place: self._on_scale())
        self.printer.activated.connect(lambda _place: self.session.prints.choose_printer(self.printer.value()))
        self.policy.activated.connect(lambda _place: settings.set_print_policy(self.session, self.policy.value()))
        self.form_policy.activated.connect(
            lambda _place: settings.set_form_policy(self.session, self.form_policy.value())
        )

    def show_look(self) -> None:
        """Take the theme as it is now; the list always shows a few people."""
        super().show_look()
        self.keys.show_look()
        self._hold_people()

    def _hold_people(self) -> None:
        row_height = self.people_view.verticalHeader().defaultSectionSize()
        self.people_view.setMinimumHeight(row_height * (_PEOPLE_SEEN + 1))
        self.people_view.setMaximumHeight(row_height * (_PEOPLE_MOST + 1))

    def refresh(self) -> None:
        """Read people and settings."""
        read = self.session.application.read
        self.devices.refresh()
        self.keys.refresh()
        self.audit.refresh()
        self.people.set_rows(read.operators())
        self.people_view.selectRow(0)
        for name, one in self.themes.items():
            one.setChecked(name is self.session.theme.name)
        self.scale.choose(self.session.theme.scale)
        kept = read.settings()
        self.printer.offer([("", _("只进打印队列,稍后打印")), *((name, name) for name in self.session.prints.printers)])
        self.printer.choose(self.session.prints.printer)
        self.idle.choose(int(kept.get(SETTING, USUAL_MINUTES)))
        self.policy.choose(str(kept.get("print_policy") or "once"))
        self.form_policy.choose(str(kept.get("form_policy") or "never"))
        app = self.session.application
        device = str(kept.get("device_name") or "")
        self._device.setText(
            _("{name}\n设备编号 {kid}\n数据在 {folder}").format(name=device, kid=app.signer.kid, folder=app.paths.data)
        )

    def _on_switch(self) -> None:
        place = self.people_view.currentIndex().row()
        if 0 <= place < len(self.people.rows):
            who = self.people.rows[place]
            settings.switch_operator(
                self.session, who, self.pin.value(), lambda _r: self.pin.set_value(""), self._on_wrong_pin
            )

    def _on_wrong_pin(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self.pin.say(f"{said.title} · {said.reason}", "error")

    def _on_reset_pin(self) -> None:
        place = self.people_view.currentIndex().row()
        if 0 <= place < len(self.people.rows):
            who, pin = self.people.rows[place], self.pin.value()
            settings.set_pin(self.session, who, pin, lambda _r: self._on_pin_set(who), self._on_wrong_pin)

    def _on_pin_set(self, who: Operator) -> None:
        self.pin.set_value("")
        self.pin.say("")
        self.session.say(message("pin_was_set", {"name": who.name}), "success")

    def _on_add(self) -> None:
        name, role, pin = self.new_name.value(), self.new_role.value(), self.new_pin.value()
        if role == _HELPER and self.session.current_event is None:
            self._on_not_added(Refusal(code="choose_event_first"))
        elif role == _HELPER:
            settings.add_helper(self.session, name, pin, done=self._on_added, refused=self._on_not_added)
        else:
            settings.add_operator(self.session, name, role, pin, done=self._on_added, refused=self._on_not_added)

    def _on_added(self, _result: object) -> None:
        self.new_name.set_value("")
        self.new_pin.set_value("")
        self.new_name.say("")
        self.refresh()

    def _on_not_added(self, refusal: Refusal) -> None:
        said = message(refusal.code, refusal.details)
        self.new_name.say(f"{said.title} · {said.remedy}", "error")

    def _on_theme(self, name: ThemeName) -> None:
        self.session.theme.name = name
        self.session.look_changed.emit()
        self.refresh()

    def _on_scale(self) -> None:
        self.session.theme.scale = self.scale.value()
        self.session.look_changed.emit()


def _secret(name: str) -> Line:
    line = Line(name)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


def _people_columns() -> tuple[Column[Operator], ...]:
    return (
        Column(title=_("姓名"), text=lambda one: one.name),
        Column(title=_("身份"), text=lambda one: _("临时帮手") if one.event else _(_ROLE_WORDS[one.role]), width=90),
        Column(title=_("PIN"), text=lambda one: _("已设") if one.has_pin else _("未设"), width=80),
    )
