"""The first run: passphrase, this laptop and its supervisor, unions, and the recovery code to keep."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.domain.organisations import Organisation
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.paths import Paths
from ui.forms.buttons import KeyButton, on_keys
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label, row
from ui.jobs import Jobs
from ui.operations import start
from ui.operations.organisation_files import read_organisations, sample_organisations
from ui.pages.start.code_card import CodeCard
from ui.pages.start.frame import StartFrame
from ui.theme import Theme

if TYPE_CHECKING:
    from fieldapp.app import Application, Created

_LEAST_PASSPHRASE = 8
_STEPS = 3
_SECRET_STEP, _DESK_STEP, _CODE_STEP = range(_STEPS)


class FirstRunPage(StartFrame):
    """Three short steps. ``finished`` brings the open application."""

    finished = Signal(object)

    def __init__(self, jobs: Jobs, paths: Paths, theme: Theme, cost: object = None) -> None:
        """Ask for the passphrase first; ``cost`` of key stretching is only for tests."""
        super().__init__(theme, _("第一次使用"))
        self._jobs, self._paths, self._cost = jobs, paths, cost
        self._created: Created | None = None
        self._organisations: tuple[Organisation, ...] = ()
        self._reading: Path | None = None
        self._held = ""
        self._steps = QStackedWidget()
        self.body.addWidget(self._steps)
        self._passphrase = _secret("passphrase")
        self._again = _secret("passphrase_again")
        self._device = Line("device_name", input_method=True)
        self._supervisor = Line("supervisor", input_method=True)
        self.code = CodeCard(jobs)
        self._build_secret_step()
        self._build_desk_step()
        self._build_code_step()
        self._use_sample()
        on_keys(self, self.go_back, "Esc")

    def _build_secret_step(self) -> None:
        self._secret_fields = (Field(_("本机口令(至少 8 个字符)"), self._passphrase), Field(_("再输一遍"), self._again))
        hint = label(_("口令用来打开本机的加密数据。别人不知道口令,拿走电脑也看不到一条记录。"), "soft", wraps=True)
        onward = KeyButton("secret_next", _("下一步"), role="primary", shown="Enter")
        onward.clicked.connect(self._on_secret)
        self._passphrase.entered.connect(self._on_first_entered)
        self._secret_fields[0].left.connect(lambda _code: self._check_length())
        self._again.entered.connect(self._on_secret)
        self._add_step(hint, *self._secret_fields, keys=(onward,))

    def _build_desk_step(self) -> None:
        self._desk_fields = (
            Field(_("这台电脑叫什么(例如:东胜东出口 1 号)"), self._device, compact=True),
            Field(_("负责人姓名"), self._supervisor, compact=True),
        )
        self._unions = label("", "soft", name="unions_chosen", wraps=True)
        choose = KeyButton("choose_unions", _("换成本县的组织文件…"), "Ctrl+O")
        choose.clicked.connect(self._on_choose)
        self._back = KeyButton("desk_back", _("上一步"), shown="Esc")
        self._back.clicked.connect(self.go_back)
        onward = KeyButton("desk_next", _("建立本机数据"), role="primary", shown="Enter")
        onward.clicked.connect(self._on_desk)
        self._device.entered.connect(self._supervisor.setFocus)
        self._supervisor.entered.connect(self._on_desk)
        whose = QWidget()
        whose.setLayout(row(label(_("工会组织"), "label"), None, choose))
        self._add_step(*self._desk_fields, whose, self._unions, keys=(self._back, onward))

    def _build_code_step(self) -> None:
        onward = KeyButton("code_next", _("开始工作"), role="primary", shown="Enter")
        onward.clicked.connect(self.code.confirm)
        self.code.confirmed.connect(self._on_confirmed)
        self.code.said.connect(self.foot.setText)
        self._add_step(self.code, keys=(onward,))

    def _add_step(self, *parts: QWidget, keys: tuple[QWidget, ...]) -> None:
        step = QWidget()
        inner = QVBoxLayout(step)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        place = label(_("第 {n} 步,共 {all} 步").format(n=self._steps.count() + 1, all=_STEPS), "small", name="step")
        fill(inner, place, *parts, None, row(None, *keys))
        self._steps.addWidget(step)

    def take_open_store(self) -> "Application | None":
        """Return the store that was made but not handed on yet, for whoever closes the window now."""
        return self._created.application if self._created is not None else None

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        self._passphrase.setFocus()

    def _check_length(self) -> bool:
        """Whether the passphrase is long enough; said as soon as it is left, not after it was typed twice."""
        is_enough = len(self._passphrase.text()) >= _LEAST_PASSPHRASE
        self._secret_fields[0].say("" if is_enough else _("至少 8 个字符"), "" if is_enough else "error")
        return is_enough

    def _on_first_entered(self) -> None:
        if self._check_length():
            self._again.setFocus()
        else:
            self._passphrase.selectAll()

    def _on_secret(self) -> None:
        second = self._secret_fields[1]
        second.say("")
        if not self._check_length():
            self._passphrase.setFocus()
        elif self._passphrase.text() != self._again.text():
            second.say(_("两次输入不一样"), "error")
            self._again.setFocus()
        else:
            self._steps.setCurrentIndex(_DESK_STEP)
            self._device.setFocus()

    def go_back(self) -> None:
        """Esc: read the chosen file no longer, else go back to the passphrase; from the recovery code nowhere."""
        if self._reading is not None:
            self._settle_on(self._held)
        elif self._steps.currentIndex() == _DESK_STEP and self._back.isEnabled():
            self._steps.setCurrentIndex(_SECRET_STEP)
            self._passphrase.setFocus()

    def _on_desk(self) -> None:
        for field in self._desk_fields:
            field.say("" if field.value() else _("请填写"), "" if field.value() else "error")
        missing = next((field for field in self._desk_fields if not field.value()), None)
        if missing is not None:
            missing.line.setFocus()
            return
        self.set_busy(_("正在建立加密数据…"))
        new = start.NewStore(
            passphrase=self._passphrase.text(),
            device_name=self._device.value(),
            supervisor=self._supervisor.value(),
            organisations=self._organisations,
        )
        start.create(self._jobs, self._paths, new, self._on_created, cost=self._cost)

    def _on_created(self, created: "Created | Refusal") -> None:
        self.set_busy("")
        if isinstance(created, Refusal):
            said = message(created.code, created.details)
            self.foot.setText(f"{said.title}:{said.reason}{said.remedy}")
            return
        self._created = created
        self._steps.setCurrentIndex(_CODE_STEP)
        day = created.application.clock.now().astimezone().date()
        self.code.show_code(created.recovery_code, self._device.value(), day)
        self.fit()
        self.code.focus_field()

    def _on_confirmed(self) -> None:
        if self._created is None:
            return
        self._passphrase.clear()
        self._again.clear()
        self.code.forget()
        application, self._created = self._created.application, None
        self.finished.emit(application)

    def _use_sample(self) -> None:
        found = sample_organisations()
        if not isinstance(found, Refusal):
            self._organisations = found
            self._settle_on(_("随程序附带的示例组织 {n} 个;接入中心后以中心下发为准。").format(n=len(found)))

    def _on_choose(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("选择组织文件"), "", "CSV, Excel (*.csv *.xlsx)")
        if path:
            self.use_organisations(Path(path))

    def use_organisations(self, path: Path) -> None:
        """Take the unions of a file; say why when it cannot be read."""
        self._reading = path
        self._unions.setText(_("正在读取 {name} …").format(name=path.name))
        self._back.say(_("停止读取"))
        self._jobs.in_background(lambda: read_organisations(path), partial(self._on_organisations, path))

    def _on_organisations(self, path: Path, found: tuple[Organisation, ...] | Refusal) -> None:
        if path is not self._reading:
            return  # nobody waits for it any more
        if isinstance(found, Refusal):
            said = message(found.code, found.details)
            told = f"{said.title}:{said.reason}{said.remedy}"
            self._settle_on(self._held)
            self._unions.setText(_("{told}仍用:{held}").format(told=told, held=self._held))
            return
        self._organisations = found
        self._settle_on(_("已读取 {n} 个组织").format(n=len(found)))

    def _settle_on(self, held: str) -> None:
        """Say which organisations are held, with no file being read."""
        self._reading, self._held = None, held
        self._unions.setText(held)
        self._back.say(_("上一步"))


def _secret(name: str) -> Line:
    line = Line(name)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
