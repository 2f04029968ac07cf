"""The hub as its services see it: store, clock, ids, its own keys. Built once, handed down."""

import gc
import secrets
import sys
from dataclasses import dataclass

from fieldapp.crypto.blind_indexes import BlindIndex
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.domain.clock import SystemClock, SystemIds
from fieldapp.domain.ports import Clock, Ids
from sync.hub.store import server_state
from sync.hub.store.engine import Store, open_store
from sync.hub.store.migrate import migrate
from sync.hub.store.server_state import ServerIdentity
from sync.hub.verifying import VerifyAll, verify_here

DEFAULT_PROVINCE = "15"
_GC_THRESHOLD = 20_000
_TURN_S = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """Everything a use case of the hub needs beside its command."""

    store: Store
    clock: Clock
    ids: Ids
    identity: ServerIdentity
    key: DeviceKey
    blind: BlindIndex
    verify: VerifyAll = verify_here

    def now_ms(self) -> int:
        """Return the wall clock in Unix milliseconds."""
        return int(self.clock.now().timestamp() * 1000)

    def today(self) -> str:
        """Return the local day as yyyymmdd, the form of committee dates."""
        return self.clock.now().astimezone().strftime("%Y%m%d")


def open_centre(url: str, *, clock: Clock | None = None, ids: Ids | None = None) -> Centre:
    """Open the database, run missing migrations, and make the hub's keys when it has none yet."""
    store = open_store(url)
    clock, ids = clock or SystemClock(), ids or SystemIds()
    migrate(store)

    with store.write() as connection:
        identity = server_state.load(connection)
        if identity is None:
            identity = _new_identity()
            server_state.create(connection, identity, int(clock.now().timestamp() * 1000))
    return Centre(
        store=store,
        clock=clock,
        ids=ids,
        identity=identity,
        key=DeviceKey.from_seed(identity.signing_seed),
        blind=BlindIndex(identity.blind_key, identity.blind_version),
    )


def prepare_to_serve() -> None:
    """Make ready for many batches: look for cycles rarely, and give the writer its turn soon.

    What a batch makes dies with it and has no cycles. A request that is being read must not keep the writer,
    who comes back from the database a hundred times in a batch, waiting for the interpreter's lock.
    """
    sys.setswitchinterval(_TURN_S)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD)


def _new_identity() -> ServerIdentity:
    key = DeviceKey.generate()
    return ServerIdentity(
        server=key.kid,
        gen=1,
        province=DEFAULT_PROVINCE,
        signing_seed=key.seed,
        blind_key=secrets.token_bytes(32),
        blind_version=1,
        desk_key=secrets.token_bytes(32),
    )
