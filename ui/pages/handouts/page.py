"""发放: scan a card or type four digits, choose the person, hand out once; the table's stock beside it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from fieldapp.domain.changes import Topic
from fieldapp.domain.handouts import Stock
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import ScanKind, route_scan
from fieldapp.domain.views import HandoutView, SearchHit
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import EmptyHint, fill, panel, row
from ui.models.values import ValuesModel, table
from ui.operations import handouts
from ui.operations.handouts import CardHolder, Giving
from ui.pages.enroll.band import Answer, Band
from ui.pages.handouts.columns import hit_columns, ledger_columns
from ui.pages.handouts.stock import StockPanel
from ui.pages.page import Page
from ui.session import Session
from ui.wording import hidden_tail, label_of

_MOST = 30
_VOID = "void"
_LEDGER, _STOCK = range(2)
_OVERRIDDEN = ("already_handed_out", "namesake_has_it")
"""What a supervisor's reason sets aside."""


class HandoutsPage(Page):
    """Who gets what, once."""

    name = "handouts"
    topics = frozenset({Topic.HANDOUTS, Topic.APPLICATIONS})
    scans = frozenset({ScanKind.CARD, ScanKind.RECEIPT, ScanKind.NUMBER, ScanKind.DOCUMENT})

    def __init__(self, session: Session) -> None:
        """Build search, answer, ledger and stock."""
        super().__init__(session)
        self.band = Band(session.theme)
        self.search = Line("handout_search")
        self.search.setProperty("letters", "large")
        self.search.setPlaceholderText(_("扫会员卡,或输证件后四位、号码"))
        self.item = Choice("handout_item")
        self.hits: ValuesModel[SearchHit] = ValuesModel(hit_columns())
        self.hits_view = table("handout_hits", self.hits, session.theme)
        self.ledger: ValuesModel[HandoutView] = ValuesModel(ledger_columns())
        self.ledger_view = table("handout_ledger", self.ledger, session.theme)
        self.stock = StockPanel(session)
        self.give = KeyButton("hand_out", _("发放"), "F10", "Ctrl+Return", role="primary")
        self.sheet = KeyButton("signing_sheet", _("签收表"), "Ctrl+E")
        self.proxy = Field(_("代领人(本人不填)"), Line("handout_proxy", input_method=True), compact=True)
        self.document = Field(_("证件号码(分清同名的人)"), Line("handout_document"), compact=True)
        self.override = Field(_("仍要发?负责人写理由"), Line("handout_override", input_method=True), compact=True)
        self.empty = EmptyHint(_("还没有发放"), _("扫会员卡,或输入证件后四位找到人,按 F10 发放;同一人同一物品只发一次"))
        self.none_here = EmptyHint(_("本场不发放"), _("建立活动时选了“不发放物品”。要发放时,请另建一个带物品的活动。"))
        self.tabs = QTabBar()
        self._holder: CardHolder | None = None
        self._is_chosen = False
        self._lay_out()
        self.search.value_edited.connect(self._on_typed)
        self.search.entered.connect(self._on_give)
        self.search.escaped.connect(self._start_over)
        self.document.line.entered.connect(self._on_give)
        self.document.line.escaped.connect(self._start_over)
        self.give.clicked.connect(self._on_give)
        self.sheet.clicked.connect(self._on_sheet)
        self.item.activated.connect(lambda _place: self._show_stock())
        self.tabs.currentChanged.connect(lambda _place: self._show_tab())
        self.hits_view.activated.connect(lambda _index: self._on_give())
        self.hits_view.clicked.connect(self._on_clicked)
        self._start_over()

    def _lay_out(self) -> None:
        left, inside = panel(margin=16, spacing=10)
        what = row(spacing=10)
        what.addWidget(labelled(_("物品"), self.item), 1, Qt.AlignmentFlag.AlignBottom)
        what.addWidget(self.proxy, 1, Qt.AlignmentFlag.AlignBottom)
        fill(inside, labelled(_("找人"), self.search), what)
        inside.addWidget(self.hits_view, 1)
        inside.addStretch(0)  # takes the room when a card stands for the list
        telling = row(spacing=10)
        telling.addWidget(self.document, 1)
        telling.addWidget(self.override, 1)
        fill(inside, telling, self.give)
        right, lines = panel(margin=16, spacing=8)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for words in (_("已发放"), _("库存")):
            self.tabs.addTab(words)
        fill(lines, row(self.tabs, None, self.sheet))
        for part in (self.empty, self.ledger_view, self.stock):
            lines.addWidget(part, 1)
        self._desk = QWidget()
        body = QHBoxLayout(self._desk)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(11)
        body.addWidget(left, 1)
        body.addWidget(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 10, 12, 10)
        outer.setSpacing(10)
        outer.addWidget(self.band)
        outer.addWidget(self._desk, 1)
        outer.addWidget(self.none_here, 1)

    def refresh(self) -> None:
        """Read the ledger, the stock and the items of the event."""
        event = self.session.current_event
        if event is None:
            return
        read = self.session.application.read
        self.ledger.set_rows(read.handouts(event.id))
        self.item.offer((code, label_of("items", code)) for code in event.items)
        self.stock.show_stock(read.stock(event.id))
        given = sum(one.qty for one in self.ledger.rows)
        self.tabs.setTabText(_LEDGER, _("已发放 {n}").format(n=given) if given else _("已发放"))
        for part, is_shown in ((self.band, event.items), (self._desk, event.items), (self.none_here, not event.items)):
            part.setVisible(bool(is_shown))
        self._show_stock()
        self._show_tab()

    def show_look(self) -> None:
        """Take the theme as it is now; the band has a height of its own."""
        super().show_look()
        self.band.show_look()

    def arrive(self, subject: str) -> None:
        """Put the cursor where digits are typed."""
        super().arrive(subject)
        self.search.setFocus()

    def show_subject(self, subject: str) -> None:
        """Look for whoever was scanned: a card is judged first, a number is looked up."""
        kind = route_scan(subject).kind
        if kind is ScanKind.DOCUMENT and self._holder is not None:
            self.document.set_value(subject.partition(":")[2] or subject)
            self._on_give()
            return
        if kind is not ScanKind.CARD:
            self.search.set_value(subject.partition(":")[2] or subject)
            self._on_typed()
            return
        holder = handouts.read_holder(self.session, subject)
        if isinstance(holder, Refusal):
            self._on_refused(holder)
            return
        self.search.set_value(holder.number)
        self._on_typed()
        self._holder = None if holder.rec else holder
        self.document.setVisible(self._holder is not None)
        self.hits_view.setVisible(self._holder is None)
        if self._holder is not None:
            line = _("{name} · 会员号 {number} · 不是本机登记的,凭卡发放").format(
                name=holder.name, number=holder.number
            )
            tone = "" if holder.is_verified else "warning"
            self.band.show_answer(Answer(tone=tone, title=_("已读到会员卡"), line=line))

    def save_sheet(self, path: Path) -> None:
        """Write the signing sheet of the chosen item into a PDF."""
        handouts.put_signing_sheet(self.session, str(self.item.value()), path, self._on_sheet_written)

    def _balance(self) -> Stock | None:
        return next((one for one in self.stock.stock.rows if one.item == self.item.value()), None)

    def _show_stock(self) -> None:
        """Say on the tab how many of the chosen item should be left."""
        balance = self._balance()
        is_counted = balance is not None and bool(balance.received or balance.returned)
        self.tabs.setTabText(_STOCK, _("库存 · 剩 {n}").format(n=balance.left) if balance and is_counted else _("库存"))

    def _show_tab(self) -> None:
        is_ledger = self.tabs.currentIndex() == _LEDGER
        self.ledger_view.setVisible(is_ledger and bool(self.ledger.rows))
        self.empty.setVisible(is_ledger and not self.ledger.rows)
        self.stock.setVisible(not is_ledger)

    def _on_typed(self) -> None:
        self._holder = None
        self.document.set_value("")
        self.document.say("")
        self.document.hide()
        self.hits_view.show()
        self._look()

    def _look(self) -> None:
        words = self.search.value()
        found = self.session.application.read.search(words, _MOST) if len(words) >= 2 else ()
        self.hits.set_rows(found)
        if found:
            self.hits_view.selectRow(next((at for at, one in enumerate(found) if one.status_code != _VOID), 0))
        self._is_chosen = False
        self.override.hide()

    def _on_clicked(self) -> None:
        self._is_chosen = True

    def _fitting(self) -> int:
        """Return how many people what was typed means; one who was voided and came again is one."""
        return len({(one.name, one.tail) for one in self.hits.rows if one.status_code != _VOID})

    def _ask_who(self, fitting: int) -> None:
        """Let somebody say which of several is meant: the same last digits are no reason to give."""
        self._is_chosen = True
        said = message("handout_several_found", {"n": str(fitting)})
        self.band.show_answer(Answer(tone="warning", title=said.title, line=f"{said.reason}{said.remedy}"))
        self.hits_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> SearchHit | None:
        return self.hits.at(self.hits_view.currentIndex())

    def _on_give(self) -> None:
        holder, person = self._holder, self._chosen()
        fitting = self._fitting()
        if holder is None and fitting > 1 and not self._is_chosen:
            self._ask_who(fitting)
            return
        reason = self.override.value() if self.override.isVisible() else ""
        giving = Giving(
            item=str(self.item.value()),
            proxy=self.proxy.value(),
            override=reason,
            document_no=self.document.value() if holder is not None else "",
        )
        if holder is not None:
            done = partial(self._on_given, f"{holder.name} {hidden_tail(holder.number[-4:])}")
            handouts.hand_out_by_card(self.session, holder, giving, done, self._on_refused)
        elif person is not None:
            done = partial(self._on_given, f"{person.name} {hidden_tail(person.tail)}")
            handouts.hand_out(self.session, person.rec, giving, done, self._on_refused)
        else:
            self._say_nobody()

    def _say_nobody(self) -> None:
        words = self.search.value()
        said = message("handout_nobody_found", {"words": words}) if words else message("handout_nobody_chosen")
        self.band.show_answer(Answer(tone="warning", title=said.title, line=f"{said.reason}{said.remedy}"))
        self.search.setFocus()

    def _on_given(self, who: str, _result: object) -> None:
        line = f"{who} · {label_of('items', self.item.value())}"
        if self.proxy.value():
            line = _("{line} · 代领 {name}").format(line=line, name=self.proxy.value())
        self.session.sounds.play("success")
        self._start_over()
        self.band.show_answer(Answer(tone="success", title=_("已发放"), line=line))

    def _on_refused(self, refusal: Refusal) -> None:
        problem = next((one for one in refusal.problems if one.field == "document_no"), None)
        said = message(problem.code, problem.details) if problem else message(refusal.code, refusal.details)
        self.session.sounds.play("warning")
        tone = "error" if refusal.code == "card_not_good" else "warning"
        self.band.show_answer(Answer(tone=tone, title=said.title, line=f"{said.reason}{said.remedy}"))
        may_override = refusal.code in _OVERRIDDEN or (refusal.code == "card_not_verified" and self._holder is not None)
        self.override.setVisible(may_override)
        if problem or (refusal.code == "namesake_has_it" and self._holder is not None):
            self.document.line.setFocus()
        elif may_override:
            self.override.line.setFocus()

    def _on_sheet(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存签收表"), "", "PDF (*.pdf)")
        if path:
            self.save_sheet(Path(path))

    def _on_sheet_written(self, refused: Refusal | None) -> None:
        if refused is not None:
            self.session.say_refusal(refused)
            return
        self.session.say(message("papers_put_out", {"words": _("签收表已写好,打印后请逐人签名")}), "success")

    def _start_over(self) -> None:
        self.search.set_value("")
        self._on_typed()
        self.override.set_value("")
        self.proxy.set_value("")
        self.band.show_answer(
            Answer(tone="", title=_("发放"), line=_("扫会员卡,或输入证件后四位、号码;同一人同一物品只发一次"))
        )
        self.search.setFocus()
