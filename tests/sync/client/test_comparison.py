"""A centre restored from a backup gets back what it lost, once, before anything new."""

import pytest

from fieldapp.domain.outcomes import Transport
from sync.client.requests import Reply
from tests.support.centre import on, refused
from tests.sync.client.test_round import Laptop, laptop

__all__ = ["laptop"]
DIFF = "POST /v1/records:diff"


def delivered(laptop: Laptop, count: int) -> list[str]:
    """Let a laptop deliver, and return the ids."""
    laptop.enroll(count)
    summary = laptop.sync()
    assert summary.problem is None
    return list(laptop.outbox.entries)


def test_what_the_backup_did_not_hold_is_sent_again(laptop: Laptop) -> None:
    envs = delivered(laptop, 5)
    laptop.centre.restore({env: laptop.centre.envelopes[env] for env in envs[:2]})

    summary = laptop.sync()

    assert (summary.problem, summary.delivered, summary.pending) == (None, 3, 0)
    assert set(laptop.centre.envelopes) == set(envs)
    assert laptop.feed.cursor().gen == 2


def test_nothing_is_asked_while_the_generation_stands(laptop: Laptop) -> None:
    delivered(laptop, 2)

    laptop.sync()

    assert DIFF not in laptop.centre.paths()


def test_centre_is_asked_once_for_a_generation(laptop: Laptop) -> None:
    delivered(laptop, 2)
    laptop.centre.restore({})

    laptop.sync()
    laptop.sync()

    assert laptop.centre.paths().count(DIFF) == 1


def test_centre_that_lost_nothing_gets_nothing_twice(laptop: Laptop) -> None:
    delivered(laptop, 3)
    laptop.centre.restore(laptop.centre.envelopes)

    summary = laptop.sync()

    assert (summary.delivered, laptop.states()) == (0, {Transport.DELIVERED})


@pytest.mark.parametrize(
    "trouble", [Reply(status=200, body=b"<html>"), refused(500, "hub_internal"), refused(503, "hub_busy")]
)
def test_answer_that_fails_is_asked_for_again_in_the_next_round(laptop: Laptop, trouble: Reply) -> None:
    envs = delivered(laptop, 3)
    laptop.centre.restore({})
    laptop.centre.faults.append(on("/v1/records:diff", trouble))

    first, second = laptop.sync(), laptop.sync()

    assert (first.problem is None, first.delivered) == (False, 0)
    assert (second.problem, second.delivered) == (None, 3)
    assert set(laptop.centre.envelopes) == set(envs)


def test_answer_of_somebody_else_moves_nothing(laptop: Laptop) -> None:
    delivered(laptop, 2)
    other = type(laptop.centre)(laptop.clock, seed=99)
    laptop.centre.restore({})
    forged = other._diff(
        "0" * 16,
        b'{"delivered":[{"env":"%s","sha256":"%s"}]}' % (next(iter(laptop.outbox.entries)).encode(), b"0" * 64),
    )
    laptop.centre.faults.append(on("/v1/records:diff", forged))

    summary = laptop.sync()

    assert summary.problem == "reply_signature_invalid"
    assert laptop.states() == {Transport.DELIVERED}


def test_centre_that_does_not_know_the_question_stops_nothing(laptop: Laptop) -> None:
    delivered(laptop, 1)
    laptop.centre.restore({})
    laptop.centre.faults.append(on("/v1/records:diff", refused(404, "hub_not_found")))
    laptop.enroll(1)

    summary = laptop.sync()

    assert (summary.problem, summary.delivered) == (None, 1)
