"""How long personal data stays on the laptop, and why it may not go yet (保存期限与清除).

The terms are data (``resources/data/retention.json``). A record goes when the centre settled it, its days are over and
a checked backup of the centre reaches beyond it (``docs/protocol.md`` §7); what it leaves behind names nobody.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from fieldapp.domain.outcomes import Outcome
from resources import resource

PURGED_NAME = "(已清除)"
"""What stands where the name was: lists and stories of a purged record say it themselves."""
SETTLED = frozenset(
    {
        Outcome.APPROVED,
        Outcome.CARD_CONFIRMED,
        Outcome.TRANSFERRED_OUT,
        Outcome.REJECTED,
        Outcome.WITHDRAWN,
        Outcome.MERGED,
    }
)
"""Answers of the centre after which nobody at this desk needs the person's data any more."""


class Hold(StrEnum):
    """Why a record may not be purged yet, the first that holds; ``DUE`` when nothing does."""

    NOT_DELIVERED = "not_delivered"
    NOT_SETTLED = "not_settled"
    EVENT_OPEN = "event_open"
    PAPERS_OPEN = "papers_open"
    NOT_BACKED_UP = "not_backed_up"
    TOO_YOUNG = "too_young"
    PERSON_HELD = "person_held"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long one class of data stays: ``days`` after what ``since`` says."""

    code: str
    label: str
    days: int
    since: str

    @property
    def span(self) -> timedelta:
        """The days as a span of time."""
        return timedelta(days=self.days)


@cache
def terms() -> Mapping[str, Term]:
    """Return the terms by class."""
    raw = json.loads(resource("data", "retention.json").read_text(encoding="utf-8"))
    read = (Term(code=one["code"], label=one["label"], days=one["days"], since=one["from"]) for one in raw["entries"])
    return MappingProxyType({one.code: one for one in read})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What is due on this laptop, and why the rest is not.

    ``held`` counts records per reason; ``idle`` counts what goes by terms of its own (rosters, intentions, drafts,
    attachments, gifts). ``next_day`` is the day on which the next record comes of age, None when none waits for that.
    """

    due: int
    purged: int
    held: Mapping[Hold, int] = field(default_factory=lambda: MappingProxyType({}))
    idle: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    next_day: date | None = None

    @property
    def is_anything_due(self) -> bool:
        """Whether purging now would take something away."""
        return self.due > 0 or any(self.idle.values())
