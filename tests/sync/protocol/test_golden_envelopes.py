"""The bytes of version 1 are held still: written once, compared for ever."""

from pathlib import Path

import pytest

from fieldapp.domain.facts import FACT_TYPES, chain_link
from fieldapp.domain.problems import Problem
from sync.protocol.envelopes import ReadEnvelope, read, read_line, signature_problem
from tests.support.facts import Desk, Made
from tests.support.golden import golden_envelopes

GOLDEN = (Path(__file__).parents[2] / "data" / "envelopes" / "golden.jsonl").read_bytes().splitlines()
MADE = golden_envelopes()
KEY = Desk(42).key


@pytest.mark.parametrize(
    ("line", "made"), list(zip(GOLDEN, MADE, strict=True)), ids=[made.envelope.sch for made in MADE]
)
def test_a_fact_still_has_the_bytes_and_signature_it_had(line: bytes, made: Made) -> None:
    assert made.signed.line() == line


@pytest.mark.parametrize("line", GOLDEN, ids=[made.envelope.sch for made in MADE])
def test_an_old_line_is_still_read_and_verified(line: bytes) -> None:
    signed = read_line(line)
    assert not isinstance(signed, Problem)
    found = read(signed)

    assert isinstance(found, ReadEnvelope)
    assert signature_problem(signed, found.envelope, device=KEY.device, keys={KEY.kid: KEY.public}) is None


def test_the_golden_envelopes_are_one_unbroken_chain() -> None:
    links = [None, *(chain_link(made.signed.protected) for made in MADE)]

    assert [made.envelope.prev for made in MADE] == links[:-1]
    assert [made.envelope.seq for made in MADE] == list(range(1, len(MADE) + 1))


def test_every_type_of_the_version_is_among_them() -> None:
    assert {made.envelope.sch for made in MADE} == {f"{name}/1" for name in FACT_TYPES.values()}
