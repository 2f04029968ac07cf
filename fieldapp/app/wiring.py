"""What an open store is made of: its keys out of its secrets, its tables up to date, its pages sound."""

from pathlib import Path

from fieldapp.crypto.blind_indexes import BlindIndex
from fieldapp.crypto.card_tokens import CardKey
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.crypto.key_slots import open_with_passphrase, open_with_recovery
from fieldapp.crypto.recovery_codes import read_recovery_code
from fieldapp.domain.ports import Clock
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.paths import Paths
from fieldapp.store.backups import make_backup
from fieldapp.store.database import Database
from fieldapp.store.key_changes import BLIND_KEY, BLIND_VERSION, keys_before
from fieldapp.store.migrate import migrate
from fieldapp.store.preferences import Secrets
from fieldapp.store.stores import AUDIT_KEY, Store
from fieldapp.store.tries import Tries
from fieldapp.store.unit_of_work import Keys

DEVICE_SEED = "device_seed"
DEVICE_NAME = "device_name"


def keys_from(secrets: Secrets) -> Keys:
    """Build signer, blind index and card key from the seeds in the store."""
    seed = secrets.get(DEVICE_SEED)
    blind = secrets.get(BLIND_KEY)
    audit = secrets.get(AUDIT_KEY)
    if seed is None or blind is None or audit is None:
        raise KnownError("store_unreadable")
    return Keys(
        signer=DeviceKey.from_seed(seed),
        indexer=BlindIndex(blind, int(secrets.get(BLIND_VERSION) or b"0"), keys_before(secrets)),
        card_signer=CardKey.of_device(seed),
        audit=audit,
    )


def device_key(store: Store) -> DeviceKey:
    """Return the device's key with its seed."""
    with store.database.reading() as connection:
        return DeviceKey.from_seed(Secrets(connection).get(DEVICE_SEED) or b"")


def open_store(paths: Paths, key: bytes, clock: Clock) -> Store:
    """Bring the store up to date, after a backup of what was, and open it.

    Raises ``KnownError``: ``store_unreadable``, ``store_newer``, ``store_damaged``.
    """
    database = Database(paths.store, key)
    try:
        migrate(database, lambda: make_backup(paths.store, key, paths.key_slots, paths.backups, clock.now()))
        if not database.is_sound():
            raise KnownError("store_damaged")
        return Store(database, paths.sidecar, keys_from, clock)
    except BaseException:
        database.close()
        raise


def forgive_pins(store: Store) -> None:
    """The store's own secret was given: all people together have their wrong PINs again."""
    with store.transaction() as work:
        work.uow.operators.clear_tries()
        work.keep()


def key_of(paths: Paths, slots: Path, secret: str, clock: Clock, *, is_own: bool) -> bytes | Refusal:
    """Return the data key that a passphrase or a recovery code opens in a slot file; every try is counted.

    Refuses with ``wrong_passphrase``, ``wrong_recovery_code``, ``too_many_tries`` or ``key_slots_damaged``.
    """
    open_slots = open_with_recovery if read_recovery_code(secret) else open_with_passphrase
    return Tries(paths.sidecar, clock).guard(lambda: open_slots(slots, secret), is_own=is_own)
