"""The filled form of a record: what it carries, who may print it, and that a copy is a line of the journal."""

import pytest

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.signatures import unpack
from fieldapp.domain.views import OperatorRole, PrintState
from fieldapp.services.forms import PrepareForm, prepare_form
from fieldapp.services.people_at_work import AddOperator, add_operator
from fieldapp.services.photographing import KeepPhoto, keep_photo
from tests.support.desk import begin_another, enroll, number_of
from tests.support.pictures import plain_photo
from tests.support.signatures import SIGNED, sign


def preparing(desk, rec, operator=None):
    return PrepareForm(rec=rec, event=desk.event, operator=operator or desk.operator)


def by_pen(desk):
    return ConsentAct(method=ConsentMethod.PEN, purposes=("membership", "sms"), reference=sign(desk))


def somebody_else(desk):
    command = AddOperator(name="高娃", role=OperatorRole.OPERATOR, pin="1357", operator=desk.supervisor)
    return desk.must(add_operator, command).subject


def test_a_form_carries_the_person_the_signature_and_who_printed_it(desk):
    rec = enroll(desk, 1, consent=by_pen(desk)).rec

    job = desk.must(prepare_form, preparing(desk, rec))

    assert unpack(job.signature) == SIGNED
    assert (job.name, job.person.document_no, job.consent.given) == ("张建国", number_of(1), ("membership", "sms"))
    assert job.code == f"UR1:{job.number}"
    assert job.operator_name == "李雷"
    assert job.made == desk.clock.now()
    assert number_of(1) not in repr(job)


def test_a_paper_signature_is_not_drawn_and_a_form_of_a_void_record_is_not_printed(desk):
    rec = enroll(desk, 1).rec

    assert desk.must(prepare_form, preparing(desk, rec)).signature == b""
    assert desk.refused(prepare_form, preparing(desk, "none")).code == "record_unknown"


def test_a_copy_needs_no_reason_and_a_waiting_one_is_not_doubled(desk):
    rec = enroll(desk, 1).rec

    first, second = (desk.must(prepare_form, preparing(desk, rec)) for _ in range(2))

    assert first.job == second.job
    (line,) = desk.application.read.print_jobs(desk.event)
    assert (line.paper, line.state, line.copy) == ("form", PrintState.QUEUED, 1)


def test_whole_numbers_go_on_paper_for_the_author_or_a_supervisor_only(desk):
    rec, other = enroll(desk, 1).rec, somebody_else(desk)

    assert desk.refused(prepare_form, preparing(desk, rec, other)).code == "supervisor_needed"
    desk.must(prepare_form, preparing(desk, rec, desk.supervisor))
    assert desk.must(prepare_form, preparing(desk, rec, other)).copy == 1


def test_whoever_opens_a_waiting_form_stands_in_the_log(desk):
    rec, other = enroll(desk, 1).rec, somebody_else(desk)
    desk.must(prepare_form, preparing(desk, rec))

    desk.must(prepare_form, preparing(desk, rec, other))

    opened, queued = desk.application.read.audit(2)
    assert (opened.operator, opened.action, opened.subject) == (other, "form_opened", rec)
    assert (queued.operator, queued.action, queued.subject) == (desk.operator, "form_queued", rec)


@pytest.mark.parametrize(("collects", "is_shown"), [(True, True), (False, False)])
def test_a_photo_is_shown_where_the_event_collects_photos(desk, collects, is_shown):
    begin_another(desk, photo=collects)
    photo = desk.must(keep_photo, KeepPhoto(jpeg=plain_photo(), operator=desk.operator)).subject

    job = desk.must(prepare_form, preparing(desk, enroll(desk, 1, photo=photo).rec))

    assert bool(job.photo) is is_shown


def test_who_was_approved_at_once_has_the_member_number_on_the_form(delegated):
    rec = enroll(delegated, 1).rec

    job = delegated.must(prepare_form, preparing(delegated, rec))

    assert (job.number, job.code) == (delegated.application.read.details(rec).number, "")
