from datetime import date

import pytest

from fieldapp.domain.events import EventState
from fieldapp.domain.forms import delegation_form, event_form, organisation_form
from fieldapp.domain.organisations import OrganisationKind
from fieldapp.domain.outcomes import Outcome, Version
from fieldapp.domain.ports import FeedItem, FeedSlice
from fieldapp.services.cards import PrepareCard, RecordPrinted, prepare, record_printed
from tests.support.desk import ORGANISATIONS, delegation, enroll, event, outcome_body


def piece(*items, start=0, gen=1):
    wrapped = tuple(FeedItem(kind=kind, body=body) for kind, body in items)
    return FeedSlice(gen=gen, start=start, end=start + len(items), items=wrapped)


def test_cursor_begins_at_nothing_and_moves_with_the_slice(desk):
    assert desk.application.feed.cursor() == Version(0, 0)

    desk.feed(("outcome", outcome_body("somebody", "pooled")))

    assert desk.application.feed.cursor() == Version(1, 1)


def test_outcome_brings_number_and_union_to_the_record(desk):
    rec = enroll(desk, 1).rec

    desk.feed(
        ("outcome", outcome_body(rec, "approved", number="150000900016", approved_on="20261122", union="couriers"))
    )

    details = desk.application.read.details(rec)
    assert (details.number, details.union, details.approved_on) == ("150000900016", "couriers", date(2026, 11, 22))
    assert desk.application.read.figures(desk.event).approved == 1
    assert desk.application.read.recent(desk.event)[0].status_code == "approved"


def test_outcome_versions_only_rise(desk):
    rec = enroll(desk, 1).rec
    desk.feed(("outcome", outcome_body(rec, "approved", n=5)))

    desk.feed(("outcome", outcome_body(rec, "pooled", n=4)))

    assert desk.application.read.timeline(rec).outcome is Outcome.APPROVED


def test_newer_generation_of_the_hub_wins(desk):
    rec = enroll(desk, 1).rec
    desk.feed(("outcome", outcome_body(rec, "approved", n=50)))

    desk.feed(("outcome", outcome_body(rec, "pooled", n=1, gen=2)))

    assert desk.application.read.timeline(rec).outcome is Outcome.POOLED


def test_number_once_said_is_not_unsaid_by_silence(desk):
    rec = enroll(desk, 1).rec
    desk.feed(("outcome", outcome_body(rec, "approved", n=1, number="150000900016")))

    desk.feed(("outcome", outcome_body(rec, "card_confirmed", n=2)))

    assert desk.application.read.details(rec).number == "150000900016"


def test_same_slice_twice_changes_nothing(desk):
    rec = enroll(desk, 1).rec
    slice_ = piece(("outcome", outcome_body(rec, "pooled")))
    desk.application.feed.apply(slice_)

    assert desk.application.feed.apply(slice_) == frozenset()


def test_overlapping_slice_is_no_harm(desk):
    rec = enroll(desk, 1).rec
    first, second = outcome_body(rec, "pooled", n=1), outcome_body(rec, "approved", n=2)
    desk.application.feed.apply(piece(("outcome", first), ("outcome", second)))

    desk.application.feed.apply(
        piece(("outcome", second), ("outcome", outcome_body(rec, "card_confirmed", n=3)), start=1)
    )

    assert desk.application.read.timeline(rec).outcome is Outcome.CARD_CONFIRMED
    assert desk.application.feed.cursor() == Version(1, 3)


def test_unknown_kind_is_kept_aside_and_its_neighbours_go_on(desk):
    rec = enroll(desk, 1).rec

    desk.feed(("weather", {"sun": True}), ("outcome", outcome_body(rec, "pooled")))

    assert desk.application.read.sync_state().quarantined == 1
    assert desk.application.read.timeline(rec).outcome is Outcome.POOLED


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("outcome", {"rec": "x"}),
        ("outcome", {"rec": "x", "outcome": "splendid", "version": {"gen": 1, "n": 1}}),
        ("lease", {"id": "l", "start": "many", "end": 2, "expires": 3}),
        ("lease", {"p": "not json"}),
        ("lease", {"p": "[]"}),
        ("event", {"id": "e"}),
        ("organisation", {"id": "o", "kind": "castle"}),
        ("delegation", {}),
        ("recall", {}),
        ("consent", {"idh": "a", "kv": 1, "withdrawn": "sms", "time": 1}),
    ],
)
def test_unreadable_item_is_kept_aside_and_the_cursor_moves(desk, kind, body):
    desk.feed((kind, body))

    assert desk.application.read.sync_state().quarantined == 1
    assert desk.application.feed.cursor() == Version(1, 1)


def test_refusal_after_a_local_approval_recalls_the_card(delegated):
    enrolled = enroll(delegated, 1)
    job = delegated.must(prepare, PrepareCard(rec=enrolled.rec, event=delegated.event, operator=delegated.operator))
    delegated.must(record_printed, RecordPrinted(job=job.job, operator=delegated.operator))

    delegated.feed(("outcome", outcome_body(enrolled.rec, "rejected", reason="资料不实")))

    (recall,) = delegated.application.read.recalls(delegated.event)
    assert (recall.rec, recall.number, recall.reason, recall.printed) == (enrolled.rec, enrolled.number, "资料不实", 1)
    assert delegated.application.read.figures(delegated.event).approved == 0


def test_refusal_without_a_card_recalls_nothing(desk):
    rec = enroll(desk, 1).rec

    desk.feed(("outcome", outcome_body(rec, "rejected")))

    assert desk.application.read.recalls(desk.event) == ()


def test_approval_after_all_ends_the_recall(delegated):
    rec = enroll(delegated, 1).rec
    delegated.feed(("outcome", outcome_body(rec, "rejected", n=1)))

    delegated.feed(("outcome", outcome_body(rec, "approved", n=2)))

    assert delegated.application.read.recalls(delegated.event) == ()


def test_recall_slip_of_the_centre_is_listed(delegated):
    enrolled = enroll(delegated, 1)

    delegated.feed(("recall", {"rec": enrolled.rec, "number": enrolled.number, "reason": "号码已属他人"}))

    assert delegated.application.read.recalls(delegated.event)[0].reason == "号码已属他人"


def test_signed_lease_is_read_from_its_exact_text(desk):
    text = '{"id":"l1","start":1,"end":50,"expires":1893456000,"scope":"150203","status":{"list":1,"start":1}}'

    desk.feed(("lease", {"k": "lease", "p": text, "kid": "0" * 16, "s": ""}))

    assert desk.application.read.lease_left() == 50


def test_lease_that_comes_again_keeps_what_was_used(delegated):
    lease = delegated.grant_lease(start=3000, size=10)
    delegated.grant_lease(start=3000, size=10, lease=lease)

    assert delegated.application.read.lease_left() == 210


def test_event_of_the_centre_can_be_opened(desk):
    meeting = event(name="中心下发的活动")

    desk.feed(("event", event_form(meeting)))

    view = next(view for view in desk.application.read.events() if view.event.id == meeting.id)
    assert (view.event, view.state, view.from_centre) == (meeting, EventState.PLANNED, True)


def test_centres_description_of_an_event_goes_before_ours(desk):
    ours = desk.application.read.event(desk.event)

    desk.feed(("event", {**event_form(ours), "name": "改名后的活动"}))

    assert desk.application.read.event(desk.event).name == "改名后的活动"


def test_organisation_and_delegation_arrive(desk):
    form = {**organisation_form(ORGANISATIONS[1]), "name": "更名后的联合工会"}

    desk.feed(("organisation", form), ("delegation", delegation_form(delegation())))

    assert desk.application.read.organisation(ORGANISATIONS[1].id).name == "更名后的联合工会"


def test_reference_set_replaces_all_organisations(desk):
    forms = [organisation_form(ORGANISATIONS[0])]

    desk.application.feed.replace("organisations", '"v2"', {"items": forms})

    assert [one.kind for one in desk.application.read.organisations()] == [OrganisationKind.FEDERATION]
    assert desk.application.feed.etag("organisations") == '"v2"'


def test_set_that_cannot_be_read_leaves_the_old_one(desk):
    with pytest.raises(ValueError, match="reference set"):
        desk.application.feed.replace("organisations", '"v2"', {"items": [{"id": "x"}]})

    assert len(desk.application.read.organisations()) == len(ORGANISATIONS)
    assert desk.application.feed.etag("organisations") is None


def test_set_without_a_list_is_refused(desk):
    with pytest.raises(ValueError, match="cannot be read"):
        desk.application.feed.replace("delegations", '"v2"', {})


def test_set_without_a_table_is_kept_as_it_came(desk):
    desk.application.feed.replace("trust", '"t1"', {"keys": []})

    assert desk.application.feed.etag("trust") == '"t1"'


def test_card_certificate_is_kept(desk):
    assert desk.feed(("card_certificate", {"k": "card", "p": "{}", "kid": "0", "s": ""}))
