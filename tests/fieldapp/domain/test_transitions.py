import pytest

from fieldapp.domain.decisions import DecisionKind, decision_refusal
from fieldapp.domain.outcomes import Outcome, Transport, VerdictKind, Version
from fieldapp.domain.problems import Refusal
from fieldapp.domain.transitions import (
    FINAL_OUTCOMES,
    OUTCOME_MOVES,
    TRANSPORT_MOVES,
    VERDICT_OUTCOME,
    VERDICT_TRANSPORT,
    move_outcome,
    move_transport,
)

OLD, NEW = Version(1, 5), Version(1, 6)


def test_every_state_has_its_row() -> None:
    assert set(TRANSPORT_MOVES) == set(Transport)
    assert set(OUTCOME_MOVES) == set(Outcome)
    assert set(VERDICT_TRANSPORT) == set(VERDICT_OUTCOME) == set(VerdictKind)


@pytest.mark.parametrize("known", list(Transport))
@pytest.mark.parametrize("new", list(Transport))
def test_a_fact_moves_as_the_table_says(known: Transport, new: Transport) -> None:
    result = move_transport(known, new)

    if new is known or new in TRANSPORT_MOVES[known]:
        assert result is new
    else:
        assert isinstance(result, Refusal)
        assert result.code == "transport_move_illegal"


def test_what_was_delivered_moves_only_when_a_restored_centre_lost_it() -> None:
    assert TRANSPORT_MOVES[Transport.DELIVERED] == {Transport.QUEUED}


def test_every_way_begins_as_a_draft_and_reaches_everything() -> None:
    reached, waiting = set[Transport](), [Transport.DRAFT]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting.extend(TRANSPORT_MOVES[one])

    assert reached == set(Transport)


@pytest.mark.parametrize("kind", list(VerdictKind))
def test_a_verdict_is_a_legal_move_of_what_is_in_flight(kind: VerdictKind) -> None:
    assert move_transport(Transport.IN_FLIGHT, VERDICT_TRANSPORT[kind]) is VERDICT_TRANSPORT[kind]


def test_a_newer_answer_moves_an_outcome() -> None:
    assert move_outcome(Outcome.POOLED, OLD, Outcome.APPROVED, NEW) is Outcome.APPROVED


@pytest.mark.parametrize("version", [OLD, Version(1, 4), Version(0, 99)])
def test_a_late_answer_does_not(version: Version) -> None:
    result = move_outcome(Outcome.APPROVED, OLD, Outcome.POOLED, version)

    assert isinstance(result, Refusal)
    assert result.code == "outcome_stale"


def test_a_restored_hub_of_a_newer_generation_is_newer() -> None:
    assert move_outcome(Outcome.POOLED, Version(1, 900), Outcome.ROUTED, Version(2, 1)) is Outcome.ROUTED


def test_the_same_answer_again_is_no_move() -> None:
    assert move_outcome(Outcome.REJECTED, OLD, Outcome.REJECTED, OLD) is Outcome.REJECTED


@pytest.mark.parametrize("final", sorted(FINAL_OUTCOMES))
def test_what_is_final_moves_only_when_it_was_reopened(final: Outcome) -> None:
    refused = move_outcome(final, OLD, Outcome.POOLED, NEW)

    assert isinstance(refused, Refusal)
    assert refused.code == "outcome_final"
    assert move_outcome(final, OLD, Outcome.POOLED, NEW, is_reopened=True) is Outcome.POOLED


@pytest.mark.parametrize("final", sorted(FINAL_OUTCOMES))
@pytest.mark.parametrize("kind", [DecisionKind.APPROVE, DecisionKind.REJECT, DecisionKind.ROUTE, DecisionKind.EDIT])
def test_nothing_is_decided_about_what_is_final(final: Outcome, kind: DecisionKind) -> None:
    refusal = decision_refusal(kind, final)

    assert refusal is not None
    assert refusal.code == "decision_on_final"


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.is_final])
def test_only_what_is_final_is_reopened(outcome: Outcome) -> None:
    refusal = decision_refusal(DecisionKind.REOPEN, outcome)

    assert refusal is not None
    assert refusal.code == "decision_nothing_to_reopen"


@pytest.mark.parametrize("kind", [DecisionKind.CONFIRM_CARD, DecisionKind.REVOKE])
def test_a_card_is_confirmed_and_an_approval_revoked_only_where_one_is(kind: DecisionKind) -> None:
    refusal = decision_refusal(kind, Outcome.POOLED)

    assert refusal is not None
    assert refusal.code == "decision_not_approved"
    assert decision_refusal(kind, Outcome.APPROVED) is None


@pytest.mark.parametrize("kind", [DecisionKind.APPROVE, DecisionKind.RETURN, DecisionKind.PIN_NUMBER])
def test_what_waits_may_be_decided(kind: DecisionKind) -> None:
    assert decision_refusal(kind, Outcome.POOLED) is None


@pytest.mark.parametrize("final", sorted(FINAL_OUTCOMES))
def test_what_is_final_may_be_reopened(final: Outcome) -> None:
    assert decision_refusal(DecisionKind.REOPEN, final) is None
