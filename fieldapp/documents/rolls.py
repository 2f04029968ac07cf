"""The numbered approval roll (批准花名册): whom a committee made members, for signature and seal."""

from dataclasses import dataclass, fields
from datetime import date

from fieldapp.documents.pages import Document
from fieldapp.documents.tables import Row, table_document
from fieldapp.domain.problems import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class RollRow:
    """One approved person; ``document`` and ``phone`` as they shall be printed (masked or not)."""

    name: str
    sex: str = ""
    document: str = ""
    phone: str = ""
    group: str = ""
    employer: str = ""
    number: str = ""
    joined: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollFacts:
    """One roll: its own number, the approving union and resolution, event, approver, and the people."""

    number: str
    union: str
    event: str
    date: date
    rows: tuple[RollRow, ...]
    resolution: str = ""
    approver: str = ""
    operator: str = ""


def approval_roll(facts: RollFacts) -> Document | Refusal:
    """Return the roll, at least one page; refuses ``qr_too_long`` for a roll number out of all measure."""
    words = {
        "number": facts.number,
        "union": facts.union,
        "event": facts.event,
        "date": day_words(facts.date),
        "resolution": facts.resolution,
        "approver": facts.approver,
        "operator": facts.operator,
    }
    columns = frozenset(RollRow.__dataclass_fields__)
    return table_document("roll", "approval-roll", words, [_row(row) for row in facts.rows], columns=columns)


def day_words(day: date) -> str:
    """Write a day as papers do."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _row(row: RollRow) -> Row:
    values = {one.name: getattr(row, one.name) for one in fields(row)}
    return {key: value.isoformat() if isinstance(value, date) else value or "" for key, value in values.items()}
