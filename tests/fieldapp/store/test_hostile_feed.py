"""A centre gone mad: one bad item is set aside, its neighbours count, and every page can still be read."""

import random
from pathlib import Path
from typing import Any

import pytest

from fieldapp.domain.outcomes import Outcome
from tests.support.desk import copied_desk, enroll, outcome_body
from tests.support.hostile_feed import bent, every_place, items, sets


@pytest.mark.parametrize("kind", ["outcome", "lease", "event", "organisation", "recall", "consent", "delegation"])
def test_a_bad_item_stops_neither_its_neighbours_nor_the_feed(kind: str, tmp_path: Path) -> None:
    chance = random.Random(kind)
    with copied_desk(tmp_path) as desk:
        rec, neighbour = enroll(desk, 1).rec, enroll(desk, 2).rec
        good = items(desk, rec)[kind]
        bad = [*chance.sample([*every_place(good)], 40), *(bent(good, chance) for _ in range(20))]
        for turn, body in enumerate(bad, 1):
            word = (Outcome.ROUTED, Outcome.POOLED)[turn % 2]
            desk.feed((kind, body), ("outcome", outcome_body(neighbour, word, n=turn)))
            assert desk.application.feed.cursor().n == desk.cursor
            assert desk.application.read.timeline(neighbour).outcome is word
        assert desk.application.read.sync_state().quarantined > 0
        assert desk.application.read.figures(desk.event).applied == 2


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("outcome", "version", {"gen": 2**63, "n": 1}), ("outcome", "approved_on", "9999-99-99"),
        ("outcome", "reason", {"a": 1}), ("lease", "end", 2**63), ("lease", "end", 1), ("lease", "expires", 2**60),
        ("event", "starts", "0001-01-01T00:00:00+14:00"), ("event", "target", float("inf")),
        ("recall", "number", 2**70), ("consent", "time", 1e300), ("organisation", "name", "\ud83d"),
        ("delegation", "maximum", float("nan")), ("lease", "p", "[" * 50_000),
    ],
)  # fmt: skip
def test_what_no_row_holds_is_set_aside(kind: str, field: str, value: Any, tmp_path: Path) -> None:
    with copied_desk(tmp_path) as desk:
        rec = enroll(desk, 1).rec
        before = desk.application.read.timeline(rec)

        desk.feed((kind, {**items(desk, rec)[kind], field: value}))

        assert desk.application.read.sync_state().quarantined == 1
        assert desk.application.read.timeline(rec) == before


def test_a_set_is_taken_whole_or_the_old_one_stays(tmp_path: Path) -> None:
    with copied_desk(tmp_path) as desk:
        feed, read = desk.application.feed, desk.application.read
        for name, body in sets(desk).items():
            feed.replace(name, '"good"', body)
            for place in (one for one in every_place(body) if one != body):
                try:
                    feed.replace(name, '"bent"', place)
                except ValueError:
                    assert feed.etag(name) == '"good"'
                else:
                    feed.replace(name, '"good"', body)
            assert read.retention()
        assert len(read.organisations()) == 4
