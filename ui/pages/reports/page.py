"""报表: today's figures per group and union, the curve, and the workbook."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.quarters import through
from fieldapp.domain.views import Count, OperatorRole
from fieldapp.domain.work_signs import Remark, WorkSigns
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.charts import Bars, QuarterHourCurve
from ui.forms.parts import EmptyHint, Figure, Scrolled, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import reports
from ui.pages.page import Page
from ui.pages.records.page import RECORDS
from ui.session import Session

_FIGURES = {
    "applied": "申请",
    "accepted": "受理",
    "approved": "批准",
    "transferred": "转会",
    "voided": "作废",
    "pending": "待上报",
}

_MOST_SIGNS = 6
"""Operators shown without scrolling inside the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedRemark:
    """One figure of one operator that is worth a look."""

    operator: str
    remark: Remark


class ReportsPage(Page):
    """Numbers people look at, drawn."""

    name = "reports"
    topics = frozenset({Topic.APPLICATIONS, Topic.OUTCOMES, Topic.OUTBOX, Topic.CARDS, Topic.HANDOUTS})

    def __init__(self, session: Session) -> None:
        """Build figures, bars and curve."""
        super().__init__(session)
        self._figures = {name: Figure(f"report_{name}", _(words)) for name, words in _FIGURES.items()}
        self._groups, self._unions = Bars(session.theme, "bars_group"), Bars(session.theme, "bars_union")
        self._curve = QuarterHourCurve(session.theme)
        self.signs: ValuesModel[WorkSigns] = ValuesModel(_sign_columns())
        self._signs_view = table("work_signs", self.signs, session.theme)
        self.remarks: ValuesModel[NotedRemark] = ValuesModel(_remark_columns())
        self._remarks_view = table("work_remarks", self.remarks, session.theme)
        self._remarks_view.setAccessibleName(_("值得看一眼"))
        self._calm = label(_("没有值得多看一眼的数字"), "soft", name="work_calm")
        self.look = KeyButton("work_look", _("看这些记录"), "Ctrl+J")
        self.look.clicked.connect(self._on_look)
        self._remarks_view.activated.connect(lambda _index: self._on_look())
        self._empty = EmptyHint(_("还没有数字"), _("登记第一位之后,这里按群体、工会和时段画出来"))
        self.export_button = KeyButton("export_day", _("导出活动日报…"), "Ctrl+E", role="primary")
        self.export_button.clicked.connect(self._on_export)
        session.operator_changed.connect(self._read_again)
        self._lay_out()

    def _lay_out(self) -> None:
        counted, inside = panel(margin=14)
        inside.addLayout(row(*self._figures.values()))
        by_group, groups = panel(margin=18, spacing=8)
        fill(groups, label(_("按群体"), "heading"), self._groups, None)
        by_union, unions = panel(margin=18, spacing=8)
        fill(unions, label(_("按工会"), "heading"), self._unions, None)
        drawn, below = panel(margin=18, spacing=8)
        below.addWidget(label(_("每一刻钟的申请"), "heading"))
        below.addWidget(self._curve, 1)
        self._bars = (by_group, by_union)
        middle = QHBoxLayout()
        middle.setSpacing(11)
        middle.addWidget(by_group, 1)
        middle.addWidget(by_union, 1)
        sheet = QWidget()
        outer = QVBoxLayout(sheet)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(10)
        fill(outer, row(label(_("本场报表"), "title"), None, self.export_button), counted)
        outer.addWidget(self._empty, 1)
        outer.addLayout(middle)
        outer.addWidget(drawn, 1)
        self._drawn = drawn
        self._work, done = panel(margin=18, spacing=8)
        fill(done, label(_("记录是怎么来的(供负责人核对)"), "heading"))
        fill(done, label(_("只列数字,不作判断:名册签字表不计用时;停下超过一刻钟不算。"), "small", wraps=True))
        fill(done, self._signs_view)
        fill(done, row(label(_("值得看一眼"), "heading"), None, self.look), self._calm, self._remarks_view)
        outer.addWidget(self._work)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(sheet))

    def refresh(self) -> None:
        """Read all numbers."""
        event = self.session.current_event
        if event is None:
            return
        read = self.session.application.read
        figures = read.figures(event.id)
        for name, figure in self._figures.items():
            figure.show_number(getattr(figures, name))
        self._groups.show_counts(read.counts(event.id, "group"))
        self._unions.show_counts([_named(one) for one in read.counts(event.id, "union")])
        self._curve.show_quarters(through(read.quarter_hours(event.id), event.starts, event.ends), _now(self.session))
        self._show_signs(read.work_signs(event.id))
        self._empty.setVisible(not figures.applied)
        for one in (*self._bars, self._drawn):
            one.setVisible(bool(figures.applied))

    def _show_signs(self, signs: tuple[WorkSigns, ...]) -> None:
        """Show how each operator's records came about, to supervisors only."""
        is_boss = self.session.operator.role is OperatorRole.SUPERVISOR
        self._work.setVisible(is_boss and bool(signs))
        self.signs.set_rows(signs if is_boss else ())
        rows = min(len(signs), _MOST_SIGNS) + 1.3
        height = self._signs_view.verticalHeader().defaultSectionSize()
        self._signs_view.setFixedHeight(int(height * rows))
        found = [NotedRemark(operator=one.operator, remark=remark) for one in self.signs.rows for remark in one.remarks]
        self.remarks.set_rows(found)
        self._remarks_view.setVisible(bool(found))
        self._remarks_view.setFixedHeight(int(height * (min(len(found), _MOST_SIGNS) + 1.3)))
        self.look.setVisible(bool(found))
        self._calm.setVisible(not found)
        if found:
            self._remarks_view.selectRow(0)

    def _on_look(self) -> None:
        """Show the records behind the marked figure on 记录."""
        chosen = self.remarks.at(self._remarks_view.currentIndex())
        if chosen is not None:
            self.session.go_to("records", RECORDS + ",".join(chosen.remark.recs))

    def export_to(self, path: Path) -> None:
        """Write the day's workbook."""
        reports.save_day(self.session, path)

    def _on_export(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存日报"), _("活动日报.xlsx"), "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path))


def _named(one: Count) -> Count:
    return one if one.label else Count(key=one.key, label=_("周转池"), count=one.count)


def _now(session: Session) -> datetime:
    return session.application.clock.now()


def _sign_columns() -> tuple[Column[WorkSigns], ...]:
    return (
        Column(title=_("操作员"), text=lambda one: one.operator),
        Column(title=_("记录"), text=lambda one: f"{one.records:,}", width=64, is_number=True),
        Column(
            title=_("每人用时"),
            text=lambda one: "–" if one.seconds is None else _("{n} 秒").format(n=one.seconds),
            width=92,
            is_number=True,
        ),
        Column(title=_("10 分钟最多"), text=lambda one: f"{one.burst:,}", width=110, is_number=True),
        Column(title=_("不到 15 秒"), text=lambda one: f"{one.quick:,}", width=104, is_number=True),
        Column(title=_("同一手机号"), text=lambda one: f"{one.shared_phones:,}", width=104, is_number=True),
        Column(title=_("缺签字"), text=lambda one: f"{one.unsigned:,}", width=76, is_number=True),
        Column(title=_("证件口报"), text=lambda one: f"{one.stated:,}", width=92, is_number=True),
        Column(title=_("夜里"), text=lambda one: f"{one.odd_hours:,}", width=60, is_number=True),
        Column(
            title=_("撤销作废"),
            text=lambda one: f"{one.taken_back:,} · {one.share_taken_back:.0%}",
            width=104,
            is_number=True,
        ),
    )


def _remark_columns() -> tuple[Column[NotedRemark], ...]:
    return (
        Column(title=_("操作员"), text=lambda one: one.operator, width=140),
        Column(title=_("值得看一眼"), text=lambda one: _(one.remark.words)),
        Column(title="", text=lambda _one: _("看记录"), tone=lambda _one: "action", width=84),
    )
