"""Decisions of reviewers: what follows at the centre, and what the laptops hear."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.facts import CardEvent
from fieldapp.domain.numbering import member_number, verhoeff_valid
from fieldapp.domain.outcomes import VerdictKind
from fieldapp.domain.problems import Refusal
from sync.hub.services.reviewing import Decided, Review, decide
from sync.hub.store import audits, members, outcomes
from sync.hub.store.accounts import Account
from sync.hub.store.tables import membership_change, status_list
from tests.support.hub import COUNTY, OTHER, POOL, START, UNION, RunningHub, enrollment, rec_of, transfer
from tests.support.people import People, SyntheticPerson

REVIEWER = Account(
    id="reviewer-1", name="乌云", role="reviewer", union=COUNTY, password="", failures=0, locked_until=0, disabled=False
)


def review(hub: RunningHub, kind: DecisionKind, *recs: str, **said: Any) -> Decided | Refusal:
    values: dict[str, Any] = {"account": REVIEWER, "kind": kind, "recs": recs, "day": START.date()}
    return decide(hub.centre, Review(**(values | said)))


def approved(hub: RunningHub, *recs: str, **said: Any) -> Decided:
    done = review(hub, DecisionKind.APPROVE, *recs, **said)
    assert isinstance(done, Decided), done
    return done


def enrolled(hub: RunningHub, person: SyntheticPerson, union: str | None = UNION, seed: int = 1) -> str:
    device = hub.device(seed)
    wish = device.fact(enrollment(person, union=union))
    device.deliver(wish)
    hub.clock.move(minutes=5)
    return rec_of(wish)


def changes(hub: RunningHub) -> list[tuple[str, str, str]]:
    with hub.centre.store.read() as connection:
        table = membership_change
        rows = connection.execute(sa.select(table.c.kind, table.c.union, table.c.day).order_by(table.c.place))
        return [tuple(row) for row in rows]  # type: ignore[misc]  # three texts each


def test_approval_gives_a_number_a_membership_and_a_word_in_the_feed(any_hub: RunningHub) -> None:
    person, device = People(1).person(), any_hub.device()
    wish = device.fact(enrollment(person, union=UNION))
    device.deliver(wish)

    done = approved(any_hub, rec_of(wish))

    number = done.numbers[rec_of(wish)]
    said = device.outcomes()[rec_of(wish)]
    assert verhoeff_valid(number)
    assert (said["outcome"], said["number"], said["union"]) == ("approved", number, UNION)
    assert (said["approved_on"], said["status_index"]) == ("20261122", int(number[2:11]))
    with any_hub.centre.store.read() as connection:
        (member,) = members.by_documents(connection, [any_hub.centre.blind.document(person.document_no)]).values()
    assert (member.union, member.number, member.joined) == (UNION, number, "20261122")


def test_every_approved_person_has_a_number_of_their_own(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    wishes = [device.fact(enrollment(person, union=UNION)) for person in people.people(20)]
    device.deliver(*wishes)

    done = approved(any_hub, *(rec_of(wish) for wish in wishes))

    assert len(set(done.numbers.values())) == 20


def test_number_of_the_centre_lies_outside_every_lease(hub: RunningHub) -> None:
    rec = enrolled(hub, People(1).person())

    number = approved(hub, rec).numbers[rec]

    assert number > member_number("15", 200)


def test_approval_without_a_union_is_refused(hub: RunningHub) -> None:
    rec = enrolled(hub, People(1).person(), union=None)

    assert review(hub, DecisionKind.APPROVE, rec) == Refusal(code="hub_union_closed")


@pytest.mark.parametrize("union", [POOL, COUNTY, "nowhere"])
def test_union_that_takes_nobody_is_refused(hub: RunningHub, union: str) -> None:
    rec = enrolled(hub, People(1).person())

    assert review(hub, DecisionKind.APPROVE, rec, union=union) == Refusal(code="hub_union_closed")


def test_committee_date_in_the_future_is_refused(hub: RunningHub) -> None:
    rec = enrolled(hub, People(1).person())

    refused = review(hub, DecisionKind.APPROVE, rec, day=START.date() + timedelta(days=2))

    assert refused == Refusal(code="hub_day_invalid")


@pytest.mark.parametrize("kind", [DecisionKind.RETURN, DecisionKind.REJECT, DecisionKind.REVOKE])
def test_no_without_a_reason_is_refused(hub: RunningHub, kind: DecisionKind) -> None:
    rec = enrolled(hub, People(1).person())

    assert review(hub, kind, rec, reason="  ") == Refusal(code="hub_reason_missing")


def test_nothing_chosen_is_refused(hub: RunningHub) -> None:
    assert review(hub, DecisionKind.APPROVE) == Refusal(code="hub_nothing_chosen")


def test_unknown_record_is_refused(hub: RunningHub) -> None:
    assert review(hub, DecisionKind.APPROVE, "nobody") == Refusal(code="hub_not_found")


def test_record_of_another_union_is_out_of_reach(hub: RunningHub) -> None:
    rec = enrolled(hub, People(1).person(), union=OTHER)
    narrow = replace(REVIEWER, union=UNION)

    refused = review(hub, DecisionKind.APPROVE, rec, account=narrow)

    assert refused == Refusal(code="hub_decision_outside")


def test_one_refusal_stops_the_whole_decision(hub: RunningHub) -> None:
    people = People(1)
    good, bad = enrolled(hub, people.person()), enrolled(hub, people.person(), union=None)

    review(hub, DecisionKind.APPROVE, good, bad)

    with hub.centre.store.read() as connection:
        assert {row.outcome for row in outcomes.everything(connection).values()} == {"pooled"}


def test_returned_record_waits_for_the_laptop_with_the_reason(any_hub: RunningHub) -> None:
    device = any_hub.device()
    wish = device.fact(enrollment(People(1).person(), union=UNION))
    device.deliver(wish)

    review(any_hub, DecisionKind.RETURN, rec_of(wish), reason="照片不清楚")

    said = device.outcomes()[rec_of(wish)]
    assert (said["outcome"], said["reason"]) == ("needs_correction", "照片不清楚")


def test_rejected_member_with_a_card_gets_a_recall(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    lease = str(device.feed("lease")[0].body["p"]).split('"id":"', 1)[1][:36]
    number = member_number("15", 1)
    wish = device.fact(enrollment(person, union=UNION), no=number, lease=lease)
    device.deliver(wish, device.fact(CardEvent(what="issued", serial=number, copy=1), rec=rec_of(wish)))
    approved(any_hub, rec_of(wish))

    review(any_hub, DecisionKind.REJECT, rec_of(wish), reason="本人不愿加入")

    (recall,) = device.feed("recall")
    assert (recall.body["rec"], recall.body["reason"]) == (rec_of(wish), "本人不愿加入")
    assert device.outcomes()[rec_of(wish)]["outcome"] == "rejected"
    with any_hub.centre.store.read() as connection:
        assert connection.execute(sa.select(status_list.c.index, status_list.c.status)).one() == (1, 1)
        assert members.document_keys(connection) == []


def test_recall_names_the_printed_number(hub: RunningHub) -> None:
    device, person = hub.device(), People(1).person()
    lease = str(device.feed("lease")[0].body["p"]).split('"id":"', 1)[1][:36]
    wish = device.fact(enrollment(person, union=UNION), no=member_number("15", 1), lease=lease)
    device.deliver(wish)

    review(hub, DecisionKind.REJECT, rec_of(wish), reason="本人不愿加入")

    (recall,) = device.feed("recall")
    assert recall.body["number"] == member_number("15", 1)


def test_rejection_is_final_until_it_is_reopened(any_hub: RunningHub) -> None:
    rec = enrolled(any_hub, People(1).person())
    review(any_hub, DecisionKind.REJECT, rec, reason="材料不全")

    refused = review(any_hub, DecisionKind.APPROVE, rec)
    review(any_hub, DecisionKind.REOPEN, rec)

    assert isinstance(refused, Refusal)
    assert refused.code == "decision_on_final"
    assert approved(any_hub, rec).count == 1


def test_routed_record_says_where_it_went(any_hub: RunningHub) -> None:
    device = any_hub.device()
    wish = device.fact(enrollment(People(1).person(), union=None))
    device.deliver(wish)

    review(any_hub, DecisionKind.ROUTE, rec_of(wish), union=UNION)

    said = device.outcomes()[rec_of(wish)]
    assert (said["outcome"], said["union"]) == ("routed", UNION)


def test_second_application_of_a_member_is_a_duplicate_to_be_transferred(any_hub: RunningHub) -> None:
    person = People(1).person()
    approved(any_hub, enrolled(any_hub, person))
    other = any_hub.device(2)

    (verdict,) = other.deliver(other.fact(enrollment(person, union=OTHER)))

    assert (verdict.verdict, verdict.resolution) == (VerdictKind.DUPLICATE, "transfer")


def test_approved_transfer_moves_the_membership_and_keeps_the_number(any_hub: RunningHub) -> None:
    person, device = People(1).person(), any_hub.device(2)
    first = enrolled(any_hub, person)
    number = approved(any_hub, first).numbers[first]
    wish = device.fact(transfer(person, to=OTHER))
    device.deliver(wish)

    done = approved(any_hub, rec_of(wish))

    assert done.numbers == {}
    said = device.outcomes()[rec_of(wish)]
    assert (said["outcome"], said["number"], said["union"]) == ("approved", number, OTHER)
    assert changes(any_hub) == [
        ("joined", UNION, "20261122"),
        ("transferred_out", UNION, "20261122"),
        ("transferred_in", OTHER, "20261122"),
    ]


def test_first_laptop_hears_that_its_member_moved_on(hub: RunningHub) -> None:
    person, first, second = People(1).person(), hub.device(1), hub.device(2)
    wish = first.fact(enrollment(person, union=UNION))
    first.deliver(wish)
    approved(hub, rec_of(wish))
    move = second.fact(transfer(person, to=OTHER))
    second.deliver(move)

    approved(hub, rec_of(move))

    assert first.outcomes()[rec_of(wish)]["outcome"] == "transferred_out"


def test_pinned_duplicate_becomes_the_primary_record(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    first, second = (device.fact(enrollment(person, union=UNION)) for _ in range(2))
    device.deliver(first, second)

    review(any_hub, DecisionKind.PIN, rec_of(second))

    said = device.outcomes()
    assert (said[rec_of(first)]["outcome"], said[rec_of(second)]["outcome"]) == ("duplicate", "pooled")


def test_merged_record_names_the_other(hub: RunningHub) -> None:
    device, person = hub.device(), People(1).person()
    first, second = (device.fact(enrollment(person, union=UNION)) for _ in range(2))
    device.deliver(first, second)

    review(hub, DecisionKind.MERGE, rec_of(second), into=rec_of(first))

    said = device.outcomes()[rec_of(second)]
    assert (said["outcome"], said["of"]) == ("merged", rec_of(first))


def test_revoked_approval_ends_the_membership(any_hub: RunningHub) -> None:
    rec = enrolled(any_hub, People(1).person())
    approved(any_hub, rec)

    review(any_hub, DecisionKind.REVOKE, rec, reason="会议记录有误")

    with any_hub.centre.store.read() as connection:
        assert members.document_keys(connection) == []
        assert outcomes.of_records(connection, [rec])[rec].outcome == "pooled"


def test_unchanged_outcome_keeps_its_version(hub: RunningHub) -> None:
    rec = enrolled(hub, People(1).person())
    approved(hub, rec)
    with hub.centre.store.read() as connection:
        before = outcomes.of_records(connection, [rec])[rec]

    approved(hub, rec)

    with hub.centre.store.read() as connection:
        assert outcomes.of_records(connection, [rec])[rec] == before


def test_decisions_stand_in_an_unbroken_audit(any_hub: RunningHub) -> None:
    rec = enrolled(any_hub, People(1).person())

    approved(any_hub, rec)

    with any_hub.centre.store.read() as connection:
        assert audits.first_broken(connection) is None
