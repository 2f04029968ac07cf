"""会员卡: who can get a card, the print queue, what must come back, and how the marked paper will look."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QTabBar, QTableView

from fieldapp.documents.cards import CardFace
from fieldapp.documents.pages import Document
from fieldapp.domain.changes import Topic
from fieldapp.domain.numbering import grouped
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import ApplicationDetails, PrintJobView, PrintState, ReadyCard, Recall
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import EmptyHint, fill, label, panel, row
from ui.models.values import ValuesModel, table
from ui.operations import printing
from ui.operations.papers import mark_of, place_words, union_code
from ui.operations.sheets import make, preview_of
from ui.pages.cards.columns import journal_columns, ready_columns, recall_columns
from ui.pages.cards.outlet import Outlet
from ui.pages.cards.papers import PapersPanel
from ui.pages.cards.preview import CardPreview
from ui.pages.cards.queue_bar import QueueBar
from ui.pages.page import Page
from ui.rare_names import shown
from ui.session import Session
from ui.wording import label_of

_READY, _QUEUE, _RECALLS, _PAPERS = range(4)
_SPOILABLE = (PrintState.UNKNOWN, PrintState.PRINTED)
_DOUBTED = (PrintState.SENT, PrintState.UNKNOWN)
_CANCELLABLE = (PrintState.QUEUED, PrintState.SENT)
_FORM = "form:"
_SAMPLE_TOKEN = "UM1:PREVIEW"


class CardsPage(Page):
    """Lists at the left, the marked paper and what can be done with it at the right."""

    name = "cards"
    topics = frozenset({Topic.CARDS, Topic.APPLICATIONS, Topic.OUTCOMES})

    def __init__(self, session: Session) -> None:
        """Build lists, preview and the ways out."""
        super().__init__(session)
        self.ready: ValuesModel[ReadyCard] = ValuesModel(ready_columns(session))
        self.ready_view = table("ready_cards", self.ready, session.theme)
        self.journal: ValuesModel[PrintJobView] = ValuesModel(journal_columns())
        self.ready_view.give_way(2, least=150)
        self.journal_view = table("print_journal", self.journal, session.theme)
        self.journal_view.give_way(4, 3, least=130)  # what went wrong is what has to be read
        self.recalls: ValuesModel[Recall] = ValuesModel(recall_columns())
        self.recall_view = table("recalls", self.recalls, session.theme)
        self.bar = QueueBar(session)
        self.handed_button = KeyButton("card_handed", _("已交本人"), "Alt+4")
        self.seen_button = KeyButton("print_seen", _("印好了"), "F9", "Alt+1")
        self.nothing_button = KeyButton("print_nothing", _("没印出来"), "F11", "Alt+2")
        self.spoiled_button = KeyButton("print_spoiled", _("打坏了"), "Alt+3")
        self.cancel_button = KeyButton("print_cancel", _("取消"), "Ctrl+Delete", shown="Ctrl+Del")
        self._answers = (
            self.seen_button,
            self.nothing_button,
            self.spoiled_button,
            self.cancel_button,
            self.handed_button,
        )
        self.tabs = QTabBar()
        self.empty = EmptyHint(
            _("没有等待打印的卡"), _("现场批准或中心批准之后,会员卡出现在这里;受理凭证在“打印队列”里")
        )
        self.quiet = EmptyHint(_("还没有打印过"), _("登记成功后,凭证和会员卡自动排在这里;怎样打印在设置里选"))
        self.outlet = Outlet(session)
        self.reason = Field(_("补打或作废的原因"), Line("reprint_reason", input_method=True), compact=True)
        self.print_button = KeyButton("print_cards", _("打印"), "Ctrl+Return", role="primary", shown="Ctrl+Enter")
        self.preview = CardPreview()
        self.papers = PapersPanel(session)
        self._subject = ""
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for words in (_("待打印会员卡"), _("打印队列"), _("需收回"), _("表格和海报")):
            self.tabs.addTab(words)
        left, lines = panel(margin=14, spacing=10)
        lines.addWidget(self.tabs)
        lines.addWidget(self.bar)
        for view in (self.ready_view, self.journal_view, self.recall_view):
            view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        for part in (self.empty, self.quiet, self.ready_view, self.journal_view, self.recall_view, self.papers):
            lines.addWidget(part, 1)
        fill(lines, row(*self._answers, None))
        drawn, inside = panel(margin=16, spacing=10)
        inside.addWidget(label(_("预览"), "heading"))
        inside.addWidget(self.preview, 10)
        fill(inside, None, self.reason, self.outlet, self.print_button)
        body = QHBoxLayout(self)
        body.setContentsMargins(12, 10, 12, 10)
        body.setSpacing(11)
        body.addWidget(left, 62)
        body.addWidget(drawn, 38)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _place: self._show_tab())
        for view in (self.ready_view, self.journal_view, self.recall_view):
            view.selectionModel().selectionChanged.connect(lambda *_args: self._show_card())
        self.papers.moved.connect(self._show_card)
        self.print_button.clicked.connect(self._on_print)
        self.seen_button.clicked.connect(self._on_seen)
        self.nothing_button.clicked.connect(self._on_nothing)
        self.spoiled_button.clicked.connect(self._on_spoiled)
        self.cancel_button.clicked.connect(self._on_cancel)
        self.handed_button.clicked.connect(self._on_handed)

    def refresh(self) -> None:
        """Read the lists; what was marked stays marked."""
        event = self.session.current_event
        if event is None:
            return
        read, marked = self.session.application.read, {job.job for job in self._jobs()}
        self.ready.set_rows(read.ready_cards(event.id))
        self.journal.set_rows(sorted(read.print_jobs(event.id), key=_by_need))
        self.recalls.set_rows(read.recalls(event.id))
        self.bar.show_jobs(tuple(self.journal.rows))
        kept = [place for place, job in enumerate(self.journal.rows) if job.job in marked]
        self._mark([n for n in kept if self.journal.rows[n].state is self.journal.rows[kept[0]].state])
        open_jobs = sum(job.state.is_open for job in self.journal.rows)
        self.tabs.setTabText(_READY, _("待打印会员卡 {n}").format(n=len(self.ready.rows)))
        self.tabs.setTabText(_QUEUE, _("打印队列 {n}").format(n=open_jobs) if open_jobs else _("打印队列"))
        self.tabs.setTabText(_RECALLS, _("需收回 {n}").format(n=len(self.recalls.rows)))
        self.tabs.setTabVisible(_RECALLS, bool(self.recalls.rows))
        if self.ready.rows:
            self.ready_view.selectAll()
        self._show_tab()

    def arrive(self, subject: str) -> None:
        """Stand where something waits: what is 未确认 first, then ready cards, then the queue."""
        super().arrive(subject)
        self.session.prints.find_printers()
        doubted = any(job.state is PrintState.UNKNOWN for job in self.journal.rows)
        if not subject and (doubted or (not self.ready.rows and self._waiting())):
            self.tabs.setCurrentIndex(_QUEUE)

    def show_subject(self, subject: str) -> None:
        """Stand on the papers of one record (补打); ``form:`` before its id means its filled form."""
        self._subject = rec = subject.removeprefix(_FORM)
        paper = "form" if subject.startswith(_FORM) else ""
        self.tabs.setCurrentIndex(_QUEUE)
        mine = (place for place, job in enumerate(self.journal.rows) if job.rec == rec and job.paper.startswith(paper))
        place = next(mine, None)
        if place is not None:
            self.journal_view.selectRow(place)
        self._show_card()
        self.reason.line.setFocus()

    def save_pdf(self, path: Path) -> None:
        """Write the marked cards or papers into a PDF file."""
        self._put(self.outlet.target(path))

    def show_look(self) -> None:
        """Take the theme as it is now; the bar's shape is a picture."""
        super().show_look()
        self.bar.show_queue()

    @property
    def is_queue(self) -> bool:
        """Whether the print queue and its journal are in front."""
        return self.tabs.currentIndex() == _QUEUE

    @property
    def is_recall(self) -> bool:
        """Whether the cards that must come back are in front."""
        return self.tabs.currentIndex() == _RECALLS

    @property
    def is_papers(self) -> bool:
        """Whether forms and posters are in front."""
        return self.tabs.currentIndex() == _PAPERS

    def _show_tab(self) -> None:
        is_first = self.tabs.currentIndex() == _READY
        self.ready_view.setVisible(is_first and bool(self.ready.rows))
        self.empty.setVisible(is_first and not self.ready.rows)
        self.bar.setVisible(self.is_queue)
        self.journal_view.setVisible(self.is_queue and bool(self.journal.rows))
        self.quiet.setVisible(self.is_queue and not self.journal.rows)
        self.recall_view.setVisible(self.is_recall)
        self.papers.setVisible(self.is_papers)
        if self.is_recall:
            self.recall_view.selectAll()
        if self.is_queue and not self._subject and not self.journal_view.selectionModel().hasSelection():
            self._mark(self._waiting())
        self._show_card()

    def _waiting(self) -> list[int]:
        """Return the places of what needs a person: doubted papers, else those nobody printed, all of one kind."""
        for states in ((PrintState.UNKNOWN,), (PrintState.QUEUED,)):
            places = [n for n, job in enumerate(self.journal.rows) if job.state in states]
            if places:
                return [n for n in places if self.journal.rows[n].paper == self.journal.rows[places[0]].paper]
        return []

    def _mark(self, places: list[int]) -> None:
        mark = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for place in places:
            self.journal_view.selectionModel().select(self.journal.index(place, 0), mark)

    def _jobs(self) -> list[PrintJobView]:
        """Return the marked lines of the journal, all of one paper and state, in the order of their numbers."""
        places = sorted(i.row() for i in self.journal_view.selectionModel().selectedRows())
        marked = [self.journal.rows[place] for place in places]
        alike = (job for job in marked if (job.paper, job.state) == (marked[0].paper, marked[0].state))
        return sorted(alike, key=lambda job: job.number)

    def _to_take_back(self) -> list[Recall]:
        return [self.recalls.rows[i.row()] for i in self.recall_view.selectionModel().selectedRows()]

    @property
    def chosen_records(self) -> tuple[str, ...]:
        """Return the records whose papers F10 would print."""
        return tuple(self._marked())

    def _marked(self) -> list[str]:
        if self.is_queue:
            return [job.rec for job in self._jobs()] or ([self._subject] if self._subject else [])
        if self.is_recall:
            return [one.rec for one in self._to_take_back()]
        return [self.ready.rows[i.row()].rec for i in self.ready_view.selectionModel().selectedRows()]

    def _show_paper(self) -> None:
        self.papers.show_paper()
        found = preview_of(self.session, self.papers.chosen.code)
        self.print_button.say(_("打印{title}").format(title=_(self.papers.chosen.title)))
        self.print_button.setEnabled(not isinstance(found, Refusal))
        self.outlet.offer("card")
        if isinstance(found, Refusal):
            said = message(found.code, found.details)
            self.preview.say(f"{said.title}:{said.reason}{said.remedy}")
        else:
            self.preview.show_page(found.pages[0])

    def _show_card(self) -> None:
        self.outlet.sheet_choice.setVisible(not self.is_papers)
        jobs = self._jobs() if self.is_queue else []
        self._offer_answers(jobs)
        if self.is_papers:
            self.reason.hide()
            self._show_paper()
            return
        recs = self._marked()
        words = _("补打 {n} 份") if self._is_again(jobs) else _("打印 {n} 张")
        words = _("打印收回单 {n} 张") if self.is_recall else words
        self.print_button.say(words.format(n=len(recs)))
        self.print_button.setEnabled(bool(recs))
        self.reason.setVisible(self.is_queue and bool(recs))
        paper = "receipt" if self.is_recall else self._paper(recs, jobs) if recs else "card"
        self.outlet.offer(paper)
        self._draw(self.session.application.read.details(recs[0]) if recs else None, paper)

    def _offer_answers(self, jobs: list[PrintJobView]) -> None:
        """Show the answers that fit what is marked."""
        states = {job.state for job in jobs}
        for one, fitting in (
            (self.seen_button, _DOUBTED),
            (self.nothing_button, _DOUBTED),
            (self.spoiled_button, _SPOILABLE),
            (self.cancel_button, _CANCELLABLE),
        ):
            one.setVisible(not states.isdisjoint(fitting))
        self.handed_button.setVisible(any(_can_be_handed(job) for job in jobs))

    def _is_again(self, jobs: list[PrintJobView]) -> bool:
        """Whether printing the marked lines makes another copy of something."""
        return self.is_queue and not (jobs and all(job.state is PrintState.QUEUED for job in jobs))

    def _draw(self, found: ApplicationDetails | None, paper: str) -> None:
        if found is None:
            self.preview.clear()
        elif paper == "form":
            words = _("{name}:登记表,A4 一张。上面有完整的证件号码,不在屏幕上预览。")
            self.preview.say(words.format(name=shown(found.name)))
        elif found.number is None:
            words = _("{name}:还没有会员号,打印受理凭证 {number}")
            self.preview.say(words.format(name=shown(found.name), number=grouped(found.receipt or "")))
        else:
            self.preview.show_card(self._face(found), is_one_sided=self.is_queue)

    def _face(self, found: ApplicationDetails) -> CardFace:
        today: date = self.session.application.clock.now().astimezone().date()
        return CardFace(
            name=found.name,
            number=found.number or "",
            group_label=label_of("groups", found.group),
            union=self.session.union_name(found.union),
            joined=found.approved_on or today,
            token=_SAMPLE_TOKEN,
            mark=mark_of(is_training=self.session.is_training),
            union_code=union_code(self.session.application),
            region=place_words(self.session.current_event),
            photo=self._photo(found.rec),
        )

    def _photo(self, rec: str) -> bytes:
        event = self.session.current_event
        return self.session.application.read.photo(rec) or b"" if event is not None and event.photo else b""

    def _on_print(self) -> None:
        if self.outlet.is_file:
            path, _kind = QFileDialog.getSaveFileName(self, _("保存 PDF"), "", "PDF (*.pdf)")
            if path:
                self.save_pdf(Path(path))
        else:
            self._put(self.outlet.target())

    def _put(self, target: printing.Target) -> None:
        if self.is_papers:
            wanted = self.papers.chosen
            there = replace(target, sheet=wanted.sheet)
            make(self.session, wanted.code, self.papers.count.value(), partial(self._put_paper, there))
            return
        if self.is_recall:
            printing.put_recall_slips(self.session, self._to_take_back(), target, self._on_printed)
            return
        recs, jobs = self._marked(), self._jobs() if self.is_queue else []
        if self._is_again(jobs) and not self._has_reason():
            return
        if target.printer:
            self.outlet.keep(target)
        paper = self._paper(recs, jobs)
        printing.print_papers(self.session, recs, paper, target, done=self._on_printed, reason=self.reason.value())

    def _put_paper(self, target: printing.Target, made: Document | Refusal) -> None:
        if isinstance(made, Refusal):
            self.session.say_refusal(made)
            return
        printed = printing.Printed(count=len(made.pages), where=target.printer or printing.FILE_PRINTER)
        printing.put_document(self.session, made, target, lambda refused: self._on_printed(refused or printed))

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
        jobs = [job.job for job in self._jobs() if job.state in _DOUBTED]
        printing.confirm_printed(self.session, jobs, self._on_printed)

    def _on_nothing(self) -> None:
        jobs = [job.job for job in self._jobs() if job.state in _DOUBTED]
        printing.not_come_out(self.session, jobs, self._on_printed)

    def _on_cancel(self) -> None:
        jobs = [job.job for job in self._jobs() if job.state in _CANCELLABLE]
        self.session.prints.drop(jobs, self.reason.value())
        self.reason.set_value("")

    def _on_handed(self) -> None:
        recs = [job.rec for job in self._jobs() if _can_be_handed(job)]
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


def _can_be_handed(job: PrintJobView) -> bool:
    return job.paper == "card" and job.state is PrintState.PRINTED


def _by_need(job: PrintJobView) -> tuple[int, float, str]:
    """Sort what needs a person first, then what waits in its order, then the newest of the rest."""
    rank = {PrintState.UNKNOWN: 0, PrintState.SENT: 1, PrintState.QUEUED: 2}.get(job.state, 3)
    moment = job.created.timestamp()
    return rank, moment if rank < 3 else -moment, job.job
