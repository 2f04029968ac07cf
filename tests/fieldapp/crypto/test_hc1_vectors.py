"""The public ``HC1:`` test data, read by the lenient reader of the tests."""

from pathlib import Path

import pytest

from tests.support.hc1 import Vector, read_hc1, read_vectors

VECTORS = Path(__file__).parents[2] / "data" / "vectors"

# Their clock stands on the very second of expiry, which RFC 8392 §3.1.4 counts as expired.
CLOCK_ON_EXPIRY = {
    *(f"DK/2DCode/raw/{number}.json" for number in (1, 2, 3, 4, 5, 7, 8, 10, 11, 12)),
    *(f"ES/2DCode/raw/{number}.json" for number in (1501, 1502, 1503)),
}


def vectors() -> list[Vector]:
    return [vector for path in sorted(VECTORS.glob("dgc_*.jsonl")) for vector in read_vectors(path)]


def test_every_code_gets_the_expected_answers() -> None:
    wrong = {vector.file: vector.wrong_answers() for vector in vectors()}

    assert len(wrong) == 136
    assert {file: answers for file, answers in wrong.items() if answers} == {
        file: {"EXPECTEDEXPIRATIONCHECK"} for file in CLOCK_ON_EXPIRY
    }


@pytest.mark.parametrize("file", sorted(CLOCK_ON_EXPIRY))
def test_known_bad_vector_ends_on_its_clock(file: str) -> None:
    vector = next(vector for vector in vectors() if vector.file == file)

    assert read_hc1(vector.code, vector.certificate).expires == vector.clock.timestamp()


def test_changed_code_does_not_verify() -> None:
    vector = vectors()[0]
    spoiled = vector.code[:-20] + ("0" if vector.code[-20] != "0" else "1") + vector.code[-19:]

    assert not read_hc1(spoiled, vector.certificate).is_verified


def test_code_under_another_certificate_does_not_verify() -> None:
    first, *others = vectors()
    stranger = next(other for other in others if other.certificate != first.certificate)

    assert not read_hc1(first.code, stranger.certificate).is_verified


@pytest.mark.parametrize("code", ["", "UM1:ABC", "HC1:?", "HC1:ABC", "HC1:HELLO WORLD"])
def test_what_is_no_code_does_not_verify(code: str) -> None:
    assert not read_hc1(code, vectors()[0].certificate).is_verified
