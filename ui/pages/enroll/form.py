"""The form of one person: widgets ↔ ``ApplicationDraft``, and the order Enter goes through.

Knows no use case and no store. What a field's value is worth is said by the page through ``say``.
"""

from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.domain.applications import ApplicationDraft, DocumentCheck, DocumentType, Source
from fieldapp.domain.id_cards import IdCard
from fieldapp.domain.identity import kind_fitting, match_form
from fieldapp.domain.names import normalise_name
from fieldapp.errors import BugError
from fieldapp.messages import translate as _
from ui.forms.choices import ChoiceLine
from ui.forms.lines import DOCUMENT_GROUPS, GroupedLine, Line
from ui.pages.enroll.consent import ConsentField
from ui.pages.enroll.document_corner import DocumentCorner
from ui.pages.enroll.options import code_options
from ui.pages.enroll.person_fields import ORDER, make_fields, new_grid, stand
from ui.pages.enroll.photo import PhotoMark
from ui.pages.enroll.pins import Pins

_DERIVING = (DocumentType.RIC, DocumentType.RIC_TMP, DocumentType.HMT_RP, DocumentType.FPR23)
_KNOWN_SOURCES = (Source.DERIVED, Source.ROSTER, Source.READER, Source.PHONE)
"""Values that somebody else gave already: Enter goes past them."""
_MIGRANT = {True: "yes", False: "no", None: ""}


class EnrollForm(QWidget):
    """All fields of one application."""

    edited = Signal(str)
    left = Signal(str)
    committed = Signal()
    drop_asked = Signal()

    def __init__(self) -> None:
        """Build the fields in three columns."""
        super().__init__()
        self.roster_row: str | None = None
        self.pre_registration = ""
        self.consent = ConsentField()
        self.document = DocumentCorner()
        self.photo = PhotoMark()
        self.fields = make_fields(self.document, self.photo)
        self.pins = Pins(self, self.fields)
        self.needs_consent = True
        self.required: tuple[str, ...] = ()
        self._escaped_once = ""
        self._before_escape: ApplicationDraft | None = None
        self._carried: dict[str, str] = {}
        self._trail: list[str] = []
        self._signer = ("", "")
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        self._grid, self._columns, self.is_close = new_grid(), 3, False
        inner.addLayout(self._grid)
        inner.addWidget(self.consent)
        inner.addStretch(1)
        self.fields["ethnicity"].hide()
        self.choice("ethnicity").set_options(code_options("ethnicity"))
        self.arrange(3, is_close=False)
        self._connect()
        self._show_document()

    def _connect(self) -> None:
        for code, field in self.fields.items():
            field.edited.connect(self._on_edited)
            field.left.connect(self.left)
            self._connect_keys(code, field.line)
        self._connect_keys("consent", self.consent.line)
        self.consent.acted.connect(self._on_acted)
        self.pins.moved.connect(lambda: self.edited.emit("pins"))
        self.document.check_moved.connect(lambda: self._on_edited("document_check"))
        self.photo.moved.connect(lambda: self._on_edited("photo"))
        self.document.kind_moved.connect(self._on_kind_moved)

    def _connect_keys(self, code: str, line: Line) -> None:
        line.entered.connect(lambda: self._on_entered(code))
        line.backed.connect(lambda: self.go_back(code))
        line.escaped.connect(lambda: self._on_escaped(code))

    def arrange(self, columns: int, *, is_close: bool) -> None:
        """Stand in three or four columns, with or without room for empty verdicts."""
        self._columns, self.is_close = columns, is_close
        stand(self.fields, self._grid, columns, is_close=is_close)

    def ask_for(self, codes: tuple[str, ...], required: tuple[str, ...] = ()) -> None:
        """Show the fields that only some provinces ask for; ``required`` are those nobody may leave empty there."""
        self.required = required
        self.fields["ethnicity"].setVisible("ethnicity" in codes)
        self.arrange(self._columns, is_close=self.is_close)

    def line(self, code: str) -> Line:
        """Return the editor of a field."""
        return self.consent.line if code == "consent" else self.fields[code].line

    def choice(self, code: str) -> ChoiceLine:
        """Return the editor of a field that chooses one of many."""
        line = self.fields[code].line
        if not isinstance(line, ChoiceLine):
            raise BugError(f"{code} chooses nothing")
        return line

    def faulty(self) -> frozenset[str]:
        """Return the fields under which an error stands."""
        return frozenset(code for code, field in self.fields.items() if field.is_faulty)

    def draft(self) -> ApplicationDraft:
        """Return what stands in the form."""
        value = {code: field.value() for code, field in self.fields.items()}
        sources = {code: field.source for code, field in self.fields.items() if field.source is not None}
        focus = self.focusWidget()
        return ApplicationDraft(
            document_type=self.document.kind,
            document_no=value["document_no"],
            name=value["name"],
            phone=value["phone"],
            group=value["group"],
            employment=value["employment"],
            region=value["region"],
            employer=value["employer"],
            union=value["union"],
            ethnicity=value["ethnicity"],
            migrant={"yes": True, "no": False}.get(value["migrant"]),
            sex=value["sex"],
            birth=value["birth"],
            document_check=self.document.check,
            consent=self.consent.act,
            sources=MappingProxyType(sources),
            roster_row=self.roster_row,
            pre_registration=self.pre_registration,
            pins=self.pins.codes,
            photo=self.photo.photo,
            focus=focus.objectName() if focus is not None and focus.objectName() in ORDER else "document_no",
        )

    def show_draft(self, draft: ApplicationDraft) -> None:
        """Put a draft into the form and the cursor where it stood."""
        self.document.show_document(draft.document_type, draft.document_check)
        self._before_escape, self._escaped_once, self._carried, self._trail = None, "", {}, []
        self.roster_row, self.pre_registration = draft.roster_row, draft.pre_registration
        self.pins.show_pins(draft.pins)
        self.photo.show_photo(draft.photo, None)
        for code, field in self.fields.items():
            value = _MIGRANT[draft.migrant] if code == "migrant" else str(getattr(draft, code))
            field.set_value(value, draft.sources.get(code))
            if not value and draft.sources.get(code) is Source.PINNED:
                field.set_source(Source.PINNED, _("沿用空白"))
            field.say("")
            field.line.forget_cleared()
        self.consent.show_act(draft.consent)
        self._signer = self._who()
        self._show_document()
        self.go_to(draft.focus)

    def _who(self) -> tuple[str, str]:
        """Return number and name of the person who stands here; either alone may be a slip that was mended."""
        return match_form(self.fields["document_no"].value()), normalise_name(self.fields["name"].value())

    def _on_acted(self) -> None:
        self._signer = self._who()
        self._on_edited("consent")

    def drop_act_of_another(self) -> None:
        """Take will and consent away when number and name are both somebody else's than those of who gave them."""
        if self.consent.act is None or any(
            before in ("", now) or not now for before, now in zip(self._signer, self._who(), strict=True)
        ):
            return
        self.consent.show_act(None)
        self.edited.emit("consent")
        self.consent.say(_("换了人,请本人重新签字"), "error")

    def fit_kind(self) -> None:
        """Take the kind of document that the number belongs to, unless the one chosen fits."""
        kind = kind_fitting(self.fields["document_no"].value(), self.document.kind)
        if kind is not self.document.kind:
            self.document.show_document(kind, self.document.check)
            self._show_document()

    def take_card(self, card: IdCard) -> None:
        """Show what the reader read; the card itself was the check of the document."""
        self.document.show_document(card.kind, DocumentCheck.READER)
        self._show_document()
        values = {"document_no": card.number, "name": card.name, "birth": card.birth, "sex": card.sex}
        for code, value in values.items():
            self.fields[code].set_value(value, Source.READER)

    def begin_next(self, *, is_after_person: bool = False) -> None:
        """Empty the form for the next person; pinned values stay and say so.

        After a person was done, an empty pinned field stays empty without being asked for again.
        """
        kept = self._carried or {code: self.fields[code].value() for code in self.pins.codes}
        sources = {code: Source.PINNED for code, value in kept.items() if value or is_after_person}
        empty = ApplicationDraft(pins=self.pins.codes, sources=MappingProxyType(sources))
        self.show_draft(replace(empty, **kept))  # type: ignore[arg-type]  # the pinnable fields are all words

    def begin_at(self, region: str) -> None:
        """Empty the form for the first person of an event in this county."""
        sources = MappingProxyType({"region": Source.PINNED})
        self.show_draft(ApplicationDraft(region=region, sources=sources))

    def show_known(self, draft: ApplicationDraft) -> None:
        """Put the values of a record into the form for updating; what was typed already stays.

        The carried values of the desk come back with the next person.
        """
        self._carried = self._carried or {code: self.fields[code].value() for code in self.pins.codes}
        for code, field in self.fields.items():
            if code == "document_no" or (field.source is Source.TYPED and field.value()):
                continue
            field.set_value(_MIGRANT[draft.migrant] if code == "migrant" else str(getattr(draft, code)))
            field.say("")

    def draft_to_drop(self) -> ApplicationDraft:
        """Return what dropping loses: the form as it stood before Esc began to empty it."""
        return self._before_escape or self.draft()

    @property
    def was_emptied(self) -> bool:
        """Whether Esc took away something that can still be dropped or brought back."""
        before = self._before_escape
        return before is not None and bool(before.document_no or before.name or before.phone or before.consent)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed about a person yet (carried values do not count)."""
        own = ("document_no", "name", "phone")
        return self.consent.act is None and not any(self.fields[code].value() for code in own)

    def say(self, code: str, words: str, tone: str = "") -> None:
        """Show the verdict of a field."""
        if code == "consent":
            self.consent.say(words, tone)
        elif code in self.fields:
            self.fields[code].say(words, tone)

    def go_to(self, code: str) -> None:
        """Put the cursor into a field."""
        self.line(code if code in ORDER else "document_no").setFocus()

    def resume(self) -> None:
        """Put the cursor back behind what is being typed; nothing is marked, so the next key replaces nothing."""
        code = self.draft().focus
        self.go_to(code)
        self.line(code).deselect()
        self.line(code).end(False)

    def go_on(self, code: str) -> None:
        """Go to the next field that still wants something; commit after the last."""
        for following in ORDER[ORDER.index(code) + 1 :]:
            if self._wants(following):
                self._trail.append(code)
                self.go_to(following)
                return
        self.committed.emit()

    def go_back(self, code: str) -> None:
        """Go where Enter came from, past what it went past; else to the field before, whatever stands in it."""
        while self._trail:
            last = self._trail.pop()
            if ORDER.index(last) < ORDER.index(code) and self.line(last).isVisible():
                self.go_to(last)
                return
        earlier = [one for one in ORDER[: ORDER.index(code)] if self.line(one).isVisible()]
        self.go_to(earlier[-1] if earlier else code)

    def _on_kind_moved(self) -> None:
        self._show_document()
        self._on_edited("document_type")

    def _show_document(self) -> None:
        line = self.fields["document_no"].line
        derives = self.document.kind in _DERIVING
        if isinstance(line, GroupedLine):
            line.set_grouping(DOCUMENT_GROUPS if derives else None)
        for code in ("birth", "sex"):
            self.fields[code].setVisible(not derives)

    def _wants(self, code: str) -> bool:
        if code == "consent":
            return True
        field = self.fields[code]
        if field.isHidden():
            return False
        if field.source is Source.PINNED:
            return False
        return not (field.value() and field.source in _KNOWN_SOURCES)

    def _on_edited(self, code: str) -> None:
        self._escaped_once, self._before_escape = "", None
        self.edited.emit(code)

    def _on_entered(self, code: str) -> None:
        if code == "consent":
            if self.consent.take_sheet() or not (self.needs_consent or self.consent.is_unread):
                self.committed.emit()
            elif not self.consent.is_unread:
                self.left.emit("consent")
            return
        self.go_on(code)

    def _on_escaped(self, code: str) -> None:
        """Empty the field; a second Esc in it asks to drop the draft."""
        if self._escaped_once == code:
            self.drop_asked.emit()
            return
        before = self.draft()
        if code == "consent" and self.consent.act is not None:
            self.consent.show_act(None)
        else:
            self.line(code).clear_by_key()
        if code in self.fields:
            self.fields[code].set_source(None)
        self.edited.emit(code)
        self._escaped_once, self._before_escape = code, before
        self.say(code, _("再按一次 Esc 丢弃 · Ctrl+Z 找回"), "warning")
