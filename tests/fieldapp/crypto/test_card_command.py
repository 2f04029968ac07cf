"""What the command line answers about a card."""

import json
from pathlib import Path

import pytest

from fieldapp.crypto.card_command import verify_command
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.signed import sign_object
from fieldapp.crypto.trust import TrustList
from fieldapp.errors import KnownError
from tests.support.cards import KEY, NOW, OTHER, TRUST, claims, pem

TOKEN = KEY.card_token(claims())
EXPIRED = KEY.card_token(claims(issued=1, expires=2))
CENTRE = DeviceKey.from_seed(bytes(32))


def file(folder: Path, content: bytes) -> Path:
    path = folder / "given"
    path.write_bytes(content)
    return path


def test_plain_list_makes_a_known_card_green(tmp_path: Path) -> None:
    answer, status = verify_command(TOKEN, file(tmp_path, TRUST.payload()), None, NOW)

    assert (answer["verdict"], answer["code"], answer["profile"], status) == ("green", "card_valid", "UM1", 0)
    assert answer["claims"]["number"] == "150000000172"


def test_signed_list_serves_as_well(tmp_path: Path) -> None:
    wire = json.dumps(TRUST.sign(CENTRE).wire()).encode()

    assert verify_command(TOKEN, file(tmp_path, wire), None, NOW)[1] == 0


def test_pem_key_makes_its_card_green(tmp_path: Path) -> None:
    assert verify_command(TOKEN, None, file(tmp_path, pem()), NOW)[1] == 0


def test_card_of_an_unknown_key_is_amber(tmp_path: Path) -> None:
    answer, status = verify_command(OTHER.card_token(claims()), file(tmp_path, TRUST.payload()), None, NOW)

    assert (answer["verdict"], status) == ("amber", 1)


def test_without_list_or_key_every_card_is_unknown() -> None:
    assert verify_command(TOKEN, None, None, NOW)[0]["code"] == "card_key_unknown"


def test_expired_card_is_red(tmp_path: Path) -> None:
    answer, status = verify_command(EXPIRED, None, file(tmp_path, pem()), NOW)

    assert (answer["verdict"], answer["code"], status) == ("red", "card_expired", 2)


def test_card_among_other_codes_of_a_picture_is_chosen(tmp_path: Path) -> None:
    key = file(tmp_path, pem())

    assert verify_command(("https://example.org", EXPIRED, TOKEN), None, key, NOW)[1] == 0


def test_red_card_is_not_hidden_by_another_code(tmp_path: Path) -> None:
    answer, status = verify_command(("https://example.org", EXPIRED), None, file(tmp_path, pem()), NOW)

    assert (answer["code"], status) == ("card_expired", 2)


def test_picture_without_a_code_is_red() -> None:
    assert verify_command((), None, None, NOW) == (
        {"verdict": "red", "code": "card_not_found", "profile": None, "claims": None},
        2,
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "trust_list_malformed"),
        (b"[]", "trust_list_malformed"),
        (b'{"keys": 5}', "trust_list_malformed"),
        (b'{"k": "trust"}', "signed_object_malformed"),
        (json.dumps(sign_object("lease", TRUST.payload(), CENTRE).wire()).encode(), "trust_list_malformed"),
        (b" " * 5_000_000, "trust_file_unreadable"),
    ],
)
def test_list_that_is_none_is_told(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(KnownError, match=code):
        verify_command(TOKEN, file(tmp_path, content), None, NOW)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_list_that_an_editor_saved_anew_is_read(tmp_path: Path, encoding: str) -> None:
    saved = TRUST.payload().decode().encode(encoding)

    assert verify_command(TOKEN, file(tmp_path, saved), None, NOW)[1] == 0


def test_key_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="card_key_unsupported"):
        verify_command(TOKEN, None, file(tmp_path, b"no key"), NOW)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="trust_file_unreadable"):
        verify_command(TOKEN, tmp_path / "missing", None, NOW)


def test_empty_list_knows_nobody(tmp_path: Path) -> None:
    assert verify_command(TOKEN, file(tmp_path, TrustList(()).payload()), None, NOW)[1] == 1
