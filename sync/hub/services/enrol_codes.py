"""One-time codes: what lets a laptop ask for a certificate once, within its days."""

import hashlib
import secrets
from dataclasses import dataclass

from sync.hub.centre import Centre
from sync.hub.store import audits, devices
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
