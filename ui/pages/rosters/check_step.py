"""Step 3: every row judged before anything is written."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QFrame, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from fieldapp.domain.roster_faults import faults_of, words_of
from fieldapp.domain.rosters import RosterTable
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.lines import DOCUMENT_GROUPS, PHONE_GROUPS, grouped
from ui.forms.parts import column, fill, label, panel, row
from ui.jobs import Progress
from ui.models.values import Column, ValuesModel, table
from ui.operations import roster_imports, rosters
from ui.operations.roster_imports import CheckedRow, RosterFile
from ui.pages.rosters.words_step import askable
from ui.session import Session
from ui.wording import hidden_tail, label_of

_KINDS = {"good": "可办", "ask": "请确认", "known": "已是会员 · 转会", "fix": "待修正"}
_TONES = {"good": "ink", "ask": "warning", "known": "action", "fix": "error"}
_SHORT = {"good": "✓ 可办", "ask": "▲ 请确认", "known": "⇄ 转会", "fix": "✕ 待修正"}
_ROW_TONES = {"good": "", "ask": "warning", "known": "action", "fix": "error"}
_WORD_TONES = {"good": "success", "ask": "warning", "known": "action", "fix": "error"}


class CheckStep(QWidget):
    """Counts, filters, the table, and what can be done about errors."""

    agreed = Signal()
    backed = Signal()
    words_asked = Signal()

    def __init__(self, session: Session) -> None:
        """Wait for a table."""
        super().__init__()
        self._session = session
        self.file = RosterFile(path=Path(), digest="", table=RosterTable(sheet="", rows=()))
        self.rows: Sequence[CheckedRow] = ()
        self._progress = Progress()
        self._started = 0.0
        self._numbers = {kind: label("0", "figure", _TONES[kind], name=f"count_{kind}") for kind in _KINDS}
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar_words = label("", "small", name="check_progress")
        self._stop = KeyButton("check_stop", _("停止"), "Esc")
        self.model: ValuesModel[CheckedRow] = ValuesModel(_columns(), lambda one: _ROW_TONES[one.kind])
        self.view = table("roster_check", self.model, session.theme)
        self.view.give_way(5, 4, least=200)  # the reason is what has to be read
        self._filters = QButtonGroup(self)
        self._filter_buttons = {kind: self._filter(kind) for kind in ("all", "fix", "ask", "known")}
        self.together = KeyButton("fix_together", _("同类错误一起改"), "Ctrl+G")
        self.save_errors = KeyButton("save_errors", _("导出错误表"), "Ctrl+E")
        self.onward = KeyButton("check_next", "", "F10", "Ctrl+Return", role="primary")
        self._back = button("check_back", _("上一步"))
        self._lay_out()
        self._connect()

    def _filter(self, kind: str) -> QPushButton:
        made = button(f"filter_{kind}", "", "pill")
        made.setCheckable(True)
        made.setChecked(kind == "all")
        made.setProperty("kind", kind)
        self._filters.addButton(made)
        return made

    def _lay_out(self) -> None:
        cards = row(spacing=10)
        for kind, said in _KINDS.items():
            cards.addWidget(self._card(self._numbers[kind], label(_(said), "", _TONES[kind])), 10)
        moving, inside = panel(margin=14)
        inside.addLayout(row(_filled(column(self._bar, self._bar_words, spacing=6)), self._stop, spacing=10))
        cards.addWidget(moving, 15)
        listed, lines = panel(margin=0, spacing=0)
        bar = row(*self._filter_buttons.values(), None, self.together, self.save_errors)
        bar.setContentsMargins(12, 9, 12, 9)
        lines.addLayout(bar)
        lines.addWidget(self.view, 1)
        words = label(_("名册入库后为“待本人确认”,本人到场或在签名表上签字后才成为入会申请。"), "soft", wraps=True)
        self.onward.setMinimumWidth(300)
        foot = row(spacing=10)
        foot.addWidget(words, 1)
        fill(foot, self._back, self.onward)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(cards)
        outer.addWidget(listed, 1)
        outer.addLayout(foot)

    @staticmethod
    def _card(number: QLabel, words: QLabel) -> QFrame:
        card, inside = panel(margin=14)
        inside.addLayout(row(number, words, None, spacing=10))
        return card

    def _connect(self) -> None:
        self._filters.buttonClicked.connect(lambda _one: self._show_rows())
        self._stop.clicked.connect(self._on_stop)
        self.together.clicked.connect(self.words_asked)
        self.save_errors.clicked.connect(self._on_save)
        self.onward.clicked.connect(self._on_onward)
        self._back.clicked.connect(self._on_back)

    def check(self, file: RosterFile) -> None:
        """Check a file; the rows come back together, the progress before them."""
        self.file = file
        self.rows = ()
        self._show_counts()
        self._progress = Progress()
        self._progress.moved.connect(self._on_moved)
        self._started = self._session.application.clock.monotonic()
        self._stop.setEnabled(True)
        self.onward.setEnabled(False)
        self._bar.setRange(0, max(1, len(file.table.rows)))
        self._bar_words.setText(_("正在核对…"))
        roster_imports.check(self._session, file, self._progress, self._on_checked)

    def save_error_workbook(self, path: Path) -> None:
        """Write the error workbook."""
        rejected = [one.row for one in self.rows if one.row.codes]
        rosters.write_errors(self._session, self.file, path, rejected)

    def _on_moved(self, done: int, total: int) -> None:
        passed = max(0.001, self._session.application.clock.monotonic() - self._started)
        speed = done / passed
        self._bar.setValue(done)
        words = _("已核对 {done:,} / {total:,} 行 · {speed:,.0f} 行/秒 · 还需 {left:.0f} 秒")
        self._bar_words.setText(words.format(done=done, total=total, speed=speed, left=(total - done) / speed))

    def _on_checked(self, rows: list[CheckedRow]) -> None:
        self.rows = rows
        self._bar.setRange(0, 1)
        self._bar.setValue(1)
        passed = max(0.001, self._session.application.clock.monotonic() - self._started)
        words = _("已停止,只核对了 {n:,} 人") if self._progress.is_stopped else _("已核对 {n:,} 人 · 用时 {s:.1f} 秒")
        self._bar_words.setText(words.format(n=len(rows), s=passed))
        self._stop.setEnabled(False)
        self._show_counts()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_counts(self) -> None:
        counts = {kind: sum(one.kind == kind for one in self.rows) for kind in _KINDS}
        for kind, number in self._numbers.items():
            number.setText(f"{counts[kind]:,}")
        words = {"all": _("全部"), "fix": _("待修正"), "ask": _("请确认"), "known": _("转会")}
        for kind, one in self._filter_buttons.items():
            one.setText(f"{words[kind]} {len(self.rows) if kind == 'all' else counts[kind]}")
        fixes = [(one.row.codes, words_of(one.row)) for one in self.rows if one.kind == "fix"]
        shared = sum(one.count for one in askable(faults_of(fixes)))
        self.together.setVisible(bool(shared))
        self.together.say(_("同类错误一起改 · {n} 行").format(n=shared))
        self.save_errors.setEnabled(bool(counts["fix"]))
        good = len(self.rows) - counts["fix"]
        told = _("导入 {good} 行,{fix} 行留待修正") if counts["fix"] else _("导入 {good} 行")
        self.onward.say(_("重新核对") if self._progress.is_stopped else told.format(good=good, fix=counts["fix"]))
        self.onward.setEnabled(good > 0 or self._progress.is_stopped)
        self._show_rows()

    def _show_rows(self) -> None:
        kind = self._filters.checkedButton().property("kind")
        self.model.set_rows([one for one in self.rows if kind in ("all", one.kind)])

    def _on_stop(self) -> None:
        self._progress.stop()

    def _on_back(self) -> None:
        self._progress.stop()
        self.backed.emit()

    def _on_onward(self) -> None:
        """A check that was stopped leads nowhere but to a new one: half a file is no roster."""
        if self._progress.is_stopped:
            self.check(self.file)
        else:
            self.agreed.emit()

    def _on_save(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存错误表"), _("待修正名册.xlsx"), "Excel (*.xlsx)")
        if path:
            self.save_error_workbook(Path(path))


def _filled(layout: QVBoxLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    return holder


def _reason(one: CheckedRow) -> str:
    problems = one.row.problems()
    unknown = next((problem for problem in problems if problem.code == "group_unknown"), None)
    said = [message(problem.code, problem.details) for problem in problems if problem is not unknown]
    if unknown is not None:
        # what stands there and what may: the one error whose cure is a list, so the others keep to their titles
        legal = _("“{written}”不是群体 → {reason}") if one.row.written_group else _("没写群体 → {reason}")
        told = legal.format(written=one.row.written_group, reason=message(unknown.code, unknown.details).reason)
        return " · ".join((*(each.title for each in said), told))
    words = " · ".join(f"{each.title} → {each.remedy}" if each.remedy else each.title for each in said)
    return words or (_("已是会员 → 将按转会办理") if one.known else "")


def _number(one: CheckedRow, field: str, groups: tuple[int, ...]) -> str:
    """Return the end of a number, as lists show it.

    Whole only where this number is what has to be mended: held against the company's paper digit by digit, it shows
    which one is wrong; its last four alone would not.
    """
    number = str(getattr(one.row, field))
    is_at_fault = one.row.is_rejected and any(problem.field == field for problem in one.row.problems())
    return grouped(number, groups) if is_at_fault else hidden_tail(number[-4:])


def _columns() -> tuple[Column[CheckedRow], ...]:
    return (
        Column(title=_("行"), text=lambda one: str(one.row.row), width=52),
        Column(
            title=_("判定"), text=lambda one: _(_SHORT[one.kind]), tone=lambda one: _WORD_TONES[one.kind], width=100
        ),
        Column(title=_("姓名"), text=lambda one: one.row.name or _("空"), width=232),
        Column(title=_("证件号码"), text=lambda one: _number(one, "document_no", DOCUMENT_GROUPS), width=212),
        Column(title=_("手机号码"), text=lambda one: _number(one, "phone", PHONE_GROUPS), width=142),
        Column(title=_("群体"), text=lambda one: label_of("groups", one.row.group), width=104),
        Column(title=_("原因与改法"), text=_reason, tone=lambda _one: "ink_soft"),
    )
