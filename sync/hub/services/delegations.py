"""Authorisation records (授权批准): a union's committee lets named people approve on the spot."""

import json
from dataclasses import dataclass

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.events import Delegation
from fieldapp.domain.forms import delegation_form
from fieldapp.domain.outcomes import Version
from fieldapp.domain.problems import Refusal
from sync.hub.centre import Centre
from sync.hub.store import audits, decisions, events, feeds, organisations, server_state
from sync.hub.store.decisions import LoggedDecision

FEED_KIND = "delegation"


@dataclass(frozen=True, slots=True)
class AddedDelegation:
    """A record that stands in the log now."""

    number: str


def add_delegation(centre: Centre, asked: Delegation, *, account: str) -> AddedDelegation | Refusal:
    """Log the record and tell every laptop.

    Refusals: ``hub_union_unknown``, ``hub_delegation_span`` (ends before it begins, or nobody may approve).
    """
    if asked.valid_to < asked.valid_from or asked.maximum < 1 or not asked.approvers:
        return Refusal(code="hub_delegation_span")
    with centre.store.write() as connection:
        if asked.union not in {one.id for one in organisations.everyone(connection)}:
            return Refusal(code="hub_union_unknown", details={"union": asked.union})
        version = Version(centre.identity.gen, server_state.take_versions(connection, 1))
        made = Decision(kind=DecisionKind.DELEGATE, version=version, by=account, delegation=asked)
        decisions.append(connection, [LoggedDecision(decision=made, account=account, made_at=centre.now_ms())])
        events.put_delegation(connection, asked)
        audits.append(connection, time=centre.now_ms(), account=account, action="delegate", subject=asked.number[:64])
        item = (FEED_KIND, json.dumps(delegation_form(asked), ensure_ascii=False))
        feeds.append(connection, {dev: [item] for dev in feeds.device_ids(connection)})
    return AddedDelegation(asked.number)
