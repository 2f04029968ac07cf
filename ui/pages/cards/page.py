"""会员卡: who can get a card, how it will look, and the print journal."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QTabBar, QTableView

from fieldapp.documents.cards import CardFace, preview_pages
from fieldapp.domain.changes import Topic
from fieldapp.domain.numbering import grouped
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import ApplicationDetails, PrintJobView, PrintState, ReadyCard, Recall
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import EmptyHint, fill, label, panel, row
from ui.models.values import ValuesModel, table
from ui.operations import printing
from ui.pages.cards.columns import journal_columns, ready_columns, recall_columns
from ui.pages.page import Page
from ui.painter import preview
from ui.printing import printer_names
from ui.rare_names import shown
from ui.session import Session
from ui.wording import label_of

_FILE = "pdf"
_RECALLS = 2
_PREVIEW_WIDTH = 272
_PREVIEW_HEIGHT = 172
_SPOILABLE = (PrintState.SENT, PrintState.UNKNOWN, PrintState.PRINTED)
_SAMPLE_TOKEN = "UM1:PREVIEW"


class CardsPage(Page):
    """Ready cards at the left, the chosen one drawn at the right."""

    name = "cards"
    topics = frozenset({Topic.CARDS, Topic.APPLICATIONS, Topic.OUTCOMES})

    def __init__(self, session: Session) -> None:
        """Build lists, preview and the ways out."""
        super().__init__(session)
        self.ready: ValuesModel[ReadyCard] = ValuesModel(ready_columns(session))
        self.ready_view = table("ready_cards", self.ready, session.theme)
        self.ready_view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.journal: ValuesModel[PrintJobView] = ValuesModel(journal_columns())
        self.journal_view = table("print_journal", self.journal, session.theme)
        self.journal_view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.recalls: ValuesModel[Recall] = ValuesModel(recall_columns())
        self.recall_view = table("recalls", self.recalls, session.theme)
        self.recall_view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.handed_button = button("card_handed", _("已交本人"))
        self.seen_button = button("print_seen", _("已打印好"))
        self.spoiled_button = button("print_spoiled", _("打坏了,作废"))
        self.tabs = QTabBar()
        self.empty = EmptyHint(
            _("没有等待打印的卡"), _("现场批准或中心批准之后,会员卡出现在这里;受理凭证在“打印记录”里")
        )
        self.sheet = Choice("card_sheet", (("a4", _("A4 一页十张")), ("cr80", _("制卡机单张"))))
        self.printer = Choice("printer")
        self.reason = Field(_("补打或作废的原因"), Line("reprint_reason", input_method=True), compact=True)
        self.print_button = KeyButton("print_cards", _("打印"), "Ctrl+Return", role="primary", shown="Ctrl+Enter")
        self._front, self._back = QLabel(), QLabel()
        self._about = label("", "soft", name="card_about", wraps=True)
        self._subject = ""
        self._lay_out()
        self.tabs.currentChanged.connect(lambda _place: self._show_tab())
        self.ready_view.selectionModel().selectionChanged.connect(lambda *_args: self._show_card())
        self.journal_view.selectionModel().selectionChanged.connect(lambda *_args: self._show_card())
        self.print_button.clicked.connect(self._on_print)
        self.seen_button.clicked.connect(self._on_seen)
        self.spoiled_button.clicked.connect(self._on_spoiled)
        self.handed_button.clicked.connect(self._on_handed)
        self.recall_view.selectionModel().selectionChanged.connect(lambda *_args: self._show_card())

    def _lay_out(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for words in (_("待打印会员卡"), _("打印记录"), _("需收回")):
            self.tabs.addTab(words)
        left, lines = panel(margin=14, spacing=10)
        lines.addWidget(self.tabs)
        for view in (self.empty, self.ready_view, self.journal_view, self.recall_view):
            lines.addWidget(view, 1)
        drawn, inside = panel(margin=16, spacing=10)
        for side in (self._front, self._back):
            side.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            side.setMinimumHeight(_PREVIEW_HEIGHT)
        self._stage, shown_on = panel("stage", margin=14, spacing=12)
        fill(shown_on, self._front, self._back, self._about)
        fill(inside, label(_("预览"), "heading"), self._stage, None)
        fill(
            inside,
            self.reason,
            row(self.handed_button, self.seen_button, self.spoiled_button, None),
            row(labelled(_("版式"), self.sheet), labelled(_("输出到"), self.printer), spacing=10),
        )
        fill(inside, self.print_button)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addWidget(left, 62)
        body.addWidget(drawn, 38)

    def refresh(self) -> None:
        """Read both lists."""
        event = self.session.current_event
        if event is None:
            return
        read = self.session.application.read
        self.ready.set_rows(read.ready_cards(event.id))
        self.journal.set_rows(read.print_jobs(event.id))
        self.recalls.set_rows(read.recalls(event.id))
        self.printer.offer([(_FILE, _("PDF 文件…")), *((name, name) for name in printer_names())])
        self.tabs.setTabText(0, _("待打印会员卡 {n}").format(n=len(self.ready.rows)))
        waiting = len(self._queued())
        self.tabs.setTabText(1, _("打印记录 · 待打印 {n}").format(n=waiting) if waiting else _("打印记录"))
        self.tabs.setTabText(2, _("需收回 {n}").format(n=len(self.recalls.rows)))
        self.tabs.setTabVisible(2, bool(self.recalls.rows))
        if self.ready.rows:
            self.ready_view.selectAll()
        self._show_tab()

    def arrive(self, subject: str) -> None:
        """Stand where something waits: without a ready card, on the receipts of the queue."""
        super().arrive(subject)
        if not subject and not self.ready.rows and self._queued():
            self.tabs.setCurrentIndex(1)

    def show_subject(self, subject: str) -> None:
        """Stand on the papers of one record (补打)."""
        self._subject = subject
        self.tabs.setCurrentIndex(1)
        place = next((i for i, job in enumerate(self.journal.rows) if job.rec == subject), None)
        if place is not None:
            self.journal_view.selectRow(place)
        self._show_card()
        self.reason.line.setFocus()

    def save_pdf(self, path: Path) -> None:
        """Write the marked cards or papers into a PDF file."""
        self._put(printing.Target(path=path, sheet=self.sheet.value()))

    @property
    def is_reprint(self) -> bool:
        """Whether the journal is in front: what is printed now was printed before."""
        return self.tabs.currentIndex() == 1

    @property
    def is_recall(self) -> bool:
        """Whether the cards that must come back are in front."""
        return self.tabs.currentIndex() == _RECALLS

    def _show_tab(self) -> None:
        is_first = self.tabs.currentIndex() == 0
        self.ready_view.setVisible(is_first and bool(self.ready.rows))
        self.empty.setVisible(is_first and not self.ready.rows)
        self.journal_view.setVisible(self.is_reprint)
        self.recall_view.setVisible(self.is_recall)
        if self.is_recall:
            self.recall_view.selectAll()
        if self.is_reprint and not self._subject and not self.journal_view.selectionModel().hasSelection():
            self._mark_queued()
        self._show_card()

    def _queued(self) -> list[int]:
        """Return the places of the papers nobody printed yet, all of one kind."""
        places = [n for n, job in enumerate(self.journal.rows) if job.state is PrintState.QUEUED]
        return [n for n in places if self.journal.rows[n].paper == self.journal.rows[places[0]].paper]

    def _mark_queued(self) -> None:
        mark = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for place in self._queued():
            self.journal_view.selectionModel().select(self.journal.index(place, 0), mark)

    def _jobs(self) -> list[PrintJobView]:
        """Return the marked lines of the journal, all of one paper, in the order of their numbers."""
        marked = [self.journal.rows[i.row()] for i in self.journal_view.selectionModel().selectedRows()]
        return sorted((job for job in marked if job.paper == marked[0].paper), key=lambda job: job.number)

    def _to_take_back(self) -> list[Recall]:
        return [self.recalls.rows[i.row()] for i in self.recall_view.selectionModel().selectedRows()]

    def _marked(self) -> list[str]:
        if self.is_reprint:
            return [job.rec for job in self._jobs()] or ([self._subject] if self._subject else [])
        if self.is_recall:
            return [one.rec for one in self._to_take_back()]
        return [self.ready.rows[i.row()].rec for i in self.ready_view.selectionModel().selectedRows()]

    def _show_card(self) -> None:
        recs, jobs = self._marked(), self._jobs() if self.is_reprint else []
        again = self.is_reprint and not all(job.state is PrintState.QUEUED for job in jobs)
        words = _("补打 {n} 份") if again else _("打印收回单 {n} 张") if self.is_recall else _("打印 {n} 张")
        self.print_button.say(words.format(n=len(recs)))
        self.print_button.setEnabled(bool(recs))
        self.reason.setVisible(self.is_reprint)
        self._back.setVisible(not self.is_reprint)
        is_open = any(job.state.is_open for job in jobs)
        self.seen_button.setVisible(is_open)
        self.spoiled_button.setVisible(any(job.state in _SPOILABLE for job in jobs))
        self.handed_button.setVisible(any(job.paper == "card" and job.state is PrintState.PRINTED for job in jobs))
        self._draw(self.session.application.read.details(recs[0]) if recs else None)

    def _draw(self, found: ApplicationDetails | None) -> None:
        for side in (self._front, self._back):
            side.clear()
        self._about.setText("")
        self._stage.setVisible(found is not None)
        if found is None:
            return
        if found.number is None:
            self._about.setText(
                _("{name}:还没有会员号,打印受理凭证 {number}").format(
                    name=shown(found.name), number=grouped(found.receipt or "")
                )
            )
            return
        face = self._face(found)
        pages = preview_pages(face)
        if isinstance(pages, Refusal):
            said = message(pages.code, pages.details)
            self._about.setText(f"{said.title}:{said.reason}{said.remedy}")
            return
        for side, page in zip((self._front, self._back), pages, strict=True):
            ratio = self.devicePixelRatioF()
            picture = QPixmap.fromImage(preview(page, round(_PREVIEW_WIDTH * ratio)))
            picture.setDevicePixelRatio(ratio)
            side.setPixmap(picture)

    def _face(self, found: ApplicationDetails) -> CardFace:
        today: date = self.session.application.clock.now().astimezone().date()
        return CardFace(
            name=found.name,
            number=found.number or "",
            group_label=label_of("groups", found.group),
            union=self.session.union_name(found.union),
            joined=found.approved_on or today,
            token=_SAMPLE_TOKEN,
            region=printing.place_words(self.session),
        )

    def _on_print(self) -> None:
        if self.printer.value() == _FILE:
            path, _kind = QFileDialog.getSaveFileName(self, _("保存 PDF"), "", "PDF (*.pdf)")
            if path:
                self.save_pdf(Path(path))
        else:
            self._put(printing.Target(printer=self.printer.value(), sheet=self.sheet.value()))

    def _put(self, target: printing.Target) -> None:
        if self.is_recall:
            printing.put_recall_slips(self.session, self._to_take_back(), target, self._on_printed)
            return
        recs, jobs = self._marked(), self._jobs() if self.is_reprint else []
        is_again = self.is_reprint and not (jobs and all(job.state is PrintState.QUEUED for job in jobs))
        if is_again and not self._has_reason():
            return
        printing.print_papers(
            self.session, recs, self._paper(recs, jobs), target, done=self._on_printed, reason=self.reason.value()
        )

    def _paper(self, recs: list[str], jobs: list[PrintJobView]) -> str:
        if jobs:
            return jobs[0].paper
        found = self.session.application.read.details(recs[0]) if recs else None
        return "card" if found is not None and found.number else "receipt"

    def _has_reason(self) -> bool:
        missing = not self.reason.value()
        self.reason.say(_("请写明原因") if missing else "", "error" if missing else "")
        if missing:
            self.reason.line.setFocus()
        return not missing

    def _on_seen(self) -> None:
        jobs = [job.job for job in self._jobs() if job.state.is_open]
        printing.confirm_printed(self.session, jobs, self._on_printed)

    def _on_handed(self) -> None:
        recs = [job.rec for job in self._jobs() if job.paper == "card" and job.state is PrintState.PRINTED]
        printing.hand_over(self.session, recs, self._on_printed)

    def _on_spoiled(self) -> None:
        jobs = [job.job for job in self._jobs() if job.state in _SPOILABLE]
        if self._has_reason():
            printing.spoil(self.session, jobs, self.reason.value(), self._on_printed)

    def _on_printed(self, result: printing.Printed | Refusal) -> None:
        if isinstance(result, Refusal):
            self.session.say_refusal(result)
            return
        self.reason.set_value("")
        self.session.say(message("papers_put_out", {"words": printing.words_for(result)}), "success")
