import pytest

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.signed import sign_object
from fieldapp.domain.outcomes import FieldError, Verdict, VerdictKind, Version
from fieldapp.domain.problems import Problem, Refusal
from sync.protocol.catalogue import BY_NAME, RESOURCES, Caller
from sync.protocol.devices import normalise_code
from sync.protocol.info import Info, fingerprint, fits
from sync.protocol.leases import LeaseReceipt, LeaseRequest
from sync.protocol.messages import canonical, decode, encode
from sync.protocol.problems import ProblemDocument, problem_bytes, problem_document, read_problem
from sync.protocol.references import ReferenceSet, etag_of
from sync.protocol.signed_replies import open_reply, read_object, seal_reply, wire_bytes
from sync.protocol.texts import from_base64, to_base64
from sync.protocol.verdicts import VerdictMessage, from_message, to_message
from sync.protocol.versions import OURS, Understanding, VersionRange, negotiate

HUB = DeviceKey.from_seed(bytes([200]) * 32)


def test_a_message_comes_back_from_its_bytes() -> None:
    request = LeaseRequest(left=3, want=50)

    assert decode(LeaseRequest, encode(request)) == request


def test_what_was_not_said_is_not_on_the_wire() -> None:
    assert encode(LeaseReceipt()) == b"{}"


def test_a_field_of_a_newer_peer_is_ignored() -> None:
    assert decode(LeaseRequest, b'{"left":3,"colour":"red"}') == LeaseRequest(left=3)


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b'{"left":"3"}', b'{"left":3.0}', b'{"left":true}', b'{"left":-1}', b"{}"]
)
def test_a_known_field_of_another_type_is_refused(payload: bytes) -> None:
    result = decode(LeaseRequest, payload)

    assert isinstance(result, Refusal)
    assert result.code == "message_unreadable"


def test_a_refusal_names_the_place_and_not_the_value() -> None:
    result = decode(LeaseRequest, '{"left":"王小明"}'.encode())

    assert isinstance(result, Refusal)
    assert (result.details["place"], "王小明" in repr(result)) == ("/left", False)


def test_canonical_bytes_do_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": [2]}) == canonical({"a": [2], "b": 1}) == b'{"a":[2],"b":1}'


@pytest.mark.parametrize("data", [b"", b"\x00\xff", bytes(64)])
def test_base64_survives(data: bytes) -> None:
    assert from_base64(to_base64(data), len(data)) == data


@pytest.mark.parametrize("text", ["AA", "A===", "AA==\n", "é", "-_==", "AA== "])
def test_loose_base64_is_refused(text: str) -> None:
    assert from_base64(text) is None


def test_base64_of_another_length_is_refused() -> None:
    assert from_base64(to_base64(b"abc"), 4) is None


def test_a_signed_reply_opens_with_its_key() -> None:
    body = seal_reply("reference", ReferenceSet(set="codes", etag='"x"', body={"a": 1}), HUB)

    result = open_reply("reference", ReferenceSet, body, kid=HUB.kid, key=HUB.public)

    assert result == ReferenceSet(set="codes", etag='"x"', body={"a": 1})


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"null", b"{}", b'{"k":"info"}', b"[" * 100_000, b"\xff\xfe"])
def test_a_body_that_is_no_signed_object_is_a_portals(body: bytes) -> None:
    result = read_object(body)

    assert isinstance(result, Refusal)
    assert result.code == "portal"


def test_a_reply_signed_as_another_kind_does_not_open() -> None:
    body = wire_bytes(sign_object("slice", b"{}", HUB))
    result = open_reply("info", Info, body, kid=HUB.kid, key=HUB.public)

    assert isinstance(result, Refusal)
    assert result.code == "reply_kind_wrong"


def test_a_reply_under_the_hubs_name_by_another_key_does_not_open() -> None:
    stranger = DeviceKey.from_seed(bytes(32))
    body = seal_reply("leases", LeaseReceipt(), stranger).replace(stranger.kid.encode(), HUB.kid.encode())
    result = open_reply("leases", LeaseReceipt, body, kid=HUB.kid, key=HUB.public)

    assert isinstance(result, Refusal)
    assert result.code == "reply_signature_invalid"


def test_a_verdict_survives_its_message() -> None:
    verdict = Verdict(
        env="e",
        verdict=VerdictKind.NEEDS_CORRECTION,
        version=Version(2, 7),
        code="id_checksum",
        replay=True,
        of="r",
        match="document",
        resolution="transfer",
        errors=(FieldError(pointer="/person/phone", code="phone_invalid", warn=True),),
        missing=("a" * 64,),
    )
    message = decode(VerdictMessage, encode(to_message(verdict)))

    assert isinstance(message, VerdictMessage)
    assert from_message(message) == verdict


def test_a_problem_document_has_sentences_and_pointers() -> None:
    refusal = Refusal(code="batch_unknown", problems=(Problem(code="phone_invalid", field="person/phone"),))
    document = problem_document(404, refusal, retry_after=9)

    assert document.title
    assert document.detail
    assert (document.errors[0].pointer, document.retry and document.retry.after) == ("/person/phone", 9)
    assert read_problem(problem_bytes(document)) == document


@pytest.mark.parametrize(("status", "is_systemic"), [(401, True), (426, True), (503, True), (404, False), (500, False)])
def test_some_statuses_stop_the_whole_queue(status: int, is_systemic: bool) -> None:
    assert ProblemDocument(status=status, code="x", title="x").is_systemic is is_systemic


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"status":200,"code":"x","title":"x"}'])
def test_a_body_without_a_problem_document_holds_none(body: bytes) -> None:
    assert read_problem(body) is None


def test_an_etag_follows_the_content() -> None:
    assert etag_of({"a": 1, "b": 2}) == etag_of({"b": 2, "a": 1})
    assert etag_of({"a": 1}) != etag_of({"a": 2})
    assert etag_of({}).startswith('"')


@pytest.mark.parametrize(
    ("stated", "is_ours"),
    [(0, True), (8, True), (7, False)],
    ids=["whole", "eight digits", "seven digits"],
)
def test_a_fingerprint_needs_eight_digits(stated: int, is_ours: bool) -> None:
    shown = fingerprint(HUB.public)

    assert fits(HUB.public, shown[: stated or 64]) is is_ours


def test_a_fingerprint_may_be_typed_in_groups() -> None:
    shown = fingerprint(HUB.public).upper()

    assert fits(HUB.public, f" {shown[:4]}-{shown[4:8]} ")


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (OURS, Understanding.FULL),
        (VersionRange(min=1, max=9), Understanding.FULL),
        (VersionRange(min=2, max=9), Understanding.CLIENT_TOO_OLD),
    ],
)
def test_versions_are_negotiated(theirs: VersionRange, expected: Understanding) -> None:
    assert negotiate(theirs) is expected


def test_an_older_hub_is_recognised_by_a_newer_client() -> None:
    assert negotiate(VersionRange(min=1, max=1), VersionRange(min=2, max=3)) is Understanding.HUB_TOO_OLD


@pytest.mark.parametrize("typed", ["abcde-fghjk", " ABCDE FGHJK"])
def test_a_typed_code_is_put_into_its_written_form(typed: str) -> None:
    assert normalise_code(typed) == "ABCDEFGHJK"


def test_every_resource_has_its_own_name_and_place() -> None:
    assert len(BY_NAME) == len(RESOURCES) == len({(one.method, one.path) for one in RESOURCES})


def test_nobody_without_a_key_reaches_more_than_public_things() -> None:
    public = {one.name for one in RESOURCES if one.caller is Caller.ANYBODY}

    assert public == {"info", "trust", "status_list", "packets"}
