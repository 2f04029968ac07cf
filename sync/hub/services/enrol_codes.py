"""One-time codes: what lets a laptop ask for a certificate once, within its days."""

import hashlib
import secrets
from dataclasses import dataclass

from fieldapp.domain.problems import Refusal
from fieldapp.domain.regions import region_name
from sync.hub.centre import Centre
from sync.hub.store import audits, devices, organisations
from sync.hub.store.devices import EnrolCode
from sync.protocol.devices import CODE_ALPHABET, CODE_LENGTH
from sync.protocol.info import fingerprint

DEFAULT_LIFE_MS = 24 * 60 * 60 * 1000
SHORTEST_LIFE_MS = 15 * 60 * 1000
LONGEST_LIFE_MS = 7 * DEFAULT_LIFE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshCode:
    """A code in clear, shown once, beside the fingerprint of the hub's key."""

    code: str
    fingerprint: str
    expires: int


def request_code(
    centre: Centre, *, account: str, union: str | None, region: str | None, life_ms: int
) -> FreshCode | Refusal:
    """Make a code as somebody typed it.

    Refusals: ``hub_union_unknown``, ``hub_region_unknown``, ``hub_code_life`` (not between 15 minutes and 7 days),
    ``hub_no_organisations``: a laptop that joined now would have no union to enrol anybody into.
    """
    with centre.store.read() as connection:
        known = organisations.ids(connection)
        if union is not None and union not in known:
            return Refusal(code="hub_union_unknown", details={"union": union})
    if region is not None and region_name(region) is None:
        return Refusal(code="hub_region_unknown", details={"region": region})
    if not SHORTEST_LIFE_MS <= life_ms <= LONGEST_LIFE_MS:
        return Refusal(code="hub_code_life")
    if not known:
        return Refusal(code="hub_no_organisations")
    return make_code(centre, account=account, union=union, region=region, life_ms=life_ms)


def make_code(
    centre: Centre,
    *,
    account: str,
    union: str | None = None,
    region: str | None = None,
    event: str | None = None,
    life_ms: int = DEFAULT_LIFE_MS,
) -> FreshCode:
    """Make a code that lives ``life_ms`` (held between 15 minutes and 7 days)."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    now = centre.now_ms()
    kept = EnrolCode(
        id=centre.ids.new(),
        code_hash=code_hash(code),
        union=union,
        region=region,
        event=event,
        created=now,
        expires=now + min(max(life_ms, SHORTEST_LIFE_MS), LONGEST_LIFE_MS),
        gen=centre.identity.gen,
    )
    with centre.store.write() as connection:
        devices.add_code(connection, kept)
        audits.append(connection, time=now, account=account, action="enrol_code", subject=kept.id)
    return FreshCode(code=code, fingerprint=fingerprint(centre.key.public), expires=kept.expires)


def code_hash(code: str) -> str:
    """Return how a code is kept."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()
