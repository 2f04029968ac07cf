"""What a problem bundle (问题包) tells of a store: its shape, its sizes, which codes stand there."""

import json
from typing import Any

from sqlalchemy import Connection, func, select, text

from fieldapp.store import tables

_CODES = {
    "outbox": tables.outbox.c.state,
    "verdicts": tables.verdict.c.verdict,
    "verdict_codes": tables.verdict.c.code,
    "outcomes": tables.outcome.c.outcome,
    "outcome_codes": tables.outcome.c.code,
    "print_jobs": tables.print_job.c.state,
    "roster_rows": tables.roster_row.c.state,
    "quarantine": tables.feed_quarantine.c.why,
    "facts": tables.fact.c.kind,
    "acts": tables.audit.c.action,
}
"""Columns that hold words of ours; how often each stands there tells most of what goes wrong."""


def parts_of(connection: Connection) -> dict[str, str]:
    """Return schema, sizes and codes of a store as texts by file name."""
    return {
        "schema.sql": ";\n".join(_schema(connection)) + ";\n",
        "counts.json": _shown(_counts(connection)),
        "codes.json": _shown({name: _often(connection, column) for name, column in _CODES.items()}),
    }


def _schema(connection: Connection) -> list[str]:
    made = text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return list(connection.execute(made).scalars())


def _counts(connection: Connection) -> dict[str, int]:
    pragmas = ("user_version", "page_count", "freelist_count", "auto_vacuum")
    sizes = {f"pragma_{name}": int(connection.execute(text(f"PRAGMA {name}")).scalar_one()) for name in pragmas}
    rows = {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for name, table in sorted(tables.metadata.tables.items())
    }
    return {**sizes, **rows, "sqlite": connection.execute(text("SELECT sqlite_version()")).scalar_one()}


def _often(connection: Connection, column: Any) -> dict[str, int]:
    counted = select(column, func.count()).group_by(column).order_by(column)
    return {str(word): int(count) for word, count in connection.execute(counted).tuples()}


def _shown(value: object) -> str:
    return json.dumps(value, indent=1, sort_keys=True) + "\n"
