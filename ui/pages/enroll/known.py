"""Somebody who is known already: the yellow answer, its four ways, and what F10 then does."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.duplicates import KnownPerson, KnownPersonAction, MatchStrength, actions_for
from fieldapp.domain.numbering import grouped
from fieldapp.domain.problems import Refusal
from fieldapp.messages import translate as _
from ui.operations import enrollment
from ui.pages.enroll.band import Answer, Band
from ui.pages.enroll.form import EnrollForm
from ui.session import Session
from ui.wording import number_label

_REST_S = 0.4
"""Digits count as an answer once the hands have rested this long; earlier ones are the phone's."""
_KEYS = {str(place): way for place, way in enumerate(KnownPersonAction, 1)}
_ESCAPE = "\x1b"
_WAITING = "已受理 · 待批准"
_TITLES = {
    MatchStrength.LOCAL: "已入会",
    MatchStrength.SITE: "已入会",
    MatchStrength.CENTRE: "已入会",
    MatchStrength.FILTER: "可能已是会员",
}
_WHENCE = {
    MatchStrength.LOCAL: "本机已登记",
    MatchStrength.SITE: "本场另一台电脑已登记",
    MatchStrength.CENTRE: "中心答复",
    MatchStrength.FILTER: "名录比对命中,所在工会待中心答复 · 可先办理转会",
}


class KnownDesk(QObject):
    """Looks people up while their number is typed, and remembers which way was taken."""

    moved = Signal()

    def __init__(self, session: Session, band: Band, form: EnrollForm) -> None:
        """Nobody is known yet."""
        super().__init__(form)
        self._session, self._band, self._form = session, band, form
        self.known: KnownPerson | None = None
        self.way: KnownPersonAction | None = None
        self._number = ""
        self._last_key = 0.0
        band.chosen.connect(self._on_chosen)
        band.passed.connect(self._on_passed)
        band.reason.entered.connect(self._on_reason_entered)
        band.reason.escaped.connect(lambda: form.go_to("document_no"))

    def look_up(self, draft: ApplicationDraft | None) -> None:
        """Look for this document; None takes the answer back."""
        number = draft.document_no if draft else ""
        if number == self._number:
            return
        self._number = number
        found = self._session.application.read.known(number) if number else None
        if found is None and self.known is None:
            return
        self.known = found
        self.way = None
        self._form.needs_consent = True
        if found is None:
            self._band.show_answer(Answer(tone="", title=_("请继续"), line=_("没有找到已有记录")))
        else:
            self._show(found)
        self.moved.emit()

    def is_ready(self) -> bool:
        """Whether F10 may go on: a known person needs a way, and some ways a reason."""
        if self.known is None:
            return True
        if self.way is None:
            self._band.setFocus()
            return False
        if self._band.wants_reason(self.way) and not self._band.reason.value():
            self._band.reason.setFocus()
            return False
        return True

    def commit(self, done: Callable[[enrollment.Committed], None], refused: Callable[[Any], None]) -> None:
        """Do what the form and the way say."""
        draft = self._form.draft()
        aside = self._band.reason.value()
        if self.known is None:
            enrollment.confirm(self._session, draft, aside, done, refused)
        elif self.way is KnownPersonAction.TRANSFER:
            enrollment.transfer(self._session, draft, self.known, done, refused)
        elif self.way is KnownPersonAction.UPDATE:
            enrollment.update(self._session, draft, self.known, done, refused)
        elif self.way is KnownPersonAction.REISSUE:
            enrollment.reissue(self._session, self.known, self._band.reason.value(), done, refused)
        elif self.known.strength.is_certain:  # a document number names one person, so a record cannot be set aside
            refused(Refusal(code="same_document_here"))
        else:
            enrollment.confirm(self._session, draft, aside, done, refused)

    def clear(self, *, keep_answer: bool = False) -> None:
        """Forget the person; the band keeps the answer of a commit."""
        self.known, self.way, self._number = None, None, ""
        self._form.needs_consent = True
        if not keep_answer:
            self._band.show_answer(Answer(tone="", title="", line=""))
        self.moved.emit()

    def _show(self, known: KnownPerson) -> None:
        words = _("{day} 入会") if known.is_member else _("{day} 登记")
        since = words.format(day=known.since.isoformat()) if known.since else ""
        number = f"{number_label(known.number)} {grouped(known.number)}" if known.number else ""
        union, name = self._union_name(known.union), enrollment.name_of(self._session, known)
        line = " · ".join(filter(None, (number, name, since, union, _(_WHENCE[known.strength]))))
        title = _(_TITLES[known.strength]) if known.is_member else _(_WAITING)
        ways = actions_for(known)
        self._band.show_answer(Answer(tone="warning", title=title, line=line, ways=ways, has_card=known.is_member))
        self._last_key = self._session.application.clock.monotonic()
        if known.strength is not MatchStrength.LOCAL:
            self.way = KnownPersonAction.TRANSFER
            self._band.mark(self.way)
        self._band.setFocus()

    def _union_name(self, union: str | None) -> str:
        found = next((one for one in self._session.application.read.organisations() if one.id == union), None)
        return found.name if found else ""

    def _on_reason_entered(self) -> None:
        """Go on once there is a reason: to the form, or to the new card at once. Without one the cursor stays."""
        if not self._band.reason.value():
            return
        if self.way is KnownPersonAction.REISSUE:
            self._form.committed.emit()
        else:
            self._form.go_on("document_no")

    def _on_chosen(self, way: KnownPersonAction) -> None:
        self.way = way
        self._form.needs_consent = way not in (KnownPersonAction.UPDATE, KnownPersonAction.REISSUE)
        if way is KnownPersonAction.UPDATE and self.known is not None:
            stated = enrollment.draft_of_known(self._session, self.known)
            if stated is not None:
                self._form.show_known(stated)
        if not self._band.wants_reason(way):
            self._form.go_on("document_no")
        self.moved.emit()

    def _on_passed(self, key: str) -> None:
        """Take a digit as an answer; Enter goes on only with a way: a habit must not lead past the answer."""
        now = self._session.application.clock.monotonic()
        rested, self._last_key = now - self._last_key >= _REST_S, now
        if key == "\r" and self.way is not None:
            self._form.go_on("document_no")
        elif key == _ESCAPE:
            self._form.go_to("document_no")
        elif key in _KEYS and rested:
            self._band.choose(_KEYS[key])
        elif key.isdigit():
            self._form.go_to("phone")
            self._form.line("phone").insert(key)
