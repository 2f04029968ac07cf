"""An open store and everything that works on it: how it is set up, opened, restored, used and closed."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from fieldapp.app.codes import Codes
from fieldapp.app.first_run import FirstRun, build
from fieldapp.app.wiring import DEVICE_SEED, device_key, forgive_pins, key_of, keys_from, open_store
from fieldapp.crypto.card_tokens import CardKey
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.key_ring import KeyRing
from fieldapp.crypto.key_slots import (
    SHORTEST_PASSPHRASE,
    Cost,
    open_slot,
    open_with_passphrase,
    open_with_recovery,
    passphrase_problem,
)
from fieldapp.crypto.recovery_codes import read_recovery_code
from fieldapp.crypto.signed import envelope_verifier, verify_signature
from fieldapp.domain.audits import AuditFault, AuditHead
from fieldapp.domain.backups import Backup, Salvage
from fieldapp.domain.clock import SystemClock, SystemIds
from fieldapp.domain.holdable import holdable
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.ports import CardSigner, Clock, Enrolment, Feed, Ids, Outbox, Signer
from fieldapp.domain.problems import Refusal
from fieldapp.domain.retention import terms
from fieldapp.errors import KnownError
from fieldapp.paths import Paths
from fieldapp.processes import SingleInstance
from fieldapp.store.backups import (
    backups_in,
    check_backup,
    put_in_place,
    remove_set_aside,
    slots_of,
    thin,
)
from fieldapp.store.feed import StoreEnrolment, StoreFeed
from fieldapp.store.outbox import StoreOutbox
from fieldapp.store.queries import Queries
from fieldapp.store.salvage import Wiring, salvage
from fieldapp.store.stores import Resumption, Store
from fieldapp.store.tries import Tries
from fieldapp.store.unit_of_work import UnitOfWork

Command = TypeVar("Command")
Result = TypeVar("Result")
UseCase = Callable[[Command, UnitOfWork, Clock, Ids], Result]


@dataclass(frozen=True, slots=True)
class Created:
    """A fresh store, open, and the recovery code to print; nobody can show the code again."""

    application: "Application"
    recovery_code: str

    def __repr__(self) -> str:
        """Show no recovery code."""
        return "Created(…)"


@dataclass(frozen=True, slots=True)
class Restored:
    """The store a backup became; ``set_aside`` holds what stood there before. ``application.resumption`` says what
    the marks know to be missing, ``told`` what was and was not left of a damaged store.
    """

    application: "Application"
    set_aside: Path | None
    told: Salvage | None = None


class Application:
    """An open store and everything that works on it. ``close`` it; one process holds it at a time."""

    def __init__(self, paths: Paths, store: Store, lock: SingleInstance, clock: Clock, ids: Ids) -> None:
        """Wire the parts; use ``create`` or ``unlock``."""
        self.paths = paths
        self.clock = clock
        self.ids = ids
        self.resumption = Resumption(why=None, missing=None)
        self._store = store
        self._lock = lock
        self.read = Queries(store)
        self.outbox: Outbox = StoreOutbox(store)
        self.feed: Feed = StoreFeed(store)
        self.enrolment: Enrolment = StoreEnrolment(store)
        self.codes = Codes(store, self.read, self.enrolment, clock)
        self.keys = KeyRing(paths.key_slots, clock, Tries(paths.sidecar, clock).guard, store.database.key)

    @staticmethod
    def exists(paths: Paths) -> bool:
        """Whether this laptop was set up."""
        return paths.store.exists() and paths.key_slots.exists()

    @classmethod
    def create(
        cls,
        paths: Paths,
        first_run: FirstRun,
        *,
        clock: Clock | None = None,
        ids: Ids | None = None,
        cost: Cost | None = None,
    ) -> "Created | Refusal":
        """Set this laptop up: keys, store, first supervisor, organisations.

        Refuses with ``passphrase_too_short`` or ``store_exists``. A first run that was cut off
        leaves only ``.new`` files, which the next one replaces. Raises ``KnownError``.
        """
        problem = passphrase_problem(first_run.passphrase)
        if problem:
            return Refusal(code=problem.code, details=problem.details, problems=(problem,))
        if cls.exists(paths):
            return Refusal(code="store_exists")
        paths.make()
        chosen_clock, chosen_ids = clock or SystemClock(), ids or SystemIds()
        with SingleInstance(paths.lock):
            recovery_code = build(paths, first_run, chosen_clock, chosen_ids, cost)
        opened = cls.unlock(paths, first_run.passphrase, clock=chosen_clock, ids=chosen_ids)
        return opened if isinstance(opened, Refusal) else Created(opened, recovery_code)

    @classmethod
    def unlock(
        cls, paths: Paths, passphrase: str, *, clock: Clock | None = None, ids: Ids | None = None
    ) -> "Application | Refusal":
        """Open the store with a passphrase.

        Refuses with ``wrong_passphrase``, ``too_many_tries`` or ``key_slots_damaged``. Raises ``KnownError``:
        ``already_running``, ``store_unreadable``, ``store_newer``, ``store_damaged``.
        """
        chosen = clock or SystemClock()
        slot = Tries(paths.sidecar, chosen).guard(lambda: open_slot(paths.key_slots, passphrase))
        if isinstance(slot, Refusal):
            return slot
        opened = cls._open(paths, slot.data_key, chosen, ids)
        if not isinstance(opened, Refusal):
            opened.keys.opened_by = slot.slot.who
        return opened

    @classmethod
    def unlock_with_recovery(
        cls, paths: Paths, code: str, *, clock: Clock | None = None, ids: Ids | None = None
    ) -> "Application | Refusal":
        """Open the store with the printed recovery code, otherwise as ``unlock``; ``keys.start_over`` comes next."""
        chosen = clock or SystemClock()
        key = Tries(paths.sidecar, chosen).guard(lambda: open_with_recovery(paths.key_slots, code))
        opened = cls._open(paths, key, chosen, ids)
        if not isinstance(opened, Refusal):
            opened.keys.is_recovered = True
        return opened

    @classmethod
    def _open(cls, paths: Paths, key: bytes | Refusal, clock: Clock | None, ids: Ids | None) -> "Application | Refusal":
        if isinstance(key, Refusal):
            return key
        chosen_clock, chosen_ids = clock or SystemClock(), ids or SystemIds()
        paths.make()
        lock = SingleInstance(paths.lock)
        if not lock.acquire():
            raise KnownError("already_running")
        try:
            store = open_store(paths, key, chosen_clock)
            resumption = store.resume(chosen_ids)
            forgive_pins(store)
        except BaseException:
            lock.release()
            raise
        opened = cls(paths, store, lock, chosen_clock, chosen_ids)
        opened.resumption = resumption
        return opened

    @property
    def signer(self) -> Signer:
        """The device's key."""
        return self._store.keys.signer

    @property
    def card_signer(self) -> CardSigner:
        """The key that signs member cards."""
        return self._store.keys.card_signer

    @property
    def card_key(self) -> CardKey:
        """The card key with its public half, which enrolling tells the centre."""
        return CardKey.of_device(self.device_key.seed)

    @property
    def device_key(self) -> DeviceKey:
        """The device's key with its seed, which enrolling needs to open what was sealed to it."""
        return device_key(self._store)

    def execute(self, use_case: UseCase[Command, Result], command: Command) -> Result:
        """Run one use case in one transaction: committed, fsynced, sidecar written, then returned.

        What no store can hold is taken out of the command's texts first (``domain.holdable``). A ``Refusal``
        rolls everything back. Raises ``KnownError`` when the disk fails, after looking up what was saved.
        """
        held = holdable(command)
        if isinstance(held, Refusal):
            return cast("Result", held)  # every caller of a use case knows refusals
        with self._store.transaction() as work:
            result = use_case(held, work.uow, self.clock, self.ids)
            if not isinstance(result, Refusal):
                work.keep()
        return result

    def index_again(self, limit: int) -> bool:
        """Index up to ``limit`` more people under the key of a centre joined since; whether more are left.

        One commit. Until it returns False everybody is found all the same, by the earlier key.
        """
        return self._store.index_again(limit)

    def passphrase_refusal(self, passphrase: str) -> Refusal | None:
        """Return None when a passphrase opens this store, else ``wrong_passphrase`` or ``too_many_tries``."""
        key = Tries(self.paths.sidecar, self.clock).guard(
            lambda: open_with_passphrase(self.paths.key_slots, passphrase)
        )
        return key if isinstance(key, Refusal) else None

    def authenticate_again(self, operator: OperatorId, secret: str) -> Refusal | None:
        """Ask before a decision whether this is still the operator: their PIN or the passphrase of the store.

        Refuses with ``secret_wrong``, ``too_many_tries`` or, after five wrong PINs and until the passphrase is given,
        ``pin_locked``; a wrong one is noted in the audit log. Slow (Argon2id): call it on the store worker.
        """
        is_pin = secret.isascii() and secret.isdigit()
        if len(secret) >= SHORTEST_PASSPHRASE:
            refusal = self.passphrase_refusal(secret)
            if refusal is None or (refusal.code == "too_many_tries" and not is_pin):
                return refusal
        return self._pin_refusal(operator, secret if is_pin else "")

    def _pin_refusal(self, operator: OperatorId, pin: str) -> Refusal | None:
        with self._store.transaction() as work:
            known = work.uow.operators.get(operator)
            can_pin = bool(pin) and known is not None and known.is_active and known.has_pin
            if can_pin and work.uow.operators.tries_left(operator) <= 0:
                return Refusal(code="pin_locked")
            fits = can_pin and work.uow.operators.check_pin(operator, pin)
            if not fits:
                work.uow.audit.note(operator, "secret_wrong", operator)
            work.keep()
        return None if fits else Refusal(code="secret_wrong")

    def audit_fault(self, heads: Iterable[AuditHead] = ()) -> AuditFault | None:
        """Return the first fault of the audit log, held against the heads this laptop signed and those given.

        ``heads`` come from the centre: whoever has the keys of this laptop could have written its own anew.
        """
        own = []
        for told in self.read.audit_heads():
            body = json.loads(told.protected)["body"]
            if not verify_signature(self.device_key.public, "envelope", told.protected, told.signature):
                return AuditFault(first=1, last=int(body["n"]), why="head_forged")
            own.append(AuditHead(n=body["n"], hash=body["head"]))
        return self.read.audit_fault((*own, *heads))

    def is_sound(self) -> bool:
        """Whether pages and indexes of the store agree."""
        return self._store.database.is_sound()

    def back_up(self, folder: Path | None = None) -> Backup:
        """Make a checked, encrypted copy of the open store, in the laptop's own folder or in another one (a stick).

        Copies that are outdated go (``store.backups.outdated``). Takes seconds and does not hold up work beside it:
        call it on any thread. Raises ``KnownError``: ``backup_no_room``, ``backup_not_written``, ``backup_damaged``.
        """
        target = folder or self.paths.backups
        made = self._store.back_up(self.paths.key_slots, target)
        thin(target, self._store.id, self.clock.now(), terms()["backups"].span, self._store.aged())
        return made

    def sweep(self) -> None:
        """After a purge: give back its pages, and let backups and set-aside stores go whose days are over.

        Takes seconds: call it on the store worker. Raises ``KnownError`` when the disk fails.
        """
        self._store.shrink()
        aged, keep = self._store.aged(), terms()["backups"].span
        thin(self.paths.backups, self._store.id, self.clock.now(), keep, aged)
        remove_set_aside(self.paths, aged, keep)

    def backups(self) -> tuple[Backup, ...]:
        """Return the finished backups in the laptop's own folder, newest first."""
        return backups_in(self.paths.backups)

    @staticmethod
    def backups_below(folder: Path) -> tuple[Backup, ...]:
        """Return the finished backups in a folder (of a stick), newest first; needs no open store."""
        return backups_in(folder)

    @classmethod
    def restore(
        cls, paths: Paths, backup: Backup, secret: str, *, clock: Clock | None = None, ids: Ids | None = None
    ) -> "Restored | Refusal":
        """Put a checked backup in the place of the closed store and open it; what stood there is set aside.

        ``secret`` is a passphrase or recovery code of the backup, which becomes the laptop's own. Refuses with
        ``wrong_passphrase``, ``wrong_recovery_code``, ``too_many_tries`` or ``key_slots_damaged``; raises
        ``KnownError``: ``already_running``, ``backup_damaged``, ``backup_not_written`` and those of ``unlock``.
        """
        chosen_clock = clock or SystemClock()
        key = key_of(paths, slots_of(backup), secret, chosen_clock, is_own=False)
        if isinstance(key, Refusal):
            return key
        check_backup(backup, key)
        with SingleInstance(paths.lock):
            aside = put_in_place(backup, paths, chosen_clock.now())
        opened = cls._open(paths, key, chosen_clock, ids)
        return _back(opened, secret, aside)

    @classmethod
    def salvage(
        cls, paths: Paths, secret: str, others: Iterable[Backup] = (), *, clock: Clock | None = None
    ) -> "Restored | Refusal":
        """Save what is left of a damaged store into its newest backup that opens, and open it.

        ``others`` are backups from elsewhere (a stick). Refuses as ``unlock``; raises as ``store.salvage``.
        """
        chosen, ids = clock or SystemClock(), SystemIds()
        key = key_of(paths, paths.key_slots, secret, chosen, is_own=True)
        if isinstance(key, Refusal):
            return key
        wiring = Wiring(keys_from, lambda secrets: envelope_verifier(secrets.get(DEVICE_SEED) or b""), chosen, ids)
        with SingleInstance(paths.lock):
            told = salvage(paths, key, wiring, others)
        opened = cls._open(paths, key, chosen, ids)
        return _back(opened, secret, told.set_aside, told)

    def close(self) -> None:
        """Close the store and let go of its lock."""
        self._store.close()
        self._lock.release()


def _back(
    opened: Application | Refusal, secret: str, aside: Path | None, told: Salvage | None = None
) -> Restored | Refusal:
    if isinstance(opened, Refusal):
        return opened
    opened.keys.is_recovered = read_recovery_code(secret) is not None
    return Restored(opened, aside, told)
