"""Ids that sort by time, the clock, delegations."""

import uuid
from datetime import UTC, date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.clock import SystemClock, SystemIds
from fieldapp.domain.events import Delegation
from fieldapp.domain.ids import OrganisationId, uuid7


@given(st.integers(0, (1 << 48) - 1))
def test_uuid7_carries_its_time_version_and_variant(milliseconds: int) -> None:
    made = uuid.UUID(uuid7(milliseconds))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == milliseconds


@given(st.integers(0, (1 << 47)), st.integers(1, 10**6))
def test_later_id_sorts_after_an_earlier_one(milliseconds: int, more: int) -> None:
    assert uuid7(milliseconds) < uuid7(milliseconds + more)


def test_fresh_ids_differ() -> None:
    ids = SystemIds()
    assert len({ids.new() for _ in range(500)}) == 500


def test_clock_is_aware_in_utc_and_never_runs_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() <= clock.monotonic()
    assert clock.boot == SystemClock().boot


@pytest.mark.parametrize(
    ("day", "approver", "used", "covered"),
    [
        (date(2026, 11, 1), "王主席", 0, True),
        (date(2026, 11, 30), "王主席", 99, True),
        (date(2026, 10, 31), "王主席", 0, False),
        (date(2026, 12, 1), "王主席", 0, False),
        (date(2026, 11, 22), "李某", 0, False),
        (date(2026, 11, 22), "王主席", 100, False),
    ],
)
def test_delegation_covers_its_days_approvers_and_number(day: date, approver: str, used: int, covered: bool) -> None:
    delegation = Delegation(
        number="2026-7",
        union=OrganisationId("ORG1"),
        resolved_on=date(2026, 10, 20),
        approvers=("王主席",),
        valid_from=date(2026, 11, 1),
        valid_to=date(2026, 11, 30),
        maximum=100,
    )
    assert delegation.covers(day, approver, used) is covered
