"""The filled application form (入会申请书、登记表) of one record: what the union keeps, signed on the pad or by pen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from fieldapp.domain.changes import Changes
from fieldapp.domain.facts import ConsentFact, PersonFact
from fieldapp.domain.ids import EventId, OperatorId, RecordId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.records import ApplicationFile, ApplicationRecord, PrintJob
from fieldapp.domain.views import PrintState
from fieldapp.services.print_jobs import file_of, next_job, photo_of, signature_of, union_name_of
from fieldapp.services.print_queue import JOURNAL
from fieldapp.services.rules import supervisor
from fieldapp.store.print_jobs import FORM
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareForm:
    """A filled form is to be printed; another copy needs no reason, it costs a sheet of paper."""

    rec: RecordId
    event: EventId
    operator: OperatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class FormJob:
    """Everything a filled form shows; document and phone stand in full, and the journal says who printed it.

    ``number`` is the receipt number, or the member number of who was approved at once; ``code`` its ``UR1:`` text,
    empty without a receipt. ``signature`` are packed strokes, ``photo`` a JPEG; both may be empty. ``made``,
    ``consented`` and those of ``withdrawn`` (what was taken back, by purpose) are local times.
    """

    job: str
    rec: str
    copy: int
    number: str
    code: str
    person: PersonFact = field(repr=False)
    application: ApplicationRecord
    consent: ConsentFact
    consented: datetime
    withdrawn: Mapping[str, datetime]
    union_name: str
    event_name: str
    host_name: str
    operator_name: str
    made: datetime
    signature: bytes
    photo: bytes
    changes: Changes = JOURNAL

    @property
    def name(self) -> str:
        """Whose form it is."""
        return self.person.name


def prepare_form(command: PrepareForm, uow: UnitOfWork, _clock: Clock, ids: Ids) -> FormJob | Refusal:
    """Queue a filled form, which shows whole numbers: for who typed the record, or a supervisor.

    A form that waits already is prepared for anybody at work, and each time noted in the log. Refuses:
    ``supervisor_needed``, ``operator_unknown``, ``record_unknown``, ``record_void``.
    """
    found = file_of(uow, command.rec, command.operator)
    if isinstance(found, Refusal):
        return found
    is_waiting = any(job.state is PrintState.QUEUED for job in uow.print_jobs.of(command.rec, FORM))
    who = supervisor(uow, command.operator)
    if isinstance(who, Refusal) and not is_waiting and found.application.operator != command.operator:
        return who
    held = found.number.number if found.number else ""
    job = next_job(
        uow,
        ids,
        FORM,
        found.application.receipt or held,
        rec=command.rec,
        event=command.event,
        operator=command.operator,
        is_free=True,
    )
    if isinstance(job, Refusal):
        return job
    if is_waiting:
        uow.audit.note(command.operator, "form_opened", command.rec, copy=job.copy)
    return _form(uow, found, job, command.operator)


def _form(uow: UnitOfWork, found: ApplicationFile, job: PrintJob, operator: OperatorId) -> FormJob:
    application = found.application
    event, who = uow.events.get(application.event), uow.operators.get(operator)
    host = uow.organisations.get(event.host) if event else None
    return FormJob(
        job=job.job,
        rec=job.rec,
        copy=job.copy,
        number=job.number,
        code=f"UR1:{application.receipt}" if application.receipt else "",
        person=found.person,
        application=application,
        consent=found.consent,
        consented=_local(found.consented),
        withdrawn=MappingProxyType({purpose: _local(at) for purpose, at in found.withdrawn.items()}),
        union_name=union_name_of(uow, found),
        event_name=event.name if event else "",
        host_name=host.name if host else "",
        operator_name=who.name if who else "",
        made=uow.now().astimezone(),
        signature=signature_of(uow, found),
        photo=photo_of(uow, found),
    )


def _local(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000).astimezone()
