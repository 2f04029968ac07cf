import random
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.events import Delegation
from fieldapp.domain.facts import CardEvent, Handout, Revision, Void, Withdrawal
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.outcomes import FieldError, Outcome, Version
from fieldapp.domain.state import Rules, State, final_state
from tests.support.facts import DOCUMENTS, MORNING_MS, Desk, Made

NUMBER, OTHER = "150000000018", "150000000027"
DELEGATION = Delegation(
    number="D1",
    union=OrganisationId("U1"),
    resolved_on=date(2026, 11, 1),
    approvers=("李主席",),
    valid_from=date(2026, 11, 1),
    valid_to=date(2026, 12, 31),
    maximum=2,
)


class Log:
    """Writes decisions in order."""

    def __init__(self) -> None:
        self.lines: list[Decision] = []
        self._numbers = count(1)

    def add(self, kind: DecisionKind, made: Made | None = None, **said: Any) -> Decision:
        line = Decision(kind=kind, version=Version(1, next(self._numbers)), rec=made.rec if made else "", **said)
        self.lines.append(line)
        return line

    def approve(
        self, made: Made, *, number: str | None = NUMBER, union: str | None = "U1", on: str = "20261122"
    ) -> None:
        self.add(DecisionKind.APPROVE, made, number=number, union=union, date=on)

    def member(self, *, number: str = OTHER, on: str | None = "20200101", document: str = DOCUMENTS[0]) -> None:
        self.add(DecisionKind.KNOW_MEMBER, number=number, union="U0", date=on, person=document)

    def delegate(self, delegation: Delegation = DELEGATION) -> None:
        self.add(DecisionKind.DELEGATE, delegation=delegation)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def log() -> Log:
    return Log()


def state_of(log: Log, *made: Made, rules: Rules | None = None) -> State:
    return final_state([one.known for one in made], log.lines, rules)


def outcome_of(made: Made, state: State) -> Outcome:
    return state.records[made.rec].outcome


# one record


def test_nothing_known_is_an_empty_state(log: Log) -> None:
    state = state_of(log)

    assert (state.records, state.persons, state.numbers) == ({}, {}, {})


def test_a_fresh_enrollment_is_pooled_and_primary(desk: Desk, log: Log) -> None:
    made = desk.enroll()

    record = state_of(log, made).records[made.rec]

    assert (record.outcome, record.is_primary, record.person) == (Outcome.POOLED, True, DOCUMENTS[0])


def test_the_same_envelope_twice_is_one_record(desk: Desk, log: Log) -> None:
    made = desk.enroll()

    assert state_of(log, made, made) == state_of(log, made)


def test_a_revision_changes_what_the_record_says(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    revised = desk.revise(made, phone="13900000009")

    record = state_of(log, made, revised).records[made.rec]

    assert (record.values["phone"], record.head) == ("13900000009", revised.sha256)


def test_a_changed_document_number_moves_the_record_to_another_person(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(), desk.enroll()
    revised = desk.revise(second, document_no=DOCUMENTS[1])

    before, after = state_of(log, first, second), state_of(log, first, second, revised)

    assert outcome_of(second, before) is Outcome.DUPLICATE
    assert (outcome_of(second, after), after.records[second.rec].person) == (Outcome.POOLED, DOCUMENTS[1])


def test_a_fifteen_digit_number_is_the_same_person(desk: Desk, log: Log) -> None:
    first, second = desk.enroll("150602900101001"), desk.enroll("15060219900101001X")
    long = state_of(log, first).records[first.rec].person

    assert len(long) == 18
    assert long[:17] == state_of(log, second).records[second.rec].person[:17]


def test_a_revision_of_an_unknown_record_waits_for_it(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    revised = desk.revise(made, phone="13900000009")

    state = state_of(log, revised)

    assert (outcome_of(made, state), state.persons) == (Outcome.DEFERRED, {})
    assert state.records[made.rec].orphans == (revised.envelope.env,)


def test_a_revision_whose_base_is_missing_is_set_aside(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    lost = desk.revise(made, phone="13900000008")
    revised = desk.revise(lost, phone="13900000009")

    record = state_of(log, made, revised).records[made.rec]

    assert (record.values["phone"], record.orphans) == ("13900000001", (revised.envelope.env,))


def test_a_revision_that_knows_no_record_begins_none(desk: Desk, log: Log) -> None:
    lost = desk.assert_fact(Revision(changed={"document_no": DOCUMENTS[0]}))

    record = state_of(log, lost).records[lost.rec]

    assert (record.outcome, record.orphans) == (Outcome.DEFERRED, (lost.envelope.env,))


def test_an_enrollment_under_another_records_name_begins_none(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    stray = desk.enroll(DOCUMENTS[1], rec=made.rec)

    record = state_of(log, made, stray).records[made.rec]

    assert (record.person, record.orphans) == (DOCUMENTS[0], (stray.envelope.env,))


def test_a_revision_may_build_on_a_fact_that_is_no_content(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    card = desk.assert_fact(CardEvent(what="issued", serial="S", copy=1), base=made)
    revised = desk.revise(card, phone="13900000009")

    assert state_of(log, made, card, revised).records[made.rec].values["phone"] == "13900000009"


def test_of_two_revisions_on_one_base_the_earlier_leads_and_the_other_waits(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    early = desk.revise(made, phone="13900000002")
    late = desk.revise(made, phone="13900000003")
    later = desk.revise(late, name="王大明")

    record = state_of(log, later, late, early, made).records[made.rec]

    assert (record.values["phone"], record.values["name"]) == ("13900000002", "王小明")
    assert record.forks == tuple(sorted((late.envelope.env, later.envelope.env)))


def test_the_clock_offset_counts_when_forks_are_ranked(log: Log) -> None:
    slow, fast = Desk(1), Desk(2)
    made = slow.enroll()
    fast.offset_ms = -3_600_000
    first = slow.revise(made, phone="13900000002")
    second = fast.revise(made, phone="13900000003")

    assert state_of(log, made, first, second).records[made.rec].values["phone"] == "13900000003"


def test_a_voided_revision_loses_its_changes_and_keeps_what_builds_on_it(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    wrong = desk.revise(made, phone="13900000002")
    right = desk.revise(wrong, name="王大明")

    record = state_of(log, made, wrong, right, desk.void(wrong)).records[made.rec]

    assert (record.values["phone"], record.values["name"]) == ("13900000001", "王大明")


def test_a_voided_branch_does_not_lead(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    wrong = desk.revise(made, phone="13900000002")
    right = desk.revise(made, phone="13900000003")

    assert state_of(log, made, wrong, right, desk.void(wrong)).records[made.rec].values["phone"] == "13900000003"


def test_a_voided_enrollment_is_withdrawn(desk: Desk, log: Log) -> None:
    made = desk.enroll()

    state = state_of(log, made, desk.void(made))

    assert outcome_of(made, state) is Outcome.WITHDRAWN
    assert state.persons[DOCUMENTS[0]].primary is None


def test_an_applicant_may_withdraw(desk: Desk, log: Log) -> None:
    made = desk.enroll()

    assert outcome_of(made, state_of(log, made, desk.assert_fact(Withdrawal(), base=made))) is Outcome.WITHDRAWN


def test_another_laptop_cannot_void_a_record_and_a_reviewer_sees_that_it_tried(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    void = Desk(2).void(made)

    record = state_of(log, made, void).records[made.rec]

    assert (record.outcome, record.waiting) == (Outcome.POOLED, (void.envelope.env,))


def test_another_laptop_cannot_withdraw_a_record(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    withdrawal = Desk(2).assert_fact(Withdrawal(), base=made)

    record = state_of(log, made, withdrawal).records[made.rec]

    assert (record.outcome, record.waiting) == (Outcome.POOLED, (withdrawal.envelope.env,))


@pytest.mark.parametrize("base", [None, "0" * 64], ids=["none", "unknown"])
def test_a_void_that_does_not_know_what_it_builds_on_waits(desk: Desk, log: Log, base: str | None) -> None:
    made = desk.enroll()
    void = desk.assert_fact(Void(target=made.rec, reason="mistake"), rec=made.rec)
    void = replace(void, envelope=replace(void.envelope, base=base))

    record = state_of(log, made, void).records[made.rec]

    assert (record.outcome, record.waiting) == (Outcome.POOLED, (void.envelope.env,))


def test_another_laptop_cannot_void_a_revision(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    revised = desk.revise(made, phone="13900000002")

    record = state_of(log, made, revised, Desk(2).void(revised)).records[made.rec]

    assert record.values["phone"] == "13900000002"


def test_a_voided_withdrawal_did_not_happen(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    withdrawal = desk.assert_fact(Withdrawal(), base=made)

    assert outcome_of(made, state_of(log, made, withdrawal, desk.void(withdrawal))) is Outcome.POOLED


def test_one_envelope_id_with_two_contents_is_a_conflict(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    other = replace(desk.enroll(DOCUMENTS[1]), envelope=made.envelope)

    forward, backward = state_of(log, made, other), state_of(log, other, made)

    assert outcome_of(made, forward) is Outcome.CONFLICT
    assert forward == backward


def test_a_record_without_a_document_is_a_person_of_its_own(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(""), desk.enroll("")

    state = state_of(log, first, second)

    assert {outcome_of(first, state), outcome_of(second, state)} == {Outcome.POOLED}


def test_facts_of_other_kinds_are_no_applications(desk: Desk, log: Log) -> None:
    assert state_of(log, desk.assert_fact(Handout(item="gift", qty=1))).records == {}


# faults


def test_an_error_makes_a_record_inactive(desk: Desk, log: Log) -> None:
    bad, good = desk.enroll(), desk.enroll()
    error = FieldError(pointer="/person/phone", code="phone_invalid")
    rules = Rules(inspect=lambda values, _: (error,) if values["phone"] == "13900000001" else ())
    fixed = desk.revise(good, phone="13900000002")

    state = state_of(log, bad, good, fixed, rules=rules)

    assert (outcome_of(bad, state), state.records[bad.rec].errors) == (Outcome.NEEDS_CORRECTION, (error,))
    assert (outcome_of(good, state), state.persons[DOCUMENTS[0]].primary) == (Outcome.POOLED, good.rec)


def test_a_warning_leaves_a_record_active(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    warning = FieldError(pointer="/person", code="minor", warn=True)

    state = state_of(log, made, rules=Rules(inspect=lambda _, __: (warning,)))

    assert (outcome_of(made, state), state.records[made.rec].errors) == (Outcome.POOLED, (warning,))


def test_a_reviewer_may_approve_in_spite_of_an_error(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.approve(made)
    rules = Rules(inspect=lambda _, __: (FieldError(pointer="/x", code="phone_invalid"),))

    assert outcome_of(made, state_of(log, made, rules=rules)) is Outcome.APPROVED


# decisions


def test_an_approval_makes_a_member(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.approve(made)

    state = state_of(log, made)
    record, membership = state.records[made.rec], state.persons[DOCUMENTS[0]].membership

    assert (record.outcome, record.number, record.approved_on, record.union) == (
        Outcome.APPROVED,
        NUMBER,
        "20261122",
        "U1",
    )
    assert membership is not None
    assert (membership.union, membership.since, membership.number, membership.rec) == (
        "U1",
        "20261122",
        NUMBER,
        made.rec,
    )


def test_an_approval_without_a_union_is_into_the_one_asked_for(desk: Desk, log: Log) -> None:
    made = desk.enroll(union="U7")
    log.approve(made, union=None)

    assert state_of(log, made).records[made.rec].union == "U7"


def test_a_confirmed_card_is_said_so(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.approve(made)
    log.add(DecisionKind.CONFIRM_CARD, made)

    assert outcome_of(made, state_of(log, made)) is Outcome.CARD_CONFIRMED


def test_a_routed_record_waits_at_its_union(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.add(DecisionKind.ROUTE, made, union="U3")

    record = state_of(log, made).records[made.rec]

    assert (record.outcome, record.union) == (Outcome.ROUTED, "U3")


def test_a_record_may_be_sent_back_to_the_pool(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.add(DecisionKind.ROUTE, made, union="U3")
    log.add(DecisionKind.ROUTE, made, union=None)

    assert outcome_of(made, state_of(log, made)) is Outcome.POOLED


def test_a_returned_record_needs_correction_with_the_reviewers_words(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    error = FieldError(pointer="/person/name", code="name_invalid")
    log.add(DecisionKind.RETURN, made, head=made.sha256, reason="照片不清", code="photo", errors=(error,))

    record = state_of(log, made).records[made.rec]

    assert (record.outcome, record.reason, record.errors) == (Outcome.NEEDS_CORRECTION, "照片不清", (error,))


def test_a_later_revision_lifts_the_return_by_itself(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.add(DecisionKind.RETURN, made, head=made.sha256)

    assert outcome_of(made, state_of(log, made, desk.revise(made, name="王大明"))) is Outcome.POOLED


def test_a_return_ends_an_approval(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.approve(made)
    log.add(DecisionKind.RETURN, made, head=made.sha256)

    assert state_of(log, made).persons[DOCUMENTS[0]].membership is None


def test_an_approval_ends_a_return(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.add(DecisionKind.RETURN, made, head=made.sha256)
    log.approve(made)

    assert outcome_of(made, state_of(log, made)) is Outcome.APPROVED


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (DecisionKind.REJECT, Outcome.REJECTED),
        (DecisionKind.WITHDRAW, Outcome.WITHDRAWN),
        (DecisionKind.MERGE, Outcome.MERGED),
    ],
)
def test_what_is_final_stays_so_until_it_is_reopened(
    desk: Desk, log: Log, kind: DecisionKind, outcome: Outcome
) -> None:
    made = desk.enroll()
    log.add(kind, made, into="other", code="c", reason="r")
    log.approve(made)
    closed = state_of(log, made)
    log.add(DecisionKind.REOPEN, made)
    opened = state_of(log, made)
    log.approve(made)

    assert (closed.records[made.rec].outcome, closed.records[made.rec].reason) == (outcome, "r")
    assert outcome_of(made, opened) is Outcome.POOLED
    assert outcome_of(made, state_of(log, made)) is Outcome.APPROVED


def test_a_merged_record_names_the_other(desk: Desk, log: Log) -> None:
    made, other = desk.enroll(), desk.enroll(DOCUMENTS[1])
    log.add(DecisionKind.MERGE, made, into=other.rec)

    assert state_of(log, made, other).records[made.rec].of == other.rec


def test_reopening_lifts_a_void_too(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.add(DecisionKind.REOPEN, made)

    assert outcome_of(made, state_of(log, made, desk.void(made))) is Outcome.POOLED


def test_a_revoked_approval_goes_back_to_the_pool(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.approve(made)
    log.add(DecisionKind.REVOKE, made)

    state = state_of(log, made)

    assert (outcome_of(made, state), state.persons[DOCUMENTS[0]].membership) == (Outcome.POOLED, None)


@pytest.mark.parametrize("kind", [DecisionKind.REVOKE, DecisionKind.RETURN])
def test_a_card_has_to_be_confirmed_again_after_the_approval_ended(desk: Desk, log: Log, kind: DecisionKind) -> None:
    made = desk.enroll()
    log.approve(made)
    log.add(DecisionKind.CONFIRM_CARD, made)
    log.add(kind, made, head=made.sha256)
    log.approve(made)

    assert outcome_of(made, state_of(log, made)) is Outcome.APPROVED


def test_a_decision_about_nothing_known_changes_nothing(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.approve(desk.enroll(DOCUMENTS[1]))

    assert outcome_of(made, state_of(log, made)) is Outcome.POOLED


def test_the_console_may_edit_and_the_field_may_edit_after_it(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.add(DecisionKind.EDIT, made, head=made.sha256, changed={"phone": "13800000001", "name": "王中明"})
    edited = state_of(log, made)
    revised = state_of(log, made, desk.revise(made, phone="13800000002"))

    assert edited.records[made.rec].values["phone"] == "13800000001"
    assert revised.records[made.rec].values["phone"] == "13800000002"
    assert revised.records[made.rec].values["name"] == "王中明"


def test_an_edit_of_something_else_comes_last(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    revised = desk.revise(made, phone="13800000002")
    log.add(DecisionKind.EDIT, made, head="f" * 64, changed={"phone": "13800000001"})

    assert state_of(log, made, revised).records[made.rec].values["phone"] == "13800000001"


def test_a_record_nobody_has_may_be_edited_without_harm(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.add(DecisionKind.EDIT, made, changed={"phone": "13800000001"})

    assert outcome_of(made, state_of(log, desk.revise(made, name="王大明"))) is Outcome.DEFERRED


# one person, several records


def test_the_earlier_of_two_records_is_primary_whatever_arrives_first(log: Log) -> None:
    early, late = Desk(1), Desk(2)
    first, second = early.enroll(), late.enroll()
    late_first = state_of(log, second, first)

    assert outcome_of(first, late_first) is Outcome.POOLED
    assert (outcome_of(second, late_first), late_first.records[second.rec].of) == (Outcome.DUPLICATE, first.rec)


def test_a_pin_makes_the_later_record_primary(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(), desk.enroll()
    log.add(DecisionKind.PIN, second)

    state = state_of(log, first, second)

    assert (outcome_of(first, state), state.persons[DOCUMENTS[0]].primary) == (Outcome.DUPLICATE, second.rec)


def test_the_latest_pin_counts(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(), desk.enroll()
    log.add(DecisionKind.PIN, second)
    log.add(DecisionKind.PIN, first)

    assert state_of(log, first, second).persons[DOCUMENTS[0]].primary == first.rec


def test_a_dead_record_is_not_primary(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(), desk.enroll()
    log.add(DecisionKind.PIN, first)
    log.add(DecisionKind.REJECT, first)

    assert state_of(log, first, second).persons[DOCUMENTS[0]].primary == second.rec


def test_an_approval_of_a_duplicate_is_the_persons(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(), desk.enroll()
    log.approve(second)

    state = state_of(log, first, second)

    assert (outcome_of(first, state), outcome_of(second, state)) == (Outcome.APPROVED, Outcome.DUPLICATE)
    assert state.records[first.rec].number == NUMBER


def test_two_approvals_make_one_membership_and_an_alias(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(), desk.enroll()
    log.approve(second, number=OTHER)
    log.approve(first, number=NUMBER)

    membership = state_of(log, first, second).persons[DOCUMENTS[0]].membership

    assert membership is not None
    assert (membership.number, membership.aliases, membership.rec) == (NUMBER, (OTHER,), first.rec)


# members of the province


def test_an_enrollment_of_a_known_member_is_a_duplicate(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.member()

    state = state_of(log, made)

    assert (outcome_of(made, state), state.records[made.rec].of) == (Outcome.DUPLICATE, OTHER)
    assert state.persons[DOCUMENTS[0]].primary is None


def test_a_known_member_without_records_is_a_person(log: Log) -> None:
    log.member()

    membership = state_of(log).persons[DOCUMENTS[0]].membership

    assert membership is not None
    assert (membership.union, membership.since, membership.number) == ("U0", "20200101", OTHER)


def test_the_provinces_echo_of_our_approval_is_no_duplicate(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.approve(made)
    log.member(on="20261122")

    state = state_of(log, made)
    membership = state.persons[DOCUMENTS[0]].membership

    assert outcome_of(made, state) is Outcome.APPROVED
    assert membership is not None
    assert (membership.number, membership.aliases) == (NUMBER, (OTHER,))


@pytest.mark.parametrize("on", ["20261121", None])
def test_an_approval_of_somebody_who_was_a_member_before_is_an_alias(desk: Desk, log: Log, on: str | None) -> None:
    made = desk.enroll()
    log.approve(made)
    log.member(on=on)

    state = state_of(log, made)
    membership = state.persons[DOCUMENTS[0]].membership

    assert outcome_of(made, state) is Outcome.DUPLICATE
    assert membership is not None
    assert (membership.number, membership.aliases, membership.union) == (OTHER, (NUMBER,), "U0")


def test_a_reviewer_may_insist_that_a_member_is_somebody_new(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.member()
    log.add(DecisionKind.PIN, made)
    log.approve(made)

    assert outcome_of(made, state_of(log, made)) is Outcome.APPROVED


# transfers


def test_a_transfer_waits_beside_the_membership_it_moves(desk: Desk, log: Log) -> None:
    made = desk.transfer()
    log.member()

    state = state_of(log, made)
    membership = state.persons[DOCUMENTS[0]].membership

    assert (outcome_of(made, state), state.records[made.rec].kind) == (Outcome.POOLED, "transfer")
    assert membership is not None
    assert membership.union == "U0"


def test_an_approved_transfer_moves_the_membership_and_keeps_the_number(desk: Desk, log: Log) -> None:
    made = desk.transfer()
    log.member()
    log.approve(made, number=None, union="U2")

    state = state_of(log, made)
    membership = state.persons[DOCUMENTS[0]].membership

    assert (outcome_of(made, state), state.records[made.rec].number) == (Outcome.APPROVED, OTHER)
    assert membership is not None
    assert (membership.union, membership.since, membership.moved, membership.number) == (
        "U2",
        "20200101",
        "20261122",
        OTHER,
    )


def test_an_enrollment_whose_member_moved_on_is_transferred_out(desk: Desk, log: Log) -> None:
    made, moved = desk.enroll(), desk.transfer()
    log.approve(made)
    log.approve(moved, number=None, union="U2", on="20261201")

    state = state_of(log, made, moved)

    assert (outcome_of(made, state), outcome_of(moved, state)) == (Outcome.TRANSFERRED_OUT, Outcome.APPROVED)


def test_a_transfer_that_was_left_again_is_transferred_out(desk: Desk, log: Log) -> None:
    first, second = desk.transfer(to="U2"), desk.transfer(to="U3")
    log.member()
    log.approve(first, number=None, union="U2", on="20261201")
    log.approve(second, number=None, union="U3", on="20270101")
    log.add(DecisionKind.CONFIRM_CARD, second)

    state = state_of(log, first, second)

    assert (outcome_of(first, state), outcome_of(second, state)) == (Outcome.TRANSFERRED_OUT, Outcome.CARD_CONFIRMED)


def test_the_same_wish_to_move_twice_is_a_duplicate(desk: Desk, log: Log) -> None:
    first, second, elsewhere = desk.transfer(to="U2"), desk.transfer(to="U2"), desk.transfer(to="U3")
    log.member()

    state = state_of(log, first, second, elsewhere)

    assert (outcome_of(second, state), state.records[second.rec].of) == (Outcome.DUPLICATE, first.rec)
    assert outcome_of(elsewhere, state) is Outcome.POOLED


def test_a_transfer_of_somebody_nobody_knows_makes_a_membership(desk: Desk, log: Log) -> None:
    made = desk.transfer()
    log.approve(made, union="U2")

    membership = state_of(log, made).persons[DOCUMENTS[0]].membership

    assert membership is not None
    assert (membership.union, membership.number, membership.since) == ("U2", NUMBER, "20261122")


def test_an_enrollment_turned_into_a_transfer_is_one_record(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    turned = desk.transfer(base=made)
    log.member()

    state = state_of(log, made, turned)

    assert len(state.records) == 1
    assert (outcome_of(made, state), state.records[made.rec].kind) == (Outcome.POOLED, "transfer")
    assert state.records[made.rec].union == "U2"


# approval on site


def test_a_covered_approval_on_site_holds(desk: Desk, log: Log) -> None:
    made = desk.enroll(no=NUMBER, lease="L1")
    log.delegate()

    state = state_of(log, made, desk.approve(made))

    assert (outcome_of(made, state), state.records[made.rec].number) == (Outcome.APPROVED, NUMBER)
    assert state.records[made.rec].union == "U1"


def test_a_number_may_come_with_the_approval(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.delegate()

    state = state_of(log, made, desk.approve(made, numbers={made.rec: NUMBER}))

    assert state.records[made.rec].number == NUMBER


@pytest.mark.parametrize(
    "said",
    [
        {"delegation": "D9"},
        {"approver": "张三"},
        {"date": "20270101"},
        {"date": "today"},
        {"approver": "op-1"},
    ],
    ids=["unknown", "not named", "too late", "no date", "not named and author"],
)
def test_an_approval_that_is_not_covered_leaves_the_record_in_the_pool(
    desk: Desk, log: Log, said: dict[str, str]
) -> None:
    made = desk.enroll()
    log.delegate()

    assert outcome_of(made, state_of(log, made, desk.approve(made, **said))) is Outcome.POOLED


def test_nobody_approves_what_they_wrote_themselves(desk: Desk, log: Log) -> None:
    own, others = desk.enroll(op="op-9"), desk.enroll(DOCUMENTS[1], op="op-1")
    log.delegate()

    state = state_of(log, own, others, desk.approve(own, others, approver_op="op-9"))

    assert (outcome_of(own, state), outcome_of(others, state)) == (Outcome.POOLED, Outcome.APPROVED)


@pytest.mark.parametrize("day", ["20261230", "20261123", "20261121", "20261113"])
def test_an_approval_dated_otherwise_than_on_its_day_does_not_hold(desk: Desk, log: Log, day: str) -> None:
    made = desk.enroll()
    log.delegate()

    assert outcome_of(made, state_of(log, made, desk.approve(made, date=day))) is Outcome.POOLED


def test_an_approval_given_before_the_application_does_not_hold(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    desk.now_ms -= 60_000
    log.delegate()

    assert outcome_of(made, state_of(log, made, desk.approve(made))) is Outcome.POOLED


def test_an_approval_late_in_the_evening_is_of_the_day_of_the_country(log: Log) -> None:
    desk = Desk(start_ms=MORNING_MS + 15 * 3_600_000)  # 17:00 UTC, one o'clock at night at the desk
    made = desk.enroll()
    log.delegate()

    assert outcome_of(made, state_of(log, made, desk.approve(made, date="20261123"))) is Outcome.APPROVED


def test_an_approval_for_another_branch_of_the_tree_does_not_hold(desk: Desk, log: Log) -> None:
    made = desk.enroll(union="U9")
    log.delegate()
    rules = Rules(is_below=lambda union, top: union == top)

    assert outcome_of(made, state_of(log, made, desk.approve(made), rules=rules)) is Outcome.POOLED


def test_what_is_over_the_maximum_goes_to_the_pool_by_rank(desk: Desk, log: Log) -> None:
    made = [desk.enroll(document) for document in DOCUMENTS[:3]]
    approvals = [desk.approve(one) for one in made]
    log.delegate()

    state = state_of(log, *reversed(made), *reversed(approvals))

    assert [outcome_of(one, state) for one in made] == [Outcome.APPROVED, Outcome.APPROVED, Outcome.POOLED]


def test_an_approval_given_twice_counts_once(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(), desk.enroll(DOCUMENTS[1])
    log.delegate()

    state = state_of(log, first, second, desk.approve(first), desk.approve(first), desk.approve(second))

    assert outcome_of(second, state) is Outcome.APPROVED


def test_an_approval_of_a_record_not_here_yet_waits(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.delegate()

    assert state_of(log, desk.approve(made, numbers={made.rec: NUMBER})).records == {}


def test_a_voided_approval_does_not_hold(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    approval = desk.approve(made)
    log.delegate()

    assert outcome_of(made, state_of(log, made, approval, desk.void(approval))) is Outcome.POOLED


def test_another_laptop_cannot_void_an_approval(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    approval = desk.approve(made)
    log.delegate()

    assert outcome_of(made, state_of(log, made, approval, Desk(2).void(approval))) is Outcome.APPROVED


def test_a_void_after_the_approval_on_site_waits_for_a_reviewer(desk: Desk, log: Log) -> None:
    made = desk.enroll(no=NUMBER, lease="L1")
    approval = desk.approve(made)
    void = desk.void(made)
    log.delegate()

    record = state_of(log, made, approval, void).records[made.rec]

    assert (record.outcome, record.number, record.waiting) == (Outcome.APPROVED, NUMBER, (void.envelope.env,))


def test_a_void_before_the_approval_on_site_counts(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    void = desk.void(made)
    log.delegate()

    assert outcome_of(made, state_of(log, made, void, desk.approve(made))) is Outcome.WITHDRAWN


def test_a_void_after_the_approval_of_the_centre_waits_for_a_reviewer(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    void = desk.void(made)
    log.approve(made)

    record = state_of(log, made, void).records[made.rec]

    assert (record.outcome, record.waiting) == (Outcome.APPROVED, (void.envelope.env,))


def test_a_revision_into_another_person_after_the_approval_on_site_waits(desk: Desk, log: Log) -> None:
    made = desk.enroll(no=NUMBER, lease="L1")
    approval = desk.approve(made)
    other = desk.revise(made, name="王大明", document_no=DOCUMENTS[1])
    later = desk.revise(other, phone="13900000009")
    log.delegate()

    state = state_of(log, made, approval, other, later)
    record = state.records[made.rec]

    assert (record.outcome, record.person, record.values["name"]) == (Outcome.APPROVED, DOCUMENTS[0], "王小明")
    assert record.waiting == tuple(sorted((other.envelope.env, later.envelope.env)))
    assert (state.numbers[NUMBER].person, record.head) == (DOCUMENTS[0], made.sha256)


def test_a_revision_into_another_person_after_the_approval_of_the_centre_waits(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    other = desk.revise(made, document_no=DOCUMENTS[1])
    log.add(DecisionKind.APPROVE, made, number=NUMBER, union="U1", date="20261122", head=made.sha256)

    record = state_of(log, made, other).records[made.rec]

    assert (record.person, record.waiting) == (DOCUMENTS[0], (other.envelope.env,))


def test_a_revision_of_the_same_person_after_the_approval_counts(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    approval = desk.approve(made)
    revised = desk.revise(made, name="王大明")
    log.delegate()

    record = state_of(log, made, approval, revised).records[made.rec]

    assert (record.outcome, record.values["name"], record.waiting) == (Outcome.APPROVED, "王大明", ())


def test_the_centre_may_refuse_what_was_approved_on_site_and_recall_the_card(desk: Desk, log: Log) -> None:
    made = desk.enroll(no=NUMBER, lease="L1")
    approval = desk.approve(made)
    log.delegate()
    log.add(DecisionKind.REJECT, made, code="not_eligible")

    record = state_of(log, made, approval).records[made.rec]

    assert (record.outcome, record.is_recalled, record.code) == (Outcome.REJECTED, True, "not_eligible")


def test_a_revoked_approval_on_site_recalls_the_card(desk: Desk, log: Log) -> None:
    made = desk.enroll(no=NUMBER, lease="L1")
    log.delegate()
    log.add(DecisionKind.REVOKE, made)

    record = state_of(log, made, desk.approve(made)).records[made.rec]

    assert (record.outcome, record.is_recalled) == (Outcome.POOLED, True)


def test_a_refused_record_that_never_had_a_card_recalls_none(desk: Desk, log: Log) -> None:
    made = desk.enroll(no="900010000017")
    log.add(DecisionKind.REJECT, made)

    assert not state_of(log, made).records[made.rec].is_recalled


def test_a_number_the_centre_gave_was_not_printed_here_and_recalls_nothing(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.approve(made)
    log.add(DecisionKind.REJECT, made)

    assert not state_of(log, made).records[made.rec].is_recalled


# numbers


def test_a_number_claimed_by_two_persons_stays_with_the_least_rank(desk: Desk, log: Log) -> None:
    first = desk.enroll(no=NUMBER, lease="L1")
    second = desk.enroll(DOCUMENTS[1], no=NUMBER, lease="L1")
    log.delegate()

    state = state_of(log, second, first, desk.approve(first), desk.approve(second))

    assert (state.numbers[NUMBER].rec, state.contested) == (first.rec, (NUMBER,))
    assert (state.records[first.rec].number, state.records[second.rec].number) == (NUMBER, None)
    assert (state.records[first.rec].is_recalled, state.records[second.rec].is_recalled) == (False, True)


def test_a_number_that_was_not_the_desks_claims_nothing_whatever_is_revised(log: Log) -> None:
    owner, thief = Desk(1), Desk(2, start_ms=MORNING_MS - 3_600_000)
    mine = owner.enroll(no=NUMBER, lease="L1")
    theirs = thief.enroll(DOCUMENTS[1], no=NUMBER, lease="L1")
    revised = thief.revise(theirs, phone="13900000009")
    fault = FieldError(pointer="/no", code="number_not_leased")
    log.delegate()
    log.add(DecisionKind.REFUSE_NUMBER, theirs, number=NUMBER, errors=(fault,))

    state = state_of(log, mine, owner.approve(mine), theirs, revised, thief.approve(theirs))
    record = state.records[theirs.rec]

    assert (state.numbers[NUMBER].rec, state.contested) == (mine.rec, ())
    assert (state.records[mine.rec].number, state.records[mine.rec].is_recalled) == (NUMBER, False)
    assert (record.outcome, record.code, record.errors) == (Outcome.NEEDS_CORRECTION, "number_not_leased", (fault,))
    assert record.is_recalled


def test_a_refused_number_of_an_approval_claims_nothing(desk: Desk, log: Log) -> None:
    made = desk.enroll()
    log.delegate()
    log.add(DecisionKind.REFUSE_NUMBER, made, number=NUMBER)

    state = state_of(log, made, desk.approve(made, numbers={made.rec: NUMBER}))

    assert (dict(state.numbers), state.records[made.rec].number) == ({}, None)


def test_a_refused_number_stays_refused_after_a_final_decision(desk: Desk, log: Log) -> None:
    made = desk.enroll(no=NUMBER, lease="L1")
    log.add(DecisionKind.REJECT, made)
    log.add(DecisionKind.REFUSE_NUMBER, made, number=NUMBER)

    assert state_of(log, made).numbers == {}


def test_the_centre_gives_a_number_of_its_own_in_place_of_a_refused_one(desk: Desk, log: Log) -> None:
    made = desk.enroll(no=NUMBER, lease="L1")
    fault = FieldError(pointer="/no", code="number_not_leased")
    log.add(DecisionKind.REFUSE_NUMBER, made, number=NUMBER, errors=(fault,))
    log.approve(made, number=OTHER)

    record = state_of(log, made).records[made.rec]

    assert (record.outcome, record.number) == (Outcome.APPROVED, OTHER)


def test_a_reviewer_may_pin_a_contested_number(desk: Desk, log: Log) -> None:
    first = desk.enroll(no=NUMBER, lease="L1")
    second = desk.enroll(DOCUMENTS[1], no=NUMBER, lease="L1")
    log.add(DecisionKind.PIN_NUMBER, second, number=NUMBER)

    state = state_of(log, first, second)

    assert (state.numbers[NUMBER].rec, state.records[first.rec].is_recalled) == (second.rec, True)


def test_a_number_of_the_province_beats_any_of_ours(desk: Desk, log: Log) -> None:
    made = desk.enroll(DOCUMENTS[1], no=OTHER, lease="L1")
    log.member()

    state = state_of(log, made)

    assert (state.numbers[OTHER].person, state.records[made.rec].is_recalled) == (DOCUMENTS[0], True)


def test_two_records_of_one_person_do_not_contest_a_number(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(no=NUMBER, lease="L1"), desk.enroll(no=NUMBER, lease="L1")

    assert state_of(log, first, second).contested == ()


def test_a_receipt_number_is_nobodys_member_number(desk: Desk, log: Log) -> None:
    assert state_of(log, desk.enroll(no="900010000017")).numbers == {}


# handouts


def test_one_item_given_twice_at_one_event_is_listed_with_both_desks(log: Log) -> None:
    one, two = Desk(1), Desk(2)
    made = one.enroll()
    first = one.assert_fact(Handout(item="gift", qty=1), base=made)
    second = two.assert_fact(Handout(item="gift", qty=1), base=made)
    other = two.assert_fact(Handout(item="card", qty=1), base=made)

    state = state_of(log, made, second, first, other)

    given = tuple(fact.envelope.env for fact in sorted((first, second), key=lambda fact: fact.known.rank))
    assert state.over_issued == (("E1", "gift", DOCUMENTS[0], given),)


def test_one_person_served_under_two_records_is_over_issued(desk: Desk, log: Log) -> None:
    first, second = desk.enroll(), desk.enroll()
    gifts = [desk.assert_fact(Handout(item="gift", qty=1), base=one) for one in (first, second)]

    assert len(state_of(log, first, second, *gifts).over_issued) == 1


# any order


FACT_KINDS = ("enroll", "transfer", "revise", "void", "approve", "withdraw", "fork", "handout")


def random_history(dice: random.Random) -> tuple[list[Made], Log]:
    """Return facts and decisions of a busy day at three desks."""
    desks = [Desk(seed, offset_ms=dice.randrange(-5000, 5000)) for seed in (1, 2, 3)]
    made: list[Made] = [desks[0].enroll(no=NUMBER, lease="L1")]
    log = Log()
    log.delegate()
    for _ in range(dice.randrange(2, 14)):
        made.append(_next_fact(dice.choice(FACT_KINDS), dice.choice(desks), made, dice))
    for _ in range(dice.randrange(0, 8)):
        target = dice.choice(made)
        kind = dice.choice(list(DecisionKind))
        if kind is DecisionKind.KNOW_MEMBER:
            log.member(document=dice.choice(DOCUMENTS), on=dice.choice([None, "20200101", "20261122"]))
        elif kind is DecisionKind.DELEGATE:
            log.delegate(replace(DELEGATION, maximum=dice.randrange(4)))
        else:
            said = {"number": dice.choice([NUMBER, OTHER, None]), "union": dice.choice(["U1", "U2", None])}
            log.add(kind, target, head=dice.choice(made).sha256, date="20261122", changed={"group": "food"}, **said)
    return made, log


def _next_fact(kind: str, desk: Desk, made: list[Made], dice: random.Random) -> Made:
    target = dice.choice([one for one in made if one.envelope.sch.startswith(("enroll", "transfer", "revision"))])
    document = dice.choice(DOCUMENTS)
    if kind == "enroll":
        return desk.enroll(document, no=dice.choice([NUMBER, OTHER, None]), lease=dice.choice(["L1", None]))
    if kind == "transfer":
        return desk.transfer(document, to=dice.choice(["U2", "U3"]), base=dice.choice([None, target]))
    if kind == "revise":
        return desk.revise(made[-1] if made[-1].rec == target.rec else target, document_no=document)
    if kind == "void":
        return desk.void(dice.choice(made))
    if kind == "approve":
        return desk.approve(target, numbers=dice.choice([None, {target.rec: OTHER}]))
    if kind == "withdraw":
        return desk.assert_fact(Withdrawal(), base=target)
    if kind == "fork":
        return desk.revise(target, name=dice.choice(["王一", "王二"]))
    return desk.assert_fact(Handout(item="gift", qty=1), base=target)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_the_same_facts_and_log_give_the_same_state_in_any_order_and_number(seed: int) -> None:
    dice = random.Random(seed)
    made, log = random_history(dice)
    again = Log()
    again.lines = dice.sample(log.lines, len(log.lines))
    shuffled = dice.sample(made, len(made)) + dice.choices(made, k=3)

    assert state_of(log, *made) == state_of(again, *shuffled)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_in_any_history_no_two_persons_share_a_number_and_each_has_one_membership(seed: int) -> None:
    made, log = random_history(random.Random(seed))

    state = state_of(log, *made)

    held = [one.membership.number for one in state.persons.values() if one.membership and one.membership.number]
    assert len(held) == len(set(held))
    for person in state.persons.values():
        active = [state.records[rec] for rec in person.records if state.records[rec].outcome is Outcome.APPROVED]
        enrolled = [record for record in active if record.kind == "enrollment"]
        assert len(enrolled) <= 1
        assert all(record.is_primary for record in enrolled)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_person_looks_the_same_alone_as_among_others(seed: int) -> None:
    dice = random.Random(seed)
    one, other = Desk(1), Desk(2)
    log = Log()
    mine = [one.enroll(DOCUMENTS[0]) for _ in range(3)]
    theirs = [other.enroll(DOCUMENTS[1]) for _ in range(3)]
    log.approve(dice.choice(mine), number=NUMBER)
    log.approve(dice.choice(theirs), number=OTHER)

    together = state_of(log, *mine, *theirs)

    assert together.persons[DOCUMENTS[0]] == state_of(log, *mine).persons[DOCUMENTS[0]]
