"""What the centre itself asks of a record's values, as pure functions for ``final_state``."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from fieldapp.domain.applications import DocumentType
from fieldapp.domain.codes import table
from fieldapp.domain.identity import IdentityDocument, age_fault, check_document
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.names import check_name
from fieldapp.domain.organisations import subtree
from fieldapp.domain.outcomes import FieldError
from fieldapp.domain.phones import check_phone
from fieldapp.domain.problems import Problem
from fieldapp.domain.regions import region_name
from fieldapp.domain.state import Rules
from sync.hub.store import organisations

_POINTERS = {"document_no": "/person/document_no", "name": "/person/name", "phone": "/person/phone"}
_UNKNOWN_UNION = FieldError(pointer="/union", code="union_unknown")
_LABELS = {
    "employment": ("employment", "employment_unknown"),
    "channel": ("join_channels", "channel_unknown"),
    "document_check": ("document_checks", "document_check_unknown"),
}
"""Fields of codes: their table, and what is said of a word that is not in it."""


def rules(connection: Connection) -> Rules:
    """Return the rules over the union tree as this transaction sees it."""
    return Rules(inspect=_inspector(connection), is_below=_is_below(connection))


def _inspector(connection: Connection) -> Callable[[Mapping[str, Any], date], tuple[FieldError, ...]]:
    """Return ``inspect`` with the unions there are, which are read when the first record names one."""
    unions: set[str] = set()

    def inspect_with_unions(values: Mapping[str, Any], on: date) -> tuple[FieldError, ...]:
        union = str(values.get("union") or "")
        if union and not unions:
            unions.update(organisations.ids(connection))
        is_unknown = bool(union) and union not in unions
        return inspect(values, on) + ((_UNKNOWN_UNION,) if is_unknown else ())

    return inspect_with_unions


def inspect(values: Mapping[str, Any], on: date) -> tuple[FieldError, ...]:
    """Return the faults of a record's values on the day it was made, each with a JSON pointer into its body."""
    kind = DocumentType.__members__.get(str(values.get("document_type") or ""))
    if kind is None:
        return (FieldError(pointer="/person/document_type", code="document_type_unknown"),)
    document = check_document(kind, str(values.get("document_no") or ""), on)
    found = [
        *check_name(str(values.get("name") or ""), kind),
        *check_phone(str(values.get("phone") or "")),
    ]
    found.extend(document if isinstance(document, tuple) else _age_problems(document, values, on))
    found.extend(_label_problems(values))
    if not _is_region(str(values.get("region") or "")):
        found.append(Problem(code="region_unknown", field="region"))
    return errors_of(found)


def _label_problems(values: Mapping[str, Any]) -> Iterable[Problem]:
    """Yield a fault for every label that stands in no code table: it is sent back, never dropped."""
    if not _is_group(str(values.get("group") or "")):
        yield Problem(code="group_unknown", field="group")
    for field, (name, code) in _LABELS.items():
        said = str(values.get(field) or "")
        if said and said not in _codes(name):
            yield Problem(code=code, field=field)


@lru_cache(maxsize=1024)
def _is_group(text: str) -> bool:
    return table("groups").find(text) is not None


@lru_cache(maxsize=4096)
def _is_region(code: str) -> bool:
    return region_name(code) is not None


@cache
def _codes(name: str) -> frozenset[str]:
    return frozenset(entry.code for entry in table(name).entries)


def _age_problems(document: IdentityDocument, values: Mapping[str, Any], on: date) -> tuple[Problem, ...]:
    """Return the fault of an applicant too young to work on that day; a birth day nobody stated is no fault."""
    birth = document.birth or _day(values.get("birth"))
    is_young = birth is not None and age_fault(birth, on) == "under_16"
    return (Problem(code="under_16", field="document_no"),) if is_young else ()


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None


def errors_of(problems: Iterable[Problem]) -> tuple[FieldError, ...]:
    """Turn problems of fields into faults of a body."""
    return tuple(
        FieldError(pointer=_POINTERS.get(one.field, f"/{one.field}"), code=one.code, warn=not one.is_error)
        for one in problems
    )


def _is_below(connection: Connection) -> Callable[[str | None, str], bool]:
    """Return whether a union stands within another one's authority; a person without a union may be taken."""
    trees: dict[str, frozenset[OrganisationId]] = {}

    def is_below(union: str | None, top: str) -> bool:
        if union is None or union == top:
            return True
        if top not in trees:
            trees[top] = subtree(OrganisationId(top), organisations.everyone(connection))
        return union in trees[top]

    return is_below
