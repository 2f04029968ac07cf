"""What a batch does, on both kinds of database."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from fieldapp.domain.facts import (
    BlindKeys,
    CardEvent,
    ConsentFact,
    EventFact,
    Handout,
    LeaseBurn,
    Revision,
    SignedEnvelope,
    Void,
    Withdrawal,
)
from fieldapp.domain.outcomes import VerdictKind
from sync.hub.store import envelopes, outcomes, records
from sync.hub.store.outcomes import OutcomeRow
from sync.hub.store.tables import card, consent, device, event, handout, lease, metadata
from tests.support.hub import START, FieldDevice, RunningHub, enrollment, person_fact, rec_of
from tests.support.people import People, document_no


def count(hub: RunningHub, table: str) -> int:
    with hub.centre.store.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(metadata.tables[table])).scalar_one())


def outcome_of(hub: RunningHub, signed: SignedEnvelope) -> OutcomeRow:
    with hub.centre.store.read() as connection:
        return outcomes.of_records(connection, [rec_of(signed)])[rec_of(signed)]


def test_new_application_is_accepted_and_pooled(any_hub: RunningHub) -> None:
    device = any_hub.device()
    wish = device.fact(enrollment(People(1).person()))

    (verdict,) = device.deliver(wish)

    assert (verdict.env, verdict.verdict) == (rec_of(wish), VerdictKind.ACCEPTED)
    assert outcome_of(any_hub, wish).outcome == "pooled"


def test_envelope_is_kept_exactly_as_it_came(any_hub: RunningHub) -> None:
    device = any_hub.device()
    wish = device.fact(enrollment(People(1).person()))

    device.deliver(wish)

    with any_hub.centre.store.read() as connection:
        (stored,) = envelopes.of_records(connection, [rec_of(wish)])
    assert (bytes(stored.raw), bytes(stored.sig)) == (wish.protected, wish.signature)


def test_same_envelope_again_is_a_replay_and_one_row(any_hub: RunningHub) -> None:
    device = any_hub.device()
    wish = device.fact(enrollment(People(1).person()))
    device.deliver(wish)

    (verdict,) = device.deliver(wish)

    assert (verdict.verdict, verdict.replay) == (VerdictKind.ACCEPTED, True)
    assert (count(any_hub, "envelope"), count(any_hub, "record")) == (1, 1)


def test_same_batch_again_gets_the_same_bytes(any_hub: RunningHub) -> None:
    device = any_hub.device()
    lines = [device.fact(enrollment(People(1).person())).line()]
    name = device.new_id()

    first, second = device.post(lines, batch=name), device.post(lines, batch=name)

    assert first.content == second.content
    assert count(any_hub, "batch") == 1


def test_batch_id_with_other_bytes_is_refused(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    name = device.new_id()
    device.post([device.fact(enrollment(people.person())).line()], batch=name)

    reply = device.post([device.fact(enrollment(people.person())).line()], batch=name)

    assert (reply.status_code, reply.json()["code"]) == (422, "batch_reused")
    assert count(any_hub, "envelope") == 1


def test_stored_answer_can_be_asked_for(any_hub: RunningHub) -> None:
    device = any_hub.device()
    name = device.new_id()
    answer = device.post([device.fact(enrollment(People(1).person())).line()], batch=name)

    again = device.call("GET", f"/v1/batches/{name}")

    assert again.content == answer.content


def test_answer_of_another_device_is_not_given(hub: RunningHub) -> None:
    device, other = hub.device(1), hub.device(2)
    name = device.new_id()
    device.post([device.fact(enrollment(People(1).person())).line()], batch=name)

    reply = other.call("GET", f"/v1/batches/{name}")

    assert (reply.status_code, reply.json()["code"]) == (404, "batch_unknown")


def test_same_envelope_with_other_bytes_is_a_conflict_and_both_are_kept(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    first = device.fact(enrollment(people.person()))
    second = device.fact(enrollment(people.person()), env=rec_of(first))
    device.deliver(first)

    (verdict,) = device.deliver(second)

    assert (verdict.verdict, verdict.code) == (VerdictKind.CONFLICT, "env_conflict")
    assert (count(any_hub, "envelope"), count(any_hub, "quarantine")) == (1, 1)


def test_taken_place_in_the_chain_stops_the_device(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    first = device.fact(enrollment(people.person()))
    clone = FieldDevice(any_hub, device.seed, inc=device.inc)
    second = clone.fact(enrollment(people.person()))
    device.deliver(first)

    (verdict,) = clone.deliver(second)
    later = device.post([device.fact(enrollment(people.person())).line()])

    assert (verdict.verdict, verdict.code) == (VerdictKind.CONFLICT, "clone_suspected")
    assert (later.status_code, later.json()["code"]) == (403, "device_stopped")
    assert (count(any_hub, "envelope"), count(any_hub, "quarantine")) == (1, 1)


def test_changed_byte_is_quarantined_and_its_neighbour_accepted(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    good, spoiled = (device.fact(enrollment(people.person())) for _ in range(2))
    spoiled = replace(spoiled, protected=spoiled.protected.replace(b"mobile_window", b"mobile_wondow"))

    verdicts = device.deliver(spoiled, good)

    assert [one.verdict for one in verdicts] == [VerdictKind.QUARANTINED, VerdictKind.ACCEPTED]
    assert verdicts[0].code == "signature_invalid"
    assert verdicts[0].env == rec_of(spoiled)


def test_line_that_is_no_envelope_is_quarantined(any_hub: RunningHub) -> None:
    device = any_hub.device()

    reply = device.post([b'{"p":"nothing"}', device.fact(enrollment(People(1).person())).line()])

    answer = device.answer(reply)
    assert [one.verdict for one in answer.verdicts] == [VerdictKind.QUARANTINED, VerdictKind.ACCEPTED]
    assert count(any_hub, "quarantine") == 1


def test_envelope_of_another_device_is_quarantined(hub: RunningHub) -> None:
    device, other = hub.device(1), hub.device(2)

    (verdict,) = device.deliver(other.fact(enrollment(People(1).person())))

    assert (verdict.verdict, verdict.code) == (VerdictKind.QUARANTINED, "device_mismatch")


def test_envelope_the_database_refuses_is_set_aside_beside_its_neighbours(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    with any_hub.centre.store.write() as connection:
        connection.execute(sa.text("CREATE UNIQUE INDEX once ON card (serial)"))
    person = people.person()
    wishes = [device.fact(enrollment(one)) for one in (person, person, people.person())]
    cards = [device.fact(CardEvent(what="issued", serial="1", copy=1), rec=rec_of(wish)) for wish in wishes[:2]]

    verdicts = device.deliver(wishes[0], cards[0], wishes[1], cards[1], wishes[2])

    assert [one.verdict for one in verdicts] == [
        VerdictKind.ACCEPTED,
        VerdictKind.ACCEPTED,
        VerdictKind.DUPLICATE,
        VerdictKind.QUARANTINED,
        VerdictKind.ACCEPTED,
    ]
    assert verdicts[3].code == "record_unstorable"
    assert (count(any_hub, "envelope"), count(any_hub, "card"), count(any_hub, "quarantine")) == (4, 1, 1)


def test_same_person_twice_is_a_duplicate_of_the_first(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    first, second = (device.fact(enrollment(person)) for _ in range(2))

    verdicts = device.deliver(first, second)

    assert (verdicts[1].verdict, verdicts[1].of) == (VerdictKind.DUPLICATE, rec_of(first))
    assert (verdicts[1].match, verdicts[1].resolution) == ("document", "merge")


def test_person_enrolled_earlier_on_another_laptop_takes_the_lead_when_it_syncs(any_hub: RunningHub) -> None:
    early, late, person = any_hub.device(1), any_hub.device(2), People(1).person()
    noon = int(START.timestamp() * 1000)
    second = late.fact(enrollment(person), captured=noon + 60_000)
    first = early.fact(enrollment(person), captured=noon)
    late.deliver(second)

    (verdict,) = early.deliver(first)

    assert verdict.verdict is VerdictKind.ACCEPTED
    assert (outcome_of(any_hub, second).outcome, outcome_of(any_hub, second).of) == ("duplicate", rec_of(first))
    assert late.outcomes()[rec_of(second)]["outcome"] == "duplicate"


def test_upgraded_legacy_number_is_the_same_person(hub: RunningHub) -> None:
    device, person = hub.device(), People(1).person()
    stated = replace(person_fact(person), document_no=person.document_no.lower())

    verdicts = device.deliver(device.fact(enrollment(person)), device.fact(enrollment(person, person=stated)))

    assert verdicts[1].verdict is VerdictKind.DUPLICATE


def test_wrong_check_character_needs_correction_and_says_where(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    wrong = person.document_no[:-1] + ("0" if person.document_no[-1] != "0" else "1")

    (verdict,) = device.deliver(device.fact(enrollment(person, person=person_fact(person, document_no=wrong))))

    assert verdict.verdict is VerdictKind.NEEDS_CORRECTION
    assert [(one.pointer, one.code) for one in verdict.errors] == [("/person/document_no", "id_checksum")]


def test_applicant_under_sixteen_on_the_day_needs_correction(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    young = document_no("150602", (START - timedelta(days=15 * 365)).date(), 101)

    (verdict,) = device.deliver(device.fact(enrollment(person, person=person_fact(person, document_no=young))))

    assert (verdict.verdict, verdict.code) == (VerdictKind.NEEDS_CORRECTION, "under_16")


def test_birth_after_the_day_of_the_application_needs_correction(hub: RunningHub) -> None:
    device, person = hub.device(), People(1).person()
    unborn = document_no("150602", (START + timedelta(days=30)).date(), 101)

    (verdict,) = device.deliver(device.fact(enrollment(person, person=person_fact(person, document_no=unborn))))

    assert (verdict.verdict, verdict.code) == (VerdictKind.NEEDS_CORRECTION, "id_birth")


def test_schema_of_a_later_version_is_kept_and_named(hub: RunningHub) -> None:
    device = hub.device()
    later = device.fact(enrollment(People(1).person()), sch="enrollment/7")

    (verdict,) = device.deliver(later)

    assert (verdict.verdict, verdict.code, verdict.env) == (
        VerdictKind.QUARANTINED,
        "schema_unknown",
        rec_of(later),
    )


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("group", "group_unknown"),
        ("employment", "employment_unknown"),
        ("channel", "channel_unknown"),
        ("document_check", "document_check_unknown"),
    ],
)
def test_word_of_no_code_table_needs_correction(hub: RunningHub, field: str, code: str) -> None:
    device = hub.device()

    (verdict,) = device.deliver(device.fact(enrollment(People(1).person(), **{field: "astronaut"})))

    assert verdict.verdict is VerdictKind.NEEDS_CORRECTION
    assert [(one.pointer, one.code) for one in verdict.errors] == [(f"/{field}", code)]


def test_revision_lifts_what_needed_correction(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    wish = device.fact(enrollment(person, person=person_fact(person, phone="12")))
    device.deliver(wish)

    (verdict,) = device.deliver(device.fact(Revision(changed={"phone": person.phone}), rec=rec_of(wish), rev=1))

    assert verdict.verdict is VerdictKind.ACCEPTED
    assert outcome_of(any_hub, wish).outcome == "pooled"
    assert device.outcomes()[rec_of(wish)]["outcome"] == "pooled"


def test_revision_before_its_application_is_deferred_until_it_comes(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    wish = device.fact(enrollment(person))
    change = device.fact(Revision(changed={"phone": "13900001111"}), rec=rec_of(wish), rev=1)

    (early,) = device.deliver(change)
    device.deliver(wish)
    (again,) = device.deliver(change)

    assert (early.verdict, again.verdict) == (VerdictKind.DEFERRED, VerdictKind.ACCEPTED)
    with any_hub.centre.store.read() as connection:
        found = records.find(connection, rec_of(wish))
    assert found is not None
    assert found[1].phone == "13900001111"


def test_corrected_document_frees_the_person_it_had_been_taken_for(any_hub: RunningHub) -> None:
    device, people = any_hub.device(), People(1)
    one, other = people.person(), people.person()
    first = device.fact(enrollment(one))
    second = device.fact(enrollment(one))
    device.deliver(first, second)

    device.deliver(device.fact(Revision(changed={"document_no": other.document_no}), rec=rec_of(first), rev=1))

    assert outcome_of(any_hub, first).outcome == "pooled"
    assert outcome_of(any_hub, second).outcome == "pooled"


def test_void_takes_an_application_back(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    wish = device.fact(enrollment(person))
    device.deliver(wish)

    (verdict,) = device.deliver(device.fact(Void(target=rec_of(wish), reason="typed twice"), rec=rec_of(wish)))

    assert verdict.verdict is VerdictKind.ACCEPTED
    assert outcome_of(any_hub, wish).outcome == "withdrawn"


def test_withdrawal_makes_room_for_the_next_application(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    first, second = (device.fact(enrollment(person)) for _ in range(2))
    device.deliver(first, second)

    device.deliver(device.fact(Withdrawal(), rec=rec_of(first)))

    assert (outcome_of(any_hub, first).outcome, outcome_of(any_hub, second).outcome) == ("withdrawn", "pooled")


def test_card_handout_and_consent_become_rows(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    wish = device.fact(enrollment(person))
    rec = rec_of(wish)
    facts = (
        device.fact(CardEvent(what="issued", serial="0001", copy=1), rec=rec),
        device.fact(Handout(item="gift_bag", qty=1), rec=rec, ev="event-1"),
        device.fact(ConsentFact(notice="notice-1", given=(), withdrawn=("sms",), method="pen"), rec=rec),
    )

    verdicts = device.deliver(wish, *facts)

    assert {one.verdict for one in verdicts} == {VerdictKind.ACCEPTED}
    with any_hub.centre.store.read() as connection:
        assert connection.execute(sa.select(card.c.serial)).scalar_one() == "0001"
        assert connection.execute(sa.select(handout.c.item, handout.c.event)).one() == ("gift_bag", "event-1")
        assert set(connection.execute(sa.select(consent.c.withdrawn)).scalars()) == {"", "sms"}


def test_card_of_an_unknown_application_is_deferred(any_hub: RunningHub) -> None:
    device = any_hub.device()

    (verdict,) = device.deliver(device.fact(CardEvent(what="issued", serial="1", copy=1), rec=device.new_id()))

    assert verdict.verdict is VerdictKind.DEFERRED


def test_opened_event_is_known_until_it_is_closed(any_hub: RunningHub) -> None:
    device = any_hub.device()
    said = EventFact(
        what="open", name="罕台收费站", region="150602", policy="central", host="county",
        starts=START.isoformat(), ends=(START + timedelta(hours=8)).isoformat(),
    )  # fmt: skip
    name = device.new_id()

    device.deliver(device.fact(said, ev=name))
    device.deliver(device.fact(replace(said, what="close", last_seq=2), ev=name))

    with any_hub.centre.store.read() as connection:
        assert connection.execute(sa.select(event.c.name, event.c.closed)).one() == ("罕台收费站", True)


def test_burned_lease_is_marked(any_hub: RunningHub) -> None:
    device = any_hub.device()
    with any_hub.centre.store.read() as connection:
        lease_id = connection.execute(sa.select(lease.c.id)).scalar_one()

    (verdict,) = device.deliver(device.fact(LeaseBurn(lease=lease_id, start=7, why="store restored")))

    assert verdict.verdict is VerdictKind.ACCEPTED
    with any_hub.centre.store.read() as connection:
        assert connection.execute(sa.select(lease.c.burned_from)).scalar_one() == 7


def test_number_nobody_leased_needs_correction(any_hub: RunningHub) -> None:
    device, person = any_hub.device(), People(1).person()
    wish = device.fact(enrollment(person), no="150000009993", lease=device.new_id())

    (verdict,) = device.deliver(wish)

    assert (verdict.verdict, verdict.code) == (VerdictKind.NEEDS_CORRECTION, "number_not_leased")


def test_refused_number_stays_refused_when_the_record_is_revised(hub: RunningHub) -> None:
    device, person = hub.device(), People(1).person()
    wish = device.fact(enrollment(person), no="150000009993", lease=device.new_id())
    device.deliver(wish)

    (verdict,) = device.deliver(device.fact(Revision(changed={"phone": "13900001111"}), rec=rec_of(wish), rev=1))

    assert (verdict.verdict, verdict.code) == (VerdictKind.NEEDS_CORRECTION, "number_not_leased")


def test_blind_indexes_are_recomputed_and_not_believed(hub: RunningHub) -> None:
    device, people = hub.device(), People(1)
    one, other = people.person(), people.person()
    stated = BlindKeys(kv=1, idh=hub.centre.blind.document(other.document_no), ph="A" * 22, nb="B" * 22)
    wish = device.fact(enrollment(one), keys=stated)

    device.deliver(wish)

    with hub.centre.store.read() as connection:
        keys = records.keys_of(connection, [rec_of(wish)])["idh"]
    assert keys == {hub.centre.blind.document(one.document_no)}


def test_last_delivery_is_remembered(hub: RunningHub) -> None:
    device_ = hub.device()

    device_.deliver(device_.fact(enrollment(People(1).person())))

    with hub.centre.store.read() as connection:
        seen = connection.execute(sa.select(device.c.last_seen)).scalar_one()
    assert seen == hub.centre.now_ms()


def test_nothing_of_a_batch_that_fails_is_left(hub: RunningHub) -> None:
    device_ = hub.device()
    wish = device_.fact(enrollment(People(1).person()))
    with hub.centre.store.write() as connection:
        connection.execute(sa.text("DROP TABLE handout"))
        connection.execute(sa.text("DROP TABLE outcome"))

    reply = device_.post([wish.line()])

    assert reply.status_code == 503
    assert (count(hub, "envelope"), count(hub, "batch"), count(hub, "quarantine")) == (0, 0, 0)
