"""Will and consent (入会意愿与告知): one deliberate act per person, never pinned or pre-ticked."""

import hashlib

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.codes import table
from fieldapp.domain.sheets import bare_sheet, check_sheet
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, button
from ui.forms.lines import Line
from ui.forms.parts import ElidedLabel, fill, label, row
from ui.theme import set_role, set_tone

_METHOD_WORDS = {
    ConsentMethod.PEN: "本人已在签字板签字",
    ConsentMethod.SHEET: "本人已在登记表签字 · 表号 {reference}",
    ConsentMethod.PHONE: "本人已在手机上确认",
}


class SignaturePad(QWidget):
    """A sheet to sign on with pen, finger or mouse."""

    def __init__(self, ink: str) -> None:
        """Start blank; ``ink`` is the colour of the strokes."""
        super().__init__()
        self.setObjectName("signature_pad")
        self.setAccessibleName(_("签字板"))
        self.setMinimumSize(520, 180)
        self._ink = ink
        self._strokes: list[list[QPointF]] = []

    @property
    def is_signed(self) -> bool:
        """Whether there is a stroke of some length."""
        return any(len(stroke) > 2 for stroke in self._strokes)

    def digest(self) -> str:
        """Return what names this signature: 32 hex digits over its strokes."""
        points = ";".join(f"{p.x():.0f},{p.y():.0f}" for stroke in self._strokes for p in stroke)
        return hashlib.sha256(points.encode("ascii")).hexdigest()[:32]

    def clear(self) -> None:
        """Take a new sheet."""
        self._strokes.clear()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down."""
        self._strokes.append([event.position()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw."""
        if self._strokes:
            self._strokes[-1].append(event.position())
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the base line and the strokes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._ink), 1, Qt.PenStyle.DotLine))
        painter.drawLine(24, self.height() - 44, self.width() - 24, self.height() - 44)
        painter.setPen(QPen(QColor(self._ink), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for stroke in self._strokes:
            painter.drawPolyline(stroke)


class SigningSheet(QFrame):
    """The pad with its words and keys, lying over the form; Enter signs, Esc puts it away."""

    signed = Signal(str)
    put_away = Signal()

    def __init__(self, parent: QWidget, ink: str) -> None:
        """Hide until asked."""
        super().__init__(parent)
        self._room = parent
        set_role(self, "panel")
        self.setObjectName("signing_sheet")
        self.pad = SignaturePad(ink)
        done = KeyButton("sign_done", _("签好了"), role="primary", shown="Enter")
        again = button("sign_again", _("重签"))
        away = KeyButton("sign_away", _("不签"), shown="Esc")
        self._verdict = label("", "verdict", "error", name="sign_verdict")
        words = label(_("本人自愿申请加入工会,已阅读并同意个人信息告知。请本人签字:"), "soft", wraps=True)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(18, 16, 18, 16)
        fill(inner, words, self.pad, row(again, away, 8, self._verdict, None, done))
        done.clicked.connect(self._on_done)
        again.clicked.connect(self.pad.clear)
        away.clicked.connect(self._on_away)
        self.hide()

    def open_over(self, place: QWidget) -> None:
        """Lie over a widget with a blank pad."""
        self.pad.clear()
        self._verdict.clear()
        corner = place.mapTo(self._room, place.rect().topLeft())
        self.setGeometry(corner.x() + 12, corner.y() + 60, place.width() - 24, 320)
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter signs, Esc puts the sheet away."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_done()
        elif event.key() == Qt.Key.Key_Escape:
            self._on_away()
        else:
            super().keyPressEvent(event)

    def _on_away(self) -> None:
        self.hide()
        self.put_away.emit()

    def _on_done(self) -> None:
        if not self.pad.is_signed:
            said = message("signing_sheet_blank")
            self._verdict.setText(f"{said.title} · {said.remedy}")
            return
        self.hide()
        self.signed.emit(self.pad.digest())


class ConsentField(QWidget):
    """The act, and the purposes that may be refused. A scanned or typed sheet number ends with Enter."""

    acted = Signal()
    pen_asked = Signal()
    phone_asked = Signal()

    def __init__(self) -> None:
        """Start without an act."""
        super().__init__()
        self.act: ConsentAct | None = None
        self.line = Line("consent")
        set_role(self.line, "consent")
        self.line.setPlaceholderText(_("请本人签字:签字板 · 登记表条码 · 手机确认"))
        self.line.setAccessibleName(_("入会意愿与告知(本人)"))
        self._purposes: dict[str, QPushButton] = {}
        for code in table("purposes").entries:
            if code.code != "membership":
                chip = button(f"purpose_{code.code}", code.label.partition("/")[0], "consent")
                chip.setCheckable(True)
                chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                chip.toggled.connect(self._on_purposes)
                self._purposes[code.code] = chip
        self._verdict = ElidedLabel("verdict", "consent_verdict")
        head = row(label(_("入会意愿与告知(本人)"), "label"), 6, spacing=6)
        head.addWidget(self._verdict, 1)
        head.addWidget(label(_("另征同意"), "label"))
        fill(head, *self._purposes.values())
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        fill(inner, head, self.line)
        self._add_key_caps()
        self.line.value_edited.connect(self._on_edited)

    def _add_key_caps(self) -> None:
        self._caps = QWidget(self.line)
        inside = QHBoxLayout(self._caps)
        inside.setContentsMargins(0, 0, 0, 0)
        for words, name in (("Alt+S", "pen"), ("Alt+M", "phone")):
            cap = QLabel({"pen": _("签字板"), "phone": _("手机")}[name])
            set_role(cap, "label")
            key = QLabel(words)
            set_role(key, "key")
            inside.addWidget(cap)
            inside.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)
            inside.addSpacing(4)
        holder = QHBoxLayout(self.line)
        holder.setContentsMargins(0, 0, 10, 0)
        fill(holder, None, self._caps)
        self._caps.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.line.setTextMargins(0, 0, self._caps.sizeHint().width(), 0)
        self._caps.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

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

    def show_act(self, act: ConsentAct | None) -> None:
        """Show an act that came with a draft."""
        self.act = act
        for code, chip in self._purposes.items():
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
        self._caps.setVisible(self.act is None)
        if self.act is None:
            self.line.clear()
            self.say("")
            set_tone(self.line, "")
            return
        words = _(_METHOD_WORDS[self.act.method]).format(reference=self.act.reference or "")
        self.line.setText(f"✓ {words}")
        self.say("")
        set_tone(self.line, "success")

    def _on_edited(self) -> None:
        self._caps.setVisible(not self.line.text())

    def _on_purposes(self) -> None:
        if self.act is not None:
            self.act = ConsentAct(method=self.act.method, purposes=self.purposes(), reference=self.act.reference)
            self.acted.emit()
