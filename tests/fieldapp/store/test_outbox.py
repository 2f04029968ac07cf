import json
from itertools import count

import pytest

from fieldapp.crypto.signed import verify_signature
from fieldapp.domain.facts import chain_link, digest
from fieldapp.domain.outcomes import FieldError, Outcome, Transport, Verdict, VerdictKind, Version
from fieldapp.errors import KnownError
from fieldapp.services.settings import ChangeSetting, change_setting
from fieldapp.store import feed, outbox, sidecar
from fieldapp.store.outcomes import Outcomes
from tests.support.commits import counted_writes
from tests.support.desk import enroll, outcome_body


def verdict(env, kind=VerdictKind.ACCEPTED, n=1, gen=1, **more):
    return Verdict(env=env, verdict=kind, version=Version(gen, n), **more)


@pytest.fixture
def box(desk):
    """The outbox of a laptop where three people were enrolled."""
    desk.recs = [enroll(desk, serial).rec for serial in (1, 2, 3)]
    desk.outbox = desk.application.outbox
    return desk


def test_envelopes_form_a_gapless_signed_chain(box):
    entries = box.outbox.pending(100, 1 << 20)

    assert [entry.seq for entry in entries] == [1, 2, 3, 4]
    links = [None, *(chain_link(entry.protected) for entry in entries)]
    for entry, link in zip(entries, links, strict=False):
        assert json.loads(entry.protected)["prev"] == link
        assert verify_signature(box.application.signer.public, "envelope", entry.protected, entry.signature)


def test_bytes_stay_the_same_over_a_restart(box):
    before = [digest(entry.protected) for entry in box.outbox.pending(100, 1 << 20)]

    box.reopen()

    assert [digest(entry.protected) for entry in box.application.outbox.pending(100, 1 << 20)] == before


def test_pending_keeps_to_count_and_size(box):
    size = len(box.outbox.pending(1, 1 << 20)[0].protected)

    assert len(box.outbox.pending(2, 1 << 20)) == 2
    assert len(box.outbox.pending(100, size + 200)) == 1
    assert len(box.outbox.pending(100, 1)) == 1  # one that is too big still goes, alone


def test_what_is_in_flight_is_not_pending_but_counted(box):
    box.outbox.mark_in_flight("b1", tuple(box.recs[:2]))

    assert [entry.rec for entry in box.outbox.pending(100, 1 << 20)][1:] == box.recs[2:]
    assert box.outbox.in_flight() == {"b1": tuple(box.recs[:2])}
    assert box.outbox.count_pending() == 4


def test_batch_in_flight_is_remembered_over_a_crash(box):
    box.outbox.mark_in_flight("b1", tuple(box.recs))

    box.reopen()

    assert box.application.outbox.in_flight() == {"b1": tuple(box.recs)}


def test_requeued_batch_goes_out_again_with_its_attempts_counted(box):
    box.outbox.mark_in_flight("b1", (box.recs[0],))
    box.outbox.requeue("b1")

    again = next(entry for entry in box.outbox.pending(100, 1 << 20) if entry.env == box.recs[0])

    assert again.attempts == 1
    assert box.outbox.in_flight() == {}


def test_accepted_envelope_is_delivered(box):
    box.outbox.mark_in_flight("b1", (box.recs[0],))

    box.outbox.record_verdicts("b1", (verdict(box.recs[0]),))

    assert box.outbox.count_pending() == 3
    assert box.application.read.timeline(box.recs[0]).transport is Transport.DELIVERED


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (VerdictKind.HELD, Transport.HELD),
        (VerdictKind.DEFERRED, Transport.QUEUED),
        (VerdictKind.DUPLICATE, Transport.DELIVERED),
        (VerdictKind.NEEDS_CORRECTION, Transport.DELIVERED),
        (VerdictKind.REJECTED, Transport.DELIVERED),
        (VerdictKind.CONFLICT, Transport.DELIVERED),
        (VerdictKind.QUARANTINED, Transport.DELIVERED),
    ],
)
def test_every_verdict_says_where_the_envelope_is(box, kind, state):
    box.outbox.mark_in_flight("b1", (box.recs[0],))

    box.outbox.record_verdicts("b1", (verdict(box.recs[0], kind),))

    assert box.application.read.timeline(box.recs[0]).transport is state


def test_envelopes_the_answer_forgot_are_queued_again(box):
    box.outbox.mark_in_flight("b1", tuple(box.recs))

    box.outbox.record_verdicts("b1", (verdict(box.recs[0]),))

    assert {entry.env for entry in box.outbox.pending(100, 1 << 20)} >= set(box.recs[1:])


def test_late_answer_does_not_overwrite_a_newer_one(box):
    box.outbox.record_verdicts("b2", (verdict(box.recs[0], VerdictKind.ACCEPTED, n=9),))

    box.outbox.record_verdicts("b1", (verdict(box.recs[0], VerdictKind.REJECTED, n=3),))

    assert box.application.read.timeline(box.recs[0]).status_code == "pooled"


def test_newer_generation_counts_more_than_a_higher_number(box):
    box.outbox.record_verdicts("b1", (verdict(box.recs[0], VerdictKind.REJECTED, n=9, gen=1),))

    box.outbox.record_verdicts("b2", (verdict(box.recs[0], VerdictKind.ACCEPTED, n=1, gen=2),))

    assert box.application.read.timeline(box.recs[0]).status_code == "pooled"


def test_accepted_record_waits_at_the_centre(box):
    box.outbox.record_verdicts("b1", (verdict(box.recs[0]),))

    assert box.application.read.timeline(box.recs[0]).outcome is Outcome.POOLED


def test_verdict_on_an_envelope_nobody_sent_changes_nothing(box):
    box.outbox.record_verdicts("b1", (verdict("unknown"),))

    assert box.outbox.count_pending() == 4


def test_correction_comes_into_the_inbox_with_its_pointers(box):
    errors = (FieldError(pointer="/person/phone", code="phone_invalid"),)

    box.outbox.record_verdicts("b1", (verdict(box.recs[1], VerdictKind.NEEDS_CORRECTION, errors=errors),))

    (item,) = box.application.read.problems_inbox(box.event)
    assert (item.rec, item.remedy, item.errors) == (box.recs[1], "correct", errors)
    assert box.application.read.figures(box.event).to_correct == 1


def test_duplicate_leads_to_the_transfer(box):
    box.outbox.record_verdicts("b1", (verdict(box.recs[1], VerdictKind.DUPLICATE, resolution="transfer"),))

    assert box.application.read.problems_inbox(box.event)[0].remedy == "transfer"


def test_digest_counts_what_was_delivered_with_its_outcome_version(box):
    empty = box.outbox.digest()
    box.outbox.record_verdicts("b1", (verdict(box.recs[0]),))
    delivered = box.outbox.digest()
    box.feed(("outcome", outcome_body(box.recs[0], "pooled")))

    assert (empty[0], delivered[0]) == (0, 1)
    assert len({empty[1], delivered[1], box.outbox.digest()[1]}) == 3


def test_queue_names_people_and_what_was_said(box):
    box.outbox.record_verdicts("b1", (verdict(box.recs[0]), verdict(box.recs[1], VerdictKind.HELD)))

    queue = box.application.read.queue()

    assert box.recs[0] not in [entry.env for entry in queue]
    held = next(entry for entry in queue if entry.env == box.recs[1])
    assert (held.transport, held.verdict, held.name) == (Transport.HELD, "held", "张建国")
    assert box.application.read.sync_state().held == 1


def test_delivered_entries_are_listed_by_chain_and_piece(box):
    entries = box.outbox.pending(100, 1 << 20)
    box.outbox.mark_in_flight("b1", tuple(entry.env for entry in entries[:3]))
    box.outbox.record_verdicts("b1", tuple(verdict(entry.env) for entry in entries[:3]))

    pieces = [box.outbox.delivered(start, 2) for start in (0, 2, 4)]

    assert [one.env for piece in pieces for one in piece] == [entry.env for entry in entries[:3]]
    assert pieces[0][0].sha256 == digest(entries[0].protected)
    assert pieces[2] == ()


def test_only_what_was_delivered_is_sent_again(box):
    entries = box.outbox.pending(100, 1 << 20)
    names = [entry.env for entry in entries]
    box.outbox.mark_in_flight("b1", tuple(names[:2]))
    box.outbox.record_verdicts("b1", tuple(verdict(name) for name in names[:2]))
    box.outbox.mark_in_flight("b2", (names[2],))

    box.outbox.send_again((names[0], names[2]))

    assert [entry.env for entry in box.outbox.pending(100, 1 << 20)] == [names[0], names[3]]
    assert box.outbox.in_flight() == {"b2": (names[2],)}


@pytest.fixture
def short_pieces(monkeypatch):
    monkeypatch.setattr(outbox, "_PIECE", 1)
    monkeypatch.setattr(feed, "_PIECE", 1)


def test_verdicts_come_in_short_commits(box, short_pieces):
    box.outbox.mark_in_flight("b1", tuple(box.recs))
    with counted_writes(box) as writes:
        box.outbox.record_verdicts("b1", tuple(verdict(rec) for rec in box.recs))

    assert (writes.commits, writes.marks) == (4, 0)
    assert box.outbox.in_flight() == {}


def test_kill_between_two_commits_leaves_the_whole_batch_to_be_asked_for_again(box, short_pieces, monkeypatch):
    box.outbox.mark_in_flight("b1", tuple(box.recs))
    said = tuple(verdict(rec) for rec in box.recs)
    with monkeypatch.context() as patch:
        patch.setattr(Outcomes, "put_verdicts", fails_at(2, Outcomes.put_verdicts))
        with pytest.raises(KeyboardInterrupt):
            box.outbox.record_verdicts("b1", said)
    box.reopen()

    assert box.application.outbox.in_flight() == {"b1": tuple(box.recs)}
    box.application.outbox.record_verdicts("b1", said)

    assert box.application.outbox.in_flight() == {}
    assert {entry.rec for entry in box.application.outbox.pending(100, 1 << 20)}.isdisjoint(box.recs)


def test_slice_comes_in_short_commits_and_its_cursor_with_the_last(box, short_pieces):
    with counted_writes(box) as writes:
        box.feed(*(("outcome", outcome_body(rec, "pooled")) for rec in box.recs))

    assert writes.commits == len(box.recs)
    assert box.application.feed.cursor() == Version(1, len(box.recs))


def test_marks_are_made_durable_only_when_they_moved(box):
    with counted_writes(box) as writes:
        box.must(change_setting, ChangeSetting(name="printer", value="x", operator=box.supervisor))
        assert (writes.commits, writes.marks) == (1, 0)
        enroll(box, 4)
        assert (writes.commits, writes.marks) == (2, 1)


def test_marks_that_could_not_be_written_are_written_with_the_next_commit(box, monkeypatch):
    def refuse(*_args):
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(sidecar, "replace_durably", refuse)
        with pytest.raises(KnownError, match="sidecar_not_written"):
            enroll(box, 4)
    with counted_writes(box) as writes:
        box.must(change_setting, ChangeSetting(name="printer", value="x", operator=box.supervisor))

    assert writes.marks == 1


def fails_at(call, real):
    """Return ``real``, but the given call of it is the moment of the kill."""
    calls = count(1)

    def asked(*args):
        if next(calls) == call:
            raise KeyboardInterrupt
        return real(*args)

    return asked
