import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.problems import Refusal
from fieldapp.domain.signatures import MAX_BYTES, Point, Signature, ink, is_signed, lines_within, pack, unpack


def written(*strokes):
    return Signature(tuple(tuple(Point(x, y, 10 * n) for n, (x, y) in enumerate(one)) for one in strokes))


NAME = written(((100, 100), (300, 110), (320, 180)), ((150, 60), (160, 220)), ((400, 90), (480, 200), (560, 90)))

points = st.builds(Point, st.integers(0, 1000), st.integers(0, 600), st.integers(0, 60_000))
signatures = st.lists(st.lists(points, min_size=1, max_size=40), min_size=1, max_size=12).map(
    lambda strokes: Signature(tuple(tuple(stroke) for stroke in strokes))
)


@pytest.mark.parametrize(
    "little",
    [
        Signature(()),
        written(((100, 100),)),
        written(((100, 100), (104, 103))),
        written(((100, 100), (700, 102))),
        written(((100, 100), (102, 500))),
    ],
)
def test_dot_tick_and_slip_are_no_signature(little):
    assert not is_signed(little)


def test_name_is_a_signature():
    assert is_signed(NAME)
    assert ink(NAME) > 700


def test_short_signature_comes_back_exactly():
    assert unpack(pack(NAME)) == NAME


@given(signatures)
def test_every_signature_comes_back(signature):
    assert unpack(pack(signature)) == signature


def test_scribble_loses_points_and_no_stroke():
    scribble = written(*(((n * 7 % 1000, (n * n + k * 31) % 500) for n in range(400)) for k in range(30)))

    packed = pack(scribble)
    kept = unpack(packed)

    assert len(packed) <= MAX_BYTES
    assert isinstance(kept, Signature)
    assert len(kept.strokes) == 30
    assert kept.strokes[3][0] == scribble.strokes[3][0]
    assert kept.strokes[3][-1] == scribble.strokes[3][-1]


@pytest.mark.parametrize(
    "crafted",
    [
        b"",
        b"[]",
        b"[" * 5000,
        b"x" * (MAX_BYTES + 1),
        json.dumps({"v": 2, "s": [[1, 1, 1]]}).encode(),
        json.dumps({"v": 1, "s": []}).encode(),
        json.dumps({"v": 1, "s": [[]]}).encode(),
        json.dumps({"v": 1, "s": [[1, 2]]}).encode(),
        json.dumps({"v": 1, "s": [[1, 2, 0.5]]}).encode(),
        json.dumps({"v": 1, "s": [[True, 2, 3]]}).encode(),
        json.dumps({"v": 1, "s": [[-1, 2, 3]]}).encode(),
        json.dumps({"v": 1, "s": [[9**9, 2, 3]]}).encode(),
    ],
)
def test_crafted_bytes_are_refused(crafted):
    refusal = unpack(crafted)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "signature_unreadable"


def test_lines_fill_a_box_without_the_empty_pad_around_them():
    lines = lines_within(NAME, (10, 20, 46, 40))

    assert [len(line) for line in lines] == [3, 2, 3]
    assert lines[0] == ((10, 36), (30, 37), (32, 44))
    assert max(x for line in lines for x, _y in line) == 56


@given(signatures)
def test_lines_never_leave_their_box(signature):
    places = [place for line in lines_within(signature, (5, 6, 30, 10)) for place in line]

    assert all(5 - 1e-6 <= x <= 35 + 1e-6 and 6 - 1e-6 <= y <= 16 + 1e-6 for x, y in places)


def test_dot_of_a_stroke_is_kept():
    assert [len(line) for line in lines_within(written(((10, 10),), ((20, 30), (30, 30))), (0, 0, 1, 1))] == [1, 2]
