import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from fieldapp.domain.events import ApprovalPolicy, Delegation, Event, JoinChannel
from fieldapp.domain.forms import (
    delegation_form,
    event_form,
    organisation_form,
    read_day,
    read_delegation,
    read_event,
    read_organisation,
    read_time,
)
from fieldapp.domain.organisations import Organisation, OrganisationKind

DELEGATION = Delegation(
    number="7号",
    union="county",
    resolved_on=date(2026, 11, 1),
    approvers=("白音",),
    valid_from=date(2026, 11, 1),
    valid_to=date(2026, 12, 31),
    maximum=5,
)
EVENT = Event(
    id="e",
    name="集中入会",
    region="150203",
    place="",
    host="county",
    channel=JoinChannel.COLLECTIVE,
    starts=datetime(2026, 11, 22, 8, tzinfo=UTC),
    ends=datetime(2026, 11, 22, 18, tzinfo=UTC),
)
UNION = Organisation(
    id="u",
    name="联合工会",
    kind=OrganisationKind.JOINT,
    level=5,
    parent=None,
    region="150203",
    valid_to=date(2027, 1, 1),
)


@pytest.mark.parametrize(
    "event",
    [
        EVENT,
        replace(EVENT, policy=ApprovalPolicy.DELEGATED, delegation=DELEGATION),
        replace(EVENT, target=200, photo=True, items=("gift",), place="服务区"),
    ],
)
def test_event_survives_json(event):
    assert read_event(json.loads(json.dumps(event_form(event)))) == event


def test_what_an_event_does_not_say_is_left_out():
    assert {"delegation", "target", "photo", "items"} & event_form(EVENT).keys() == set()


@pytest.mark.parametrize(
    "organisation",
    [UNION, replace(UNION, parent="county", valid_from=date(2020, 1, 1), groups=("truck",), is_pool=True)],
)
def test_organisation_survives_json(organisation):
    assert read_organisation(json.loads(json.dumps(organisation_form(organisation)))) == organisation


def test_delegation_survives_json():
    assert read_delegation(json.loads(json.dumps(delegation_form(DELEGATION)))) == DELEGATION


@pytest.mark.parametrize("written", ["2026-11-22", "20261122"])
def test_day_is_read_in_both_spellings(written):
    assert read_day(written) == date(2026, 11, 22)


@pytest.mark.parametrize("nothing", [None, ""])
def test_missing_day_is_none_but_not_where_one_is_needed(nothing):
    assert read_day(nothing) is None
    with pytest.raises(ValueError, match="day is missing"):
        read_delegation({**delegation_form(DELEGATION), "valid_to": nothing})


def test_time_is_read_from_text_and_from_unix_seconds():
    assert read_time("2026-11-22T08:00:00+00:00") == read_time(EVENT.starts.timestamp()) == EVENT.starts


def test_time_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="without an offset"):
        read_time("2026-11-22T08:00:00")
