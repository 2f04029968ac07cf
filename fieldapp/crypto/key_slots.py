"""The key-slot file: one data key, wrapped once for each secret that may open the store.

A slot stretches its secret with Argon2id (RFC 9106) and wraps the 32-byte data key with
AES-256-GCM; the slot's own description is authenticated with it. The file holds no secret. Changing
a passphrase rewraps the key and touches no record. What the data key opens is not known here.
"""

import base64
import hashlib
import json
import os
import secrets
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldapp.crypto.key_derivation import KEY_BYTES
from fieldapp.crypto.recovery_codes import new_recovery_code, read_recovery_code
from fieldapp.domain.keys import NewCode, SlotKind
from fieldapp.domain.problems import Problem, Refusal
from fieldapp.errors import KnownError

_VERSION = 1
_SALT_BYTES = 16
_NONCE_BYTES = 12
_WRAPPED_BYTES = KEY_BYTES + 16
_MAX_FILE_BYTES = 64 * 1024
_MAX_SLOTS = 32
SHORTEST_PASSPHRASE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """How much work one guess costs (Argon2id). ``memory_kib`` is in KiB."""

    memory_kib: int = 64 * 1024
    time: int = 3
    parallelism: int = 4

    @property
    def is_sane(self) -> bool:
        """Whether a file may ask for this; a tampered one must not eat the machine."""
        return (
            8 * self.parallelism <= self.memory_kib <= 1024 * 1024
            and 1 <= self.time <= 16
            and 1 <= self.parallelism <= 16
        )


FULL_COST = Cost()
QUICK_COST = Cost(memory_kib=64, time=1, parallelism=1)
"""For tests and demonstrations only: protects nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The data key wrapped for one secret; ``salt``, ``nonce`` and ``wrapped`` are raw bytes.

    ``who`` (an operator's id) and ``made`` (ms since 1970) are authenticated too: no slot passes for another person's.
    """

    id: str
    kind: SlotKind
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    who: str = ""
    made: int = 0

    @property
    def description(self) -> bytes:
        """What is authenticated besides the key, so that no slot can pass for another."""
        cost = f"{self.cost.memory_kib}/{self.cost.time}/{self.cost.parallelism}"
        owner = f"/{self.who}/{self.made}" if self.made else ""  # slots of before say neither
        return f"fieldapp/key-slot/{_VERSION}/{self.id}/{self.kind}/{cost}{owner}".encode()


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose slot it is and when it was made (ms since 1970)."""

    who: str = ""
    made: int = 0


UNMARKED = Mark()


@dataclass(frozen=True, slots=True)
class OpenedSlot:
    """The slot a secret opened, and the data key in it."""

    slot: Slot
    data_key: bytes

    def __repr__(self) -> str:
        return f"OpenedSlot({self.slot.id})"


@dataclass(frozen=True, slots=True)
class NewSlots:
    """What a new slot file gave: the 32-byte data key and the code to print. Never written down together."""

    data_key: bytes
    recovery_code: str

    def __repr__(self) -> str:
        return "NewSlots(…)"


def passphrase_problem(passphrase: str) -> Problem | None:
    """Return what is wrong with a passphrase somebody chooses; None when it will do."""
    if len(_normalised(passphrase)) < SHORTEST_PASSPHRASE:
        return Problem(code="passphrase_too_short", field="passphrase", details={"minimum": str(SHORTEST_PASSPHRASE)})
    return None


def create_slots(path: Path, passphrase: str, *, cost: Cost | None = None, mark: Mark = UNMARKED) -> NewSlots:
    """Make a data key and a file with two slots: the passphrase and a fresh recovery code.

    Raises ``KnownError`` ``key_slots_exist`` rather than overwrite the only key of a store.
    """
    if path.exists():
        raise KnownError("key_slots_exist", path=path.name)
    data_key, code = secrets.token_bytes(KEY_BYTES), new_recovery_code()
    chosen = cost or FULL_COST
    slots = (
        _wrap(data_key, SlotKind.PASSPHRASE, passphrase, chosen, mark),
        _wrap(data_key, SlotKind.RECOVERY, _bare(code), chosen, mark),
    )
    _save(path, slots)
    return NewSlots(data_key, code)


def open_slot(path: Path, passphrase: str) -> OpenedSlot | Refusal:
    """Return the slot a passphrase opens; ``wrong_passphrase`` or ``key_slots_damaged`` otherwise."""
    return _open(path, SlotKind.PASSPHRASE, passphrase, "wrong_passphrase")


def open_with_passphrase(path: Path, passphrase: str) -> bytes | Refusal:
    """Return the data key; refuses as ``open_slot`` does."""
    opened = open_slot(path, passphrase)
    return opened if isinstance(opened, Refusal) else opened.data_key


def open_with_recovery(path: Path, code: str) -> bytes | Refusal:
    """Return the data key; ``recovery_code_mistyped`` is said before any work, else ``wrong_recovery_code``."""
    bare = read_recovery_code(code)
    if bare is None:
        return Refusal(code="recovery_code_mistyped")
    opened = _open(path, SlotKind.RECOVERY, bare, "wrong_recovery_code")
    return opened if isinstance(opened, Refusal) else opened.data_key


def slots_in(path: Path) -> tuple[Slot, ...] | Refusal:
    """Return every slot of a file, oldest first; ``key_slots_missing`` or ``key_slots_damaged`` otherwise."""
    return _load(path)


def add_slot(
    path: Path, data_key: bytes, passphrase: str, *, cost: Cost | None = None, mark: Mark = UNMARKED
) -> Refusal | None:
    """Let one more passphrase open the store; ``data_key`` is the one this file gave."""
    return _add(path, _wrap(data_key, SlotKind.PASSPHRASE, passphrase, cost or FULL_COST, mark))


def add_recovery(path: Path, data_key: bytes, *, cost: Cost | None = None, mark: Mark = UNMARKED) -> NewCode | Refusal:
    """Let one more recovery code open the store; the ones before stay until ``remove_slots`` takes them."""
    code = new_recovery_code()
    fresh = _wrap(data_key, SlotKind.RECOVERY, _bare(code), cost or FULL_COST, mark)
    return _add(path, fresh) or NewCode(fresh.id, code)


def _add(path: Path, fresh: Slot) -> Refusal | None:
    slots = _load(path)
    if isinstance(slots, Refusal):
        return slots
    if len(slots) >= _MAX_SLOTS:
        return Refusal(code="key_slots_full", details={"maximum": str(_MAX_SLOTS)})
    _save(path, (*slots, fresh))
    return None


def remove_slots(path: Path, ids: Collection[str]) -> Refusal | None:
    """Take slots away; refuses ``last_passphrase`` rather than leave a store that only the code opens."""
    slots = _load(path)
    if isinstance(slots, Refusal):
        return slots
    kept = tuple(slot for slot in slots if slot.id not in ids)
    if not any(slot.kind is SlotKind.PASSPHRASE for slot in kept):
        return Refusal(code="last_passphrase")
    _save(path, kept)
    return None


def change_passphrase(
    path: Path, old: str, new: str, *, cost: Cost | None = None, mark: Mark = UNMARKED
) -> Refusal | None:
    """Replace the passphrase ``old``; other slots stay as they are."""
    opened = open_slot(path, old)
    slots = _load(path)
    if isinstance(opened, Refusal):
        return opened
    if isinstance(slots, Refusal):
        return slots
    fresh = _wrap(opened.data_key, SlotKind.PASSPHRASE, new, cost or FULL_COST, mark)
    _save(path, tuple(fresh if slot.id == opened.slot.id else slot for slot in slots))
    return None


def replace_secrets(
    path: Path, data_key: bytes, passphrase: str, *, cost: Cost | None = None, mark: Mark = UNMARKED
) -> str | Refusal:
    """After a recovery: all old passphrases and the used code end; return the new recovery code."""
    slots = _load(path)
    if isinstance(slots, Refusal):
        return slots
    code, chosen = new_recovery_code(), cost or FULL_COST
    kept = tuple(slot for slot in slots if slot.kind is SlotKind.HUB)
    fresh = (
        _wrap(data_key, SlotKind.PASSPHRASE, passphrase, chosen, mark),
        _wrap(data_key, SlotKind.RECOVERY, _bare(code), chosen, mark),
    )
    _save(path, (*fresh, *kept))
    return code


def _open(path: Path, kind: SlotKind, secret: str, wrong: str) -> OpenedSlot | Refusal:
    slots = _load(path)
    if isinstance(slots, Refusal):
        return slots
    for slot in slots:
        data_key = _unwrap(slot, secret) if slot.kind is kind else None
        if data_key is not None:
            return OpenedSlot(slot, data_key)
    return Refusal(code=wrong)


def _wrap(data_key: bytes, kind: SlotKind, secret: str, cost: Cost, mark: Mark) -> Slot:
    bare = Slot(
        id=secrets.token_hex(8),
        kind=kind,
        cost=cost,
        salt=secrets.token_bytes(_SALT_BYTES),
        nonce=secrets.token_bytes(_NONCE_BYTES),
        wrapped=b"",
        who=mark.who,
        made=mark.made,
    )
    wrapped = AESGCM(_stretched(bare, secret)).encrypt(bare.nonce, data_key, bare.description)
    return replace(bare, wrapped=wrapped)


def _unwrap(slot: Slot, secret: str) -> bytes | None:
    try:
        return AESGCM(_stretched(slot, secret)).decrypt(slot.nonce, slot.wrapped, slot.description)
    except InvalidTag:
        return None


def _stretched(slot: Slot, secret: str) -> bytes:
    return hash_secret_raw(
        _normalised(secret).encode("utf-8", "surrogatepass"),
        slot.salt,
        time_cost=slot.cost.time,
        memory_cost=slot.cost.memory_kib,
        parallelism=slot.cost.parallelism,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _normalised(secret: str) -> str:
    """An input method may give full-width letters one day and half-width ones the next."""
    return unicodedata.normalize("NFKC", secret)


def _bare(code: str) -> str:
    return code.replace("-", "")


def _load(path: Path) -> tuple[Slot, ...] | Refusal:
    """Read the file; ``key_slots_missing`` or ``key_slots_damaged`` when it does not hold what it should."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        return Refusal(code="key_slots_missing")
    except OSError as trouble:
        raise KnownError("key_slots_unreadable", path=path.name) from trouble
    try:
        return _parse(raw)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Refusal(code="key_slots_damaged")


def _parse(raw: bytes) -> tuple[Slot, ...]:
    if len(raw) > _MAX_FILE_BYTES:
        raise ValueError("too long")
    content = json.loads(raw)
    entries = content["slots"]
    if content["version"] != _VERSION or content["sum"] != _sum(entries) or len(entries) > _MAX_SLOTS:
        raise ValueError("not a slot file of this version, or changed")
    return tuple(_slot_from(entry) for entry in entries)


def _slot_from(entry: dict[str, Any]) -> Slot:
    cost = Cost(**{name: int(value) for name, value in entry["cost"].items()})
    raw = {name: base64.b64decode(entry[name], validate=True) for name in ("salt", "nonce", "wrapped")}
    lengths = tuple(len(value) for value in raw.values())
    if not cost.is_sane or lengths != (_SALT_BYTES, _NONCE_BYTES, _WRAPPED_BYTES):
        raise ValueError("not a slot")
    return Slot(
        id=str(entry["id"]),
        kind=SlotKind(entry["kind"]),
        cost=cost,
        salt=raw["salt"],
        nonce=raw["nonce"],
        wrapped=raw["wrapped"],
        who=str(entry.get("who", "")),
        made=int(entry.get("made", 0)),
    )


def _entry_of(slot: Slot) -> dict[str, Any]:
    raw = {name: base64.b64encode(getattr(slot, name)).decode("ascii") for name in ("salt", "nonce", "wrapped")}
    owner: dict[str, Any] = {"who": slot.who, "made": slot.made} if slot.made else {}
    return {"id": slot.id, "kind": str(slot.kind), "cost": asdict(slot.cost), **raw, **owner}


def _sum(entries: Any) -> str:
    """Tells a torn or edited file from a wrong passphrase; it protects against accidents, not people."""
    return hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()


def _save(path: Path, slots: Sequence[Slot]) -> None:
    entries = [_entry_of(slot) for slot in slots]
    content = {"version": _VERSION, "slots": entries, "sum": _sum(entries)}
    _write_durably(path, json.dumps(content, indent=1).encode("ascii"))


def _write_durably(path: Path, content: bytes) -> None:
    """Replace the file in one step that survives a power cut: either the old slots or the new ones."""
    fresh = path.with_name(path.name + ".new")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        if os.name != "nt":  # Windows cannot open a folder, NTFS journals the rename itself
            _sync_folder(path.parent)
    except OSError as trouble:
        raise KnownError("key_slots_unwritable", path=path.name) from trouble


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
