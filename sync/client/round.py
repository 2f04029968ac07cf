"""One sync round without a network: a generator that yields requests and is sent replies.

Order: who is there (``greeting``), what a restored hub lost, answers still owed, the outbox, numbers,
the feed, reference sets. Systemic trouble ends the round, trouble of single records never does. What is not signed by
the pinned centre moves nothing.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from fieldapp.domain.changes import Changes
from fieldapp.domain.ports import Clock, Enrolment, Feed, Ids, Outbox, Signer
from sync.client.comparison import Comparison
from sync.client.delivery import Delivery
from sync.client.greeting import greet
from sync.client.pace import Pace
from sync.client.requests import NoReply, Reply, Request
from sync.client.retrieval import Retrieval
from sync.client.sessions import Session, Step, Tally, Trouble
from sync.protocol.versions import Understanding, negotiate

Round = Generator[Request, Reply | NoReply, "RoundSummary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSummary:
    """What a round did, for the status strip and the schedule.

    ``delivered`` counts envelopes with a verdict, ``verdicts`` them by kind, ``parked`` those the
    hub could not take this time. ``problem`` is a message code; ``retry_after`` is in seconds.
    """

    delivered: int = 0
    verdicts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    feed_items: int = 0
    pending: int = 0
    parked: int = 0
    problem: str | None = None
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    retry_after: int | None = None
    offset_ms: int | None = None
    changes: Changes = frozenset()
    pace: Pace = field(default_factory=Pace)

    @property
    def portal(self) -> bool:
        """Whether something else than our hub answered: a login page of the network."""
        return self.problem == "portal"

    @property
    def is_online(self) -> bool:
        """Whether our hub itself was there."""
        return self.offset_ms is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRound:
    """Everything a round needs. ``lease_left`` tells how many numbers are left, None if it does not matter."""

    outbox: Outbox
    feed: Feed
    enrolment: Enrolment
    signer: Signer
    clock: Clock
    ids: Ids
    pace: Pace = field(default_factory=Pace)
    lease_left: Callable[[], int] | None = None

    def run(self) -> Round:
        """Yield requests until the round is over, then return its summary. Never raises for a network."""
        peer = self.enrolment.peer()
        if peer is None:
            return self._summary(Tally(), Trouble(code="not_enrolled"), self.pace, None)
        greeted = yield from greet(peer, self.enrolment, self.clock)
        if isinstance(greeted, Trouble):
            return self._summary(Tally(), greeted, self.pace, None)
        info, offset = greeted
        tally = Tally()
        session = Session(peer=peer, signer=self.signer, clock=self.clock, ids=self.ids, offset_ms=offset)
        delivery = Delivery(session=session, outbox=self.outbox, tally=tally, pace=self.pace.within(info.limits))
        understanding = negotiate(info.protocol)
        if understanding is Understanding.HUB_TOO_OLD:
            return self._summary(tally, Trouble(code="hub_too_old"), delivery.pace, offset)
        lost = yield from self._compare(session, info.gen, tally)
        if lost is not None:
            return self._summary(tally, lost, delivery.pace, offset)
        trouble = yield from self._deliver(delivery)
        if understanding is Understanding.CLIENT_TOO_OLD:
            trouble = trouble or Trouble(code="client_too_old")
        elif trouble is None or not trouble.stops_the_queue:
            retrieval = Retrieval(session=session, feed=self.feed, tally=tally)
            trouble = (yield from self._retrieve(retrieval)) or trouble
        return self._summary(tally, trouble, delivery.pace, offset)

    def _compare(self, session: Session, gen: int, tally: Tally) -> Step:
        """Ask a hub of a new generation what it lost; the feed's cursor stays in the old one until that is done."""
        if not 0 < self.feed.cursor().gen < gen:
            return None
        return (yield from Comparison(session=session, outbox=self.outbox, tally=tally).send_again())

    def _deliver(self, delivery: Delivery) -> Step:
        return (yield from delivery.settle()) or (yield from delivery.empty())

    def _retrieve(self, retrieval: Retrieval) -> Step:
        short = None if self.lease_left is None else (yield from retrieval.refill(self.lease_left()))
        if short is not None and short.stops_the_queue:
            return short
        return (yield from retrieval.pull()) or (yield from retrieval.refresh()) or short

    def _summary(self, tally: Tally, trouble: Trouble | None, pace: Pace, offset: int | None) -> RoundSummary:
        return RoundSummary(
            delivered=tally.delivered,
            verdicts=dict(tally.verdicts),
            feed_items=tally.feed_items,
            pending=self.outbox.count_pending(),
            parked=len(tally.parked),
            problem=None if trouble is None else trouble.code,
            details={} if trouble is None else trouble.details,
            retry_after=None if trouble is None else trouble.retry_after,
            offset_ms=offset,
            changes=tally.changes,
            pace=pace,
        )
