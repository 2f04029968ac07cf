"""What a hub says it lacks, and a laptop that brings it back to a restored one."""

import shutil
from pathlib import Path

from fieldapp.domain.facts import SignedEnvelope, digest
from fieldapp.domain.problems import Refusal
from sync.hub.services.generations import raise_generation
from sync.protocol.diffs import KIND, DeliveredEnvelope, DiffReply, RecordsDiff
from sync.protocol.limits import DIFF_RECORDS
from sync.protocol.messages import encode
from sync.protocol.signed_replies import open_reply
from tests.support.hub import FieldDevice, RunningHub, enrollment, rec_of, running_hub
from tests.support.people import People


def lacking(hub: RunningHub, device: FieldDevice, *facts: SignedEnvelope) -> tuple[str, ...]:
    delivered = tuple(DeliveredEnvelope(env=rec_of(fact), sha256=digest(fact.protected)) for fact in facts)
    reply = device.call("POST", "/v1/records:diff", encode(RecordsDiff(delivered=delivered)))
    key = hub.centre.key
    found = open_reply(KIND, DiffReply, reply.content, kid=key.kid, key=key.public)
    assert not isinstance(found, Refusal), (found, reply.text)
    return found.lacking


def test_stored_and_quarantined_envelopes_are_not_lacking(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    stored, later, absent = (device.fact(enrollment(person)) for person in people.people(3))
    unknown = device.fact(enrollment(people.person()), sch="enrollment/7")
    device.deliver(stored, unknown)

    assert lacking(any_hub, device, stored, later, unknown, absent) == (rec_of(later), rec_of(absent))


def test_more_than_fits_one_question_is_refused(hub: RunningHub) -> None:
    device = hub.device()
    one = b'{"env":"01a20000-0000-7000-8000-000000000001","sha256":"%s"}' % (b"0" * 64)

    many = device.call("POST", "/v1/records:diff", b'{"delivered":[' + b",".join([one] * (DIFF_RECORDS + 1)) + b"]}")
    none = device.call("POST", "/v1/records:diff", b'{"delivered":[]}')

    assert [reply.status_code for reply in (many, none)] == [400, 400]


def test_restored_hub_names_what_came_after_its_backup(sqlite_url: str, tmp_path: Path) -> None:
    people = People(1)
    with running_hub(sqlite_url) as hub:
        device = hub.device()
        before = device.fact(enrollment(people.person()))
        device.deliver(before)
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    shutil.copy(database, tmp_path / "backup.db")
    with running_hub(sqlite_url) as hub:
        device.hub = hub
        after = device.fact(enrollment(people.person()))
        device.deliver(after)
    shutil.copy(tmp_path / "backup.db", database)

    with running_hub(sqlite_url) as hub:
        raise_generation(hub.centre, account="test")
    with running_hub(sqlite_url) as hub:
        device.hub = hub
        named = lacking(hub, device, before, after)
        (verdict,) = device.deliver(after)

    assert named == (rec_of(after),)
    assert (verdict.verdict, verdict.version.gen) == ("accepted", 2)


def test_what_another_laptop_delivered_is_not_told(any_hub: RunningHub) -> None:
    device, other, people = any_hub.device(1), any_hub.device(2), People(1)
    stored, unknown = other.fact(enrollment(people.person())), other.fact(enrollment(people.person()), sch="nobody/7")
    other.deliver(stored, unknown)

    assert lacking(any_hub, device, stored, unknown) == (rec_of(stored), rec_of(unknown))
