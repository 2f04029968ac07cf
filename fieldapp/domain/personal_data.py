"""What is collected about people, why, on which ground, who sees it whole and how long it stays (分类与目的).

One table (``resources/data/personal_data.json``) that people read on the page and a test holds against the store: a
column or a field of a person that stands nowhere in it does not pass.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from fieldapp.domain.retention import Term, terms
from resources import resource


class DataKind(StrEnum):
    """How much harm a leak does: ``SENSITIVE`` as the personal information law has it (敏感个人信息)."""

    SENSITIVE = "sensitive"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalItem:
    """One kind of data; ``columns`` are where the store keeps it, as ``table.column``."""

    code: str
    label: str
    kind: DataKind
    purpose: str
    basis: str
    seen: str
    term: Term
    columns: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Everything that is kept: of people, of staff, and what names nobody. ``fields`` maps a form's fields to items."""

    items: tuple[PersonalItem, ...]
    staff: frozenset[str]
    plain: frozenset[str]
    plain_tables: frozenset[str]
    fields: Mapping[str, str]


@cache
def inventory() -> Inventory:
    """Return the inventory of this version."""
    raw = json.loads(resource("data", "personal_data.json").read_text(encoding="utf-8"))
    items = tuple(
        PersonalItem(
            code=one["code"],
            label=one["label"],
            kind=DataKind(one["kind"]),
            purpose=one["purpose"],
            basis=one["basis"],
            seen=one["seen"],
            term=terms()[one["term"]],
            columns=frozenset(one["columns"]),
        )
        for one in raw["entries"]
    )
    return Inventory(
        items=items,
        staff=frozenset(raw["staff"]),
        plain=frozenset(f"{table}.{column}" for table, columns in raw["plain"].items() for column in columns),
        plain_tables=frozenset(raw["plain_tables"]),
        fields=MappingProxyType(raw["facts"]),
    )
