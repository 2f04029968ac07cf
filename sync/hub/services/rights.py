"""Who may see and decide what: an account works on its union and everything below it."""

from collections.abc import Iterable, Sequence

from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, subtree
from fieldapp.domain.regions import covers
from sync.hub.store.accounts import Account

EVERYTHING = "*"


def unions_of(account: Account, everyone: Iterable[Organisation]) -> frozenset[str] | None:
    """Return the unions an account works on; None means all."""
    if account.union == EVERYTHING:
        return None
    return frozenset(subtree(OrganisationId(account.union), everyone))


def region_of(account: Account, everyone: Iterable[Organisation]) -> str:
    """Return the region of an account's union; empty for the whole tree or an unknown union."""
    return next((one.region for one in everyone if one.id == account.union), "")


def may_decide(account: Account, union: str | None, region: str, everyone: Sequence[Organisation]) -> bool:
    """Whether an account decides on a record of that union; without a union (pool) its region counts."""
    mine = unions_of(account, everyone)
    if mine is None:
        return True
    if union is not None:
        return union in mine
    return covers(region_of(account, everyone), region)
