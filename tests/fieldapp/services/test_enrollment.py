from dataclasses import replace
from datetime import timedelta

import pytest

from fieldapp.domain.applications import ConsentAct, ConsentMethod, DocumentCheck, DocumentType
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.identity import normalise_document_no
from fieldapp.domain.numbering import verhoeff_valid
from fieldapp.domain.problems import Refusal
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.people_at_work import AddOperator, add_operator
from fieldapp.services.voids import UndoLast, undo_last
from fieldapp.store.outcomes import Outcomes
from tests.support.commits import counted_writes
from tests.support.desk import (
    COUNTY,
    ORGANISATIONS,
    UNION,
    copied_desk,
    document_no,
    draft,
    enroll,
    envelopes,
    number_of,
    open_desk,
)
from tests.support.provisioning import provisioning


def test_central_event_gives_a_receipt_number(desk):
    result = enroll(desk)

    assert not result.is_approved
    assert result.prints == "receipt"
    assert result.number.startswith("9")
    assert verhoeff_valid(result.number)


def test_enrollment_asserts_one_fact_with_the_stated_values(desk):
    result = enroll(desk, 7)

    fact = envelopes(desk)[-1]
    assert fact["rec"] == fact["env"] == result.rec
    assert fact["sch"] == "enrollment/1"
    assert fact["body"]["person"]["document_no"] == number_of(7)
    assert fact["body"]["union"] == UNION
    assert fact["op"] == desk.operator
    assert fact["no"] == result.number
    assert "keys" not in fact  # no key of the centre yet


def test_values_are_normalised_before_they_are_asserted(desk):
    typed = " ".join(number_of(11)).lower()

    enroll(desk, 11, document_no=typed, name="巴图 ", phone="+86 138-0000-0011", group="卡车司机", employment="众包")

    person = envelopes(desk)[-1]["body"]["person"]
    assert person["document_no"] == normalise_document_no(typed)
    assert person["phone"] == "13800000011"
    assert envelopes(desk)[-1]["body"]["group"] == "truck"
    assert envelopes(desk)[-1]["body"]["employment"] == "platform"


def test_stated_birth_and_sex_are_kept_only_where_the_number_is_silent(desk):
    enroll(desk, 1, sex="1", birth="19850115")
    enroll(desk, 2, document_type=DocumentType.PASS, document_no="E12345678", sex="2", birth="19900101")

    by_number, by_passport = (fact["body"]["person"] for fact in envelopes(desk)[-2:])
    assert "birth" not in by_number
    assert by_passport["birth"] == "19900101"
    assert by_passport["sex"] == "2"


def test_receipt_numbers_are_never_repeated(desk):
    numbers = [enroll(desk, serial).number for serial in range(1, 6)]

    assert len(set(numbers)) == 5


def test_second_enrollment_of_a_person_is_refused_as_known(desk):
    enroll(desk, 3)

    refusal = desk.refused(confirm, ConfirmApplication(draft=draft(3), event=desk.event, operator=desk.operator))

    assert refusal.code == "already_enrolled"
    assert refusal.details["strength"] == "local"
    assert desk.application.read.figures(desk.event).applied == 1


def test_same_person_with_an_old_fifteen_digit_number_would_be_found(desk):
    number = number_of(3)
    enroll(desk, 3)

    assert desk.application.read.known(number[:6] + number[8:17]) is not None


def test_not_same_person_cannot_set_aside_a_record_of_this_laptop(desk):
    enroll(desk, 3)
    command = ConfirmApplication(
        draft=draft(3), event=desk.event, operator=desk.operator, acknowledged=frozenset({"not_same_person"})
    )

    assert desk.refused(confirm, command).code == "already_enrolled"


def test_wrong_check_character_is_refused_with_its_field_and_writes_nothing(desk):
    wrong = number_of(1)[:-1] + ("0" if number_of(1)[-1] != "0" else "1")
    before = envelopes(desk)

    refusal = desk.refused(
        confirm, ConfirmApplication(draft=draft(document_no=wrong), event=desk.event, operator=desk.operator)
    )

    assert refusal.code == "draft_has_problems"
    assert [problem.field for problem in refusal.problems] == ["document_no"]
    assert envelopes(desk) == before


def test_missing_consent_is_refused(desk):
    refusal = desk.refused(
        confirm, ConfirmApplication(draft=draft(consent=None), event=desk.event, operator=desk.operator)
    )

    assert [problem.code for problem in refusal.problems] == ["consent_missing"]


def test_warning_does_not_stop_a_minor(desk):
    minor = document_no(1, birth="20100101")

    assert enroll(desk, 1, document_no=minor).rec


def test_unknown_union_is_refused(desk):
    refusal = desk.refused(
        confirm, ConfirmApplication(draft=draft(union="nowhere"), event=desk.event, operator=desk.operator)
    )

    assert [problem.code for problem in refusal.problems] == ["union_unknown"]


def test_no_union_goes_to_the_pool(desk):
    assert enroll(desk, 1, union="").union is None


@pytest.mark.parametrize(
    ("check", "expected"),
    [(DocumentCheck.STATED, True), (DocumentCheck.ORIGINAL, False), (DocumentCheck.READER, False)],
)
def test_stated_document_is_listed_as_deferred(desk, check, expected):
    result = enroll(desk, 1, document_check=check)

    assert ("document_stated" in result.deferred) is expected
    assert "not_checked_with_centre" in result.deferred


def test_closed_event_takes_nobody(desk):
    command = ConfirmApplication(draft=draft(), event="no such event", operator=desk.operator)

    assert desk.refused(confirm, command).code == "event_unknown"


def test_stranger_cannot_enroll(desk):
    command = ConfirmApplication(draft=draft(), event=desk.event, operator="nobody")

    assert desk.refused(confirm, command).code == "operator_unknown"


def helper_for(desk, **span):
    """Borrow somebody for a while; return what they would enroll."""
    until = desk.clock.now() + timedelta(**span)
    who = {"name": "帮手", "role": "operator", "pin": "1379", "operator": desk.supervisor, "event": desk.event}
    helper = desk.must(add_operator, AddOperator(expires=until, **who)).subject
    return ConfirmApplication(draft=draft(), event=desk.event, operator=helper)


def test_helper_of_the_day_expires(desk):
    command = helper_for(desk, hours=1)
    desk.clock.forward(hours=2)

    assert desk.refused(confirm, command).code == "operator_expired"


def test_calendar_set_back_gives_a_helper_no_longer_day(desk):
    """The laptop runs an hour behind the centre, which it heard of after the helper's day was over."""
    command = helper_for(desk, hours=1)
    desk.application.enrolment.provision(provisioning(organisations=()))
    desk.clock.forward(minutes=30)
    desk.application.enrolment.server_time(offset_ms=3_600_000, gen=1)

    desk.clock.forward(hours=-20)

    assert desk.refused(confirm, command).code == "operator_expired"


def test_round_in_the_middle_of_the_day_sends_no_helper_home(desk):
    command = helper_for(desk, hours=2)
    desk.application.enrolment.provision(provisioning(organisations=()))
    desk.application.enrolment.server_time(offset_ms=3_600_000, gen=1)

    assert not isinstance(desk.application.execute(confirm, command), Refusal)


def test_enrollment_clears_the_draft(desk):
    desk.must(save_draft, SaveDraft(draft=draft(1), event=desk.event, operator=desk.operator))

    enroll(desk, 1)

    assert desk.application.read.draft(desk.event) is None


def test_person_on_the_centres_list_is_perhaps_a_member(desk):
    keys = desk.application._store.keys.indexer
    body = {"kv": keys.version, "keys": [keys.document(number_of(5))]}
    desk.application.feed.replace("members", '"1"', body)

    refusal = desk.refused(confirm, ConfirmApplication(draft=draft(5), event=desk.event, operator=desk.operator))

    assert refusal.details["strength"] == "filter"


def test_operator_may_set_the_list_aside_and_the_record_says_so(desk):
    keys = desk.application._store.keys.indexer
    desk.application.feed.replace("members", '"1"', {"kv": keys.version, "keys": [keys.document(number_of(5))]})

    result = desk.must(
        confirm,
        ConfirmApplication(
            draft=draft(5),
            event=desk.event,
            operator=desk.operator,
            acknowledged=frozenset({"not_same_person"}),
            not_same_reason="同号不同人",
        ),
    )

    assert "listed_at_centre" in result.deferred
    assert [line.action for line in desk.application.read.audit()][:2] == ["not_same_person", "enrolled"]


def test_the_reviewer_reads_in_the_fact_why_it_is_not_the_same_person(desk):
    keys = desk.application._store.keys.indexer
    desk.application.feed.replace("members", '"1"', {"kv": keys.version, "keys": [keys.document(number_of(5))]})
    command = ConfirmApplication(
        draft=draft(5),
        event=desk.event,
        operator=desk.operator,
        acknowledged=frozenset({"not_same_person"}),
        not_same_reason=" 同号不同人 ",
    )
    desk.must(confirm, command)
    desk.must(confirm, replace(command, draft=draft(6)))

    stated = [one["body"].get("not_same") for one in envelopes(desk)[-2:]]

    assert stated == ["同号不同人", None]


def test_the_list_is_not_set_aside_without_a_reason(desk):
    keys = desk.application._store.keys.indexer
    desk.application.feed.replace("members", '"1"', {"kv": keys.version, "keys": [keys.document(number_of(5))]})
    command = ConfirmApplication(
        draft=draft(5), event=desk.event, operator=desk.operator, acknowledged=frozenset({"not_same_person"})
    )

    assert desk.refused(confirm, command).code == "reason_missing"


def by_sheet(desk, serial, sheet, **more):
    act = ConsentAct(method=ConsentMethod.SHEET, reference=sheet)
    return ConfirmApplication(draft=draft(serial, consent=act), event=desk.event, operator=desk.operator, **more)


def test_a_form_that_somebody_else_signed_stops_the_second_person(desk):
    first = desk.must(confirm, by_sheet(desk, 1, "US1:4410"))

    refusal = desk.refused(confirm, by_sheet(desk, 2, "4410"))

    assert (refusal.code, refusal.details["rec"]) == ("sheet_used", first.rec)


def test_the_form_of_a_voided_record_may_be_used_again(desk):
    desk.must(confirm, by_sheet(desk, 1, "4410"))
    desk.must(undo_last, UndoLast(event=desk.event, operator=desk.operator))

    assert desk.must(confirm, by_sheet(desk, 1, "4410")).name


def test_a_document_number_is_no_sheet_number(desk):
    refusal = desk.refused(confirm, by_sheet(desk, 1, number_of(1)))

    assert [problem.code for problem in refusal.problems] == ["sheet_is_document"]


def test_voided_person_can_enroll_again(desk):
    first = enroll(desk, 4)
    desk.must(undo_last, UndoLast(event=desk.event, operator=desk.operator))

    second = enroll(desk, 4, name="张建军")

    assert second.rec != first.rec
    assert desk.application.read.details(second.rec).name == "张建军"


def test_open_window_approves_with_a_lease_number(delegated):
    result = enroll(delegated)

    assert result.is_approved
    assert result.prints == "card"
    assert verhoeff_valid(result.number)
    enrollment, approval = envelopes(delegated)[-2:]
    assert enrollment["no"] == result.number
    assert enrollment["lease"]
    assert approval["body"] == {
        "recs": [result.rec],
        "delegation": "昆工发〔2026〕7号",
        "approver": "白音",
        "date": "20261122",
        "numbers": {},
    }


def test_numbers_of_a_lease_are_used_in_order(delegated):
    numbers = [enroll(delegated, serial).number for serial in (1, 2, 3)]

    assert [number[2:11] for number in numbers] == ["000001001", "000001002", "000001003"]


def test_without_a_window_the_delegated_event_gives_receipts(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        desk.grant_lease()

        assert enroll(desk).prints == "receipt"


def test_without_a_lease_number_it_falls_back_to_a_receipt(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        desk.open_window()

        assert enroll(desk).prints == "receipt"


def test_used_up_lease_falls_back_to_a_receipt(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        desk.grant_lease(size=1)
        desk.open_window()

        assert [enroll(desk, serial).is_approved for serial in (1, 2)] == [True, False]


def test_second_lease_goes_on_where_the_first_ends(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        desk.grant_lease(start=100, size=1)
        desk.grant_lease(start=500, size=5)
        desk.open_window()

        assert [enroll(desk, serial).number[2:11] for serial in (1, 2)] == ["000000100", "000000500"]


def test_expired_lease_gives_no_number(delegated):
    delegated.clock.forward(days=61)

    assert delegated.application.read.lease_left() == 0


def test_maximum_of_the_delegation_is_kept(tmp_path):
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED, maximum=2) as desk:
        desk.grant_lease()
        desk.open_window()

        assert [enroll(desk, serial).is_approved for serial in (1, 2, 3)] == [True, True, False]


def test_author_cannot_be_the_approver(delegated):
    approver = delegated.must(
        add_operator,
        AddOperator(name="白音", role="operator", pin="1379", operator=delegated.supervisor),
    ).subject

    command = ConfirmApplication(draft=draft(1), event=delegated.event, operator=approver)

    assert not delegated.must(confirm, command).is_approved


def test_union_outside_the_delegation_is_not_approved_here(tmp_path):
    foreign = replace(ORGANISATIONS[1], id="foreign", name="外区联合工会", parent=None)
    with open_desk(tmp_path, ApprovalPolicy.DELEGATED, organisations=(*ORGANISATIONS, foreign)) as desk:
        desk.grant_lease()
        desk.open_window()

        assert not enroll(desk, 1, union="foreign").is_approved


def test_no_union_is_approved_into_the_approving_one(delegated):
    result = enroll(delegated, 1, union="")

    assert result.is_approved
    assert result.union == COUNTY


def test_local_approval_is_no_word_of_the_centre(delegated):
    result = enroll(delegated)

    with delegated.application._store.database.reading() as connection:
        assert Outcomes(connection).get(result.rec) is None


@pytest.mark.parametrize(("policy", "most"), [(ApprovalPolicy.DELEGATED, 30), (ApprovalPolicy.CENTRAL, 24)])
def test_one_person_is_one_commit_of_few_statements(tmp_path, policy, most):
    """F10 waits for all of them: what stands still while one person is written is read once."""
    with copied_desk(tmp_path / "desk", policy) as desk:
        enroll(desk, 1)
        with counted_writes(desk) as writes:
            enroll(desk, 2)

    assert writes.statements <= most
    assert (writes.commits, writes.marks) == (1, 1)
