"""The log of decisions, as ``domain.decisions`` speaks of them. It only grows."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.facts import plain
from fieldapp.domain.forms import delegation_form, read_delegation
from fieldapp.domain.outcomes import FieldError, Version
from sync.hub.store import bulk
from sync.hub.store.tables import decision as table


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDecision:
    """A decision with who made it and when (ms); ``idh`` is the blind index of the person it names."""

    decision: Decision
    account: str
    made_at: int
    idh: str | None = None


_READ = ("gen", "n", "kind", "rec", "body")


def _body(decision: Decision) -> str:
    values: dict[str, Any] = {
        name: plain(getattr(decision, name))
        for name in Decision.__dataclass_fields__
        if name not in ("kind", "version", "rec", "delegation") and getattr(decision, name) not in (None, "", (), {})
    }
    if decision.delegation is not None:
        values["delegation"] = delegation_form(decision.delegation)
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _decision(row: RowMapping) -> Decision:
    values = json.loads(row["body"])
    errors = tuple(FieldError(**error) for error in values.pop("errors", ()))
    delegation = values.pop("delegation", None)
    return Decision(
        kind=DecisionKind(row["kind"]),
        version=Version(row["gen"], row["n"]),
        rec=row["rec"],
        errors=errors,
        delegation=None if delegation is None else read_delegation(delegation),
        **values,
    )


def append(connection: Connection, logged: Collection[LoggedDecision]) -> None:
    """Write decisions behind those that are there."""
    rows = [
        {
            "gen": one.decision.version.gen,
            "n": one.decision.version.n,
            "kind": one.decision.kind.value,
            "rec": one.decision.rec,
            "idh": one.idh,
            "account": one.account,
            "made_at": one.made_at,
            "body": _body(one.decision),
        }
        for one in logged
    ]
    if rows:
        connection.execute(table.insert(), rows)


def concerning(connection: Connection, recs: Collection[str], keys: Collection[str]) -> tuple[Decision, ...]:
    """Return the decisions on these records or on the persons behind these blind indexes, in order."""
    on_records = bulk.select(connection, table, _READ, "rec", recs)
    on_persons = bulk.select(connection, table, _READ, "idh", keys)
    return _in_order([_decision(row._mapping) for row in (*on_records, *on_persons)])


def of_kind(connection: Connection, kind: DecisionKind) -> tuple[Decision, ...]:
    """Return all decisions of one kind, in order."""
    rows = connection.execute(sa.select(table).where(table.c.kind == kind.value)).mappings()
    return _in_order([_decision(row) for row in rows])


def on_record(connection: Connection, rec: str) -> tuple[LoggedDecision, ...]:
    """Return what was decided on one record, the newest first."""
    statement = sa.select(table).where(table.c.rec == rec).order_by(table.c.gen.desc(), table.c.n.desc())
    return tuple(
        LoggedDecision(decision=_decision(row), account=row["account"], made_at=row["made_at"], idh=row["idh"])
        for row in connection.execute(statement).mappings()
    )


def everything(connection: Connection) -> Iterator[Decision]:
    """Return the whole log in order."""
    for row in connection.execute(sa.select(table).order_by(table.c.gen, table.c.n)).mappings():
        yield _decision(row)


def _in_order(found: Sequence[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(found, key=lambda one: one.version))
