"""仪式: the roster in seat order. Beforehand approve, print, label, pull absentees; on stage one scan per card."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QTableView, QVBoxLayout, QWidget

from fieldapp.domain.ceremonies import Seat, SeatStage, next_seat
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import Scan, ScanKind
from fieldapp.domain.views import RosterView
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.lines import Line
from ui.forms.parts import Figure, Scrolled, fill, label, panel, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import ceremonies
from ui.session import Session
from ui.theme import set_tone
from ui.wording import hidden_tail

_SEAT = 1
"""The column of the seats; a list without any leaves its room to the names."""
_WORDS = {
    SeatStage.LISTED: "未签字",
    SeatStage.APPLIED: "已申请",
    SeatStage.APPROVED: "已批准",
    SeatStage.PRINTED: "卡已印好",
    SeatStage.PULLED: "缺席,卡已抽出",
    SeatStage.HANDED: "已领卡",
}
_TONES = {
    SeatStage.LISTED: "ink_soft",
    SeatStage.APPLIED: "ink",
    SeatStage.APPROVED: "action",
    SeatStage.PRINTED: "ink",
    SeatStage.PULLED: "warning",
    SeatStage.HANDED: "success",
}


class CeremonyDesk(QWidget):
    """One roster's seats. ``left`` when the list is wanted again."""

    left = Signal()

    def __init__(self, session: Session) -> None:
        """Wait for a roster."""
        super().__init__()
        self._session = session
        self._view: RosterView | None = None
        self._last: str | None = None
        self._title, self._about = label(_("仪式"), "title"), label("", "soft", name="ceremony_about")
        self.figures = {stage: Figure(f"seats_{stage}", _(_WORDS[stage]), _TONES[stage]) for stage in SeatStage}
        self.model: ValuesModel[Seat] = ValuesModel(_columns())
        self.view = table("seats", self.model, session.theme)
        self.view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.view.give_way(0, 4, least=110)
        self._next = label("", "big", name="next_seat", wraps=True)
        self.scan = Line("ceremony_scan")
        self.scan.setProperty("letters", "large")
        self.scan.setPlaceholderText(_("扫会员卡,或输入证件后四位"))
        self.scan.setAccessibleName(_("扫会员卡,或输入证件后四位"))
        self._said = label("", "soft", name="ceremony_said", wraps=True)
        self.hand_button = KeyButton("seat_hand", _("已交给这一位"), "F10", "Ctrl+Return", role="primary")
        self._approve = KeyButton("seats_approve", _("批准"), "Alt+A")
        self._print = KeyButton("seats_print", _("按座次排入打印"), shown="F8")
        self._labels = KeyButton("seats_labels", _("盒签 PDF"), "Ctrl+D")
        self._pull = KeyButton("seats_pull", _("选没来的人,抽卡"), "Ctrl+Del")
        self._back = KeyButton("ceremony_back", _("回到名册"), "Alt+Left")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        counted, inside = panel(margin=6)
        figures = row(spacing=6)
        for figure in self.figures.values():
            figures.addWidget(figure, 1)
        inside.addLayout(figures)
        listed, lines = panel(margin=14, spacing=8)
        lines.addWidget(self.view, 1)
        stage, on_stage = panel(margin=12, spacing=6)
        fill(on_stage, label(_("台上:一扫一位"), "heading"), self._next, self.scan, self.hand_button, self._said, None)
        before, ahead = panel(margin=12, spacing=6)
        fill(ahead, label(_("会前"), "heading"))
        for pair in ((self._approve, self._labels), (self._print,), (self._pull,)):
            both = row(spacing=8)
            for one in pair:
                both.addWidget(one, 1)
            ahead.addLayout(both)
        self._pull.setToolTip(_("在左边选中没来的人,再抽卡;抽出的卡作废,人不计入到场。"))
        held = QWidget()
        side = QVBoxLayout(held)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(10)
        side.addWidget(stage, 1)
        side.addWidget(before)
        body = row(spacing=11)
        body.addWidget(listed, 55)
        body.addWidget(Scrolled(held), 45)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(row(self._title, 8, self._about, None, self._back))
        outer.addWidget(counted)
        outer.addLayout(body, 1)

    def _connect(self) -> None:
        self._approve.clicked.connect(lambda: ceremonies.approve(self._session, self.model.rows, self._on_approved))
        self._print.clicked.connect(self.print_in_order)
        self._labels.clicked.connect(self._on_labels)
        self._pull.clicked.connect(self._on_pull)
        self._back.clicked.connect(self.left)
        self.hand_button.clicked.connect(lambda: self._hand(next_seat(self.model.rows, self._last)))
        self.scan.entered.connect(lambda: self.take_number(self.scan.value()))
        self.view.selectionModel().selectionChanged.connect(lambda *_args: self._show_pull())

    def print_in_order(self) -> None:
        """Put the cards of the approved people into the queue in seat order."""
        ceremonies.queue_cards(self._session, self.model.rows, self._on_queued)

    def show_roster(self, view: RosterView) -> None:
        """Show the seats of a roster."""
        self._view, self._last = view, None
        self._about.setText(view.company)
        self._say("")
        self.refresh()
        self.scan.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the seats again."""
        if self._view is None:
            return
        seats = self._session.application.read.seats(self._view.id)
        self.model.set_rows(seats)
        self.view.setColumnHidden(_SEAT, not any(one.seat for one in seats))
        for stage, figure in self.figures.items():
            figure.number.setText(str(sum(one.stage is stage for one in seats)))
        self._approve.say(_("批准 {n} 人").format(n=_count(seats, SeatStage.APPLIED)))
        self._print.say(_("按座次打印 {n} 张卡").format(n=_count(seats, SeatStage.APPROVED)))
        self._approve.setEnabled(bool(_count(seats, SeatStage.APPLIED)))
        self._print.setEnabled(bool(_count(seats, SeatStage.APPROVED)))
        self._show_next()
        self._show_pull()

    def take_scan(self, scan: Scan) -> None:
        """Hand over the card that was scanned, by its code or by the number on it; only a good card counts."""
        if scan.kind is not ScanKind.CARD:
            self.take_number(scan.text)
            return
        verdict = self._session.application.codes.read_card(scan.text)
        if verdict.claims is None:
            self._session.sounds.play("error")
            self._say(_("读不出这张卡,请看卡号或输入证件后四位"), "error")
        else:
            self.take_number(str(verdict.claims["number"]))

    def take_number(self, text: str) -> None:
        """Hand over the card with this member number, or of the person whose document ends so."""
        wanted = text.strip().upper()
        self.scan.set_value("")
        found = [one for one in self.model.rows if wanted and wanted in (one.number, one.tail)]
        ready = [one for one in found if one.stage is SeatStage.PRINTED] or found
        if len(ready) == 1:
            self._hand(ready[0])
            return
        self._session.sounds.play("error")
        words = _("有 {n} 位尾号相同,请扫卡").format(n=len(ready)) if ready else _("这张卡不在本名册里")
        self._say(words, "error")

    def _hand(self, seat: Seat | None) -> None:
        if seat is None:
            self._say(_("没有等着领的卡"), "warning")
            return
        ceremonies.hand_on_stage(
            self._session, seat, lambda _n: self._on_handed(seat), lambda refusal: self._on_refused(seat, refusal)
        )

    def _on_handed(self, seat: Seat) -> None:
        self._last = seat.row
        self._session.sounds.play("success")
        self._say(_("已交 {seat} {name}").format(seat=seat.label, name=seat.name), "success")
        self.refresh()
        self.scan.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_refused(self, seat: Seat, refusal: Refusal) -> None:
        self._session.sounds.play("error")
        said = message(refusal.code, refusal.details)
        self._say(f"{seat.label} {seat.name}:{said.title}。{said.remedy}", "error")

    def _on_approved(self, count: int) -> None:
        self._say(_("已批准 {n} 人").format(n=count), "success")

    def _on_queued(self, count: int) -> None:
        self._say(_("{n} 张卡已按座次排入打印队列,印好后在会员卡页确认").format(n=count), "success")

    def _on_labels(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存盒签"), _("盒签.pdf"), "PDF (*.pdf)")
        if path:
            self.save_labels(Path(path))

    def save_labels(self, path: Path) -> None:
        """Write the labels of the boxes."""
        if self._view is not None:
            ceremonies.save_labels(self._session, self._view, self.model.rows, path)

    def _absent(self) -> list[Seat]:
        chosen = [self.model.rows[one.row()] for one in self.view.selectionModel().selectedRows()]
        return [one for one in chosen if one.stage is SeatStage.PRINTED]

    def _on_pull(self) -> None:
        absent = self._absent()
        if self._view is not None and absent:
            where = "、".join(f"{one.label} {one.name}" for one in sorted(absent, key=lambda one: one.place))
            ceremonies.pull(
                self._session,
                self._view.id,
                absent,
                lambda n: self._say(_("抽出 {n} 张:{where}").format(n=n, where=where), "warning"),
            )

    def _show_pull(self) -> None:
        count = len(self._absent())
        self._pull.setEnabled(bool(count))
        self._pull.say(_("抽出 {n} 位缺席者的卡").format(n=count) if count else _("选没来的人,抽卡"))

    def _show_next(self) -> None:
        seat = next_seat(self.model.rows, self._last)
        self.hand_button.setEnabled(seat is not None)
        if seat is None:
            self._next.setText(_("没有等着领的卡"))
            return
        words = _("下一位 {seat} {name} {tail}")
        self._next.setText(words.format(seat=seat.label, name=seat.name, tail=hidden_tail(seat.tail)))
        self.view.scrollTo(self.model.index(seat.place - 1, 0))

    def _say(self, words: str, tone: str = "") -> None:
        self._said.setText(words)
        set_tone(self._said, tone)


def _count(seats: Sequence[Seat], stage: SeatStage) -> int:
    return sum(one.stage is stage for one in seats)


def _columns() -> tuple[Column[Seat], ...]:
    return (
        Column(title=_("序"), text=lambda one: str(one.place), width=52),
        Column(title=_("座次"), text=lambda one: one.seat, width=100),
        Column(title=_("姓名"), text=lambda one: one.name),
        Column(title=_("尾号"), text=lambda one: hidden_tail(one.tail), width=84),
        Column(title=_("会员号"), text=lambda one: one.number or "", width=128),
        Column(title=_("进度"), text=lambda one: _(_WORDS[one.stage]), tone=lambda one: _TONES[one.stage], width=128),
    )
