"""Results that several use cases share."""

from dataclasses import dataclass, field

from fieldapp.domain.changes import Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentResult:
    """One person was accepted.

    ``number`` is what is shown and printed: the member number when ``is_approved``, else the
    receipt number. ``prints`` is "card" or "receipt". ``deferred`` lists the checks not done yet.
    """

    rec: str
    name: str
    document_tail: str
    number: str
    is_approved: bool
    prints: str
    deferred: tuple[str, ...]
    union: str | None
    changes: Changes
    is_transfer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Something small was done; ``subject`` is the id it was done to."""

    subject: str
    changes: Changes = field(default_factory=frozenset)
