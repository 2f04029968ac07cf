"""Event codes: the signed event as QR text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.crypto.compact_text import pack
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.event_codes import EventCode, event_code_of, make_event_code, read_event_code
from fieldapp.crypto.signed import SignedObject, sign_object
from fieldapp.domain.problems import Refusal

KEY = DeviceKey.from_seed(bytes(range(32)))
PAYLOAD = '{"id":"e1","name":"高速口集中入会"}'.encode()
BAD = Refusal(code="event_code_bad")


def test_code_brings_the_exact_bytes_and_the_key() -> None:
    read = read_event_code(make_event_code(PAYLOAD, KEY))

    assert read == EventCode(sign_object("event", PAYLOAD, KEY), KEY.public)


def test_code_of_the_centres_event_can_be_handed_on() -> None:
    signed = sign_object("event", PAYLOAD, KEY)

    assert read_event_code(event_code_of(signed, KEY.public)) == EventCode(signed, KEY.public)


@given(st.integers(0, 10_000), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
def test_changed_character_is_refused(place: int, character: str) -> None:
    code = make_event_code(PAYLOAD, KEY)
    place %= len(code)
    changed = code[:place] + character + code[place + 1 :]

    assert read_event_code(changed) == BAD or changed == code


def test_object_of_another_kind_is_refused() -> None:
    assert read_event_code(event_code_of(sign_object("lease", PAYLOAD, KEY), KEY.public)) == BAD


def test_key_that_did_not_sign_is_refused() -> None:
    other = DeviceKey.from_seed(bytes(32))

    assert read_event_code(event_code_of(sign_object("event", PAYLOAD, KEY), other.public)) == BAD


def test_key_under_the_centres_name_is_refused() -> None:
    centre = DeviceKey.from_seed(bytes(32))
    impostor = SignedObject(kind="event", payload=PAYLOAD, kid=centre.kid, signature=KEY.sign("event", PAYLOAD))

    assert read_event_code(event_code_of(impostor, KEY.public)) == BAD


@pytest.mark.parametrize("content", [b"", b"5", b"[]", b"{}", b'{"pub": 5}', b'{"pub": "?"}', b"[" * 50000])
def test_other_content_is_refused(content: bytes) -> None:
    assert read_event_code("UE1:" + pack(content)) == BAD


def test_other_prefix_is_refused() -> None:
    assert read_event_code(make_event_code(PAYLOAD, KEY).replace("UE1:", "UM1:")) == BAD


def test_code_fits_one_symbol() -> None:
    event = {
        "id": "0" * 36,
        "name": "某某市货车司机集中入会活动" * 3,
        "place": "某某高速服务区" * 4,
        "starts": "2026-11-22T08:00:00+08:00",
    }

    assert len(make_event_code(json.dumps(event, ensure_ascii=False).encode(), KEY)) < 1000
