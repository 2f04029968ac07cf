"""What laptops told of their audit logs: how far each had come, and what one person did without a second one.

Only this copy finds a log that somebody with the laptop's keys wrote anew or cut short.
"""

import json
from dataclasses import asdict, dataclass

from sqlalchemy.engine import Connection

from fieldapp.domain.facts import AloneAct, AuditHeadFact
from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.services.gathering import reread
from sync.hub.services.rights import unions_of
from sync.hub.store import audits, devices, envelopes, organisations
from sync.hub.store.accounts import Account

MOST = 5_000
"""Heads read at once: a laptop tells one per event."""
REVIEWED = "alone_reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldHead:
    """One head: the laptop's newest row ``n`` and its hash, who told it, when it came (ms), and the act, if alone."""

    env: str
    dev: str
    n: int
    head: str
    operator: str
    received_at: int
    alone: AloneAct | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """How many acts the level above has looked at."""

    count: int


def heads(connection: Connection, dev: str | None = None, limit: int = MOST) -> tuple[ToldHead, ...]:
    """Return the heads of one laptop or of all, the newest first."""
    found = (_told(one) for one in envelopes.audit_heads(connection, limit) if dev is None or one.dev == dev)
    return tuple(one for one in found if one is not None)


def _told(stored: envelopes.StoredEnvelope) -> ToldHead | None:
    signed = reread(stored)
    fact = signed.fact
    if not isinstance(fact, AuditHeadFact):
        return None
    return ToldHead(
        env=stored.env,
        dev=stored.dev,
        n=fact.n,
        head=fact.head,
        operator=signed.envelope.op,
        received_at=stored.received_at,
        alone=fact.alone,
    )


def as_json(told: tuple[ToldHead, ...]) -> str:
    """Return heads as the file a laptop holds its log against; reasons stay at the centre."""
    rows = [{name: value for name, value in asdict(one).items() if name != "alone"} for one in told]
    return json.dumps({"heads": rows}, ensure_ascii=False)


def waiting_alone(connection: Connection) -> tuple[ToldHead, ...]:
    """Return the acts of one person that nobody above has looked at, the newest first."""
    seen = audits.subjects_of(connection, REVIEWED)
    return tuple(one for one in heads(connection) if one.alone is not None and one.env not in seen)


def review_alone(centre: Centre, account: Account, env: str, _reason: str | None = None) -> Reviewed | Refusal:
    """Note that the level above has looked at an act; ``hub_not_found`` for what does not wait or is not theirs."""
    with centre.store.write() as connection:
        found = next((one for one in waiting_alone(connection) if one.env == env), None)
        if found is None or not _sees(connection, account, found.dev):
            return Refusal(code="hub_not_found")
        audits.append(connection, time=centre.now_ms(), account=account.id, action=REVIEWED, subject=env)
    return Reviewed(count=1)


def _sees(connection: Connection, account: Account, dev: str) -> bool:
    """Whether a laptop is of an account's unions or of nobody's."""
    mine = unions_of(account, organisations.everyone(connection))
    found = next((one for one in devices.everyone(connection) if one.id == dev), None)
    return mine is None or (found is not None and (found.union is None or found.union in mine))
