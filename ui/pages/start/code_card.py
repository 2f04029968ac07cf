"""A recovery code as it is handed over: shown once, to print, and typed back in part before anything goes on."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import fill, label, panel, row
from ui.jobs import Jobs
from ui.operations import start

_GROUPS_IN_A_LINE = 4
_TAIL = 4


class CodeCard(QWidget):
    """``confirmed``: the last four characters were typed back. ``said`` brings a sentence for the page's foot."""

    confirmed = Signal()
    said = Signal(str)

    def __init__(self, jobs: Jobs, groups: int = _GROUPS_IN_A_LINE) -> None:
        """Wait for a code, to be shown in lines of so many groups."""
        super().__init__()
        self._jobs, self._groups = jobs, groups
        self._code, self._device, self._day = "", "", date.min
        hint = label(_("忘记口令时,只有这个恢复码能打开数据。请抄在纸上,锁进柜子,不要放在电脑里。"), "soft", wraps=True)
        self._shown = label("", "code", name="recovery_code")
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._tail = Line("recovery_tail")
        self.field = Field(_("请输入恢复码的最后四位,确认已经抄好"), self._tail)
        self._tail.entered.connect(self.confirm)
        frame, inside = panel(margin=14)
        inside.addWidget(self._shown)
        keep = KeyButton("code_paper", _("存成一页,打印后封存"), "Alt+P")
        keep.clicked.connect(self._on_paper)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        fill(inner, hint, frame, row(keep, None), self.field)

    def show_code(self, code: str, device: str, day: date) -> None:
        """Show a code of this laptop, made on ``day``, and ask for its end."""
        self._code, self._device, self._day = code, device, day
        self._shown.setText(_in_lines(code, self._groups))
        self._shown.setMinimumHeight(self._shown.sizeHint().height())
        self._tail.clear()
        self.field.say("")

    def focus_field(self) -> None:
        """Put the cursor where the end of the code goes."""
        self._tail.setFocus()

    def forget(self) -> None:
        """Show the code no longer."""
        self._code = ""
        self._shown.setText("")

    def confirm(self) -> None:
        """Say that the code was written down, if its end is right."""
        if not self._code:
            return
        if self.field.value().strip().upper() != self._code.replace("-", "")[-_TAIL:]:
            self.field.say(_("和上面的最后四位不一样"), "error")
            return
        self.confirmed.emit()

    def _on_paper(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存恢复码页"), "", "PDF (*.pdf)")
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """Write the code on a page to print and lock away; the file is deleted after that."""
        if self._code:
            page = start.CodePage(code=self._code, device=self._device, day=self._day, path=path)
            start.write_code_page(self._jobs, page, self._on_written)

    def _on_written(self, refused: Refusal | None) -> None:
        if refused is not None:
            words = message(refused.code, refused.details)
            self.said.emit(f"{words.title}:{words.reason}{words.remedy}")
            return
        self.said.emit(_("已存成一页。打印、封存以后,请删掉这个文件。"))
        self._tail.setFocus()


def _in_lines(code: str, many: int) -> str:
    """Return a recovery code in lines that fit the card; a label that wraps by itself is given too little height."""
    groups = code.split("-")
    lines = ("-".join(groups[start : start + many]) for start in range(0, len(groups), many))
    return "-\n".join(lines)
