"""Expected trouble as values: what is wrong with a field, and why a use case said no.

Codes are the keys of the message catalogue (``fieldapp.messages``); nothing here is a sentence.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How much a problem weighs: an error stops the record, a warning is confirmed or noted."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with one field.

    ``field`` is the field code, which is also the object name of the widget that shows it.
    ``details`` fills the sentence and never holds personal data.
    """

    code: str
    field: str
    severity: Severity = Severity.ERROR
    details: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_error(self) -> bool:
        """Whether the record cannot go on like this."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A use case did not happen, and nothing was written. ``problems`` name the fields, if any."""

    code: str
    details: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()
