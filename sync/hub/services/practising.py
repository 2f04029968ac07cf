"""The centre of the training mode (演练): it knows one laptop, and a reviewer made of three rules answers at once.

Nothing here is used by a centre that serves real laptops; ``sync.hub.practice`` is the only one who calls it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.events import Delegation
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.problems import Refusal
from fieldapp.messages import translate as _
from sync.hub.centre import Centre
from sync.hub.services import accounts, delegations, enrol_codes, organisation_files, reviewing
from sync.hub.services.enrol_codes import FreshCode
from sync.hub.services.lease_grants import ANY_INCARNATION
from sync.hub.services.reviewing import Review
from sync.hub.services.rights import EVERYTHING
from sync.hub.store import decisions, events, leases, organisations, reviews
from sync.hub.store.accounts import Account
from sync.hub.store.leases import GrantedLease
from sync.hub.store.reviews import ReviewRow, Scope

RETURNED_TAIL, REJECTED_TAIL = "0", "9"
"""The last digit of a phone tells what happens to a record, so that a learner can bring about what they want to see."""
_ALL = Scope(unions=None, region="")
_APPROVED = "approved"
_OPEN = ("pooled", "routed", _APPROVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRoom:
    """What the training store says of itself: its device, the block it gave itself, whom its event lets approve."""

    device: str
    region: str
    organisations: Path
    lease: Mapping[str, Any]
    delegation: Delegation


def furnish(centre: Centre, room: PracticeRoom) -> FreshCode | Refusal:
    """Bring unions, authorisation and the laptop's own block of numbers in, once; make a code to enrol with."""
    with centre.store.read() as connection:
        is_bare = not organisations.ids(connection)
    if is_bare:
        found = organisation_files.import_organisations(centre, room.organisations)
        if isinstance(found, Refusal):
            return found
    with centre.store.write() as connection:
        is_granted = room.delegation.number in events.delegations(connection)
        if room.lease["id"] not in leases.by_ids(connection, [room.lease["id"]]):
            leases.add(connection, _granted(centre, room))
    added = None if is_granted else delegations.add_delegation(centre, room.delegation, account="practice")
    if isinstance(added, Refusal):
        return added
    return enrol_codes.request_code(
        centre, account="practice", union=None, region=room.region, life_ms=enrol_codes.DEFAULT_LIFE_MS
    )


def reviewer(centre: Centre) -> Account:
    """Return the account that reviews; nobody knows its password, and each start gives it another one."""
    made = accounts.add_user(
        centre, name=_("演练审核员"), password=secrets.token_urlsafe(24), union=EVERYTHING, role="reviewer"
    )
    if isinstance(made, Refusal):
        raise RuntimeError(made.code)
    return made


def review(centre: Centre, account: Account) -> int:
    """Decide everything that waits and confirm what was approved before; return how many records moved."""
    with centre.store.read() as connection:
        rows = reviews.rows(connection, _ALL, outcomes=_OPEN)
        asked = [(row, _decisions(connection, row)) for row in rows]
        everyone = organisations.everyone(connection)
    return sum(all(_done(centre, account, row, kind, everyone) for kind in kinds) for row, kinds in asked)


def _decisions(connection: Connection, row: ReviewRow) -> tuple[DecisionKind, ...]:
    """Return what becomes of a record; an approval from the desk ends before the record is sent back or refused."""
    is_approved = row.outcome == _APPROVED
    ends = (DecisionKind.REVOKE,) if is_approved else ()
    if row.phone.endswith(REJECTED_TAIL):
        return (*ends, DecisionKind.REJECT)
    returned = any(one.decision.kind is DecisionKind.RETURN for one in decisions.on_record(connection, row.rec))
    if row.phone.endswith(RETURNED_TAIL) and not returned:
        return (*ends, DecisionKind.RETURN)
    return (DecisionKind.CONFIRM_CARD,) if is_approved else (DecisionKind.APPROVE,)


def _done(
    centre: Centre, account: Account, row: ReviewRow, kind: DecisionKind, everyone: tuple[Organisation, ...]
) -> bool:
    refused = _("演练:手机尾号是 9 的不批准。请收回已发的卡和凭证")
    reasons = {
        DecisionKind.REVOKE: refused if row.phone.endswith(REJECTED_TAIL) else _("演练:先撤销现场批准,再退回补正"),
        DecisionKind.REJECT: refused,
        DecisionKind.RETURN: _("演练:手机尾号是 0 的退回一次。请核对手机号,改好再报"),
    }
    today = centre.clock.now().astimezone().date()
    best = (str(one.union) for one in reviewing.unions_for(row, everyone, today))
    union = row.union or row.asked_union or next(best, None)
    asked = Review(
        account=account,
        kind=kind,
        recs=(row.rec,),
        reason=reasons.get(kind),
        union=union if kind is DecisionKind.APPROVE else None,
        day=today if kind is DecisionKind.APPROVE else None,
    )
    return not isinstance(reviewing.decide(centre, asked), Refusal)


def _granted(centre: Centre, room: PracticeRoom) -> GrantedLease:
    body = room.lease
    return GrantedLease(
        id=str(body["id"]),
        dev=room.device,
        inc=ANY_INCARNATION,
        start=int(body["start"]),
        end=int(body["end"]),
        expires=int(body["expires"]) * 1000,
        scope=str(body["scope"]),
        granted=centre.now_ms(),
        signed={},
    )
