"""Runs a round over a transport: the one call the window and the command line need."""

from collections.abc import Callable

from fieldapp.domain.ports import Clock, Enrolment, Feed, Ids, Outbox, Signer
from sync.client.pace import Pace
from sync.client.requests import Transport
from sync.client.round import RoundSummary, SyncRound


def synchronise(
    *,
    outbox: Outbox,
    feed: Feed,
    enrolment: Enrolment,
    signer: Signer,
    clock: Clock,
    ids: Ids,
    transport: Transport,
    pace: Pace | None = None,
    lease_left: Callable[[], int] | None = None,
    give_way: Callable[[], None] | None = None,
) -> RoundSummary:
    """Do one round and return its summary; hand its ``pace`` to the next. Blocks as long as it takes.

    ``give_way`` is called before each answer is written: it may wait a moment while somebody else needs the store.
    """
    sync_round = SyncRound(
        outbox=outbox,
        feed=feed,
        enrolment=enrolment,
        signer=signer,
        clock=clock,
        ids=ids,
        pace=pace or Pace(),
        lease_left=lease_left,
    )
    steps = sync_round.run()
    try:
        request = next(steps)
        while True:
            reply = transport.send(request)
            if give_way is not None:
                give_way()
            request = steps.send(reply)
    except StopIteration as end:
        summary: RoundSummary = end.value
        return summary
