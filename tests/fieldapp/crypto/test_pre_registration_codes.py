"""UP1: only our hub's word, only our county's laptops, only for three days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fieldapp.crypto.compact_text import pack, unpack
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.pre_registration_codes import make_pre_registration_code, read_pre_registration_code
from fieldapp.domain.pre_registrations import LIFE, PreRegistration, pre_registration_form, read_pre_registration
from fieldapp.domain.problems import Refusal
from fieldapp.domain.scans import ScanKind, route_scan

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DESK, HUB = bytes(range(32)), DeviceKey.from_seed(bytes(32))
ONE = PreRegistration(
    id="0193f0c1-7a2b-7c3d-8e4f-1234567890ab",
    name="乌云其木格",
    document_type="RIC",
    document_no="150203198506150017",
    phone="13800130001",
    group="truck",
    union="truckers",
    consents=("membership", "sms"),
    expires=NOW + LIFE,
)


def read(text, **changed):
    known = {"desk_key": DESK, "hub_kid": HUB.kid, "hub_key": HUB.public, "now": NOW}
    return read_pre_registration_code(text, **{**known, **changed})


def test_a_code_of_our_hub_opens_at_our_desk():
    text = make_pre_registration_code(ONE, DESK, HUB)
    assert read(text) == ONE
    assert route_scan(text).kind is ScanKind.PRE_REGISTRATION
    assert len(text) < 1500


def test_nothing_personal_can_be_read_without_the_desk_key():
    data = unpack(make_pre_registration_code(ONE, DESK, HUB).removeprefix("UP1:"))
    assert not any(part.encode() in data for part in (ONE.name, ONE.phone, ONE.document_no, ONE.id))
    assert read(make_pre_registration_code(ONE, DESK, HUB), desk_key=bytes(32)) == Refusal(
        code="pre_registration_foreign"
    )


def test_another_hubs_word_is_not_taken():
    other = DeviceKey.from_seed(bytes([1]) * 32)
    assert read(make_pre_registration_code(ONE, DESK, other)).code == "pre_registration_foreign"
    assert read(make_pre_registration_code(ONE, DESK, HUB), hub_key=other.public).code == "pre_registration_bad"


def test_a_code_lives_three_days():
    text = make_pre_registration_code(ONE, DESK, HUB)
    assert read(text, now=NOW + LIFE - timedelta(seconds=1)) == ONE
    assert read(text, now=NOW + LIFE).code == "pre_registration_expired"


@pytest.mark.parametrize("text", ["", "UP1:", "UP1:ABC", "UE1:ABC", "UP1:" + pack(b"{}"), "UP1:" + pack(b"[1]")])
def test_what_is_no_code_is_refused(text):
    assert read(text).code == "pre_registration_bad"


def test_a_changed_code_is_refused():
    data = bytearray(unpack(make_pre_registration_code(ONE, DESK, HUB).removeprefix("UP1:")))
    place = data.index(b"box") + 12
    data[place] = ord("A") if data[place] != ord("A") else ord("B")
    assert read("UP1:" + pack(bytes(data))).code == "pre_registration_bad"


@pytest.mark.parametrize(
    "changed", [{"name": ""}, {"name": "张" * 200}, {"phone": 1}, {"exp": "1"}, {"consents": [1]}, {"more": 1}]
)
def test_values_of_another_shape_are_refused(changed):
    with pytest.raises(ValueError, match=r"members|name|phone|consents"):
        read_pre_registration({**pre_registration_form(ONE), **changed})


@pytest.mark.parametrize("name", ["id", "name", "union"])
def test_half_a_character_is_no_value(name):
    with pytest.raises(ValueError, match="surrogates"):
        read_pre_registration({**pre_registration_form(ONE), name: "\ud800"})


def test_group_and_union_may_be_left_open():
    open_one = replace(ONE, group="", union="")
    assert read_pre_registration(pre_registration_form(open_one)) == open_one
