"""The application form (入会申请书 and 登记表), one A4 page per person: blank, or filled with what a record says.

A blank one leaves its values empty and carries the number of the sheet (``US1:``); a filled one carries the receipt
number (``UR1:``), the photo and the signature where the person gave them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldapp.documents.pages import Document, Page
from fieldapp.documents.placing import pictures_of
from fieldapp.documents.sheets import sheet
from fieldapp.domain.codes import table
from fieldapp.domain.problems import Refusal

_AGREED, _NOT_AGREED = "■", "□"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """What stands on a form; a blank one has a sheet number and nothing else.

    ``document`` stands in full: the form is what the applicant signs. ``purposes`` are codes of what was agreed to
    and stands, ``withdrawn`` says what was taken back, with both days.
    ``will`` is the sentence a signature was given to, ``will_date`` its day (empty: the template's own words) and
    ``signed_note`` how it was given. ``photo`` is a kept JPEG, ``signature`` packed strokes; ``printed`` says by whom
    and when this paper was made.
    """

    code: str = ""
    number: str = ""
    name: str = ""
    sex: str = ""
    birth: str = ""
    ethnicity: str = ""
    document_kind: str = ""
    document: str = ""
    phone: str = ""
    group: str = ""
    employment: str = ""
    employer: str = ""
    region: str = ""
    union: str = ""
    event: str = ""
    host: str = ""
    date: str = ""
    will: str = ""
    will_date: str = ""
    signed_note: str = ""
    printed: str = ""
    withdrawn: str = ""
    purposes: tuple[str, ...] = ()
    photo: bytes = b""
    signature: bytes = b""

    def words(self) -> dict[str, str]:
        """Return the words of the template; sentence and day of the will stay its own unless they are said."""
        said = {key: value for key in self.__dataclass_fields__ if isinstance(value := getattr(self, key), str)}
        for key in ("will", "will_date"):
            if not said[key]:
                del said[key]
        ticks = {one.code: _AGREED if one.code in self.purposes else _NOT_AGREED for one in table("purposes").entries}
        return {**said, **ticks, "no_photo": "" if self.photo else "1"}


def application_forms(facts: Sequence[FormFacts]) -> Document | Refusal:
    """Return application forms, one page each.

    Refuses ``qr_too_long``, ``photo_too_large``, ``photo_unfit`` and ``signature_unreadable``.
    """
    pages: list[Page] = []
    for one in facts:
        pictures = pictures_of(one.photo, one.signature)
        page = pictures if isinstance(pictures, Refusal) else sheet("form", one.words(), pictures)
        if isinstance(page, Refusal):
            return page
        pages.append(page)
    return Document("application-forms", tuple(pages))
