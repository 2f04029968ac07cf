"""The print journal: one row for every copy of a card, receipt or application form."""

from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from fieldapp.domain.ids import EventId, RecordId
from fieldapp.domain.records import PrintJob
from fieldapp.domain.views import PrintState
from fieldapp.store import tables

CARD, RECEIPT, FORM = "card", "receipt", "form"


def print_job_of(row: Any) -> PrintJob:
    """Build the job from a row of ``print_job``."""
    return PrintJob(
        job=row.job,
        paper=row.paper,
        rec=RecordId(row.rec),
        event=EventId(row.event),
        number=row.number,
        copy=row.copy,
        state=PrintState(row.state),
        is_handed=row.handed is not None,
    )


class PrintJobs:
    """Adds jobs and moves their states."""

    def __init__(self, connection: Connection) -> None:
        """Work through ``connection``."""
        self._connection = connection

    def add(self, job: PrintJob, *, operator: str, reason: str | None, now: int) -> None:
        """Add a job."""
        self._connection.execute(
            insert(tables.print_job).values(
                job=job.job,
                paper=job.paper,
                rec=job.rec,
                event=job.event,
                number=job.number,
                copy=job.copy,
                state=str(job.state),
                reason=reason,
                operator=operator,
                created=now,
                changed=now,
            )
        )

    def get(self, job: str) -> PrintJob | None:
        """Return a job."""
        row = self._connection.execute(select(tables.print_job).where(tables.print_job.c.job == job)).one_or_none()
        return print_job_of(row) if row else None

    def of(self, rec: str, paper: str) -> tuple[PrintJob, ...]:
        """Return the jobs of a record and paper, by copy."""
        table = tables.print_job
        rows = self._connection.execute(
            select(table).where(table.c.rec == rec, table.c.paper == paper).order_by(table.c.copy)
        )
        return tuple(print_job_of(row) for row in rows)

    def move(
        self, job: str, state: PrintState, now: int, printer: str | None = None, reason: str | None = None
    ) -> None:
        """Write a job's new state, and the printer or reason when one is named."""
        values: dict[str, Any] = {"state": str(state), "changed": now}
        if printer is not None:
            values["printer"] = printer
        if reason is not None:
            values["reason"] = reason
        self._connection.execute(update(tables.print_job).where(tables.print_job.c.job == job).values(**values))

    def hand(self, job: str, now: int) -> None:
        """Remember that what this job printed is in the person's hands."""
        self._connection.execute(update(tables.print_job).where(tables.print_job.c.job == job).values(handed=now))

    def last_copy(self, rec: str, paper: str) -> int:
        """Return the highest copy number used."""
        table = tables.print_job
        highest = select(func.max(table.c.copy)).where(table.c.rec == rec, table.c.paper == paper)
        return self._connection.execute(highest).scalar_one() or 0

    def take_along(self, job: str, event: str, now: int) -> None:
        """Let a waiting job be one of another event."""
        table = tables.print_job
        self._connection.execute(update(table).where(table.c.job == job).values(event=event, changed=now))

    def doubt_those_in_flight(self, now: int) -> int:
        """Turn jobs that went to a printer and nobody saw end into 未确认 (at open); returns how many.

        What was only queued never left the laptop: it stays queued.
        """
        table = tables.print_job
        in_flight = table.c.state == str(PrintState.SENT)
        changed = self._connection.execute(
            update(table).where(in_flight).values(state=str(PrintState.UNKNOWN), changed=now)
        )
        return changed.rowcount
