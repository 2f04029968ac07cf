"""From a form's draft to the facts it asserts: normalised, defaults filled, optional words left out."""

from collections.abc import Sequence
from datetime import date

from fieldapp.domain.applications import ApplicationDraft, ConsentMethod, DocumentCheck
from fieldapp.domain.checks import check_draft
from fieldapp.domain.codes import table
from fieldapp.domain.facts import ConsentFact, PersonFact
from fieldapp.domain.identity import derive, normalise_document_no
from fieldapp.domain.names import normalise_name
from fieldapp.domain.notices import CURRENT
from fieldapp.domain.paper_sets import PaperSet
from fieldapp.domain.phones import normalise_phone
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.domain.sheets import kept_sheet
from fieldapp.errors import BugError
from fieldapp.store.unit_of_work import UnitOfWork

NOT_CHECKED = ("not_checked_with_centre", "not_checked_on_site")


def refusal_of_draft(draft: ApplicationDraft, today: date, required: Sequence[str] = ()) -> Refusal | None:
    """Return ``draft_has_problems`` with the errors of a draft, ``required`` fields that are empty among them."""
    problems = tuple(problem for problem in check_draft(draft, today, required) if problem.is_error)
    return Refusal(code="draft_has_problems", problems=problems) if problems else None


def refusal_of_union(uow: UnitOfWork, union: str) -> Refusal | None:
    """Return a refusal when a chosen union is unknown here or no longer exists."""
    if not union:
        return None
    found = uow.organisations.get(union)
    if found is not None and found.is_valid_on(uow.today()):
        return None
    return Refusal(code="draft_has_problems", problems=(Problem(code="union_unknown", field="union"),))


def person_of(draft: ApplicationDraft) -> PersonFact:
    """Return the person a checked draft states; sex and birth only where the number does not tell them."""
    document_no = normalise_document_no(draft.document_no)
    told = derive(document_no)
    return PersonFact(
        name=normalise_name(draft.name),
        document_type=str(draft.document_type),
        document_no=document_no,
        phone=normalise_phone(draft.phone),
        sex=None if told else draft.sex or None,
        birth=None if told else draft.birth or None,
        ethnicity=code_of("ethnicity", draft.ethnicity) or None,
        migrant=draft.migrant,
        employer=draft.employer.strip() or None,
    )


def code_of(table_name: str, text: str) -> str:
    """Return the code for a label, alias or code; text that is none stays as it is."""
    found = table(table_name).find(text) if text else None
    return found.code if found else text


def consent_of(draft: ApplicationDraft, pad: PaperSet | None) -> ConsentFact:
    """Return the consent of a checked draft; while a ``pad`` is typed in, its sheet is written as the pad writes it."""
    if draft.consent is None:
        raise BugError("a checked draft has a consent")
    act = draft.consent
    is_sheet = act.method is ConsentMethod.SHEET and act.reference is not None
    written = pad.find(act.reference) if pad is not None and is_sheet and act.reference else None
    return ConsentFact(
        notice=CURRENT,
        given=act.purposes,
        method=str(act.method),
        reference=written or kept_sheet(act.reference or "") if is_sheet else act.reference,
    )


def deferred_of(draft: ApplicationDraft) -> tuple[str, ...]:
    """Return the checks that were not done yet and must be named on the record."""
    stated = ("document_stated",) if draft.document_check is DocumentCheck.STATED else ()
    return NOT_CHECKED + stated
