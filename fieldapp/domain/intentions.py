"""意向登记: people who want to join and have no document with them: to be called back, and no application."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fieldapp.domain.names import check_name
from fieldapp.domain.phones import check_phone
from fieldapp.domain.problems import Problem

MOST_WORDS = 60


class IntentionState(StrEnum):
    """Where somebody stands: ``BECAME`` means that the same name and phone applied since."""

    WAITING = "waiting"
    CALLED = "called"
    BECAME = "became"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to be called."""
        return self in (IntentionState.WAITING, IntentionState.CALLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intention:
    """One person to call back. ``phone`` stands here in full: it is there to be called."""

    id: str
    name: str
    phone: str
    note: str
    call_on: date | None
    state: IntentionState
    created: datetime

    def is_due(self, today: date) -> bool:
        """Whether the day to call has come; without a day it is always time."""
        return self.state.is_open and (self.call_on is None or self.call_on <= today)


def check_intention(name: str, phone: str, note: str) -> tuple[Problem, ...]:
    """Return what is missing or wrong: as for an application, and ``note_too_long``."""
    long = (Problem(code="note_too_long", field="note"),) if len(note) > MOST_WORDS else ()
    return (*check_name(name), *check_phone(phone), *long)
