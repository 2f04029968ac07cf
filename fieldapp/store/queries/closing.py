"""The end of an event: figures apart, papers not seen, who waits for approval, rolls, and how records came about."""

from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from fieldapp.domain.closing import CloseOut, PaperLeft, Roll, RollPerson, Waiting
from fieldapp.domain.codes import table as code_table
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.views import Count, RosterRowState
from fieldapp.domain.work_signs import WorkRecord, WorkSigns, signs
from fieldapp.store import tables
from fieldapp.store.events import Events
from fieldapp.store.queries.ceremonies import came
from fieldapp.store.queries.counts import figures, is_approved
from fieldapp.store.queries.desk import recalls
from fieldapp.store.queries.persons import time_of
from fieldapp.store.queries.standing import newest_consent, people_select

_DECIDED = tuple(
    str(one)
    for one in (
        Outcome.APPROVED,
        Outcome.CARD_CONFIRMED,
        Outcome.REJECTED,
        Outcome.WITHDRAWN,
        Outcome.DUPLICATE,
        Outcome.MERGED,
        Outcome.TRANSFERRED_OUT,
    )
)
_SIGNED_ELSEWHERE = ("pen", "phone")


def close_out(connection: Connection, event: str) -> CloseOut:
    """Return everything an event still wants before it closes."""
    return CloseOut(
        figures=figures(connection, event),
        present=_present(connection, event),
        joined=_many(connection, _live(event).where(tables.application.c.kind == "enrollment", is_approved())),
        papers=_many(connection, _on_paper(event)),
        papers_left=_many(connection, _not_seen(event)),
        waiting=_many(connection, _waiting(event)),
        cards_held=_cards_held(connection, event),
        unconfirmed=_jobs(connection, event, "unknown"),
        recalls=len(recalls(connection, event)),
        not_handed=_not_handed(connection, event),
        never_came=_never_came(connection, event),
        unrolled=_many(connection, _unrolled(event)),
        has_draft=connection.execute(select(tables.draft.c.event).where(tables.draft.c.event == event)).first()
        is not None,
    )


def _live(event: str) -> Select[Any]:
    application = tables.application
    return people_select().where(application.c.event == event, application.c.is_live)


def _many(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _present(connection: Connection, event: str) -> int:
    application, handout = tables.application, tables.handout
    asked = select(application.c.person).where(application.c.event == event, application.c.is_live)
    asked = asked.where(came(connection, event))
    present = asked.union(select(handout.c.person).where(handout.c.event == event)).subquery()
    return int(connection.execute(select(func.count()).select_from(present)).scalar_one())


def _said_yes(event: str) -> Select[Any]:
    """Return live records whose newest consent was given at an event, also those made at another and moved here."""
    application, consent = tables.application, tables.consent
    query = people_select().join(consent, consent.c.id == newest_consent())
    here = select(tables.consent.c.rec).where(
        tables.consent.c.event == event
    )  # found by the event; joined, all are asked
    return query.where(consent.c.event == event, application.c.is_live, application.c.rec.in_(here))


def _on_paper(event: str) -> Select[Any]:
    """Return live records whose will stands on a paper, or nowhere."""
    consent = tables.consent
    query = _said_yes(event)
    missing = consent.c.reference.is_(None) & (consent.c.method != "phone")
    return query.where(or_(consent.c.method.not_in(_SIGNED_ELSEWHERE), missing)).add_columns(consent.c.reference)


def _not_seen(event: str) -> Select[Any]:
    seen = exists().where(tables.paper_seen.c.rec == tables.application.c.rec)
    return _on_paper(event).where(~seen)


def papers_left(connection: Connection, event: str) -> tuple[PaperLeft, ...]:
    """Return the records whose paper nobody scanned yet, in the order of their sheets."""
    names = _names(connection)
    rows = connection.execute(_not_seen(event)).all()
    found = [
        PaperLeft(
            rec=row.rec,
            name=row.name,
            tail=row.tail,
            sheet=(row.reference or "").removeprefix("US1:"),
            receipt=row.receipt,
            operator=names.get(row.operator, ""),
            time=time_of(row.captured),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (bool(one.sheet), one.sheet, one.time)))


def paper_of(connection: Connection, event: str, *, sheets: tuple[str, ...] = (), receipt: str = "") -> Any:
    """Return the live record a sheet or receipt belongs to (rec, name, tail, method, reference), or None."""
    application, consent = tables.application, tables.consent
    query = _said_yes(event).add_columns(consent.c.method, consent.c.reference)
    wanted = application.c.receipt == receipt if receipt else consent.c.reference.in_(sheets)
    return connection.execute(query.where(wanted).limit(1)).first()


def _waiting(event: str) -> Select[Any]:
    outcome, approval = tables.outcome, tables.approval
    undecided = or_(outcome.c.outcome.is_(None), outcome.c.outcome.not_in(_DECIDED))
    return _live(event).where(tables.application.c.kind == "enrollment", approval.c.rec.is_(None), undecided)


def waiting(connection: Connection, event: str) -> tuple[Waiting, ...]:
    """Return who waits for an approval, in the order they came."""
    names = _names(connection)
    application = tables.application
    rows = connection.execute(_waiting(event).order_by(application.c.captured, application.c.rec))
    return tuple(
        Waiting(
            rec=row.rec,
            name=row.name,
            tail=row.tail,
            group=code_table("groups").label(row.group_code),
            union=row.union_id,
            operator=names.get(row.operator, ""),
            time=time_of(row.captured),
        )
        for row in rows
    )


def _names(connection: Connection) -> dict[str, str]:
    table = tables.operator
    return {row.id: row.name for row in connection.execute(select(table.c.id, table.c.name))}


def _cards_held(connection: Connection, event: str) -> int:
    """Count people whose card was printed and not handed over."""
    job = tables.print_job
    printed = select(job.c.rec, func.max(func.coalesce(job.c.handed, 0)).label("handed")).where(
        job.c.event == event, job.c.paper == "card", job.c.state == "printed"
    )
    grouped = printed.group_by(job.c.rec).subquery()
    counted = select(func.count()).select_from(grouped).where(grouped.c.handed == 0)
    return int(connection.execute(counted).scalar_one())


def _jobs(connection: Connection, event: str, state: str) -> int:
    job = tables.print_job
    counted = select(func.count()).where(job.c.event == event, job.c.state == state)
    return int(connection.execute(counted).scalar_one())


def _not_handed(connection: Connection, event: str) -> tuple[Count, ...]:
    described = Events(connection).get(event)
    handout, application = tables.handout, tables.application
    found = []
    for item in described.items if described else ():
        given = exists().where(
            and_(handout.c.event == event, handout.c.item == item, handout.c.person == application.c.person)
        )
        count = _many(connection, _live(event).where(~given))
        known = code_table("items").find(item)
        found.append(Count(key=item, label=known.label if known else item, count=count))
    return tuple(found)


def _never_came(connection: Connection, event: str) -> int:
    roster, row = tables.roster, tables.roster_row
    waiting_rows = select(func.count()).select_from(row.join(roster, roster.c.id == row.c.roster))
    counted = waiting_rows.where(roster.c.event == event, row.c.state.in_(("waiting", "to_fix")))
    return int(connection.execute(counted).scalar_one())


def _unrolled(event: str) -> Select[Any]:
    rolled = exists().where(tables.approval_roll_row.c.rec == tables.application.c.rec)
    query = _live(event).where(tables.approval.c.rec.is_not(None), ~rolled)
    return query.add_columns(tables.approval.c.delegation, tables.approval.c.approver)


def unrolled(connection: Connection, event: str) -> tuple[Any, ...]:
    """Return approvals given here that stand on no roll: rec, delegation, approver, number; by number."""
    rows = connection.execute(_unrolled(event)).all()
    return tuple(sorted(rows, key=lambda row: (row.delegation, row.approver, row.number or "", row.rec)))


def rolls(connection: Connection, event: str) -> tuple[Roll, ...]:
    """Return the rolls of an event, the oldest first."""
    table, row, names = tables.approval_roll, tables.approval_roll_row, _names(connection)
    people = select(func.count()).where(row.c.roll == table.c.number).scalar_subquery()
    found = connection.execute(
        select(table, people.label("people")).where(table.c.event == event).order_by(table.c.made, table.c.number)
    )
    return tuple(
        Roll(
            number=one.number,
            delegation=one.delegation,
            approver=one.approver,
            operator=names.get(one.operator, ""),
            made=time_of(one.made),
            people=one.people,
        )
        for one in found
    )


def roll_people(connection: Connection, number: str) -> tuple[RollPerson, ...]:
    """Return the people of a roll in its order; who was voided since still stands there."""
    row, person, approval = tables.approval_roll_row, tables.person, tables.approval
    query = (
        people_select()
        .join(row, row.c.rec == tables.application.c.rec)
        .where(row.c.roll == number)
        .add_columns(person.c.sex, person.c.document_no, person.c.employer, approval.c.approved_on.label("given_on"))
    )
    return tuple(
        RollPerson(
            name=one.name,
            sex=one.sex or "",
            document=one.document_no,
            group=code_table("groups").label(one.group_code),
            employer=one.employer or "",
            number=one.number or "",
            approved_on=one.given_on or "",
        )
        for one in connection.execute(query.order_by(row.c.place))
    )


def work_signs(connection: Connection, event: str) -> tuple[WorkSigns, ...]:
    """Return how each operator's records of an event came about; the operator by name."""
    application, person, consent = tables.application, tables.person, tables.consent
    joined = (
        application.join(person, person.c.id == application.c.person)
        .outerjoin(consent, consent.c.id == newest_consent())
        .outerjoin(tables.roster_row, tables.roster_row.c.id == application.c.roster_row)
    )
    query = select(
        application.c.rec,
        application.c.operator,
        application.c.captured,
        application.c.is_live,
        application.c.document_check,
        tables.roster_row.c.state.label("roster_state"),
        person.c.phone,
        consent.c.method,
        consent.c.reference,
    ).select_from(joined)
    names = _names(connection)
    rows = connection.execute(query.where(application.c.event == event))
    return signs(_work_record(row, names) for row in rows)


def _work_record(row: Any, names: dict[str, str]) -> WorkRecord:
    return WorkRecord(
        rec=row.rec,
        operator=names.get(row.operator, row.operator),
        captured=row.captured,
        phone=row.phone or "",
        is_live=row.is_live,
        is_signed=row.method == "phone" or bool(row.reference),
        is_stated=row.document_check == "stated",
        is_listed=row.roster_state == str(RosterRowState.SIGNED),
    )
