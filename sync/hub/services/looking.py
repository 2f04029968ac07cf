"""值得看一眼: what no rule decides and a reviewer should have seen; facts, no judgement.

The figures and the terms from which they are worth a look are those of the window (``fieldapp.domain.work_signs``).
"""

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from fieldapp.domain.problems import Refusal
from fieldapp.domain.work_signs import WorkRecord, WorkSigns, signs
from sync.hub.centre import Centre
from sync.hub.services.rights import pool_region_of, unions_of
from sync.hub.store import audits, looks, organisations
from sync.hub.store.accounts import Account
from sync.hub.store.looks import MadeRecord, TakenBack
from sync.hub.store.reviews import Scope

INFORMED = "consent_informed"
LISTED = 200
DAYS = 7
"""How far back the figures go."""
MOST_RECORDS = 20_000
_DAY_MS = 24 * 60 * 60 * 1000
_GONE = ("withdrawn",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Who made records: an operator at one laptop (the operator's id is all the centre has)."""

    dev: str
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """How many withdrawals were passed on."""

    count: int


def not_informed(connection: Connection, scope: Scope) -> tuple[TakenBack, ...]:
    """Return the consents taken back that nobody has passed on to the unions yet, the newest first."""
    done = audits.subjects_of(connection, INFORMED)
    return tuple(one for one in looks.taken_back(connection, scope, LISTED) if one.env not in done)


def inform(centre: Centre, account: Account, env: str, _reason: str | None = None) -> Informed | Refusal:
    """Note that the unions of a person were told; ``hub_not_found`` for what does not wait or is not theirs."""
    with centre.store.write() as connection:
        everyone = organisations.everyone(connection)
        scope = Scope(unions=unions_of(account, everyone), region=pool_region_of(account, everyone))
        is_done = env in audits.subjects_of(connection, INFORMED)
        if is_done or not looks.find_taken_back(connection, scope, env):
            return Refusal(code="hub_not_found")
        audits.append(connection, time=centre.now_ms(), account=account.id, action=INFORMED, subject=env)
    return Informed(count=1)


def work(connection: Connection, scope: Scope, now_ms: int) -> tuple[tuple[Worker, WorkSigns], ...]:
    """Return how the records of the last days came about, per operator and laptop, who made most first."""
    made = looks.made_since(connection, scope, now_ms - DAYS * _DAY_MS, MOST_RECORDS)
    workers = {_key(one): Worker(dev=one.dev, operator=one.operator) for one in made}
    return tuple((workers[one.operator], one) for one in signs(_record(one) for one in made))


def _key(one: MadeRecord) -> str:
    return f"{one.dev} {one.operator}"


def _record(one: MadeRecord) -> WorkRecord:
    return WorkRecord(
        rec=one.rec,
        operator=_key(one),
        captured=one.captured,
        phone=one.phone,
        is_live=one.outcome not in _GONE,
        is_signed=one.method == "phone" or bool(one.reference),
        is_stated=one.document_check == "stated",
        is_listed=one.document_check == "employer_list",
    )
