"""A pre-registration scanned from a phone, as the draft it begins."""

from dataclasses import replace
from types import MappingProxyType

from fieldapp.domain.applications import ApplicationDraft, ConsentAct, ConsentMethod, DocumentType, Source
from fieldapp.domain.codes import table
from fieldapp.domain.problems import Refusal
from ui.session import Session

_REFERENCE = 8
"""So many last characters of the code's id name the act on the phone."""


def read(session: Session, text: str, begun: ApplicationDraft) -> ApplicationDraft | Refusal:
    """Return the draft that goes on from ``begun`` (its pins) with what the phone says; refuses as the application.

    Will and consent were given on the phone, to the purposes named there; what the phone leaves open stays as
    it is, and so does a union this laptop does not know.
    """
    found = session.application.codes.read_pre_registration(text)
    if isinstance(found, Refusal):
        return found
    kinds = {str(one): one for one in DocumentType}
    union = found.union if found.union and session.application.read.organisation(found.union) else ""
    group = found.group if found.group and table("groups").find(found.group) else ""
    stated = {
        "document_no": found.document_no,
        "name": found.name,
        "phone": found.phone,
        "group": group,
        "union": union,
    }
    given = {code: value for code, value in stated.items() if value}
    act = ConsentAct(method=ConsentMethod.PHONE, purposes=found.consents, reference=_reference(found.id))
    return replace(
        begun,
        **given,  # type: ignore[arg-type]  # all of them are words
        document_type=kinds.get(found.document_type, DocumentType.OTHER),
        consent=act if "membership" in found.consents else None,
        sources=MappingProxyType({**begun.sources, **dict.fromkeys(given, Source.PHONE)}),
        pre_registration=found.id,
    )


def _reference(code: str) -> str:
    return "".join(character for character in code if character.isalnum())[-_REFERENCE:]
