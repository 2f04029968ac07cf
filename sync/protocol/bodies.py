"""Body schemas: from the bytes of an envelope to a domain fact, strictly typed.

A schema ``type/n`` this version does not know is not an error of the record: the envelope is kept
and quarantined until somebody who knows it comes along. Older schemas get an upcaster here.
"""

from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from fieldapp.domain.facts import FACT_TYPES, Fact
from fieldapp.domain.problems import Problem
from sync.protocol.messages import Message

F = TypeVar("F")


class _Bearing(Message, Generic[F]):
    """An envelope as far as its body is concerned."""

    body: F


_BEARING: dict[str, type[_Bearing[Any]]] = {
    f"{name}/1": _Bearing[fact]  # type: ignore[valid-type]  # the type is only known at run time
    for fact, name in FACT_TYPES.items()
}

SCHEMAS: tuple[str, ...] = tuple(sorted(_BEARING))
"""The body schemas this version reads, as a hub announces them in its info."""


def read_fact(schema: str, protected: bytes) -> Fact | Problem:
    """Return the fact in an envelope's exact bytes.

    Problems (field = JSON pointer): ``schema_unknown``, ``body_invalid`` with the kind of fault.
    """
    bearing = _BEARING.get(schema)
    if bearing is None:
        return Problem(code="schema_unknown", field="/sch", details={"schema": schema[:40]})
    try:
        fact: Fact = bearing.model_validate_json(protected).body
    except ValidationError as error:
        return pointed("body_invalid", error)
    return fact


def pointed(code: str, error: ValidationError) -> Problem:
    """Return the first fault of a validation as a problem with a JSON pointer and no value."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    pointer = "/" + "/".join(str(part) for part in first["loc"])
    return Problem(code=code, field=pointer[:200], details={"fault": first["type"]})
