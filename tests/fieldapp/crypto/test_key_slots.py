"""The key-slot file: every right secret opens it, nothing else does, and no write can lose the key."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.crypto.key_slots import (
    FULL_COST,
    QUICK_COST,
    Cost,
    Mark,
    NewSlots,
    OpenedSlot,
    add_slot,
    change_passphrase,
    create_slots,
    open_slot,
    open_with_passphrase,
    open_with_recovery,
    passphrase_problem,
    replace_secrets,
)
from fieldapp.crypto.recovery_codes import new_recovery_code
from fieldapp.domain.keys import SlotKind
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError

PASSPHRASE = "春风 2026 花开"
DAMAGED = Refusal(code="key_slots_damaged")
WRONG = Refusal(code="wrong_passphrase")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.keys"


@pytest.fixture
def slots(path: Path) -> NewSlots:
    return create_slots(path, PASSPHRASE, cost=QUICK_COST)


def rewrite(path: Path, change: Any) -> None:
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_passphrase_opens(path: Path, slots: NewSlots) -> None:
    assert open_with_passphrase(path, PASSPHRASE) == slots.data_key
    assert len(slots.data_key) == 32


def test_recovery_code_opens(path: Path, slots: NewSlots) -> None:
    assert open_with_recovery(path, slots.recovery_code.lower()) == slots.data_key


def test_passphrase_typed_in_full_width_opens(path: Path) -> None:
    made = create_slots(path, "spring 2026", cost=QUICK_COST)

    assert open_with_passphrase(path, "ｓｐｒｉｎｇ ２０２６") == made.data_key


def test_wrong_passphrase_is_refused(path: Path, slots: NewSlots) -> None:
    assert open_with_passphrase(path, PASSPHRASE + "!") == WRONG


def test_recovery_code_is_no_passphrase(path: Path, slots: NewSlots) -> None:
    assert open_with_passphrase(path, slots.recovery_code) == WRONG


def test_recovery_code_of_another_store_is_refused(path: Path, slots: NewSlots) -> None:
    assert open_with_recovery(path, new_recovery_code()) == Refusal(code="wrong_recovery_code")


def test_mistyped_recovery_code_is_told_apart(path: Path, slots: NewSlots) -> None:
    assert open_with_recovery(path, slots.recovery_code[:-1]) == Refusal(code="recovery_code_mistyped")


def test_two_files_have_different_keys(tmp_path: Path) -> None:
    first = create_slots(tmp_path / "a", PASSPHRASE, cost=QUICK_COST)
    second = create_slots(tmp_path / "b", PASSPHRASE, cost=QUICK_COST)

    assert first.data_key != second.data_key


def test_existing_file_is_never_overwritten(path: Path, slots: NewSlots) -> None:
    with pytest.raises(KnownError, match="key_slots_exist"):
        create_slots(path, "another one", cost=QUICK_COST)

    assert open_with_passphrase(path, PASSPHRASE) == slots.data_key


def test_full_cost_is_what_the_file_asks_for_by_default(path: Path) -> None:
    made = create_slots(path, PASSPHRASE)

    costs = [entry["cost"] for entry in json.loads(path.read_text())["slots"]]
    assert costs == [{"memory_kib": 65536, "time": 3, "parallelism": 4}] * 2
    assert Cost() == FULL_COST
    assert open_with_passphrase(path, PASSPHRASE) == made.data_key


def test_added_passphrase_opens_beside_the_first(path: Path, slots: NewSlots) -> None:
    assert add_slot(path, slots.data_key, "second supervisor", cost=QUICK_COST) is None

    assert open_with_passphrase(path, "second supervisor") == slots.data_key
    assert open_with_passphrase(path, PASSPHRASE) == slots.data_key


def test_slots_come_to_an_end(path: Path, slots: NewSlots) -> None:
    for number in range(30):
        assert add_slot(path, slots.data_key, f"passphrase {number}", cost=QUICK_COST) is None

    refused = add_slot(path, slots.data_key, "one more", cost=QUICK_COST)

    assert isinstance(refused, Refusal)
    assert refused.code == "key_slots_full"


def test_changed_passphrase_replaces_the_old_one(path: Path, slots: NewSlots) -> None:
    assert change_passphrase(path, PASSPHRASE, "new passphrase", cost=QUICK_COST) is None

    assert open_with_passphrase(path, PASSPHRASE) == WRONG
    assert open_with_passphrase(path, "new passphrase") == slots.data_key
    assert open_with_recovery(path, slots.recovery_code) == slots.data_key


def test_change_with_a_wrong_passphrase_changes_nothing(path: Path, slots: NewSlots) -> None:
    before = path.read_bytes()

    assert change_passphrase(path, "guess", "new passphrase", cost=QUICK_COST) == WRONG

    assert path.read_bytes() == before


def test_replaced_secrets_end_all_old_ones(path: Path, slots: NewSlots) -> None:
    add_slot(path, slots.data_key, "second supervisor", cost=QUICK_COST)

    code = replace_secrets(path, slots.data_key, "after recovery", cost=QUICK_COST)

    assert isinstance(code, str)
    assert open_with_recovery(path, code) == slots.data_key
    assert open_with_passphrase(path, "after recovery") == slots.data_key
    assert open_with_recovery(path, slots.recovery_code) == Refusal(code="wrong_recovery_code")
    assert open_with_passphrase(path, "second supervisor") == WRONG
    assert open_with_passphrase(path, PASSPHRASE) == WRONG


def test_missing_file_is_told(path: Path) -> None:
    missing = Refusal(code="key_slots_missing")

    assert open_with_passphrase(path, PASSPHRASE) == missing
    assert add_slot(path, bytes(32), PASSPHRASE, cost=QUICK_COST) == missing
    assert change_passphrase(path, PASSPHRASE, "new passphrase", cost=QUICK_COST) == missing
    assert replace_secrets(path, bytes(32), PASSPHRASE, cost=QUICK_COST) == missing


def test_unreadable_file_is_the_environments_trouble(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="key_slots_unreadable"):
        open_with_passphrase(tmp_path, PASSPHRASE)


def test_failed_write_leaves_the_old_slots(path: Path, slots: NewSlots, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownError, match="key_slots_unwritable"):
        change_passphrase(path, PASSPHRASE, "new passphrase", cost=QUICK_COST)

    assert open_with_passphrase(path, PASSPHRASE) == slots.data_key


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_file_is_readable_by_its_owner_only(path: Path, slots: NewSlots) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_file_holds_neither_key_nor_secrets(path: Path, slots: NewSlots) -> None:
    content = path.read_bytes()

    assert slots.data_key not in content
    assert slots.data_key.hex().encode() not in content
    assert PASSPHRASE.encode() not in content
    assert slots.recovery_code.encode() not in content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_any_changed_byte_gives_the_key_or_a_refusal(path: Path, place: int, byte: int) -> None:
    path.unlink(missing_ok=True)
    made = create_slots(path, PASSPHRASE, cost=QUICK_COST)
    content = bytearray(path.read_bytes())
    content[place % len(content)] = byte
    path.write_bytes(content)

    opened = open_with_passphrase(path, PASSPHRASE)

    assert opened in (made.data_key, DAMAGED)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b'{"version": 1}',
        b'{"version": 1, "slots": 5, "sum": ""}',
        b"[" * 60000,
        b" " * 70000,
    ],
    ids=lambda content: repr(content[:20]),
)
def test_file_that_is_no_slot_file_is_damaged(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert open_with_passphrase(path, PASSPHRASE) == DAMAGED


def with_sum(content: dict[str, Any]) -> None:
    from fieldapp.crypto import key_slots

    content["sum"] = key_slots._sum(content["slots"])


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 2**31, "time": 1, "parallelism": 1},
        {"memory_kib": 64, "time": 10**6, "parallelism": 1},
        {"memory_kib": 1, "time": 1, "parallelism": 1},
        {"memory_kib": 64, "time": 0, "parallelism": 1},
        {"memory_kib": 64, "time": 1, "parallelism": 0},
        {"memory_kib": 64, "time": 1, "threads": 1},
    ],
    ids=str,
)
def test_file_that_asks_for_insane_work_is_damaged(path: Path, slots: NewSlots, cost: dict[str, int]) -> None:
    def change(content: dict[str, Any]) -> None:
        content["slots"][0]["cost"] = cost
        with_sum(content)

    rewrite(path, change)

    assert open_with_passphrase(path, PASSPHRASE) == DAMAGED


def test_slot_passed_off_as_another_kind_does_not_open(path: Path, slots: NewSlots) -> None:
    def change(content: dict[str, Any]) -> None:
        content["slots"][0]["kind"] = str(SlotKind.RECOVERY)
        content["slots"][1]["kind"] = str(SlotKind.PASSPHRASE)
        with_sum(content)

    rewrite(path, change)

    assert open_with_passphrase(path, PASSPHRASE) == WRONG
    assert open_with_passphrase(path, slots.recovery_code.replace("-", "")) == WRONG


def test_file_of_a_newer_version_is_not_touched(path: Path, slots: NewSlots) -> None:
    rewrite(path, lambda content: content.update(version=2))

    assert change_passphrase(path, PASSPHRASE, "new passphrase", cost=QUICK_COST) == DAMAGED


@pytest.mark.parametrize(
    ("chosen", "is_fine"), [("1234567", False), ("12345678", True), ("春风花开", False), ("", False)]
)
def test_passphrase_somebody_chooses_has_eight_characters(chosen: str, is_fine: bool) -> None:
    assert (passphrase_problem(chosen) is None) == is_fine


def test_lone_surrogate_in_a_passphrase_does_not_crash(path: Path, slots: NewSlots) -> None:
    assert open_with_passphrase(path, "\ud800") == WRONG


def test_representation_of_new_slots_hides_them(slots: NewSlots) -> None:
    assert slots.recovery_code not in repr(slots)


def test_whose_slot_it_is_cannot_be_rewritten(path: Path) -> None:
    made = create_slots(path, PASSPHRASE, cost=QUICK_COST, mark=Mark("boss", 1_700_000_000_000))
    opened = open_slot(path, PASSPHRASE)
    assert isinstance(opened, OpenedSlot)
    assert (opened.slot.who, opened.data_key) == ("boss", made.data_key)

    content = json.loads(path.read_bytes())
    for entry in content["slots"]:
        entry["who"] = "somebody else"
    content["sum"] = hashlib.sha256(json.dumps(content["slots"], sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps(content))

    assert open_with_passphrase(path, PASSPHRASE) == WRONG


def test_no_representation_shows_a_key(path: Path) -> None:
    made = create_slots(path, PASSPHRASE, cost=QUICK_COST)
    opened = open_slot(path, PASSPHRASE)

    assert str(made.data_key) not in repr(opened)
