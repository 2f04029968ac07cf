import json
from typing import Any

import pytest

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.sealed import seal, sealing_public
from fieldapp.crypto.signed import sign_object
from fieldapp.crypto.trust import TrustedKey, certify
from fieldapp.domain.ports import Provisioning
from fieldapp.domain.problems import Refusal
from sync.client.enrolment import enrol
from sync.client.requests import NoReply, Reply, Request
from sync.protocol import devices, info
from sync.protocol.messages import encode
from sync.protocol.signed_replies import seal_reply
from sync.protocol.texts import to_base64
from tests.support.centre import URL, Centre, on, refused
from tests.support.times import CountingIds, StoppedClock

KEY = DeviceKey.from_seed(bytes([7]) * 32)
CODE = "ABCDEFGHJK"


@pytest.fixture
def centre() -> Centre:
    return Centre(StoppedClock())


def run(centre: Centre, **changed: Any) -> Provisioning | Refusal:
    values: dict[str, Any] = {
        "url": URL,
        "code": CODE,
        "stated": info.fingerprint(centre.key.public),
        "device_name": "一号机",
        "key": KEY,
        "transport": centre,
        "clock": centre.clock,
        "ids": CountingIds(),
    }
    return enrol(**(values | changed))


def enrolled(centre: Centre, **changed: Any) -> Provisioning:
    result = run(centre, **changed)
    assert isinstance(result, Provisioning), result
    return result


def refusal(centre: Centre, **changed: Any) -> Refusal:
    result = run(centre, **changed)
    assert isinstance(result, Refusal), result
    return result


def test_a_code_and_a_fitting_fingerprint_make_a_device(centre: Centre) -> None:
    provisioning = enrolled(centre)

    assert provisioning.peer == centre.peer
    assert (provisioning.blind_key, provisioning.blind_version, provisioning.desk_key) == (b"b" * 32, 1, b"d" * 32)
    assert centre.devices == {KEY.kid: KEY.public}


def test_the_first_lease_comes_as_the_hub_signed_it(centre: Centre) -> None:
    assert enrolled(centre).leases == (centre.lease_wire(KEY.device),)


def test_a_code_may_be_typed_in_small_letters_and_groups(centre: Centre) -> None:
    enrolled(centre, code=" abcde-fghjk ")

    assert centre.codes == set()


@pytest.mark.parametrize("code", ["", "ABCDE", "ABCDEFGHJ0", "ABCDEFGHJKM"])
def test_a_code_that_cannot_be_one_is_not_sent(centre: Centre, code: str) -> None:
    assert refusal(centre, code=code).code == "enrol_code_malformed"
    assert centre.seen == []


def test_without_a_fingerprint_it_is_shown_for_comparison_and_the_code_kept(centre: Centre) -> None:
    result = refusal(centre, stated=None)

    assert result.code == "fingerprint_to_compare"
    assert result.details["fingerprint"] == info.fingerprint(centre.key.public)[:8]
    assert centre.paths() == ["GET /v1/info"]


def test_the_compared_digits_are_enough_in_the_second_call(centre: Centre) -> None:
    shown = refusal(centre, stated=None).details["fingerprint"]

    enrolled(centre, stated=f"{shown[:4]} {shown[4:]}".upper())


@pytest.mark.parametrize("stated", ["00000000", "", "1234567"])
def test_another_fingerprint_never_sees_the_code(centre: Centre, stated: str) -> None:
    assert refusal(centre, stated=stated).code == "fingerprint_differs"
    assert centre.paths() == ["GET /v1/info"]


def test_a_plain_address_elsewhere_is_refused_before_anything_is_sent(centre: Centre) -> None:
    assert refusal(centre, url="http://hub.example").code == "hub_address_plain"
    assert centre.seen == []


def test_a_portal_instead_of_a_hub_is_named(centre: Centre) -> None:
    centre.faults.append(on("/v1/info", Reply(status=200, body=b"<html>")))

    assert refusal(centre).code == "portal"


def test_a_signed_object_that_is_no_info_is_refused(centre: Centre) -> None:
    wire = sign_object("info", b'{"no":1}', centre.key).wire()
    centre.faults.append(on("/v1/info", Reply(status=200, body=json.dumps(wire).encode())))

    assert refusal(centre).code == "message_unreadable"


def test_an_info_signed_by_another_key_than_it_shows_is_refused(centre: Centre) -> None:
    shown, stranger = centre.key, DeviceKey.from_seed(bytes(32))

    def lie(request: Request) -> Reply | None:
        reply = centre.handle(request)
        payload = json.loads(reply.body)["p"].encode()
        return Reply(status=200, body=json.dumps(sign_object("info", payload, stranger).wire()).encode())

    centre.faults.append(lie)

    assert refusal(centre, stated=info.fingerprint(shown.public)).code == "reply_signature_invalid"


def test_a_hub_out_of_reach_is_named(centre: Centre) -> None:
    centre.faults.append(on("/v1/info", NoReply("hub_unreachable")))

    assert refusal(centre).code == "hub_unreachable"


def test_a_used_code_is_refused_by_the_hub(centre: Centre) -> None:
    enrolled(centre)

    assert refusal(centre).code == "enrol_code_malformed"


def test_a_hub_whose_clock_differs_takes_the_request_all_the_same(centre: Centre) -> None:
    centre.offset_ms = -5 * 3600 * 1000

    enrolled(centre)


def test_a_cut_in_the_reply_enrols_nothing_here(centre: Centre) -> None:
    centre.faults.append(on("/v1/devices", NoReply("reply_cut")))

    assert refusal(centre).code == "reply_cut"


def reply_with(centre: Centre, **changed: Any) -> Reply:
    """Return a provisioning signed by the hub in which one part is not as it should be."""
    certificate = devices.Certificate(dev=KEY.kid, kid=KEY.kid, public=to_base64(KEY.public), issued=1, expires=2)
    sealed = to_base64(seal(sealing_public(KEY.seed), b"k" * 32))
    values: dict[str, Any] = {
        "device": KEY.kid,
        "server": centre.key.kid,
        "gen": 1,
        "certificate": sign_object("certificate", encode(certificate), centre.key).wire(),
        "blind": devices.SealedKey(version=1, sealed=sealed),
        "desk": devices.SealedKey(version=1, sealed=sealed),
        "trust": sign_object("trust", b"{}", centre.key).wire(),
    }
    return Reply(status=200, body=seal_reply(devices.KIND, devices.ProvisioningReply(**(values | changed)), centre.key))


def test_a_provisioning_with_nothing_wrong_is_taken(centre: Centre) -> None:
    centre.faults.append(on("/v1/devices", reply_with(centre)))

    enrolled(centre)


CARD = bytes(range(32))
STRANGER = DeviceKey.from_seed(bytes([8]) * 32)


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("device", {"device": STRANGER.kid}),
        ("device", {"server": STRANGER.kid}),
        ("certificate", {"certificate": sign_object("certificate", b"{}", STRANGER).wire()}),
        ("certificate", {"certificate": {"k": "certificate"}}),
        ("blind", {"blind": devices.SealedKey(version=1, sealed="####")}),
        ("blind", {"blind": devices.SealedKey(version=1, sealed=to_base64(seal(sealing_public(KEY.seed), b"short")))}),
        (
            "desk",
            {"desk": devices.SealedKey(version=1, sealed=to_base64(seal(sealing_public(STRANGER.seed), b"k" * 32)))},
        ),
        ("trust", {"trust": sign_object("trust", b"{}", STRANGER).wire()}),
        ("leases", {"leases": (sign_object("lease", b"{}", STRANGER).wire(),)}),
        ("card_certificate", {"card_certificate": {"k": "card_certificate"}}),
        ("card_certificate", {"card_certificate": certify(TrustedKey(kid4="0" * 8, public=CARD), STRANGER).wire()}),
    ],
)
def test_a_provisioning_with_one_bad_part_is_refused_whole(centre: Centre, part: str, changed: dict[str, Any]) -> None:
    centre.faults.append(on("/v1/devices", reply_with(centre, **changed)))

    result = refusal(centre)

    assert (result.code, result.details["part"]) == ("provisioning_invalid", part)


def certified(centre: Centre, public: bytes) -> dict[str, str]:
    return certify(TrustedKey(kid4="0" * 8, public=public), centre.key).wire()


def test_the_card_key_comes_back_certified(centre: Centre) -> None:
    wire = certified(centre, CARD)
    centre.faults.append(on("/v1/devices", reply_with(centre, card_certificate=wire)))

    assert enrolled(centre, card_public=CARD).card_certificate == wire


@pytest.mark.parametrize("brought", [None, bytes(32)])
def test_a_certificate_for_a_card_key_nobody_brought_is_refused(centre: Centre, brought: bytes | None) -> None:
    centre.faults.append(on("/v1/devices", reply_with(centre, card_certificate=certified(centre, CARD))))

    assert refusal(centre, card_public=brought).details["part"] == "card_certificate"


def test_a_certificate_for_another_key_is_refused(centre: Centre) -> None:
    other = devices.Certificate(dev=KEY.kid, kid=KEY.kid, public=to_base64(STRANGER.public), issued=1, expires=2)
    wire = sign_object("certificate", encode(other), centre.key).wire()
    centre.faults.append(on("/v1/devices", reply_with(centre, certificate=wire)))

    assert refusal(centre).details["part"] == "certificate"


@pytest.mark.parametrize("payload", [b"{}", b'{"id":1}'])
def test_a_lease_nobody_can_read_is_refused(centre: Centre, payload: bytes) -> None:
    wire = sign_object("lease", payload, centre.key).wire()
    centre.faults.append(on("/v1/devices", reply_with(centre, leases=(wire,))))

    assert refusal(centre).details["part"] == "leases"


def test_a_lease_of_another_device_is_refused(centre: Centre) -> None:
    centre.faults.append(on("/v1/devices", reply_with(centre, leases=(centre.lease_wire(STRANGER.device),))))

    assert refusal(centre).details["part"] == "leases"


def test_a_provisioning_from_somebody_else_is_refused(centre: Centre) -> None:
    centre.faults.append(on("/v1/devices", reply_with(Centre(centre.clock, seed=9))))

    assert refusal(centre).code == "reply_signature_invalid"


def test_a_hub_that_refuses_is_named(centre: Centre) -> None:
    centre.faults.append(on("/v1/devices", refused(403, "hub_refused")))

    assert refusal(centre).code == "hub_refused"


def test_the_code_travels_in_the_body_only(centre: Centre) -> None:
    enrolled(centre)

    assert not any(CODE in f"{one.url} {dict(one.headers)}" for one in centre.seen)
