"""Who may see and decide what: an account works on its union and everything below it."""

from collections.abc import Iterable, Sequence

from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind, subtree
from fieldapp.domain.regions import covers
from sync.hub.store.accounts import Account
from sync.hub.store.devices import Device

EVERYTHING = "*"


def unions_of(account: Account, everyone: Iterable[Organisation]) -> frozenset[str] | None:
    """Return the unions an account works on; None means all."""
    if account.union == EVERYTHING:
        return None
    return frozenset(subtree(OrganisationId(account.union), everyone))


def pool_region_of(account: Account, everyone: Sequence[Organisation]) -> str:
    """Return the region whose pool (周转池) an account works on: that of a federation, or of who keeps a pool.

    A leaf union takes whom the pool sends; it does not help itself from the county's pool, so it has none.
    """
    own = next((one for one in everyone if one.id == account.union), None)
    if own is None:
        return ""
    below = subtree(own.id, everyone)
    keeps = own.kind is OrganisationKind.FEDERATION or any(one.is_pool and one.id in below for one in everyone)
    return own.region if keeps else ""


def may_decide(account: Account, union: str | None, region: str, everyone: Sequence[Organisation]) -> bool:
    """Whether an account decides on a record of that union; without one, whether that region's pool is its own."""
    mine = unions_of(account, everyone)
    if mine is None:
        return True
    if union is not None:
        return union in mine
    return covers(pool_region_of(account, everyone), region)


def may_manage(account: Account, device: Device, everyone: Sequence[Organisation]) -> bool:
    """Whether an account stops and releases a laptop: one of its unions, or one of nobody's union in its own region."""
    if account.role != "admin":
        return False
    own_region = pool_region_of(account, everyone)
    if device.union is None and device.region is None and own_region:
        return True
    return may_decide(account, device.union, device.region or "", everyone)
