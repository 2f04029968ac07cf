"""Wires that break and a hub that dies: whatever a laptop asserted is at the centre exactly once.

A real store, the real round over real sockets, the real hub. Every round ends in peace, then the hub's
own tables are counted against everything the laptop ever sent.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fieldapp.domain.clock import SystemClock
from sync.client.round import RoundSummary
from sync.hub import failpoints
from tests.faults.drill import Rounds
from tests.support.cut_proxy import Cut, CutProxy
from tests.support.desk import ORGANISATIONS, REGION, Desk, enroll, envelopes, set_up
from tests.support.loopback_hub import CentreDesk, child_hub, free_port, furnish, open_for_test, served
from tests.support.wires import join, sync

pytestmark = pytest.mark.faults

REQUESTS = (b"POST /v1/batches", b"GET /v1/batches", b"GET /v1/changes", b"GET /v1/info", b"POST /v1/leases")
ROUNDS_TO_PEACE = 6


@dataclass
class _Drill:
    """One laptop, one hub, and everything the laptop ever asserted."""

    desk: Desk
    hub: CentreDesk
    proxy: CutProxy
    sent: set[str] = field(default_factory=set)
    people: int = 0

    def enrol(self) -> None:
        join(self.desk.application, self.proxy.url, self.hub.code(REGION))

    def work(self, people: int) -> None:
        """Enroll some people and remember what now waits."""
        for _ in range(people):
            self.people += 1
            enroll(self.desk, self.people)
        self.sent.update(one["env"] for one in envelopes(self.desk))

    def sync(self) -> RoundSummary:
        return sync(self.desk.application, self.proxy.url)

    def forget_answers(self) -> None:
        """Send everything in flight again, as a laptop that lost its memory of the batch would."""
        outbox = self.desk.application.outbox
        for batch in tuple(outbox.in_flight()):
            outbox.requeue(batch)

    def make_peace(self) -> RoundSummary:
        """Synchronise until nothing waits."""
        summary = self.sync()
        for _ in range(ROUNDS_TO_PEACE):
            if summary.problem is None and summary.pending == 0:
                break
            summary = self.sync()
        return summary

    def unsettled(self) -> list[str]:
        """Synchronise until nothing waits; return what still does after that, or the problem."""
        summary = self.make_peace()
        return [summary.problem or f"{summary.pending} wait"] if summary.problem or summary.pending else []

    def wrong_rows(self) -> list[str]:
        """Return envelopes that are not at the centre exactly once."""
        rows = Counter(self.hub.envelope_ids())
        return [env for env in self.sent | set(rows) if rows[env] != 1 or env not in self.sent]


@contextmanager
def sync_drill(root: Path, port: int | None = None) -> Iterator[_Drill]:
    """Set up one laptop, one hub and the wire between them."""
    with ExitStack() as stack:
        desk = set_up(root / "laptop", clock=SystemClock())
        stack.callback(_close, desk)
        centre = open_for_test(root / "hub.db")
        stack.callback(centre.store.close)
        hub = furnish(centre, ORGANISATIONS, "county")
        proxy = stack.enter_context(CutProxy(port or stack.enter_context(served(centre))))
        yield _Drill(desk, hub, proxy)


def _close(desk: Desk) -> None:
    desk.application.close()  # which is another one after each reopening


def test_a_wire_cut_at_random_places_delivers_everything_once(tmp_path: Path) -> None:
    rounds, wrong = Rounds("cut_connection", 60, 2000), set[str]()
    with sync_drill(tmp_path) as drill:
        drill.enrol()
        for _number, chance in rounds:
            drill.work(chance.randint(1, 3))
            drill.proxy.cut(chance.choice(REQUESTS), chance.choice(list(Cut)))
            drill.sync()
            if chance.random() < 0.3:
                drill.desk.reopen()
            elif chance.random() < 0.5:
                drill.forget_answers()
            wrong.update(drill.unsettled(), drill.wrong_rows())
            if wrong:
                break
        bitten, sent, records = drill.proxy.cuts, len(drill.sent), drill.hub.count("record")

    rounds.report(wrong, bitten=bitten, sent=sent)
    assert wrong == set()
    assert records == drill.people
    assert bitten >= rounds.tried // 2


def test_a_replayed_batch_adds_nothing(tmp_path: Path) -> None:
    rounds = Rounds("replayed_batch", 20, 500)
    with sync_drill(tmp_path) as drill:
        drill.enrol()
        for _number, _chance in rounds:
            drill.work(2)
            drill.proxy.cut(b"POST /v1/batches", Cut.ANSWER)
            drill.sync()
            drill.forget_answers()
            drill.make_peace()
        wrong, cuts, records = drill.wrong_rows(), drill.proxy.cuts, drill.hub.count("record")

    rounds.report(wrong, bitten=cuts)
    assert wrong == []
    assert records == drill.people
    assert cuts == rounds.tried


@pytest.mark.parametrize("place", [failpoints.BEFORE_COMMIT, failpoints.AFTER_COMMIT])
def test_a_hub_killed_around_its_commit_has_everything_once(place: str, tmp_path: Path) -> None:
    database, port = f"sqlite:///{tmp_path / 'hub.db'}", free_port()
    rounds, wrong = Rounds(f"hub_killed_{place}", 8, 200), set[str]()
    with sync_drill(tmp_path, port) as drill:
        with child_hub(database, port):
            drill.enrol()
        for _number, _chance in rounds:
            drill.work(2)
            with child_hub(database, port, place) as child:
                drill.sync()
                assert child.wait(20) != 0
            with child_hub(database, port):
                wrong.update(drill.unsettled())
            wrong.update(drill.wrong_rows())
            if wrong:
                break
        records = drill.hub.count("record")

    rounds.report(wrong)
    assert wrong == set()
    assert records == drill.people
