"""What a person of a record agrees to now: the newest act here, less what they took back at another desk.

The centre tells of those withdrawals by the key of the document. Agreeing again is a new act of will and makes a
record of its own, so only what was taken back after a record's first consent counts against it.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from fieldapp.domain.facts import ConsentFact
from fieldapp.store import tables
from fieldapp.store.soundness import whole_in


def consent_fact(row: Any) -> ConsentFact:
    """Build the consent from a row of ``consent``."""
    return ConsentFact(
        notice=row.notice,
        given=tuple(json.loads(row.given)),
        withdrawn=tuple(json.loads(row.withdrawn)),
        method=row.method,
        reference=row.reference,
    )


def newest_row(connection: Connection, rec: str) -> Any:
    """Return the row of a record's newest consent."""
    table = tables.consent
    newest = select(table).where(table.c.rec == rec).order_by(table.c.captured.desc(), table.c.id.desc()).limit(1)
    return connection.execute(newest).one()


def consent_of(connection: Connection, rec: str) -> ConsentFact:
    """Return what stands of a record's consent."""
    here = consent_fact(newest_row(connection, rec))
    elsewhere = _taken_back_elsewhere(connection, rec)
    return replace(
        here,
        given=tuple(one for one in here.given if one not in elsewhere),
        withdrawn=tuple(dict.fromkeys((*here.withdrawn, *elsewhere))),
    )


def will_of(connection: Connection, rec: str) -> tuple[int, Mapping[str, int]]:
    """Return when the person last agreed to something, and when they took back what does not stand any more.

    Both in ms since 1970; the second by purpose, in the order it happened, here or at another desk.
    """
    table = tables.consent
    rows = connection.execute(select(table).where(table.c.rec == rec).order_by(table.c.captured, table.c.id)).all()
    agreed, when = int(rows[0].captured), dict[str, int]()
    for row in rows:
        given, withdrawn = json.loads(row.given), json.loads(row.withdrawn)
        fresh = [one for one in withdrawn if one not in given and one not in when]
        when = {one: at for one, at in when.items() if one in withdrawn and one not in given}
        if fresh:
            when.update(dict.fromkeys(fresh, int(row.captured)))
        else:
            agreed = int(row.captured)
    here = consent_fact(rows[-1])
    elsewhere = {one: at for one, at in _taken_back_elsewhere(connection, rec).items() if one in here.given}
    return agreed, MappingProxyType({**when, **elsewhere})


def _taken_back_elsewhere(connection: Connection, rec: str) -> dict[str, int]:
    told, key, application = tables.consent_taken_back, tables.person_key, tables.application
    first = select(func.min(tables.consent.c.captured)).where(tables.consent.c.rec == rec).scalar_subquery()
    found = (
        select(told.c.purpose, told.c.time)
        .select_from(
            application.join(key, key.c.person == application.c.person).join(
                told, (told.c.idh == key.c.idh) & (told.c.kv == key.c.kv)
            )
        )
        .where(application.c.rec == rec, told.c.time > first)
        .order_by(told.c.time, told.c.purpose)
    )
    return {row.purpose: int(row.time) for row in connection.execute(found)}


def take(connection: Connection, body: Mapping[str, Any]) -> None:
    """Keep what the centre told; ``KeyError``, ``TypeError`` or ``ValueError`` when it cannot be read.

    The latest word on a purpose counts, whatever the order in which they come.
    """
    table = tables.consent_taken_back
    idh, kv, time = body["idh"], whole_in(body, "kv"), whole_in(body, "time")
    if not isinstance(idh, str) or not isinstance(body["withdrawn"], list | tuple):
        raise TypeError("a key and a list of purposes")
    for purpose in body["withdrawn"]:
        mine = (table.c.idh == idh, table.c.purpose == str(purpose))
        known = connection.execute(select(table.c.time).where(*mine)).scalar_one_or_none()
        if known is None:
            connection.execute(insert(table).values(idh=idh, kv=kv, purpose=str(purpose), time=time))
        elif time > known:
            connection.execute(update(table).where(*mine).values(kv=kv, time=time))
