"""Facts that build on a record: asserted with its revision and base, so that the chain has no fork."""

from fieldapp.domain.facts import BlindKeys, Fact
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Ids
from fieldapp.domain.records import ApplicationRecord
from fieldapp.store.fact_log import Assertion, Written
from fieldapp.store.unit_of_work import UnitOfWork


def follow(
    uow: UnitOfWork,
    ids: Ids,
    record: ApplicationRecord,
    fact: Fact,
    *,
    operator: OperatorId,
    event: EventId | None = None,
    keys: BlindKeys | None = None,
    no: str | None = None,
    card: str | None = None,
) -> Written:
    """Assert a fact about a record and make it the record's newest."""
    written = uow.facts.append(
        Assertion(
            env=ids.new(),
            fact=fact,
            event=event or record.event,
            operator=operator,
            rec=record.rec,
            rev=record.rev,
            base=record.base,
            keys=keys,
            no=no,
            card=card,
        )
    )
    uow.applications.advance(written)
    return written
