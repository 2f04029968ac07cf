"""Where a worker belongs (分流): proposals with reasons, best first, the county pool last.

Rules after the 2021 opinions on workers in new forms of employment: with a labour relation the
employer's union; else a joint union or federation of the place of work; whatever matches nothing
goes to the county's pool (周转池) and is routed later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fieldapp.domain.codes import fold_label, table
from fieldapp.domain.ids import OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.regions import covers

MAXIMUM = 8

_OF_AN_EMPLOYER = frozenset({OrganisationKind.ENTERPRISE, OrganisationKind.PLATFORM, OrganisationKind.PROJECT})
_PREFERENCE = (
    OrganisationKind.JOINT,
    OrganisationKind.FLEXIBLE,
    OrganisationKind.PARK,
    OrganisationKind.NEW_EMPLOYMENT_FEDERATION,
    OrganisationKind.INDUSTRY_FEDERATION,
    OrganisationKind.REGION_FEDERATION,
    OrganisationKind.COMMUNITY,
    OrganisationKind.TOWNSHIP,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One target. ``reasons`` are codes: employer_matches, labour_relation, group_matches, region_matches,
    city_wide, takes_everyone, nothing_matches. ``union`` is None when the county has not even a pool."""

    union: OrganisationId | None
    reasons: tuple[str, ...]
    pool: bool = False


def _employer_reasons(organisation: Organisation, employer: str | None, employment: str) -> tuple[str, ...]:
    wanted = fold_label(employer or "")
    if len(wanted) < 4 or wanted not in fold_label(organisation.name):
        return ()
    form = table("employment").find(employment)
    related = form is not None and form.has("labour_relation")
    return ("employer_matches", "labour_relation") if related else ("employer_matches",)


def _place_reasons(organisation: Organisation, group: str, region: str) -> tuple[str, ...]:
    place = "region_matches" if organisation.region == region else "city_wide"
    if organisation.groups:
        return ("group_matches", place) if group in organisation.groups else ()
    # a city-wide union without a named group has no reason to take this one
    return ("takes_everyone", place) if organisation.region == region else ()


def _rank(organisation: Organisation, reasons: tuple[str, ...]) -> tuple[int, int, int, str]:
    if "employer_matches" in reasons:
        order = 0 if "labour_relation" in reasons else 2
    else:
        order = 1 if "group_matches" in reasons else 3
    kind = _PREFERENCE.index(organisation.kind) if organisation.kind in _PREFERENCE else len(_PREFERENCE)
    return order, int("city_wide" in reasons), kind, organisation.id


def _reasons(
    organisation: Organisation, *, group: str, region: str, employment: str, employer: str | None
) -> tuple[str, ...]:
    if organisation.kind in _OF_AN_EMPLOYER:
        return _employer_reasons(organisation, employer, employment)
    if organisation.kind in _PREFERENCE:
        return _place_reasons(organisation, group, region)
    return ()


def _pool(region: str, organisations: Iterable[Organisation]) -> Proposal:
    """Return the county's own pool, else the city's, else none: the application still waits at the hub."""
    pools = [one for one in organisations if one.is_pool and covers(one.region, region)]
    nearest = min(pools, key=lambda one: (one.region != region, one.id), default=None)
    return Proposal(union=nearest.id if nearest else None, reasons=("nothing_matches",), pool=True)


def propose(
    *,
    group: str,
    region: str,
    employment: str,
    employer: str | None,
    organisations: Iterable[Organisation],
    today: date,
) -> tuple[Proposal, ...]:
    """Return up to eight unions that exist today, best first, then the county's pool.

    Several unions that take everyone of one county are no proposal at all: nothing tells them apart.
    """
    living = [one for one in organisations if one.is_valid_on(today)]
    found = []
    for one in living:
        if one.is_pool or not one.accepts_direct_join or not covers(one.region, region):
            continue
        reasons = _reasons(one, group=group, region=region, employment=employment, employer=employer)
        if reasons:
            found.append((_rank(one, reasons), Proposal(union=one.id, reasons=reasons)))
    if sum("takes_everyone" in proposal.reasons for _, proposal in found) > 1:
        found = [pair for pair in found if "takes_everyone" not in pair[1].reasons]
    found.sort(key=lambda pair: pair[0])
    return (*(proposal for _, proposal in found[:MAXIMUM]), _pool(region, living))
