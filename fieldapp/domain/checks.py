"""Checks of one application while it is written: every rule gives ``Problem(code, field)``.

Errors stop the record, warnings are confirmed. Which union, which number and who is known already
are other modules' questions.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from fieldapp.domain.applications import ApplicationDraft, Source
from fieldapp.domain.codes import table
from fieldapp.domain.identity import IdentityDocument, age_fault, check_document, region_problem
from fieldapp.domain.names import check_name, has_private_use, normalise_name
from fieldapp.domain.phones import check_phone
from fieldapp.domain.problems import Problem, Severity
from fieldapp.domain.regions import known_counties, region

CHIP_NAME_UNITS = 15
REQUIRED_PURPOSE = "membership"


def _warning(code: str, field: str) -> Problem:
    return Problem(code=code, field=field, severity=Severity.WARNING)


def _stated_birth(draft: ApplicationDraft) -> date | None:
    try:
        return datetime.strptime(draft.birth, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _document_problems(draft: ApplicationDraft, today: date) -> tuple[Problem, ...]:
    checked = check_document(draft.document_type, draft.document_no, today)
    if not isinstance(checked, IdentityDocument):
        return checked
    problems = []
    unknown = region_problem(checked.number, known_counties())
    if unknown:
        problems.append(unknown)
    birth = checked.birth or _stated_birth(draft)
    fault = age_fault(birth, today) if birth else None
    if fault == "under_16":
        problems.append(Problem(code=fault, field="document_no"))
    elif fault:
        problems.append(_warning(fault, "document_no"))
    return tuple(problems)


def _birth_problems(draft: ApplicationDraft, today: date) -> tuple[Problem, ...]:
    checked = check_document(draft.document_type, draft.document_no, today)
    told = checked.birth if isinstance(checked, IdentityDocument) else None
    stated = _stated_birth(draft)
    if draft.birth and (stated is None or stated > today):
        return (Problem(code="birth_invalid", field="birth"),)
    if told and stated and told != stated:
        return (_warning("birth_mismatch", "birth"),)
    if isinstance(checked, IdentityDocument) and told is None and stated is None:
        # without a birth day nobody checked the age, yet a passport's holder is not sent away
        return (_warning("birth_missing", "birth"),)
    return ()


def _sex_problems(draft: ApplicationDraft, today: date) -> tuple[Problem, ...]:
    checked = check_document(draft.document_type, draft.document_no, today)
    told = checked.sex if isinstance(checked, IdentityDocument) else None
    if draft.sex and table("sexes").find(draft.sex) is None:
        return (_unknown("sex_unknown", "sex", "sexes"),)
    # rare genuine mismatches exist, so the operator confirms instead of being stopped
    return (_warning("sex_mismatch", "sex"),) if told and draft.sex in ("1", "2") and draft.sex != told else ()


def _name_problems(draft: ApplicationDraft, _today: date) -> tuple[Problem, ...]:
    problems = check_name(draft.name, draft.document_type)
    if problems:
        return problems
    name = normalise_name(draft.name)
    if has_private_use(name):
        return (_warning("name_private_use", "name"),)
    units = len(name.encode("utf-16-le")) // 2
    if draft.sources.get("name") is Source.READER and units >= CHIP_NAME_UNITS:
        return (_warning("name_at_limit", "name"),)
    return ()


def _phone_problems(draft: ApplicationDraft, _today: date) -> tuple[Problem, ...]:
    return check_phone(draft.phone)


def _unknown(code: str, field: str, table_name: str) -> Problem:
    legal = "、".join(table(table_name).legal_labels())
    return Problem(code=code, field=field, details=MappingProxyType({"legal": legal}))


def _group_problems(draft: ApplicationDraft, _today: date) -> tuple[Problem, ...]:
    if not draft.group.strip():
        return (Problem(code="group_missing", field="group"),)
    return () if table("groups").find(draft.group) else (_unknown("group_unknown", "group", "groups"),)


def _employment_problems(draft: ApplicationDraft, _today: date) -> tuple[Problem, ...]:
    if not draft.employment.strip():
        return (Problem(code="employment_missing", field="employment"),)
    known = table("employment").find(draft.employment)
    return () if known else (_unknown("employment_unknown", "employment", "employment"),)


def _region_problems(draft: ApplicationDraft, _today: date) -> tuple[Problem, ...]:
    if not draft.region.strip():
        return (Problem(code="region_missing", field="region"),)
    return () if region(draft.region) else (Problem(code="region_unknown", field="region"),)


def _ethnicity_problems(draft: ApplicationDraft, _today: date) -> tuple[Problem, ...]:
    if not draft.ethnicity or table("ethnicity").find(draft.ethnicity):
        return ()
    return (_unknown("ethnicity_unknown", "ethnicity", "ethnicity"),)


def _consent_problems(draft: ApplicationDraft, _today: date) -> tuple[Problem, ...]:
    agreed = draft.consent is not None and REQUIRED_PURPOSE in draft.consent.purposes
    return () if agreed else (Problem(code="consent_missing", field="consent"),)


_RULES: Mapping[str, Callable[[ApplicationDraft, date], tuple[Problem, ...]]] = MappingProxyType(
    {
        "document_no": _document_problems,
        "birth": _birth_problems,
        "sex": _sex_problems,
        "name": _name_problems,
        "phone": _phone_problems,
        "group": _group_problems,
        "employment": _employment_problems,
        "region": _region_problems,
        "ethnicity": _ethnicity_problems,
        "consent": _consent_problems,
    }
)


def check_field(draft: ApplicationDraft, field: str, today: date) -> tuple[Problem, ...]:
    """Check one field as it is left; a field without rules has no problems."""
    rule = _RULES.get(field)
    return rule(draft, today) if rule else ()


def check_draft(draft: ApplicationDraft, today: date, required: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Check all fields, in the order of the form; ``required`` are those a province leaves to nobody's choice."""
    found = tuple(problem for rule in _RULES.values() for problem in rule(draft, today))
    said = {problem.field for problem in found}
    lacking = (code for code in required if getattr(draft, code) in ("", None) and code not in said)
    return (*found, *(Problem(code="item_missing", field=code, details=_named(code)) for code in lacking))


def _named(code: str) -> Mapping[str, str]:
    return MappingProxyType({"item": table("fields").label(code)})
