"""The union of a person: what is offered, what is proposed with its reason, and what F10 does with it."""

from datetime import date

from fieldapp.domain.applications import Source
from fieldapp.domain.duplicates import KnownPersonAction
from fieldapp.domain.events import Event
from fieldapp.domain.organisations import Organisation
from fieldapp.messages import translate as _
from ui.operations import enrollment
from ui.pages.enroll.form import EnrollForm
from ui.pages.enroll.known import KnownDesk
from ui.pages.enroll.options import county_options, reason_words, union_options
from ui.session import Session


class UnionDesk:
    """Proposes the union while group, region and employer are chosen; a typed or pinned one is never replaced."""

    def __init__(self, session: Session, form: EnrollForm, known_desk: KnownDesk) -> None:
        """Know no unions yet."""
        self._session, self._form, self._known_desk = session, form, known_desk
        self._organisations: tuple[Organisation, ...] = ()

    def refresh(self, event: Event) -> None:
        """Read the unions again and offer those near the event."""
        self._organisations = self._session.application.read.organisations()
        self._form.choice("region").set_options(county_options(event.region))
        self._form.choice("union").set_options(union_options(self._organisations, event.region))

    def propose(self, today: date) -> None:
        """Put the best union into the form, with its reason and the ones after it."""
        field = self._form.fields["union"]
        is_update = self._known_desk.way is KnownPersonAction.UPDATE
        if self._session.current_event is None or field.source in (Source.TYPED, Source.PINNED) or is_update:
            return
        found = enrollment.proposals(self._session, self._organisations, self._form.draft(), today)
        names: dict[str, str] = {one.id: one.name for one in self._organisations}
        if not found:
            field.set_value("")
            return
        best, *others = found
        field.set_value(best.union or "", Source.DERIVED)
        field.set_source(Source.DERIVED, reason_words(best))
        if self._form.is_close:
            field.say("")  # the room is needed; the list under the field offers the others
            return
        also = [_("先入周转池") if one.pool else names.get(one.union or "", "") for one in others[:3]]
        field.say(_("也可:{unions}").format(unions=" · ".join(filter(None, also))) if also else "")

    def words_for_commit(self) -> str:
        """Return what F10 does now, and say under the union when an open window does not cover it."""
        union, known, act = self._form.fields["union"], self._known_desk.known, self._form.consent.act
        words = enrollment.words_for_commit(
            self._session,
            self._known_desk.way,
            known,
            union.value(),
            self._organisations,
            is_owed=act is not None and act.is_owed,
        )
        is_open = known is None and enrollment.open_delegation(self._session) is not None
        if is_open and not enrollment.may_approve(self._session, union.value(), self._organisations):
            union.say(_("此工会不在本场授权内,只受理不批准"), "warning")
        return words
