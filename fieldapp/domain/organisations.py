"""Unions and the tree they stand in (组织). A pool (周转池) holds people and is never counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fieldapp.domain.ids import OrganisationId


class OrganisationKind(StrEnum):
    """The kinds of the union tree, finer than the official two (独立基层工会, 联合基层工会)."""

    FEDERATION = "federation_of_trade_unions"
    INDUSTRIAL = "industrial"
    INDUSTRY_FEDERATION = "industry_federation"
    REGION_FEDERATION = "region_federation"
    NEW_EMPLOYMENT_FEDERATION = "new_employment_federation"
    TOWNSHIP = "township_federation"
    PARK = "park"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"
    PLATFORM = "platform"
    JOINT = "joint"
    PROJECT = "project"
    FLEXIBLE = "flexible"
    POOL = "pool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One union. ``region`` is a GB/T 2260 code, ``groups`` the worker groups it is meant for.

    ``valid_to`` is set once it is dissolved (项目工会: 建完即撤); ``level`` 1 province … 5 grassroots.
    """

    id: OrganisationId
    name: str
    kind: OrganisationKind
    level: int
    parent: OrganisationId | None
    region: str
    credit_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    groups: tuple[str, ...] = ()
    accepts_direct_join: bool = True
    is_pool: bool = False
    mode: str | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether the union exists on that day (both ends included)."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


def subtree(root: OrganisationId, organisations: Iterable[Organisation]) -> frozenset[OrganisationId]:
    """Return the ids of a union and everything below it."""
    children: dict[OrganisationId | None, list[OrganisationId]] = {}
    for organisation in organisations:
        children.setdefault(organisation.parent, []).append(organisation.id)
    found, waiting = set[OrganisationId](), [root]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(children.get(one, ()))
    return frozenset(found)


def path_to(organisation: OrganisationId, by_id: Mapping[OrganisationId, Organisation]) -> tuple[OrganisationId, ...]:
    """Return the ids from the top of the tree down to the union; a loop ends the walk."""
    path: list[OrganisationId] = []
    current: OrganisationId | None = organisation
    while current is not None and current in by_id and current not in path:
        path.append(current)
        current = by_id[current].parent
    return tuple(reversed(path))
