from dataclasses import replace
from datetime import timedelta

import pytest

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.events import ApprovalPolicy, EventState
from fieldapp.domain.facts import chain_link
from fieldapp.domain.forms import delegation_form, event_form
from fieldapp.domain.rosters import RosterRow
from fieldapp.services.events import (
    CloseEvent,
    CreateEvent,
    JoinEvent,
    OpenEvent,
    ReviseEvent,
    close_event,
    create_event,
    join_event,
    open_event,
    revise_event,
)
from fieldapp.services.people_at_work import AddOperator, add_operator
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.services.rosters import CheckIn, check_in
from tests.support.desk import delegation, enroll, envelopes, event, number_of
from tests.support.provisioning import provisioning


def test_new_event_is_planned_until_it_is_opened(desk):
    meeting = event(name="物流园集中入会")

    desk.must(create_event, CreateEvent(event=meeting, operator=desk.supervisor))

    view = next(view for view in desk.application.read.events() if view.event.id == meeting.id)
    assert view.state is EventState.PLANNED
    assert desk.application.read.event(meeting.id) == meeting


def test_opening_is_a_fact_about_the_event(desk):
    fact = envelopes(desk)[0]

    assert fact["sch"] == "event/1"
    assert fact["body"]["what"] == "open"
    assert fact["ev"] == desk.event


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends": event().starts - timedelta(hours=1)}, "event_ends_before_start"),
        ({"policy": ApprovalPolicy.DELEGATED}, "delegation_needed"),
        ({"host": "nobody"}, "host_unknown"),
    ],
)
def test_event_that_cannot_be_is_refused(desk, change, code):
    assert (
        desk.refused(create_event, CreateEvent(event=replace(event(), **change), operator=desk.supervisor)).code == code
    )


def test_event_is_created_once(desk):
    known = desk.application.read.event(desk.event)

    assert desk.refused(create_event, CreateEvent(event=known, operator=desk.supervisor)).code == "event_exists"


def test_only_a_supervisor_creates_opens_and_closes(desk):
    commands = (
        (create_event, CreateEvent(event=event(), operator=desk.operator)),
        (open_event, OpenEvent(event=desk.event, operator=desk.operator)),
        (close_event, CloseEvent(event=desk.event, operator=desk.operator)),
    )

    assert [desk.refused(*command).code for command in commands] == ["supervisor_needed"] * 3


def test_joining_takes_over_an_event_and_twice_is_no_harm(desk):
    meeting = event(name="另一台电脑建的活动")

    first = desk.must(join_event, JoinEvent(event=meeting, operator=desk.operator))
    second = desk.must(join_event, JoinEvent(event=meeting, operator=desk.operator))

    assert (first.state, second.state) == (EventState.PLANNED, EventState.PLANNED)
    assert [view.event.id for view in desk.application.read.events()].count(meeting.id) == 1


def joined(desk, signed_by, **changed):
    """Join a delegated event from a code that a key signed, and return what is kept of it."""
    meeting = replace(event(ApprovalPolicy.DELEGATED), **changed)
    desk.must(join_event, JoinEvent(event=meeting, operator=desk.operator, signed_by=signed_by))
    return meeting, desk.application.read.event(meeting.id)


@pytest.mark.parametrize("signed_by", [None, bytes(32)])
def test_code_of_anybody_brings_no_right_to_approve(desk, signed_by):
    meeting, kept = joined(desk, signed_by)

    assert kept == replace(meeting, policy=ApprovalPolicy.CENTRAL, delegation=None)


def test_code_of_another_key_than_the_centres_brings_no_right_to_approve(desk):
    desk.application.enrolment.provision(provisioning())

    _meeting, kept = joined(desk, bytes(32))

    assert (kept.policy, kept.delegation) == (ApprovalPolicy.CENTRAL, None)


def test_code_the_centre_signed_brings_its_delegation(desk):
    centre = provisioning()
    desk.application.enrolment.provision(centre)

    meeting, kept = joined(desk, centre.peer.key)

    assert kept == meeting


def test_joined_event_stands_on_the_delegation_the_centre_sent_here(desk):
    desk.feed(("delegation", delegation_form(delegation(maximum=7))))

    meeting, kept = joined(desk, bytes(32), delegation=replace(delegation(), approvers=("黑客",)))

    assert kept == replace(meeting, delegation=delegation(maximum=7))


def test_stranger_joins_nothing(desk):
    assert desk.refused(join_event, JoinEvent(event=event(), operator="nobody")).code == "operator_unknown"


def test_open_event_is_not_opened_again_and_unknown_ones_never(desk):
    assert desk.refused(open_event, OpenEvent(event=desk.event, operator=desk.supervisor)).code == "event_already_open"
    assert desk.refused(open_event, OpenEvent(event="none", operator=desk.supervisor)).code == "event_unknown"


def test_close_states_counts_last_sequence_and_head(desk):
    for serial in (1, 2, 3):
        enroll(desk, serial)

    result = desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))

    *_, last, _close = desk.application.outbox.pending(100, 1 << 30)
    fact = envelopes(desk)[-1]
    assert fact["body"]["what"] == "close"
    assert fact["body"]["counts"]["applied"] == result.counts["applied"] == 3
    assert fact["body"]["last_seq"] == result.last_seq == last.seq
    assert fact["body"]["head"] == chain_link(last.protected)
    assert fact["rec"] == envelopes(desk)[0]["rec"]
    assert desk.application.read.open_events() == ()


def test_closed_event_can_be_opened_again_for_a_reason_the_centre_reads(desk):
    desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))
    assert desk.refused(close_event, CloseEvent(event=desk.event, operator=desk.supervisor)).code == "event_not_open"
    again = OpenEvent(event=desk.event, operator=desk.supervisor, reason=" ")
    assert desk.refused(open_event, again).code == "reopen_reason_missing"

    desk.must(open_event, replace(again, reason="补登晚到的 3 人"))

    assert envelopes(desk)[-1]["body"]["why"] == "补登晚到的 3 人"
    assert "why" not in envelopes(desk)[0]["body"]
    assert enroll(desk, 1).rec
    assert [fact["rev"] for fact in envelopes(desk) if fact["sch"] == "event/1"] == [1, 2, 3]


def test_helpers_of_the_day_go_home_at_close(desk):
    helper = AddOperator(name="帮手", role="operator", pin="1379", operator=desk.supervisor, event=desk.event)
    desk.must(add_operator, helper)

    desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))

    assert "帮手" not in [one.name for one in desk.application.read.operators()]


def test_people_of_a_roster_who_never_came_are_erased_at_close(desk):
    rows = tuple(
        RosterRow(
            row=serial + 1,
            outcome="accept",
            name="张建国",
            document_no=number_of(serial),
            phone="13800000001",
            group="truck",
        )
        for serial in (1, 2)
    )
    imported = desk.must(
        import_roster,
        ImportRoster(
            event=desk.event,
            company="快马物流",
            file_name="名册.xlsx",
            file_digest="0" * 64,
            rows=rows,
            operator=desk.operator,
            defaults={"employment": "platform", "region": "150203"},
        ),
    )
    came = desk.application.read.roster_rows(imported.roster)[0]
    consent = ConsentAct(method=ConsentMethod.PHONE, reference="4821")
    desk.must(check_in, CheckIn(row=came.id, consent=consent, event=desk.event, operator=desk.operator))

    desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))

    kept, erased = desk.application.read.roster_rows(imported.roster)
    assert kept.name == "张建国"
    assert (erased.name, erased.tail, erased.state) == ("", "", "purged")


def revising(desk, **changed):
    known = desk.application.read.event(desk.event)
    values = {
        "name": known.name,
        "place": known.place,
        "starts": known.starts,
        "ends": known.ends,
        "target": known.target,
        "items": known.items,
    }
    return ReviseEvent(event=desk.event, operator=desk.supervisor, **{**values, **changed})


def test_hours_target_and_words_of_an_open_event_change_and_nothing_else(desk):
    before = desk.application.read.event(desk.event)
    later = before.ends + timedelta(hours=4)

    desk.must(revise_event, revising(desk, name=" 夜场 ", ends=later, target=80, items=("gift", "insurance")))

    changed = desk.application.read.event(desk.event)
    assert changed == replace(before, name="夜场", ends=later, target=80, items=("gift", "insurance"))
    desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))
    assert envelopes(desk)[-1]["body"]["ends"] == later.isoformat()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "event_name_missing"),
        ({"ends": event().starts}, "event_ends_before_start"),
        ({"event": "none"}, "event_unknown"),
    ],
)
def test_change_that_cannot_be_is_refused(desk, change, code):
    assert desk.refused(revise_event, replace(revising(desk), **change)).code == code


def test_only_a_supervisor_changes_an_event_and_not_a_closed_one(desk):
    asked = revising(desk)
    assert desk.refused(revise_event, replace(asked, operator=desk.operator)).code == "supervisor_needed"

    desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))

    assert desk.refused(revise_event, asked).code == "event_closed"


def test_an_event_of_the_centre_is_changed_by_the_centre(desk):
    desk.feed(("event", event_form(desk.application.read.event(desk.event))))

    assert desk.refused(revise_event, revising(desk)).code == "event_of_centre"
