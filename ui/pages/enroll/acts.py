"""The ways to say yes (意愿与告知): pad, signed form, phone; and the notice. One place for every page that asks."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from fieldapp.domain.applications import ConsentMethod
from fieldapp.domain.confirmations import bare_confirmation, check_confirmation
from fieldapp.domain.notices import notice
from fieldapp.domain.signatures import Signature
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, on_keys
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import Scrolled, fill, label, row
from ui.forms.sheets import Sheet
from ui.operations import consents
from ui.pages.enroll.consent import ConsentField
from ui.pages.enroll.signature import SigningSheet
from ui.session import Session

Place = Callable[[], QWidget]
_LINE = 40
"""One step of the notice (px)."""


class PhoneSheet(Sheet):
    """What the person says from the own phone; ``confirmed`` brings the code or word."""

    confirmed = Signal(str)

    def __init__(self, room: QWidget, place: Place) -> None:
        """Ask for one code or word."""
        super().__init__("phone_sheet", _("手机确认"), room, place)
        self.word = Field(_("本人手机上的确认码,或本人回复的口令"), Line("phone_word", input_method=True), large=True)
        done = KeyButton("phone_done", _("本人已确认"), role="primary", shown="Enter")
        away = KeyButton("phone_away", _("不用手机"), shown="Esc")
        words = _("请本人在自己的手机上看过告知并确认,再报出确认码;没有确认码的,请本人用手机回复一个口令。")
        fill(self.lines, label(_("手机确认"), "title"), label(notice().will, "heading", wraps=True))
        fill(self.lines, label(words, "soft", wraps=True), 6, self.word, None, row(away, None, done))
        self.word.line.entered.connect(self.accept)
        self.word.line.escaped.connect(self.put_away)
        done.clicked.connect(self.accept)
        away.clicked.connect(self.put_away)

    def first(self) -> QWidget:
        """Begin in the field."""
        return self.word.line

    def ask(self) -> None:
        """Open empty."""
        self.word.set_value("")
        self.word.say("")
        self.open()

    def accept(self) -> None:
        """Take the word, unless it is none."""
        problem = check_confirmation(self.word.value())
        if problem is not None:
            said = message(problem.code)
            self.word.say(f"{said.title} · {said.remedy}", "error")
            return
        self.put_away()
        self.confirmed.emit(bare_confirmation(self.word.value()))


class NoticeSheet(Sheet):
    """The notice in full (告知书), to be read or read out."""

    def __init__(self, room: QWidget, place: Place) -> None:
        """Show the notice in force."""
        super().__init__("notice_sheet", _("告知书"), room, place)
        told = notice()
        shut = KeyButton("notice_shut", _("看完了"), role="primary", shown="Enter")
        lines = label("", "", name="notice_text", wraps=True)
        lines.setTextFormat(Qt.TextFormat.RichText)
        lines.setText("".join(f"<p><b>{head}</b><br>{text}</p>" for head, text in told.paragraphs))
        lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area = Scrolled(lines)
        fill(self.lines, label(told.title, "title"), label(told.will, "heading", wraps=True))
        self.lines.addWidget(self._area, 1)
        fill(self.lines, row(label(_("版本 {id}").format(id=told.id), "small"), None, shut))
        shut.clicked.connect(self.put_away)

    def accept(self) -> None:
        """Put it away: reading agrees to nothing."""
        self.put_away()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrow keys turn what does not fit."""
        bar, key = self._area.verticalScrollBar(), event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space):
            bar.setValue(bar.value() + (bar.pageStep() if key != Qt.Key.Key_Down else _LINE))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp):
            bar.setValue(bar.value() - (bar.pageStep() if key != Qt.Key.Key_Up else _LINE))
        else:
            super().keyPressEvent(event)


class ConsentActs(QObject):
    """Alt+S signs on the pad, Alt+M confirms by phone, Alt+L signs on paper later, Alt+Y reads the notice."""

    def __init__(self, session: Session, room: QWidget, place: Place, field: ConsentField) -> None:
        """Serve one consent field in a room; the sheets lie over ``place``."""
        super().__init__(room)
        self._session, self._field = session, field
        self.signing, self.phone = SigningSheet(room, place), PhoneSheet(room, place)
        self.notice = NoticeSheet(room, place)
        self.signing.signed.connect(self._on_signed)
        self.signing.went_away.connect(field.line.setFocus)
        self.phone.confirmed.connect(partial(field.make, ConsentMethod.PHONE))
        self.phone.went_away.connect(field.line.setFocus)
        field.acted.connect(self._on_acted)
        field.sign_again_asked.connect(self.sign)
        on_keys(room, self.sign, "Alt+S")
        on_keys(room, self.confirm_by_phone, "Alt+M")
        on_keys(room, self.sign_later, "Alt+L")
        on_keys(room, self.notice.open, "Alt+Y")
        for place_of, code in enumerate(field.purpose_codes, 5):
            on_keys(room, partial(field.turn, code), f"Alt+{place_of}")

    def sign(self) -> None:
        """Open the pad; an act that stands already stays until Esc takes it away."""
        if self._field.act is None:
            self.signing.ask(self._field.agreed_words())

    def confirm_by_phone(self) -> None:
        """Ask for the word from the phone."""
        if self._field.act is None:
            self.phone.ask()

    def sign_later(self) -> None:
        """The person signs the printed form afterwards: listed as 缺签字 until its number is scanned."""
        if self._field.act is None:
            self._field.make(ConsentMethod.SHEET, None)

    def _on_acted(self) -> None:
        """Put pad and phone away when a form was scanned meanwhile: the person has said yes."""
        if self._field.act is not None:
            self.signing.put_away()
            self.phone.put_away()

    def _on_signed(self, signature: Signature) -> None:
        asked = self._field.round

        def after(reference: str) -> None:
            if self._field.round == asked:
                self._field.make(ConsentMethod.PEN, reference)

        consents.keep_signature(self._session, signature, after)
