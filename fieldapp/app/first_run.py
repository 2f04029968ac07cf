"""A laptop is set up: key slots and store are made under other names and stand in place when they are complete."""

from dataclasses import dataclass

from fieldapp.app.wiring import DEVICE_NAME, DEVICE_SEED, keys_from
from fieldapp.crypto.key_slots import Cost, Mark, create_slots
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.ports import Clock, Ids
from fieldapp.paths import Paths
from fieldapp.store.database import Database
from fieldapp.store.key_changes import BLIND_KEY, BLIND_VERSION
from fieldapp.store.migrate import migrate
from fieldapp.store.operators import supervisor_without_pin
from fieldapp.store.stores import Store, plant_secrets
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRun:
    """What a person chooses when the laptop is set up; ``supervisor`` is the name of the first 负责人."""

    passphrase: str
    device_name: str
    supervisor: str
    organisations: tuple[Organisation, ...] = ()

    def __repr__(self) -> str:
        """Show no passphrase."""
        return f"FirstRun(device_name={self.device_name!r})"


def build(paths: Paths, first_run: FirstRun, clock: Clock, ids: Ids, cost: Cost | None) -> str:
    """Make slots and store under ``.new`` names, put both in place when they are complete; return the recovery code."""
    fresh_store, fresh_slots = (one.with_name(f"{one.name}.new") for one in (paths.store, paths.key_slots))
    for leftover in (fresh_slots, fresh_store, *fresh_store.parent.glob(f"{fresh_store.name}-*")):
        leftover.unlink(missing_ok=True)
    supervisor = OperatorId(ids.new())
    mark = Mark(who=supervisor, made=int(clock.now().timestamp() * 1000))
    slots = create_slots(fresh_slots, first_run.passphrase, cost=cost, mark=mark)
    database = Database(fresh_store, slots.data_key)
    try:
        migrate(database, lambda: None)
        plant_secrets(database, DEVICE_SEED, BLIND_KEY, number=BLIND_VERSION)
        store = Store(database, paths.sidecar, keys_from, clock)
        store.resume(ids)
        with store.transaction() as work:
            _settle(work.uow, first_run, supervisor)
            work.keep()
    finally:
        database.close()
    fresh_slots.replace(paths.key_slots)
    fresh_store.replace(paths.store)
    return slots.recovery_code


def _settle(uow: UnitOfWork, first_run: FirstRun, who: OperatorId) -> None:
    uow.operators.add(supervisor_without_pin(who, first_run.supervisor), None)
    uow.preferences.put(DEVICE_NAME, first_run.device_name)
    uow.organisations.replace(first_run.organisations)
    uow.audit.note(who, "first_run", uow.signer.device)
