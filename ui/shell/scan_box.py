"""The one scan box (F2), and where every scanned, typed or pasted code goes: by its prefix, from any page."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from fieldapp.domain.scans import ScanKind, route_scan
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.lines import Line
from ui.forms.parts import fill, label, row
from ui.pages.page import Page
from ui.session import Session
from ui.shell.rail import PAGES
from ui.theme import Theme, set_role, set_tone

_WIDTH, _TOP = 620, 58
_PAGES = {
    ScanKind.CARD: "records",
    ScanKind.EVENT: "events",
    ScanKind.PRE_REGISTRATION: "enroll",
    ScanKind.RECEIPT: "records",
    ScanKind.SHEET: "enroll",
    ScanKind.DEVICE: "sync",
    ScanKind.HUB: "sync",
    ScanKind.DOCUMENT: "enroll",
    ScanKind.NUMBER: "records",
}
"""Where a code belongs when the page in front does not take it itself."""
_WORDS = {
    ScanKind.CARD: "会员卡",
    ScanKind.EVENT: "活动码",
    ScanKind.PRE_REGISTRATION: "手机预登记码",
    ScanKind.RECEIPT: "受理凭证",
    ScanKind.SHEET: "登记表 / 签名表编号",
    ScanKind.DEVICE: "电脑接入码",
    ScanKind.HUB: "现场汇聚端证书",
    ScanKind.DOCUMENT: "证件号码",
    ScanKind.NUMBER: "会员号或受理号",
}


class ScanBox(QFrame):
    """A line over the page to scan, type or paste into; says what stands in it. Enter takes it, Esc closes."""

    entered = Signal(str)

    def __init__(self, room: QWidget, theme: Theme) -> None:
        """Hide until asked."""
        super().__init__(room)
        self._theme, self._room = theme, room
        self._before: QWidget | None = None
        set_role(self, "panel")
        self.setObjectName("scan_box")
        self.setProperty("floats", True)
        self.setProperty("lies_over", True)
        self.line = Line("scan_text")
        self.line.setProperty("letters", "large")
        self.line.setAccessibleName(_("扫码框"))
        self.line.setPlaceholderText(_("扫码、粘贴或输入号码"))
        self._word = label("", "soft", name="scan_word")
        take = KeyButton("scan_take", _("打开"), role="primary", shown="Enter")
        away = KeyButton("scan_away", _("关闭"), shown="Esc")
        for one in (take, away):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(16, 12, 16, 12)
        fill(inner, row(label(_("扫码框"), "title"), None, label(_("扫码枪随时可用,不用先按 F2"), "small")))
        fill(inner, self.line, row(self._word, None, away, take))
        self.line.value_edited.connect(self._on_edited)
        self.line.entered.connect(lambda: self.entered.emit(self.line.text()))
        self.line.escaped.connect(self.close_box)
        take.clicked.connect(lambda: self.entered.emit(self.line.text()))
        away.clicked.connect(self.close_box)
        room.installEventFilter(self)
        self.hide()

    def open_box(self, focus: QWidget | None) -> None:
        """Stand over the page, empty; ``focus`` gets the keys back at the end."""
        if self.isVisible():
            self.line.setFocus()
            return
        self._before = focus
        self.line.set_value("")
        self._on_edited()
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus()

    def event(self, event: QEvent) -> bool:
        """Take the room that larger letters need."""
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return is_done

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of a window that changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        width = min(self._theme.px(_WIDTH), self._room.width() - 24)
        self.setGeometry((self._room.width() - width) // 2, self._theme.px(_TOP), width, self.sizeHint().height())

    def close_box(self) -> None:
        """Go away and give the keys back."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str, tone: str = "") -> None:
        """Say what the text is, or why it is nothing."""
        self._word.setText(words)
        set_tone(self._word, tone)

    def _on_edited(self) -> None:
        text = self.line.value()
        kind = route_scan(text).kind
        if kind is ScanKind.UNKNOWN:
            self.say(_("会员卡、凭证、登记表、活动码、证件号码都行") if not text else "")
        else:
            self.say(what_is(kind), "success")


class ScanDesk(QObject):
    """Takes every scan: to the page in front when it wants such codes, else to where they belong."""

    def __init__(
        self, session: Session, box: ScanBox, front: Callable[[], Page], open_page: Callable[[str, str], None]
    ) -> None:
        """``front`` returns the page in front, ``open_page`` brings one there with a subject."""
        super().__init__(box)
        self._session, self._box, self._front, self._open_page = session, box, front, open_page
        box.entered.connect(self._on_entered)

    def open_box(self) -> None:
        """Show the box (F2)."""
        self._box.open_box(QApplication.focusWidget())

    def take(self, text: str) -> bool:
        """Bring a text to its page; an unknown one changes nothing and is said in one sentence."""
        scan = route_scan(text)
        if scan.kind is ScanKind.UNKNOWN:
            self._session.sounds.play("error")
            self._session.say(message("scan_unknown"), "warning")
            return False
        self._box.close_box()
        front = self._front()
        self._open_page(front.name if scan.kind in front.scans else _PAGES[scan.kind], scan.text)
        return True

    def _on_entered(self, text: str) -> None:
        if not text.strip():
            self._box.close_box()
        elif route_scan(text).kind is ScanKind.UNKNOWN:
            said = message("scan_unknown")
            self._box.say(f"{said.title} · {said.remedy}", "error")
        else:
            self.take(text)


def what_is(kind: ScanKind) -> str:
    """Return what a code is and where it goes, in a few words."""
    page = _("活动") if _PAGES[kind] == "events" else _(PAGES[_PAGES[kind]])
    return _("{what} → {page}").format(what=_(_WORDS[kind]), page=page)
