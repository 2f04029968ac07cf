from collections.abc import Callable

import pytest

from fieldapp.domain.outcomes import Transport, Verdict, VerdictKind, Version
from fieldapp.domain.ports import FeedItem
from fieldapp.domain.problems import Problem, Refusal
from sync.client.pace import Pace
from sync.client.requests import NoReply, Reply, Request
from sync.client.round import RoundSummary
from sync.client.run import synchronise
from sync.protocol import envelopes, verdicts
from sync.protocol.batches import Batch, decode_batch
from sync.protocol.info import Limits, VersionRange
from sync.protocol.signed_replies import seal_reply
from sync.protocol.versions import negotiate
from tests.support.centre import Centre, on, refused
from tests.support.facts import DOCUMENTS, Desk
from tests.support.ports import MemoryEnrolment, MemoryFeed, MemoryOutbox
from tests.support.times import CountingIds, StoppedClock

PORTAL = Reply(status=200, headers={"content-type": "text/html"}, body=b"<html>Please log in</html>")


class Laptop:
    """A desk with the client's ports, and its centre."""

    def __init__(self) -> None:
        self.clock = StoppedClock()
        self.centre = Centre(self.clock)
        self.desk = Desk()
        self.centre.devices[self.desk.key.kid] = self.desk.key.public
        self.outbox, self.feed = MemoryOutbox(), MemoryFeed()
        self.enrolment = MemoryEnrolment(self.centre.peer)
        self.ids = CountingIds()

    def enroll(self, count: int = 1) -> None:
        for number in range(count):
            self.outbox.add(self.desk.enroll(DOCUMENTS[number % len(DOCUMENTS)]))

    def sync(
        self,
        *,
        pace: Pace | None = None,
        lease_left: Callable[[], int] | None = None,
        give_way: Callable[[], None] | None = None,
    ) -> RoundSummary:
        return synchronise(
            outbox=self.outbox,
            feed=self.feed,
            enrolment=self.enrolment,
            signer=self.desk.key,
            clock=self.clock,
            ids=self.ids,
            transport=self.centre,
            pace=pace,
            lease_left=lease_left,
            give_way=give_way,
        )

    def states(self) -> set[Transport]:
        return set(self.outbox.states.values())


@pytest.fixture
def laptop() -> Laptop:
    return Laptop()


def test_a_round_delivers_everything_that_waits(laptop: Laptop) -> None:
    laptop.enroll(3)

    summary = laptop.sync()

    assert (summary.delivered, summary.pending, summary.problem) == (3, 0, None)
    assert summary.verdicts == {"accepted": 3}
    assert laptop.centre.envelopes == {env: entry.protected for env, entry in laptop.outbox.entries.items()}


def test_a_laptop_without_a_peer_sends_nothing(laptop: Laptop) -> None:
    laptop.enrolment.known = None

    summary = laptop.sync()

    assert (summary.problem, summary.is_online) == ("not_enrolled", False)
    assert laptop.centre.seen == []


@pytest.mark.parametrize(
    "answer",
    [PORTAL, Reply(status=302, headers={"location": "http://portal.example"}), Reply(status=511), Reply(status=200)],
)
def test_a_portal_is_recognised_and_gets_no_record(laptop: Laptop, answer: Reply) -> None:
    laptop.enroll()
    laptop.centre.faults.append(on("/v1/", answer, times=99))

    summary = laptop.sync()

    assert summary.portal
    assert laptop.centre.paths() == ["GET /v1/info"]
    assert laptop.states() == {Transport.QUEUED}


def test_a_portal_that_begins_in_the_middle_costs_nothing(laptop: Laptop) -> None:
    laptop.enroll()
    laptop.centre.faults.append(on("/v1/batches", PORTAL))

    first = laptop.sync()
    second = laptop.sync()

    assert (first.problem, first.delivered) == ("portal", 0)
    assert (second.problem, second.delivered) == (None, 1)
    assert len(laptop.centre.envelopes) == 1


def test_a_hub_with_another_key_gets_nothing(laptop: Laptop) -> None:
    laptop.enroll()
    stranger = Centre(laptop.clock, seed=201)
    laptop.centre.faults.append(stranger.handle)

    summary = laptop.sync()

    assert summary.problem == "hub_key_changed"
    assert laptop.centre.paths() == ["GET /v1/info"]


def test_an_old_info_played_again_is_refused(laptop: Laptop) -> None:
    laptop.sync()
    old = laptop.centre.handle(laptop.centre.seen[0])
    laptop.centre.faults.append(on("/v1/info", old))

    assert laptop.sync().problem == "info_replayed"


def test_a_signed_reply_of_another_kind_is_no_info(laptop: Laptop) -> None:
    laptop.sync()
    changes = next(one for one in laptop.centre.seen if "/v1/changes" in one.url)
    laptop.centre.faults.append(on("/v1/info", laptop.centre.handle(changes)))

    assert laptop.sync().problem == "reply_kind_wrong"


def test_a_copy_of_the_hub_with_an_older_generation_is_refused(laptop: Laptop) -> None:
    laptop.centre.gen = 3
    laptop.sync()
    laptop.centre.gen = 2

    assert laptop.sync().problem == "feed_rolled_back"


def test_a_server_with_our_hubs_key_and_another_name_is_refused(laptop: Laptop) -> None:
    peer = laptop.centre.peer
    laptop.enrolment.known = type(peer)(url=peer.url, key=peer.key, kid=peer.kid, server="0" * 16, gen=1)

    assert laptop.sync().problem == "hub_key_changed"


def test_the_offset_to_the_centre_is_kept_and_used_for_signing(laptop: Laptop) -> None:
    laptop.centre.offset_ms = 3 * 3600 * 1000
    laptop.enroll()

    summary = laptop.sync()

    assert (summary.problem, summary.delivered) == (None, 1)
    assert summary.offset_ms == laptop.enrolment.offset_ms == 3 * 3600 * 1000


def test_no_network_leaves_everything_queued(laptop: Laptop) -> None:
    laptop.enroll(2)
    laptop.centre.faults.append(on("/v1/", NoReply("hub_unreachable"), times=9))

    summary = laptop.sync()

    assert (summary.problem, summary.pending, summary.is_online) == ("hub_unreachable", 2, False)
    assert laptop.states() == {Transport.QUEUED}


def test_an_answer_lost_after_the_commit_is_asked_for_and_not_sent_again(laptop: Laptop) -> None:
    laptop.enroll(2)

    def lose(request: Request) -> NoReply | None:
        if request.method == "POST" and not laptop.centre.answers:
            laptop.centre.handle(request)
            return NoReply("reply_cut")
        return None

    laptop.centre.faults.append(lose)
    first = laptop.sync()
    assert (first.problem, laptop.states()) == ("reply_cut", {Transport.IN_FLIGHT})

    second = laptop.sync()

    assert (second.problem, second.delivered) == (None, 2)
    assert laptop.centre.paths().count("POST /v1/batches") == 1


def test_a_batch_that_never_arrived_is_sent_again(laptop: Laptop) -> None:
    laptop.enroll(2)
    laptop.centre.faults.append(on("/v1/batches", NoReply("reply_cut")))
    laptop.sync()

    second = laptop.sync()

    assert (second.problem, second.delivered) == (None, 2)
    assert len(laptop.centre.envelopes) == 2


def test_a_batch_still_running_stays_in_flight(laptop: Laptop) -> None:
    laptop.enroll()
    laptop.centre.faults.append(on("/v1/batches", refused(409, "hub_refused", retry_after=7), times=2))

    first, second = laptop.sync(), laptop.sync()

    assert (first.retry_after, second.retry_after) == (7, 7)
    assert laptop.states() == {Transport.IN_FLIGHT}
    assert laptop.sync().delivered == 1


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_systemic_trouble_stops_the_queue_and_the_round(laptop: Laptop, status: int) -> None:
    laptop.enroll(2)
    laptop.centre.faults.append(on("/v1/batches", refused(status, "hub_refused", retry_after=30), times=9))

    summary = laptop.sync()

    assert (summary.problem, summary.retry_after) == ("hub_refused", 30)
    assert laptop.centre.paths() == ["GET /v1/info", "POST /v1/batches"]
    assert laptop.states() == {Transport.QUEUED}


def test_retry_after_is_read_from_the_header_and_capped(laptop: Laptop) -> None:
    laptop.enroll()
    laptop.centre.faults.append(on("/v1/batches", Reply(status=503, headers={"retry-after": "99999"}, body=b"busy")))

    assert laptop.sync().retry_after == 3600


def test_a_retry_after_that_is_no_number_is_ignored(laptop: Laptop) -> None:
    laptop.enroll()
    laptop.centre.faults.append(on("/v1/batches", Reply(status=503, headers={"retry-after": "soon"})))

    assert laptop.sync().retry_after is None


def test_a_code_nobody_knows_becomes_a_sentence_all_the_same(laptop: Laptop) -> None:
    laptop.enroll()
    body = b'{"status":503,"code":"no_such_code","title":"x"}'
    laptop.centre.faults.append(on("/v1/batches", Reply(status=503, body=body)))

    assert laptop.sync().problem == "hub_refused"


def test_one_record_the_hub_chokes_on_does_not_block_its_neighbours(laptop: Laptop) -> None:
    laptop.enroll(9)
    bad = list(laptop.outbox.entries)[4]

    def choke(request: Request) -> Reply | None:
        return refused(500, "hub_refused") if request.method == "POST" and bad in _envs(request) else None

    laptop.centre.faults.append(choke)

    summary = laptop.sync()

    assert (summary.delivered, summary.parked, summary.pending) == (8, 1, 1)
    assert laptop.outbox.states[bad] is Transport.QUEUED
    assert bad not in laptop.centre.envelopes


def test_a_parked_record_goes_out_when_the_hub_was_mended(laptop: Laptop) -> None:
    laptop.enroll(1)
    laptop.centre.faults.append(on("/v1/batches", refused(500, "hub_refused")))
    assert laptop.sync().parked == 1

    assert laptop.sync().delivered == 1


def test_a_hub_that_chokes_on_everything_is_left_alone_after_three(laptop: Laptop) -> None:
    laptop.enroll(8)
    laptop.centre.faults.append(on("/v1/batches", refused(500, "hub_refused"), times=99))

    summary = laptop.sync(pace=Pace(records=1))

    assert summary.parked == 3
    assert laptop.centre.paths().count("POST /v1/batches") == 3


def test_record_trouble_does_not_keep_the_feed_away(laptop: Laptop) -> None:
    laptop.enroll(1)
    laptop.centre.feed.append(FeedItem(kind="recall", body={"rec": "r"}))
    laptop.centre.faults.append(on("/v1/batches", refused(500, "hub_refused")))

    summary = laptop.sync()

    assert (summary.feed_items, summary.parked) == (1, 1)


def test_batches_double_while_the_hub_is_fast(laptop: Laptop) -> None:
    laptop.enroll(20)

    summary = laptop.sync(pace=Pace(records=2))

    assert laptop.centre.paths().count("POST /v1/batches") == 4  # 2, 4, 8, the last 6
    assert summary.pace.records == 32


def test_a_batch_tells_how_much_waits_behind_it(laptop: Laptop) -> None:
    laptop.enroll(5)

    laptop.sync(pace=Pace(records=2))

    batches = [decode_batch([one.body]) for one in laptop.centre.seen if one.method == "POST"]
    assert [batch.header.queue for batch in batches if isinstance(batch, Batch)] == [3, 0]


def test_batches_halve_after_a_lost_answer(laptop: Laptop) -> None:
    laptop.enroll(8)
    laptop.centre.faults.append(on("/v1/batches", NoReply("hub_silent")))

    assert laptop.sync(pace=Pace(records=8)).pace.records == 4


def test_a_batch_that_failed_three_times_is_bisected(laptop: Laptop) -> None:
    laptop.enroll(8)
    for _ in range(3):
        laptop.centre.faults.append(on("/v1/batches", NoReply("hub_silent")))
        laptop.sync(pace=Pace(records=8))
        laptop.outbox.requeue(next(iter(laptop.outbox.in_flight())))
    laptop.centre.seen.clear()

    laptop.sync(pace=Pace(records=8))

    sent = [_envs(one) for one in laptop.centre.seen if one.method == "POST"]
    assert len(sent[0]) == 4


def test_the_hubs_smaller_limit_is_kept(laptop: Laptop) -> None:
    laptop.centre.limits = Limits(records=2)
    laptop.enroll(5)

    laptop.sync(pace=Pace(records=200))

    assert [len(_envs(one)) for one in laptop.centre.seen if one.method == "POST"] == [2, 2, 1]


def test_a_batch_holds_one_incarnation_only(laptop: Laptop) -> None:
    laptop.enroll(2)
    laptop.desk.inc = "01900000-0000-7000-8000-00000000ffff"
    laptop.enroll(1)

    assert laptop.sync().delivered == 3
    assert [len(_envs(one)) for one in laptop.centre.seen if one.method == "POST"] == [2, 1]


def test_a_deferred_record_waits_for_another_round(laptop: Laptop) -> None:
    laptop.enroll(2)
    waiting = next(iter(laptop.outbox.entries))
    laptop.centre.judge = lambda env: VerdictKind.DEFERRED if env == waiting else VerdictKind.ACCEPTED

    summary = laptop.sync()

    assert (summary.delivered, summary.verdicts) == (1, {"deferred": 1, "accepted": 1})
    assert laptop.outbox.states[waiting] is Transport.QUEUED


@pytest.mark.parametrize("kind", [kind for kind in VerdictKind if kind not in (VerdictKind.DEFERRED, VerdictKind.HELD)])
def test_every_other_answer_of_the_centre_means_delivered(laptop: Laptop, kind: VerdictKind) -> None:
    laptop.enroll()
    laptop.centre.judge = lambda _: kind

    assert laptop.sync().delivered == 1
    assert laptop.states() == {Transport.DELIVERED}


def test_an_envelope_nobody_could_read_gets_its_verdict_by_position(laptop: Laptop) -> None:
    laptop.outbox.add(
        laptop.desk.enroll(), laptop.desk.enroll(DOCUMENTS[1], op="x" * 201), laptop.desk.enroll(DOCUMENTS[2])
    )

    laptop.sync()

    kinds = [laptop.outbox.verdicts[env].verdict for env in laptop.outbox.entries]
    assert kinds == [VerdictKind.ACCEPTED, VerdictKind.QUARANTINED, VerdictKind.ACCEPTED]


def test_an_answer_about_another_batch_moves_nothing(laptop: Laptop) -> None:
    laptop.enroll(2)
    laptop.sync(pace=Pace(records=1))
    stored = next(iter(laptop.centre.answers.values()))
    laptop.enroll(1)
    laptop.centre.faults.append(on("/v1/batches", Reply(status=200, body=stored)))

    summary = laptop.sync()

    assert (summary.problem, summary.delivered) == ("answer_mismatch", 0)


def test_an_answer_that_names_other_envelopes_moves_nothing(laptop: Laptop) -> None:
    laptop.enroll(2)

    def swap(request: Request) -> Reply | None:
        if request.method != "POST":
            return None
        laptop.centre.judge = lambda env: VerdictKind.ACCEPTED
        name = request.headers["Idempotency-Key"]
        other = Desk(9)
        laptop.centre.devices[other.key.kid] = other.key.public
        return _answer_for(laptop, name, (other.enroll().envelope.env, other.enroll().envelope.env))

    laptop.centre.faults.append(swap)

    assert laptop.sync().problem == "answer_mismatch"
    assert laptop.outbox.verdicts == {}


def test_an_answer_changed_on_the_way_moves_nothing(laptop: Laptop) -> None:
    laptop.enroll()

    def tamper(request: Request) -> Reply | None:
        if request.method != "POST":
            return None
        reply = laptop.centre.handle(request)
        return Reply(status=200, body=reply.body.replace(b"accepted", b"rejected"))

    laptop.centre.faults.append(tamper)

    assert laptop.sync().problem == "reply_signature_invalid"
    assert laptop.outbox.verdicts == {}


def test_the_feed_is_taken_in_slice_by_slice(laptop: Laptop) -> None:
    laptop.centre.feed = [FeedItem(kind="recall", body={"n": number}) for number in range(5)]

    summary = laptop.sync()

    assert summary.feed_items == 5
    assert [item.body["n"] for item in laptop.feed.items] == [0, 1, 2, 3, 4]


def test_the_feed_of_a_restored_hub_goes_on_under_its_new_generation(laptop: Laptop) -> None:
    laptop.centre.feed = [FeedItem(kind="recall", body={"n": number}) for number in range(3)]
    laptop.sync()
    laptop.centre.gen, laptop.centre.feed = 2, [*laptop.centre.feed[:2], FeedItem(kind="recall", body={"n": "new"})]

    summary = laptop.sync()

    assert (summary.problem, laptop.feed.at.gen) == (None, 2)


def test_a_slice_changed_on_the_way_is_not_applied(laptop: Laptop) -> None:
    laptop.centre.feed = [FeedItem(kind="recall", body={"n": 1})]

    def tamper(request: Request) -> Reply | None:
        if "/v1/changes" not in request.url:
            return None
        reply = laptop.centre.handle(request)
        return Reply(status=200, body=reply.body.replace(b"recall", b"outcom"))

    laptop.centre.faults.append(tamper)

    assert laptop.sync().problem == "reply_signature_invalid"
    assert laptop.feed.items == []


def test_a_feed_that_does_not_move_on_ends_the_round(laptop: Laptop) -> None:
    laptop.centre.feed = [FeedItem(kind="recall", body={"n": 1})]
    laptop.feed.apply = lambda piece: frozenset()  # type: ignore[method-assign]  # a store that keeps nothing

    assert laptop.sync().problem == "feed_stuck"
    assert laptop.centre.paths().count("GET /v1/changes") == 1


def test_trouble_with_the_feed_is_told(laptop: Laptop) -> None:
    laptop.centre.faults.append(on("/v1/changes", NoReply("hub_silent")))

    assert laptop.sync().problem == "hub_silent"


def test_numbers_are_asked_for_below_half_and_come_with_the_feed(laptop: Laptop) -> None:
    laptop.sync(lease_left=lambda: 99)

    assert [item.kind for item in laptop.feed.items] == ["lease"]


def test_numbers_are_not_asked_for_while_half_are_left(laptop: Laptop) -> None:
    laptop.sync(lease_left=lambda: 100)

    assert "POST /v1/leases" not in laptop.centre.paths()


def test_a_refused_lease_is_told_and_keeps_nothing_back(laptop: Laptop) -> None:
    laptop.centre.feed.append(FeedItem(kind="recall", body={}))
    laptop.centre.faults.append(on("/v1/leases", refused(400, "hub_refused")))

    summary = laptop.sync(lease_left=lambda: 0)

    assert (summary.problem, summary.feed_items) == ("hub_refused", 1)


def test_a_lease_refused_for_everything_ends_the_round(laptop: Laptop) -> None:
    laptop.centre.faults.append(on("/v1/leases", refused(503, "hub_refused")))

    laptop.sync(lease_left=lambda: 0)

    assert laptop.centre.paths()[-1] == "POST /v1/leases"


def test_a_changed_reference_set_is_taken_over(laptop: Laptop) -> None:
    laptop.centre.sets["members"] = {"kv": 1, "keys": ["a", "b"]}

    laptop.sync()

    assert laptop.feed.sets["members"][1] == {"kv": 1, "keys": ["a", "b"]}


def test_an_unchanged_reference_set_is_not_sent_again(laptop: Laptop) -> None:
    laptop.centre.sets["members"] = {"kv": 1, "keys": []}
    laptop.sync()
    laptop.centre.seen.clear()

    laptop.sync()

    asked = next(one for one in laptop.centre.seen if one.url.endswith("/members"))
    assert laptop.centre.handle(asked).status == 304


def test_one_set_sold_as_another_is_refused(laptop: Laptop) -> None:
    laptop.centre.sets = {"members": {"kv": 1, "keys": []}, "organisations": {"rows": []}}
    laptop.sync()
    members = next(one for one in laptop.centre.seen if one.url.endswith("/members"))
    laptop.centre.faults.append(
        on(
            "/v1/reference/organisations",
            laptop.centre.handle(Request(method="GET", url=members.url, headers=members.headers)),
        )
    )

    assert laptop.sync().problem == "reference_of_another_set"


def test_a_network_lost_among_reference_sets_is_told(laptop: Laptop) -> None:
    laptop.centre.faults.append(on("/v1/reference", NoReply("hub_unreachable")))

    assert laptop.sync().problem == "hub_unreachable"


def test_a_client_that_is_too_old_still_delivers_its_outbox(laptop: Laptop) -> None:
    laptop.enroll(2)
    laptop.centre.feed.append(FeedItem(kind="recall", body={}))
    laptop.centre.protocol = VersionRange(min=2, max=3)

    summary = laptop.sync()

    assert (summary.problem, summary.delivered, summary.feed_items) == ("client_too_old", 2, 0)


def test_a_hub_that_is_too_old_gets_nothing(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    laptop.enroll()
    monkeypatch.setattr("sync.client.round.negotiate", _negotiate_as_newer)

    assert laptop.sync().problem == "hub_too_old"
    assert laptop.centre.paths() == ["GET /v1/info"]


def test_nothing_new_changes_nothing(laptop: Laptop) -> None:
    laptop.enroll(2)
    laptop.sync()
    commits = laptop.outbox.commits

    summary = laptop.sync()

    assert (summary.delivered, summary.feed_items, laptop.outbox.commits) == (0, 0, commits)


def test_no_url_or_header_holds_anything_personal(laptop: Laptop) -> None:
    laptop.enroll(2)
    laptop.sync()

    said = " ".join(f"{one.url} {dict(one.headers)}" for one in laptop.centre.seen)

    assert not any(document in said for document in DOCUMENTS)
    assert "王小明" not in said


def _envs(request: Request) -> list[str]:
    batch = decode_batch([request.body])
    assert not isinstance(batch, Refusal)
    signed = [envelopes.read_line(line) for line in batch.lines]
    read = [envelopes.read_envelope(one.protected) for one in signed if not isinstance(one, Problem)]
    return [one.env for one in read if not isinstance(one, Problem)]


def _answer_for(laptop: Laptop, batch: str, envs: tuple[str, ...]) -> Reply:
    said = tuple(
        verdicts.to_message(Verdict(env=env, verdict=VerdictKind.ACCEPTED, version=Version(1, 1))) for env in envs
    )
    answer = verdicts.BatchAnswer(
        batch=batch, server=laptop.centre.key.kid, gen=1, time=1_790_000_000_000, verdicts=said
    )
    return Reply(status=200, body=seal_reply(verdicts.KIND, answer, laptop.centre.key))


def _negotiate_as_newer(theirs: VersionRange) -> object:
    return negotiate(theirs, VersionRange(min=5, max=6))


def test_a_reference_set_changed_on_the_way_is_not_taken(laptop: Laptop) -> None:
    laptop.centre.sets["members"] = {"kv": 1, "keys": []}

    def tamper(request: Request) -> Reply | None:
        if not request.url.endswith("/members"):
            return None
        return Reply(status=200, body=laptop.centre.handle(request).body.replace(b"keys", b"sets"))

    laptop.centre.faults.append(tamper)

    assert laptop.sync().problem == "reply_signature_invalid"
    assert laptop.feed.sets == {}


def test_a_feed_without_an_end_ends_the_round(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.client.retrieval._MOST_SLICES", 3)
    laptop.centre.feed = [FeedItem(kind="recall", body={"n": number}) for number in range(20)]

    summary = laptop.sync()

    assert (summary.problem, summary.feed_items) == ("feed_stuck", 6)


def test_a_set_that_cannot_be_read_is_told_and_the_round_ends_as_rounds_do(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_said: object) -> frozenset[object]:
        raise ValueError("no set")

    monkeypatch.setattr(laptop.feed, "replace", unreadable)
    laptop.centre.sets["members"] = {"kv": 1, "keys": []}
    laptop.enroll()

    summary = laptop.sync()

    assert (summary.problem, summary.delivered) == ("reference_unreadable", 1)


def test_somebody_at_the_desk_comes_before_each_answer_is_written(laptop: Laptop) -> None:
    laptop.enroll(3)
    seen: list[set[Transport]] = []

    summary = laptop.sync(give_way=lambda: seen.append(laptop.states()))

    assert summary.delivered == 3
    assert {Transport.IN_FLIGHT} in seen
    assert seen[-1] == {Transport.DELIVERED}
