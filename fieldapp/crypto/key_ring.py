"""The keys of an open store (钥匙): who has one, and giving, changing, renewing and taking them.

Every act begins with the passphrase of whoever acts, which counts as a guess like any other. Slow (Argon2id): on the
store worker only. What the keys open is not known here.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fieldapp.crypto.key_slots import (
    FULL_COST,
    QUICK_COST,
    Cost,
    Mark,
    OpenedSlot,
    Slot,
    add_recovery,
    add_slot,
    change_passphrase,
    open_slot,
    passphrase_problem,
    remove_slots,
    replace_secrets,
    slots_in,
)
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.keys import KeyOfStore, NewCode, SlotKind
from fieldapp.domain.ports import Clock
from fieldapp.domain.problems import Refusal

Guess = Callable[[], OpenedSlot | Refusal]
Guessed = Callable[[Guess], OpenedSlot | Refusal]


class KeyRing:
    """The slots of one open store. ``guessed`` lets a guess through or refuses with ``too_many_tries``.

    ``opened_by`` is whose passphrase opened it ("" for a slot without a name); ``is_recovered``: the recovery code did,
    and ``start_over`` has to follow.
    """

    def __init__(self, path: Path, clock: Clock, guessed: Guessed, data_key: bytes) -> None:
        """Work on the slot file at ``path``, which holds ``data_key``."""
        self._path, self._clock, self._guessed, self._data_key = path, clock, guessed, data_key
        self.opened_by = ""
        self.is_recovered = False

    def all(self) -> tuple[KeyOfStore, ...] | Refusal:
        """Return every key of the store; refuses ``key_slots_missing``, ``key_slots_damaged``."""
        slots = slots_in(self._path)
        return slots if isinstance(slots, Refusal) else tuple(_told(slot) for slot in slots)

    def owner_of(self, passphrase: str) -> str | Refusal:
        """Return whose slot a passphrase opens ("" where it says nobody's name); refuses ``wrong_passphrase``."""
        opened = self._open(passphrase)
        return opened if isinstance(opened, Refusal) else opened.slot.who

    def change(self, old: str, new: str, who: OperatorId) -> Refusal | None:
        """Replace one's own passphrase. Refuses ``wrong_passphrase``, ``passphrase_too_short``, ``key_of_other``."""
        opened = self._open(old)
        if isinstance(opened, Refusal):
            return opened
        if opened.slot.who not in ("", who):
            return Refusal(code="key_of_other")
        return _short(new) or change_passphrase(self._path, old, new, cost=_cost(opened), mark=self._mark(who))

    def add(self, passphrase: str, new: str, who: OperatorId) -> Refusal | None:
        """Give somebody a passphrase of their own; refuses ``key_exists`` for who has one, and as ``change`` does."""
        opened, slots = self._open(passphrase), slots_in(self._path)
        refusal = next((one for one in (opened, slots) if isinstance(one, Refusal)), None) or _short(new)
        if refusal or isinstance(opened, Refusal) or isinstance(slots, Refusal):
            return refusal
        if any(slot.who == who and slot.kind is SlotKind.PASSPHRASE for slot in slots):
            return Refusal(code="key_exists")
        return add_slot(self._path, opened.data_key, new, cost=_cost(opened), mark=self._mark(who))

    def remove(self, passphrase: str, slot: str) -> Refusal | None:
        """Take somebody's key away. Refuses ``key_in_use`` (one's own), ``key_unknown``, ``wrong_passphrase``."""
        opened, slots = self._open(passphrase), slots_in(self._path)
        if isinstance(opened, Refusal):
            return opened
        if isinstance(slots, Refusal):
            return slots
        found = next((one for one in slots if one.id == slot and one.kind is SlotKind.PASSPHRASE), None)
        if found is None:
            return Refusal(code="key_unknown")
        return Refusal(code="key_in_use") if slot == opened.slot.id else remove_slots(self._path, {slot})

    def begin_recovery(self, passphrase: str, who: OperatorId) -> NewCode | Refusal:
        """Make another recovery code; the old one opens too until ``confirm_recovery``, so a kill locks nobody out."""
        opened = self._open(passphrase)
        if isinstance(opened, Refusal):
            return opened
        return add_recovery(self._path, opened.data_key, cost=_cost(opened), mark=self._mark(who))

    def confirm_recovery(self, slot: str) -> Refusal | None:
        """The new code was written down: every other recovery code is void."""
        return self._drop_recoveries(lambda one: one.id != slot)

    def cancel_recovery(self, slot: str) -> Refusal | None:
        """The new code was not written down: it is void, the old one stays."""
        return self._drop_recoveries(lambda one: one.id == slot)

    def start_over(self, passphrase: str, who: OperatorId) -> str | Refusal:
        """After a recovery: every passphrase and the used code end. Return the new recovery code.

        Refuses ``key_not_recovered`` where a passphrase opened the store, ``passphrase_too_short``.
        """
        slots = slots_in(self._path)
        refusal = _short(passphrase) if self.is_recovered else Refusal(code="key_not_recovered")
        if refusal or isinstance(slots, Refusal):
            return refusal or Refusal(code="key_slots_damaged")
        cost = QUICK_COST if all(slot.cost == QUICK_COST for slot in slots) else FULL_COST
        code = replace_secrets(self._path, self._data_key, passphrase, cost=cost, mark=self._mark(who))
        self.is_recovered = isinstance(code, Refusal)
        return code

    def _drop_recoveries(self, goes: Callable[[Slot], bool]) -> Refusal | None:
        slots = slots_in(self._path)
        if isinstance(slots, Refusal):
            return slots
        return remove_slots(self._path, {one.id for one in slots if one.kind is SlotKind.RECOVERY and goes(one)})

    def _open(self, passphrase: str) -> OpenedSlot | Refusal:
        return self._guessed(lambda: open_slot(self._path, passphrase))

    def _mark(self, who: OperatorId) -> Mark:
        return Mark(who=who, made=int(self._clock.now().timestamp() * 1000))


def _told(slot: Slot) -> KeyOfStore:
    return KeyOfStore(
        id=slot.id,
        kind=slot.kind,
        who=OperatorId(slot.who) if slot.who else None,
        made=datetime.fromtimestamp(slot.made / 1000, UTC) if slot.made else None,
    )


def _cost(opened: OpenedSlot) -> Cost:
    """A store that was set up for tests stays quick; every other one gets what a guess costs today."""
    return QUICK_COST if opened.slot.cost == QUICK_COST else FULL_COST


def _short(passphrase: str) -> Refusal | None:
    problem = passphrase_problem(passphrase)
    return Refusal(code=problem.code, details=problem.details, problems=(problem,)) if problem else None
