"""补录 over the form: which stack is typed in, how far it is, and which numbers nobody used."""

from collections.abc import Callable
from datetime import date
from itertools import groupby, pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldapp.domain.hours import read_day
from fieldapp.domain.paper_sets import PaperSet
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import Scrolled, column, fill, label, row
from ui.forms.sheets import Sheet
from ui.operations import paper_sets
from ui.session import Session

_WHAT = "没有电脑的那天签好的登记表,按表号一张张补录;每位都要有自己的表号。"


class PaperSetSheet(Sheet):
    """Asks for the range and the day while no set is open; else says how far it is, and ends it."""

    def __init__(self, session: Session, room: QWidget, place: Callable[[], QWidget]) -> None:
        """Build both faces; ``ask`` shows the one that fits."""
        super().__init__("paper_sheet", _("补录"), room, place)
        self._session = session
        self._set: PaperSet | None = None
        self.begin_no = Field(_("第一张表号"), Line("paper_first"), large=True, compact=True)
        self.end_no = Field(_("最后一张表号"), Line("paper_last"), large=True, compact=True)
        self.day = Field(_("签字日期(如 11-20)"), Line("paper_day"), large=True, compact=True)
        self.begin = KeyButton("paper_begin", _("开始补录"), role="primary", shown="Enter")
        self.finish = KeyButton("paper_end", _("结束补录"), "Alt+E")
        self.away = KeyButton("paper_away", _("回到登记"), shown="Esc")
        self._far = label("", "heading", name="paper_far", wraps=True)
        self._unused = label("", "", name="paper_unused", wraps=True)
        self._unused.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._asking, self._telling = QWidget(), QWidget()
        self._asking.setLayout(column(self.begin_no, self.end_no, self.day, None, spacing=6))
        told = column(self._far, label(_("还没有录的表号"), "label"), spacing=6)
        told.addWidget(Scrolled(self._unused), 1)
        self._telling.setLayout(told)
        fill(self.lines, label(_("补录"), "title"), label(_(_WHAT), "soft", wraps=True))
        self.lines.addWidget(self._asking, 1)
        self.lines.addWidget(self._telling, 1)
        fill(self.lines, row(self.away, None, self.finish, self.begin))
        self._connect()

    def _connect(self) -> None:
        order = (self.begin_no, self.end_no, self.day)
        for one, following in pairwise(order):
            one.line.entered.connect(following.line.setFocus)
            following.line.backed.connect(one.line.setFocus)
        self.day.line.entered.connect(self.accept)
        for one in order:
            one.line.escaped.connect(self.put_away)
        self.begin.clicked.connect(self.accept)
        self.finish.clicked.connect(lambda: paper_sets.end(self._session, lambda _result: self.put_away()))
        self.away.clicked.connect(self.put_away)

    def first(self) -> QWidget:
        """Begin with the first number while there is no set."""
        return self if self._set is not None else self.begin_no.line

    def ask(self) -> None:
        """Open with what is so now."""
        event = self._session.current_event
        self.show_set(self._session.application.read.paper_set(event.id) if event else None)
        for one in (self.begin_no, self.end_no, self.day):
            one.set_value("")
            one.say("")
        self.open()

    def show_set(self, found: PaperSet | None) -> None:
        """Show the open set of the event in force, or that there is none."""
        self._set = found
        is_open = self._set is not None
        for part in (self._asking, self.begin):
            part.setVisible(not is_open)
        for part in (self._telling, self.finish):
            part.setVisible(is_open)
        if self._set is not None:
            unused = self._set.unused
            words = _("{first} – {last} · {day} 签字 · 已录 {used} · 未用 {unused}")
            self._far.setText(
                words.format(
                    first=self._set.first,
                    last=self._set.last,
                    day=day_words(self._set.signed_on),
                    used=len(self._set.used),
                    unused=len(unused),
                )
            )
            self._unused.setText("、".join(runs(unused)) or _("全部录完"))

    @property
    def placeholder(self) -> str:
        """What the consent field asks for while a set is open; empty without one."""
        if self._set is None:
            return ""
        return _("补录:扫或输入表号 {first}–{last}").format(first=self._set.first, last=self._set.last)

    def accept(self) -> None:
        """Begin the set; with one open there is nothing to accept."""
        if self._set is not None:
            self.put_away()
            return
        today = self._session.application.clock.now().astimezone().date()
        day = read_day(self.day.value(), today)
        if day is None:
            self.day.say(_("请写月和日,如 11-20"), "error")
            self.day.line.setFocus()
            return
        paper_sets.begin(
            self._session,
            self.begin_no.value(),
            self.end_no.value(),
            day,
            done=lambda _result: self.put_away(),
            refused=self._on_refused,
        )

    def _on_refused(self, refusal: Refusal) -> None:
        fields = {"paper_first": self.begin_no, "paper_last": self.end_no, "paper_day": self.day}
        problem = next(iter(refusal.problems), None)
        said = message(problem.code, problem.details) if problem else message(refusal.code, refusal.details)
        field = fields[problem.field] if problem else self.begin_no
        for one in fields.values():
            one.say(f"{said.title} · {said.remedy}" if one is field else "", "error")
        field.line.setFocus()


def day_words(day: date) -> str:
    """Return a day as people write it."""
    return _("{month}月{day}日").format(month=day.month, day=day.day)


def runs(numbers: tuple[str, ...]) -> list[str]:
    """Return numbers with neighbours drawn together: ``004411–004419``."""
    found = []
    for _gap, group in groupby(enumerate(numbers), key=lambda one: int(one[1][:11]) - one[0]):
        members = [number for _place, number in group]
        found.append(members[0] if len(members) == 1 else f"{members[0]}–{members[-1]}")
    return found
