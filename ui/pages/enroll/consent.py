"""Will and consent (入会意愿与告知): one deliberate act per person, never pinned or pre-ticked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.codes import table
from fieldapp.domain.sheets import bare_sheet, check_sheet
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import button
from ui.forms.lines import Line
from ui.forms.parts import ElidedLabel, fill, label, row
from ui.theme import set_role, set_tone

_LATER = "登记后在受理凭证上签字 · 缺签字,收摊时扫凭证"
_SHORT = {"mutual_aid": "互助", "sms": "短信", "benefits": "普惠", "comparison": "比对"}
_FIRST_KEY = 5
"""Alt+1 to Alt+4 belong to the answer band."""
_METHOD_WORDS = {
    ConsentMethod.PEN: "本人已在签字板签字",
    ConsentMethod.SHEET: "本人已在登记表签字 · 表号 {reference}",
    ConsentMethod.PHONE: "本人已在手机上确认 · {reference}",
}


class ConsentField(QWidget):
    """The act, and the purposes that may be refused. A scanned or typed sheet number ends with Enter.

    ``round`` counts the people who stood here: what was asked of one is never taken for the next.
    """

    acted = Signal()
    sign_again_asked = Signal()

    def __init__(self, *, is_narrow: bool = False) -> None:
        """Start without an act; a narrow one has its keys and purposes in rows of their own under the line."""
        super().__init__()
        self._is_narrow = is_narrow
        self.act: ConsentAct | None = None
        self.round = 0
        self.line = Line("consent")
        set_role(self.line, "consent")
        self.ask_for("")
        self.line.setAccessibleName(_("入会意愿与告知(本人)"))
        self._purposes = {
            code.code: self._chip(place, code.code, code.label.partition("/")[0])
            for place, code in enumerate(
                (one for one in table("purposes").entries if not one.has("required")), _FIRST_KEY
            )
        }
        self._verdict = ElidedLabel("verdict", "consent_verdict")
        head = row(label(_("入会意愿与告知(本人)"), "label"), 6, spacing=6)
        head.addWidget(self._verdict, 1)
        asked = row(label(_("另征同意 Alt+"), "label"), *self._purposes.values(), spacing=6)
        if not is_narrow:
            head.addLayout(asked)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        fill(inner, head, self.line)
        self._caps = self._key_caps()
        if is_narrow:
            asked.addStretch(1)
            fill(inner, row(self._caps, None), asked)
        else:
            self._stand_inside(self._caps)
        self.line.value_edited.connect(self._on_edited)

    def _chip(self, place: int, code: str, words: str) -> QPushButton:
        chip = button(f"purpose_{code}", f"{place} {_(_SHORT[code])}", "consent")
        chip.setAccessibleName(words)
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.toggled.connect(self._on_purposes)
        return chip

    def _key_caps(self) -> QWidget:
        caps = QWidget()
        inside = QHBoxLayout(caps)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        fill(inside, label(_("Alt+"), "label"))
        for key, words in (("S", _("签字板")), ("M", _("手机")), ("L", _("后签")), ("Y", _("告知书"))):
            inside.addWidget(label(key, "key"), 0, Qt.AlignmentFlag.AlignVCenter)
            fill(inside, label(words, "label"), 4)
        caps.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return caps

    def _stand_inside(self, caps: QWidget) -> None:
        holder = QHBoxLayout(self.line)
        holder.setContentsMargins(0, 0, 10, 0)
        fill(holder, None, caps)
        caps.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.line.setTextMargins(0, 0, caps.sizeHint().width(), 0)

    def ask_for(self, words: str) -> None:
        """Say what is asked for here; nothing in particular: any of the ways."""
        self.line.setPlaceholderText(words or _("请本人签字,或扫登记表条码"))

    @property
    def purpose_codes(self) -> tuple[str, ...]:
        """Return the purposes that may be refused, in the order of their keys."""
        return tuple(self._purposes)

    def stops(self) -> tuple[QWidget, ...]:
        """Return what the Tab key stops at, in the order it is seen."""
        return (*self._purposes.values(), self.line)

    def turn(self, code: str) -> None:
        """Agree to a purpose, or no longer."""
        self._purposes[code].toggle()

    def agreed_words(self) -> str:
        """Return in words what is agreed to and what is not."""
        agreed = [chip.accessibleName() for chip in self._purposes.values() if chip.isChecked()]
        others = [chip.accessibleName() for chip in self._purposes.values() if not chip.isChecked()]
        words = _("已阅读并同意《个人信息告知》。另行同意:{agreed}").format(agreed="、".join(agreed) or _("无"))
        return words + (_(";不同意:{others}。").format(others="、".join(others)) if others else "。")

    def purposes(self) -> tuple[str, ...]:
        """Return what was agreed to; joining itself is agreed to by the act."""
        return ("membership", *(code for code, chip in self._purposes.items() if chip.isChecked()))

    def make(self, method: ConsentMethod, reference: str | None) -> None:
        """Record the act."""
        self.act = ConsentAct(method=method, purposes=self.purposes(), reference=reference)
        self._show()
        self.acted.emit()

    def take_sheet(self) -> bool:
        """Make the typed sheet number the act; say whether there is one now. What is no sheet number is said."""
        number = self.line.value()
        return self.sign_with(number) if self.act is None and number else self.act is not None

    def sign_with(self, sheet: str) -> bool:
        """Make a typed or scanned sheet number the act, unless it is none; say whether it was taken."""
        problem = check_sheet(sheet)
        if problem is not None:
            self.say(message(problem.code).title, "error")
            return False
        self.make(ConsentMethod.SHEET, bare_sheet(sheet))
        return True

    @property
    def is_unread(self) -> bool:
        """Whether something stands in the field that is no act yet."""
        return self.act is None and bool(self.line.value())

    def show_act(self, act: ConsentAct | None, *, keep_purposes: bool = False) -> None:
        """Show an act that came with a draft, or none."""
        self.act, self.round = act, self.round + 1
        for code, chip in () if keep_purposes else self._purposes.items():
            chip.blockSignals(True)
            chip.setChecked(act is not None and code in act.purposes)
            chip.blockSignals(False)
        self._show()

    def say(self, words: str, tone: str = "") -> None:
        """Show a verdict beside the label."""
        self._verdict.setText(words)
        set_tone(self._verdict, tone)
        if self.act is None:
            set_tone(self.line, tone if tone == "error" else "")

    def _show(self) -> None:
        self.line.setReadOnly(self.act is not None)
        self._caps.setVisible(self.act is None or self._is_narrow)
        if self.act is None:
            self.line.clear()
            self.say("")
            set_tone(self.line, "")
            return
        words = _(_METHOD_WORDS[self.act.method]).format(reference=self.act.reference or "")
        self.line.setText(_(_LATER) if self.act.is_owed else f"✓ {words}")
        self.say("")
        set_tone(self.line, "warning" if self.act.is_owed else "success")

    def _on_edited(self) -> None:
        self._caps.setVisible(not self.line.text() or self._is_narrow)

    def _on_purposes(self) -> None:
        if self.act is None:
            return
        if self.act.method is ConsentMethod.PEN:  # what was signed said something else
            self.show_act(None, keep_purposes=True)
            self.say(_("同意事项改了,请本人重新签字"), "warning")
            self.acted.emit()
            self.sign_again_asked.emit()
            return
        self.act = ConsentAct(method=self.act.method, purposes=self.purposes(), reference=self.act.reference)
        self.acted.emit()
