"""Card statuses for anybody who checks cards: signed, whole, another ETag each day."""

from typing import Any

import pytest

from fieldapp.crypto.signed import from_wire
from fieldapp.crypto.status_lists import CardStatus, StatusList
from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.problems import Refusal
from sync.hub.services.reviewing import Decided, Review, decide
from sync.hub.store import outcomes, server_state
from sync.hub.store.accounts import Account
from sync.hub.store.server_state import LIST_SIZE
from tests.support.hub import START, UNION, RunningHub, enrollment, rec_of
from tests.support.people import People

PATH = "/v1/status-lists/0"
REVIEWER = Account(
    id="reviewer-1", name="乌云", role="admin", union="*", password="", failures=0, locked_until=0, disabled=False
)


def fetched(hub: RunningHub, path: str = PATH) -> StatusList:
    reply = hub.client.get(path)
    signed = from_wire(reply.json())
    assert not isinstance(signed, Refusal), reply.text
    found = StatusList.from_signed(signed, {hub.centre.key.kid: hub.centre.key.public})
    assert isinstance(found, StatusList), found
    return found


def decided(hub: RunningHub, kind: DecisionKind, rec: str, **said: Any) -> None:
    done = decide(hub.centre, Review(account=REVIEWER, kind=kind, recs=(rec,), day=START.date(), **said))
    assert isinstance(done, Decided), done


def index_of(hub: RunningHub, rec: str) -> int:
    with hub.centre.store.read() as connection:
        index = outcomes.of_records(connection, [rec])[rec].status_index
    assert index is not None
    return index


def test_revoked_card_is_invalid_and_its_neighbour_is_not(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    wishes = [device.fact(enrollment(person, union=UNION)) for person in people.people(2)]
    device.deliver(*wishes)
    for wish in wishes:
        decided(any_hub, DecisionKind.APPROVE, rec_of(wish))
    kept, lost = (index_of(any_hub, rec_of(wish)) for wish in wishes)

    decided(any_hub, DecisionKind.REVOKE, rec_of(wishes[1]), reason="录错人")

    found = fetched(any_hub)
    assert (found.status(kept), found.status(lost)) == (CardStatus.VALID, CardStatus.INVALID)
    assert (found.issuer, found.issued) == ("15", START)


def test_list_ends_with_the_serials_that_were_handed_out(hub: RunningHub) -> None:
    hub.device()

    found = fetched(hub)

    assert found.covers("15", 200)
    assert not found.covers("15", 204)


def test_next_list_begins_where_the_first_ends(hub: RunningHub) -> None:
    before = hub.client.get("/v1/status-lists/1").status_code
    with hub.centre.store.write() as connection:
        server_state.take_serials(connection, LIST_SIZE - 10)
        server_state.take_serials(connection, 20)

    found = fetched(hub, "/v1/status-lists/1")

    assert before == 404
    assert found.start == LIST_SIZE


@pytest.mark.parametrize("n", ["x", "-1", "99999999999999999999"])
def test_list_that_cannot_be_is_refused(hub: RunningHub, n: str) -> None:
    reply = hub.client.get(f"/v1/status-lists/{n}")

    assert (reply.status_code, reply.json()["code"]) == (422, "hub_query_invalid")


def test_same_list_is_not_sent_twice_on_a_day(hub: RunningHub) -> None:
    tag = hub.client.get(PATH).headers["ETag"]

    again = hub.client.get(PATH, headers={"If-None-Match": tag})
    hub.clock.move(days=1)
    next_day = hub.client.get(PATH, headers={"If-None-Match": tag})

    assert (again.status_code, again.content, next_day.status_code) == (304, b"", 200)
