import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.facts import (
    AuditHeadFact,
    BlobReference,
    Captured,
    CardEvent,
    ConsentFact,
    Envelope,
    EventFact,
    Fact,
    Handout,
    LeaseBurn,
    Revision,
    SignedEnvelope,
    Withdrawal,
    body_of,
    json_bytes,
    protected_bytes,
)
from fieldapp.domain.problems import Problem
from sync.protocol.bodies import SCHEMAS, read_fact
from sync.protocol.envelopes import ReadEnvelope, depth, read, read_envelope, read_line, signature_problem
from sync.protocol.limits import LINE_BYTES
from tests.support.facts import MORNING_MS, Desk, Made, blind_keys, enrollment, transfer

DESK = Desk()
MADE = DESK.enroll(keys=blind_keys(), no="150000000018", lease="L1")

EVENT = EventFact(
    what="close",
    name="集中入会",
    region="150602",
    policy="central",
    host="U1",
    starts="2026-11-22T09:00:00+08:00",
    ends="2026-11-22T17:00:00+08:00",
    last_seq=7,
    counts={"enrollment": 5},
    head="0" * 32,
)
FACTS: tuple[Fact, ...] = (
    enrollment(),
    transfer(),
    Revision(changed={"phone": "13900000002", "migrant": True}, reason="typing"),
    CardEvent(what="issued", serial="C1", copy=1),
    Handout(item="gift", qty=1, override="supervisor"),
    ConsentFact(notice="n1", given=(), withdrawn=("portrait",), method="sheet", reference="S1"),
    Withdrawal(),
    EVENT,
    LeaseBurn(lease="L1", start=10, why="restored"),
    AuditHeadFact(n=7, head="0" * 64),
    DESK.approve(MADE, numbers={MADE.rec: "150000000018"}).fact,
    DESK.void(MADE).fact,
)


_, BODY = body_of(MADE.fact)


def changed(**values: Any) -> bytes:
    """Return the bytes of an envelope in which some fields are as a stranger might send them."""
    plain = json.loads(MADE.signed.protected)
    plain.update(values)
    return json_bytes(plain)


def problem_of(protected: bytes) -> Problem:
    result = read_envelope(protected)
    assert isinstance(result, Problem), result
    return result


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_every_fact_comes_back_from_its_bytes(fact: Fact) -> None:
    made = Desk().assert_fact(fact)

    result = read(made.signed)

    assert result == ReadEnvelope(signed=made.signed, envelope=made.envelope, fact=fact, sha256=made.sha256)


def test_every_schema_of_the_version_has_a_fact_here() -> None:
    assert {Desk().assert_fact(fact).envelope.sch for fact in FACTS} == set(SCHEMAS)


def test_a_line_comes_back_as_the_same_bytes() -> None:
    assert read_line(MADE.signed.line()) == MADE.signed


def test_the_hubs_a_line_came_through_are_kept() -> None:
    travelled = replace(MADE.signed, via=("0" * 16,))

    assert read_line(travelled.line()) == travelled


def test_the_view_for_the_state_function_holds_the_same() -> None:
    result = read(MADE.signed)

    assert isinstance(result, ReadEnvelope)
    assert result.signed_fact == MADE.known


def test_blobs_and_keys_are_read_into_values() -> None:
    blob = BlobReference(sha256="a" * 64, bytes=3, role="photo", mime="image/jpeg")
    made = Desk().enroll(keys=blind_keys("Z"), blobs=(blob,))

    assert read_envelope(made.signed.protected) == made.envelope


def test_fields_of_a_later_version_are_ignored_and_the_bytes_kept() -> None:
    protected = changed(later={"x": 1}, body={**BODY, "later": [1, 2]})
    result = read(SignedEnvelope(protected=protected, signature=MADE.signed.signature))

    assert isinstance(result, ReadEnvelope)
    assert result.fact == MADE.fact
    assert result.signed.protected == protected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("v", True),
        ("sch", "Enrollment/1"),
        ("env", "x"),
        ("rec", MADE.rec.upper()),
        ("rev", -1),
        ("rev", "1"),
        ("base", "0" * 63),
        ("dev", "0" * 17),
        ("inc", ""),
        ("seq", 0),
        ("seq", 1.0),
        ("seq", 2**60),
        ("prev", "g" * 32),
        ("kid", None),
        ("hlc", "now"),
        ("ev", 5),
        ("op", "x" * 201),
        ("keys", {"kv": 1, "idh": "short", "ph": "p" * 22, "nb": "n" * 22}),
        ("keys", {"kv": 1}),
        ("blobs", [{"sha256": "x", "bytes": 1, "role": "r", "mime": "m"}]),
        ("captured", {"time": "1", "offset_ms": 0, "mono": 0}),
        ("captured", None),
        ("body", []),
        ("body", None),
    ],
)
def test_a_known_field_of_another_shape_is_refused_with_its_pointer(field: str, value: object) -> None:
    problem = problem_of(changed(**{field: value}))

    assert problem.code == "envelope_invalid"
    assert problem.field.startswith(f"/{field}")


@pytest.mark.parametrize("field", ["v", "sch", "env", "rec", "base", "prev", "ev", "captured", "body"])
def test_a_field_that_is_missing_is_refused(field: str) -> None:
    plain = json.loads(MADE.signed.protected)
    del plain[field]

    assert problem_of(json_bytes(plain)).field == f"/{field}"


def test_a_problem_never_tells_the_value() -> None:
    problem = problem_of(changed(op={"name": "王小明"}))

    assert "王小明" not in repr(problem)


@pytest.mark.parametrize("protected", [b"", b"[]", b"null", b"{", b'"x"', b"\xff", b'{"v":NaN}'])
def test_what_is_no_envelope_is_refused(protected: bytes) -> None:
    assert problem_of(protected).code == "envelope_invalid"


def test_a_nul_in_a_text_is_refused() -> None:
    assert problem_of(changed(op="a\0b")).code == "text_forbidden"


def test_an_envelope_beyond_the_cap_is_refused() -> None:
    assert problem_of(changed(body={"x": "y" * LINE_BYTES})).code == "line_too_long"


def test_a_body_nested_too_deeply_is_refused() -> None:
    nested: Any = 1
    for _ in range(8):
        nested = [nested]

    assert problem_of(changed(body={"x": nested})).code == "envelope_too_deep"


def test_many_small_lists_are_not_deep() -> None:
    assert isinstance(read_envelope(changed(body={"x": [[1]] * 40})), Envelope)


def test_a_body_nested_beyond_any_parser_is_refused_and_nothing_falls_over() -> None:
    deep = MADE.signed.protected.replace(b'"body":{', b'"body":{"x":' + b"[" * 20000 + b"]" * 20000 + b",")

    assert problem_of(deep).code == "envelope_invalid"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b'{"p":1,"s":"x"}',
        b'{"p":"x"}',
        b'{"p":"x","s":"short"}',
        b'{"p":"\\ud800","s":"' + b"A" * 88 + b'"}',
    ],
)
def test_a_line_that_is_none_is_refused(line: bytes) -> None:
    result = read_line(line)

    assert isinstance(result, Problem)
    assert result.code == "line_invalid"


@pytest.mark.parametrize("signature", ["!" * 88, "A" * 88, "é" * 88])
def test_a_signature_of_other_letters_or_length_is_refused(signature: str) -> None:
    result = read_line(json.dumps({"p": "{}", "s": signature}).encode())

    assert isinstance(result, Problem)
    assert result.code == "signature_malformed"


def test_a_line_beyond_the_cap_is_refused() -> None:
    result = read_line(b'{"p":"' + b"x" * LINE_BYTES)

    assert isinstance(result, Problem)
    assert result.code == "line_too_long"


def test_a_schema_nobody_knows_is_named() -> None:
    result = read(SignedEnvelope(protected=changed(sch="enrollment/9"), signature=b""))

    assert isinstance(result, Problem)
    assert (result.code, result.details["schema"]) == ("schema_unknown", "enrollment/9")


def test_an_envelope_that_is_none_is_not_read_any_further() -> None:
    result = read(SignedEnvelope(protected=b"{}", signature=b""))

    assert isinstance(result, Problem)
    assert result.code == "envelope_invalid"


@pytest.mark.parametrize("body", [{}, {"person": {}}, {**BODY, "group": 7}, {**BODY, "deferred": "x"}])
def test_a_body_of_another_shape_is_refused_with_a_pointer_into_it(body: dict[str, Any]) -> None:
    result = read_fact("enrollment/1", changed(body=body))

    assert isinstance(result, Problem)
    assert result.code == "body_invalid"
    assert result.field.startswith("/body/")


def test_a_good_signature_of_the_named_device_is_no_problem() -> None:
    keys = {DESK.key.kid: DESK.key.public}

    assert signature_problem(MADE.signed, MADE.envelope, device=DESK.key.device, keys=keys) is None


def test_an_envelope_of_another_device_is_refused() -> None:
    problem = signature_problem(MADE.signed, MADE.envelope, device="0" * 16, keys={DESK.key.kid: DESK.key.public})

    assert problem is not None
    assert problem.code == "device_mismatch"


def test_a_key_the_device_does_not_have_is_refused() -> None:
    problem = signature_problem(MADE.signed, MADE.envelope, device=DESK.key.device, keys={})

    assert problem is not None
    assert problem.code == "kid_unknown"


def test_another_signature_is_refused() -> None:
    forged = replace(MADE.signed, signature=bytes(64))
    problem = signature_problem(forged, MADE.envelope, device=DESK.key.device, keys={DESK.key.kid: DESK.key.public})

    assert problem is not None
    assert problem.code == "signature_invalid"


def test_a_signature_of_another_kind_of_object_is_refused() -> None:
    crossed = replace(MADE.signed, signature=DESK.key.sign("slice", MADE.signed.protected))

    assert signature_problem(crossed, MADE.envelope, device=DESK.key.device, keys={DESK.key.kid: DESK.key.public})


@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_one_changed_byte_is_never_taken_for_the_same_fact(place: int, flip: int) -> None:
    body = bytearray(MADE.signed.protected)
    body[place % len(body)] ^= flip
    altered = SignedEnvelope(protected=bytes(body), signature=MADE.signed.signature)
    read_it = read_envelope(altered.protected)

    assert isinstance(read_it, Problem) or signature_problem(
        altered,
        replace(read_it, dev=DESK.key.device, kid=DESK.key.kid),
        device=DESK.key.device,
        keys={DESK.key.kid: DESK.key.public},
    )


@given(line=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_never_raise(line: bytes) -> None:
    assert isinstance(read_line(line), Problem)
    assert isinstance(read_envelope(line), Problem)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(field=st.sampled_from(sorted(json.loads(MADE.signed.protected))), value=JSON)
def test_any_json_in_any_field_is_read_or_refused_and_never_raises(field: str, value: Any) -> None:
    result = read(SignedEnvelope(protected=changed(**{field: value}), signature=b""))

    assert isinstance(result, Problem | ReadEnvelope)


@pytest.mark.parametrize(("value", "expected"), [(1, 0), ({}, 1), ([[]], 2), ({"a": [1, {"b": ()}]}, 4)])
def test_depth_counts_lists_and_objects(value: object, expected: int) -> None:
    assert depth(value) == expected


def test_what_was_read_has_the_bytes_it_was_read_from() -> None:
    made: Made = Desk(3).enroll(keys=blind_keys())
    envelope = read_envelope(made.signed.protected)

    assert isinstance(envelope, Envelope)
    assert protected_bytes(envelope, body_of(made.fact)[1]) == made.signed.protected


@pytest.mark.parametrize(
    ("time", "offset_ms"),
    [
        (2**53 - 2, 0),
        (-(2**53) + 2, 0),
        (MORNING_MS, 2**53 - 1),
        (MORNING_MS, -MORNING_MS),
        (7_258_118_400_000, 0),
    ],
)
def test_a_moment_no_calendar_could_name_is_refused(time: int, offset_ms: int) -> None:
    made = Desk().enroll(captured=Captured(time=time, offset_ms=offset_ms, mono=1))

    problem = read(made.signed)

    assert isinstance(problem, Problem)
    assert (problem.code, problem.field) == ("envelope_invalid", "/captured")


def test_an_unset_clock_whose_distance_is_known_is_taken() -> None:
    made = Desk().enroll(captured=Captured(time=1000, offset_ms=MORNING_MS, mono=1))

    assert isinstance(read(made.signed), ReadEnvelope)


@pytest.mark.parametrize("time", [946_684_800_000, 7_258_118_399_999])
def test_the_first_and_the_last_moment_of_the_range_are_taken(time: int) -> None:
    made = Desk().enroll(captured=Captured(time=time, offset_ms=0, mono=1))

    assert isinstance(read(made.signed), ReadEnvelope)
