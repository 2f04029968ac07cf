"""One application: what it says, who else has this document, what was decided, what can be done now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response

from fieldapp.domain.decisions import DecisionKind, decision_refusal
from fieldapp.domain.facts import Enrollment, Transfer
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.outcomes import Outcome
from fieldapp.messages import translate as _
from sync.hub.centre import Centre
from sync.hub.console import views
from sync.hub.console.rendering import page
from sync.hub.console.sessions import Visitor, frame, see
from sync.hub.console.views import Names
from sync.hub.services.gathering import reread
from sync.hub.services.reviewing import NEEDS_REASON
from sync.hub.services.rights import may_decide
from sync.hub.store import decisions, devices, envelopes, events, organisations, reviews
from sync.hub.store.reviews import ReviewRow

_ACTIONS = (
    (DecisionKind.RETURN, "退回补正", "r", False),
    (DecisionKind.REJECT, "不批准", "", True),
    (DecisionKind.CONFIRM_CARD, "确认会员卡", "c", False),
    (DecisionKind.REVOKE, "撤销批准", "", True),
    (DecisionKind.REOPEN, "重新打开", "o", False),
)
_DONE = frozenset({Outcome.APPROVED, Outcome.CARD_CONFIRMED, Outcome.TRANSFERRED_OUT})


def show(centre: Centre, request: Request, who: Visitor) -> Response:
    """Show one application the account may see."""
    rec = request.path_params["rec"]
    with centre.store.read() as connection:
        row = reviews.one(connection, rec)
        everyone = organisations.everyone(connection)
        if row is None or not may_decide(who.account, row.union, row.region, everyone):
            return see("/review?said=hub_not_found")
        others = [one for one in reviews.of_person(connection, row.person_key) if one.rec != rec]
        logged = decisions.on_record(connection, rec)
        known = names_of(connection, everyone)
        stated = _stated(connection, rec)
    names = known.unions
    now, today = centre.now_ms(), centre.clock.now().astimezone().date()

    def shown(one: ReviewRow) -> dict[str, Any]:
        said = views.facts(one, known)
        values = {"facts": said, "by_label": {pair["label"]: pair["value"] for pair in said}}
        title = _("另一条 · {time}").replace("{time}", views.time_text(one.captured))
        approve = _("批准转会") if one.kind == "transfer" else _("批准入会")
        return views.list_row(one, names, known.events, now) | values | {"title": title, "approve_label": approve}

    proposals = views.proposals(row, everyone, names, today) if row.union is None else []
    code = request.query_params.get("said", "")
    notice = {"tone": "bad", "text": views.sentence(code)} if code and code != "done" else None
    return page(
        "record.html",
        **frame(centre, who, _page_of(row), notice),
        row=shown(row),
        others=[shown(one) for one in others],
        proposals=proposals,
        history=views.history(row, logged, known),
        stated=stated,
        actions=_actions(row),
        unions=_unions(row, everyone, proposals, today),
        can_decide=True,
        back=_page_of(row),
        today=today.isoformat(),
    )


def names_of(connection: Connection, everyone: Sequence[Organisation]) -> Names:
    """Return how unions, events and laptops are called."""
    laptops = {one.id: one.name for one in devices.everyone(connection)}
    return Names(unions={one.id: one.name for one in everyone}, events=events.names(connection), devices=laptops)


def _stated(connection: Connection, rec: str) -> dict[str, str]:
    """Return what the desk left for the reviewer: checks not done, and why this is not the listed person."""
    stored = envelopes.by_ids(connection, [rec])
    fact = reread(stored[0]).fact if stored else None
    if not isinstance(fact, Enrollment | Transfer):
        return {"checks": "", "not_same": ""}
    not_same = fact.not_same if isinstance(fact, Enrollment) else None
    return {"checks": views.checks_text(fact.deferred), "not_same": not_same or ""}


def _page_of(row: ReviewRow) -> str:
    if row.outcome in ("pooled", "routed", "needs_correction"):
        return "/pool" if row.union is None else "/review"
    return "/duplicates" if row.outcome == "duplicate" else "/members"


def _actions(row: ReviewRow) -> dict[str, Any]:
    outcome = Outcome(row.outcome)
    offered = [
        {
            "value": kind.value,
            "label": _(label),
            "key": key,
            "danger": danger,
            "needs_reason": kind in NEEDS_REASON,
        }
        for kind, label, key, danger in _ACTIONS
        if decision_refusal(kind, outcome) is None and not (kind is DecisionKind.RETURN and outcome in _DONE)
    ]
    can_approve = decision_refusal(DecisionKind.APPROVE, outcome) is None and outcome not in _DONE
    return {"approve": can_approve and outcome is not Outcome.DUPLICATE, "other": offered}


def _unions(
    row: ReviewRow, everyone: tuple[Organisation, ...], proposals: list[dict[str, str]], today: Any
) -> list[dict[str, Any]]:
    """Return the unions that may take the person: the asked one, then the proposed, then the rest."""
    chosen = row.union or (proposals[0]["id"] if proposals else row.asked_union)
    order = {one["id"]: place for place, one in enumerate(proposals)}
    open_ones = [one for one in everyone if one.accepts_direct_join and not one.is_pool and one.is_valid_on(today)]
    open_ones.sort(key=lambda one: (one.id != chosen, order.get(one.id, len(order)), one.region != row.region, one.id))
    return [{"id": one.id, "name": one.name, "chosen": one.id == chosen} for one in open_ones]
