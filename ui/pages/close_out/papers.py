"""Going through the stack of papers: scan, hear, see how many are left."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain.closing import PaperLeft
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.closing import SeenResult
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label, row
from ui.models.values import Column, ValuesModel, table
from ui.operations import closing
from ui.session import Session
from ui.theme import set_tone
from ui.wording import clock_time, hidden_tail


class PapersSheet(QWidget):
    """One line that takes codes, the count of what is left, and the list of it."""

    def __init__(self, session: Session) -> None:
        """Start with nothing scanned."""
        super().__init__()
        self._session = session
        self.code = Field(_("扫表号(US1)或凭证(UR1),也可输入表号后回车"), Line("paper_code"), compact=True)
        self.code.line.entered.connect(self._on_entered)
        self._left = label("0", "figure", name="papers_left")
        self._last = label("", "soft", name="paper_said", wraps=True)
        self.model: ValuesModel[PaperLeft] = ValuesModel(_columns())
        self.view = table("papers", self.model, session.theme)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        head = row(label(_("点纸表"), "title"), None, label(_("还剩"), "soft"), self._left, label(_("张"), "soft"))
        fill(inner, head, self.code, self._last)
        inner.addWidget(self.view, 1)

    def show_left(self, left: Sequence[PaperLeft]) -> None:
        """Show what nobody scanned yet."""
        self.model.set_rows(left)
        self._left.setText(f"{len(left):,}")
        set_tone(self._left, "" if left else "success")

    def begin(self) -> None:
        """Put the cursor where codes go."""
        self.code.line.setFocus()

    def take(self, code: str) -> None:
        """Take a scanned code."""
        closing.see_paper(self._session, code, self._on_seen, self._on_refused)

    def _on_entered(self) -> None:
        code = self.code.value()
        self.code.set_value("")
        if code:
            self.take(code)

    def _on_seen(self, seen: SeenResult) -> None:
        self._session.sounds.play("warning" if seen.is_again else "success")
        if seen.is_again:
            words = _("{name} {tail} 的纸表已经点过了,还剩 {n} 张")
        elif seen.is_closed:
            words = _("{name} {tail} 的签字补上了,还剩 {n} 张")
        else:
            words = _("{name} {tail} 点到了,还剩 {n} 张")
        self._say(
            words.format(name=seen.name, tail=hidden_tail(seen.tail), n=seen.left),
            "warning" if seen.is_again else "success",
        )

    def _on_refused(self, refusal: Refusal) -> None:
        self._session.sounds.play("error")
        said = message(refusal.code, refusal.details)
        self._say(f"{said.title}:{said.reason}{said.remedy}", "error")

    def _say(self, words: str, tone: str) -> None:
        self._last.setText(words)
        set_tone(self._last, tone)


def _columns() -> tuple[Column[PaperLeft], ...]:
    return (
        Column(
            title=_("表号"),
            text=lambda one: one.sheet or _("缺签字"),
            tone=lambda one: "" if one.sheet else "warning",
            width=84,
        ),
        Column(title=_("姓名"), text=lambda one: f"{one.name} {hidden_tail(one.tail)}"),
        Column(title=_("登记"), text=lambda one: f"{clock_time(one.time)} {one.operator}", width=98),
    )
