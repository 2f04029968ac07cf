"""A real laptop and a real hub over real sockets: each record arrives once, whatever is cut or killed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.domain.clock import SystemClock
from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.outcomes import Outcome
from fieldapp.domain.ports import Provisioning
from fieldapp.domain.problems import Refusal
from fieldapp.messages import catalogue
from fieldapp.services.handouts import HandOut, hand_out
from fieldapp.services.withdrawing import WithdrawConsent, withdraw_consent
from sync.client.round import RoundSummary
from sync.hub import failpoints
from tests.support.cut_proxy import Cut, CutProxy
from tests.support.desk import ORGANISATIONS, REGION, UNION, Desk, draft, enroll, envelopes, set_up
from tests.support.loopback_hub import CentreDesk, child_hub, free_port, furnish, open_for_test, served
from tests.support.wires import ask_to_join, join, sync

CUTS = list(Cut)
KEYS = tuple(DeviceKey.from_seed(bytes([seed]) * 32) for seed in (11, 12))


@dataclass
class Line:
    """A laptop, a hub, and the wire between them."""

    desk: Desk
    hub: CentreDesk
    proxy: CutProxy

    def enrol(self) -> None:
        join(self.desk.application, self.proxy.url, self.hub.code(REGION))

    def sync(self) -> RoundSummary:
        return sync(self.desk.application, self.proxy.url)

    def delivered_once(self, sent: list[str]) -> None:
        """Hold the centre's tables against what the laptop asserted."""
        assert sorted(self.hub.envelope_ids()) == sorted(sent)


def waiting(desk: Desk) -> list[str]:
    """Return the ids of all envelopes that wait, oldest first."""
    return [one["env"] for one in envelopes(desk)]


@contextmanager
def line_at(root: Path) -> Iterator[Line]:
    with ExitStack() as stack:
        desk = set_up(root / "laptop")
        stack.callback(_close, desk)
        centre = open_for_test(root / "hub.db")
        stack.callback(centre.store.close)
        hub = furnish(centre, ORGANISATIONS, "county")
        proxy = stack.enter_context(CutProxy(stack.enter_context(served(centre))))
        yield Line(desk, hub, proxy)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A laptop that has enrolled at its hub."""
    with line_at(tmp_path) as made:
        made.enrol()
        yield made


def _close(desk: Desk) -> None:
    desk.application.close()


def outcome_of(desk: Desk, rec: str) -> Outcome:
    story = desk.application.read.timeline(rec)
    assert story is not None
    return story.outcome


def test_an_enrolled_laptop_has_numbers_and_unions_from_its_centre(line: Line) -> None:
    summary = line.sync()

    assert summary.problem is None, summary
    assert line.desk.application.read.lease_left() == 200
    assert {one.id for one in line.desk.application.read.organisations()} == {one.id for one in ORGANISATIONS}


def test_what_was_typed_is_approved_and_the_verdict_comes_back(line: Line) -> None:
    result = enroll(line.desk)
    sent = waiting(line.desk)
    first = line.sync()
    between = outcome_of(line.desk, result.rec)
    number = line.hub.decide(DecisionKind.APPROVE, result.rec, union=UNION).numbers[result.rec]

    second = line.sync()

    assert (first.problem, first.delivered, first.pending) == (None, len(sent), 0)
    assert between is not Outcome.APPROVED
    assert second.feed_items > 0
    assert outcome_of(line.desk, result.rec) is Outcome.APPROVED
    assert [card.number for card in line.desk.application.read.ready_cards(line.desk.event)] == [number]
    line.delivered_once(sent)


def test_what_was_taken_back_at_one_desk_stands_no_more_at_another(line: Line, tmp_path: Path) -> None:
    other = set_up(tmp_path / "other")
    try:
        join(other.application, line.proxy.url, line.hub.code(REGION))
        agreed = replace(draft().consent, purposes=("membership", "benefits"))
        here, there = enroll(line.desk, consent=agreed), enroll(other, consent=agreed)
        for desk in (line.desk, other):
            sync(desk.application, line.proxy.url)
        asked = WithdrawConsent(
            rec=here.rec, purposes=("benefits",), event=line.desk.event, operator=line.desk.operator
        )
        line.desk.must(withdraw_consent, asked)
        line.sync()

        heard = sync(other.application, line.proxy.url)

        story = other.application.read.timeline(there.rec)
        gift = HandOut(rec=there.rec, item="gift", event=other.event, operator=other.operator)
        refused = other.application.execute(hand_out, gift)
        assert heard.problem is None, heard
        assert (story.purposes, story.withdrawn) == (("membership",), ("benefits",))
        assert isinstance(refused, Refusal)
        assert refused.code == "consent_was_withdrawn"
    finally:
        _close(other)


def test_a_refusal_comes_back_with_the_reviewers_words(line: Line) -> None:
    result = enroll(line.desk)
    line.sync()
    line.hub.decide(DecisionKind.REJECT, result.rec, reason="不属于本区")

    line.sync()

    assert outcome_of(line.desk, result.rec) is Outcome.REJECTED


def test_a_second_round_with_nothing_new_sends_nothing(line: Line) -> None:
    enroll(line.desk)
    line.sync()

    summary = line.sync()

    assert (summary.delivered, summary.problem) == (0, None)


def test_a_replayed_batch_is_one_row_each(line: Line) -> None:
    for serial in range(3):
        enroll(line.desk, serial)
    sent = waiting(line.desk)
    line.proxy.cut(b"POST /v1/batches", Cut.ANSWER)
    line.sync()
    outbox = line.desk.application.outbox
    for batch in list(outbox.in_flight()):
        outbox.requeue(batch)

    summary = line.sync()

    assert (summary.problem, summary.delivered) == (None, len(sent))
    line.delivered_once(sent)
    assert line.hub.count("record") == 3


@pytest.mark.parametrize("where", CUTS, ids=[cut.value for cut in CUTS])
def test_a_batch_cut_anywhere_is_delivered_exactly_once(line: Line, where: Cut) -> None:
    for serial in range(2):
        enroll(line.desk, serial)
    sent = waiting(line.desk)
    line.proxy.cut(b"POST /v1/batches", where)

    first = line.sync()
    second = line.sync()

    assert line.proxy.cuts == 1
    assert first.problem in ("reply_cut", "hub_silent")
    assert (second.problem, second.pending) == (None, 0)
    line.delivered_once(sent)
    assert line.hub.count("record") == 2


@pytest.mark.parametrize("where", [Cut.REQUEST, Cut.ANSWER, Cut.HALF_ANSWER], ids=lambda cut: cut.value)
def test_a_feed_cut_anywhere_is_applied_exactly_once(line: Line, where: Cut) -> None:
    result = enroll(line.desk)
    line.sync()
    line.hub.decide(DecisionKind.APPROVE, result.rec, union=UNION)
    line.proxy.cut(b"GET /v1/changes", where)

    first = line.sync()
    second = line.sync()

    assert first.problem == "reply_cut"
    assert second.problem is None
    assert outcome_of(line.desk, result.rec) is Outcome.APPROVED
    assert len(line.desk.application.read.ready_cards(line.desk.event)) == 1


def test_a_laptop_that_dies_with_a_batch_in_flight_asks_for_its_answer(line: Line) -> None:
    enroll(line.desk)
    sent = waiting(line.desk)
    line.proxy.cut(b"POST /v1/batches", Cut.ANSWER)
    line.sync()
    line.desk.reopen()

    summary = line.sync()

    assert (summary.problem, summary.delivered) == (None, len(sent))
    line.delivered_once(sent)


def test_a_code_enrols_one_device_only(line: Line) -> None:
    code = line.hub.code(REGION)

    first = [ask_to_join(line.desk.application, line.proxy.url, code, KEYS[0]) for _ in range(2)]
    second = ask_to_join(line.desk.application, line.proxy.url, code, KEYS[1])

    assert all(isinstance(one, Provisioning) for one in first), "a lost reply may be asked for again"
    assert isinstance(second, Refusal)
    assert second.code in catalogue()


@pytest.mark.parametrize("failpoint", [failpoints.BEFORE_COMMIT, failpoints.AFTER_COMMIT])
def test_a_hub_killed_around_its_commit_has_each_record_once(tmp_path: Path, failpoint: str) -> None:
    database, port = tmp_path / "hub.db", free_port()
    centre = open_for_test(database)
    hub = furnish(centre, ORGANISATIONS, "county")
    desk = set_up(tmp_path / "laptop", clock=SystemClock())
    with CutProxy(port) as proxy:
        line = Line(desk, hub, proxy)
        with child_hub(f"sqlite:///{database}", port, failpoint) as child:
            line.enrol()
            enroll(desk)
            sent = waiting(desk)
            died = line.sync()
            assert child.wait(20) == -9
        with child_hub(f"sqlite:///{database}", port):
            lived = line.sync()
    rows = hub.envelope_ids()
    centre.store.close()
    desk.application.close()

    assert died.problem in ("reply_cut", "hub_unreachable")
    assert (lived.problem, lived.pending) == (None, 0)
    assert sorted(rows) == sorted(sent)
