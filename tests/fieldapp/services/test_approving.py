from dataclasses import replace

import pytest

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.facts import Approval, SignedEnvelope
from fieldapp.domain.outcomes import Outcome, Version
from fieldapp.domain.record_chains import SignedFact
from fieldapp.domain.state import final_state
from fieldapp.domain.views import OperatorRole
from fieldapp.services.approvals import ApproveMany, approve_many
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.people_at_work import AddOperator, add_operator
from sync.protocol.envelopes import ReadEnvelope, read
from tests.support.desk import APPROVER, delegation, draft, enroll, open_desk


@pytest.fixture
def desk(tmp_path):
    """A delegated event with numbers at a laptop where the approver is an operator, too."""
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        desk.grant_lease()
        role = OperatorRole.OPERATOR
        desk.must(add_operator, AddOperator(name=APPROVER, role=role, pin="482915", operator=desk.supervisor))
        yield desk


def approver_id(desk):
    return next(one.id for one in desk.application.read.operators() if one.name == APPROVER)


def facts_of(desk):
    """Return what the centre reads of everything this laptop ever asserted."""
    made = "SELECT protected FROM fact JOIN incarnation USING (inc) ORDER BY incarnation.n, fact.seq"
    with desk.application._store.database.reading() as connection:
        lines = [bytes(row.protected) for row in connection.exec_driver_sql(made)]
    found = [read(SignedEnvelope(protected=line, signature=b"")) for line in lines]
    assert all(isinstance(one, ReadEnvelope) for one in found)
    return [SignedFact(envelope=one.envelope, fact=one.fact, sha256=one.sha256) for one in found]


def outcomes(facts):
    log = [Decision(kind=DecisionKind.DELEGATE, version=Version(1, 1), delegation=delegation())]
    return {rec: one.outcome for rec, one in final_state(facts, log).records.items()}


def test_approval_in_the_window_names_the_operator_who_is_the_approver(desk):
    desk.open_window()
    enroll(desk, 1)

    said = facts_of(desk)[-1].fact

    assert isinstance(said, Approval)
    assert (said.approver, said.approver_op) == (APPROVER, approver_id(desk))


def test_approval_of_several_names_the_operator_who_is_the_approver(desk):
    rec = enroll(desk, 1).rec
    desk.open_window()
    desk.must(approve_many, ApproveMany(event=desk.event, approver=APPROVER, recs=(rec,), operator=desk.supervisor))

    assert facts_of(desk)[-1].fact.approver_op == approver_id(desk)


def test_approver_who_is_no_operator_here_is_named_without_an_id(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        desk.grant_lease()
        desk.open_window()
        enroll(desk, 1)

        assert facts_of(desk)[-1].fact.approver_op is None


def test_centre_leaves_in_the_pool_what_the_approver_took_down_at_the_desk(desk):
    mine = desk.must(confirm, ConfirmApplication(draft=draft(1), event=desk.event, operator=approver_id(desk))).rec
    desk.open_window()
    theirs = enroll(desk, 2).rec
    *others, approval = facts_of(desk)
    forged = replace(approval, fact=replace(approval.fact, recs=(mine, theirs)))

    found = outcomes([*others, forged])

    assert (found[mine], found[theirs]) == (Outcome.POOLED, Outcome.APPROVED)
