"""What reviewers do: signing in and out, deciding, codes and devices. Every form carries the session's token."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from sync.hub.bells import Bell
from sync.hub.centre import Centre
from sync.hub.console import views
from sync.hub.console.pages import devices_page
from sync.hub.console.rendering import page
from sync.hub.console.sessions import (
    COOKIE,
    LOGIN_COOKIE,
    Visitor,
    first,
    is_genuine,
    new_login_token,
    read_form,
    see,
    visitor,
)
from sync.hub.services import accounts, audit_heads, enrol_codes, looking, reviewing, worklists
from sync.hub.services.reviewing import Review
from sync.hub.services.rights import may_manage
from sync.hub.store import audits, devices, organisations, reviews
from sync.protocol.info import FINGERPRINT_SHOWN

Form = Mapping[str, list[str]]
Action = Callable[[Request, Visitor, Form], Response]
_ROUTE_PROPOSED = "route_proposed"
REVIEWERS_DECIDE = frozenset(
    {
        DecisionKind.APPROVE,
        DecisionKind.CONFIRM_CARD,
        DecisionKind.RETURN,
        DecisionKind.REJECT,
        DecisionKind.REVOKE,
        DecisionKind.WITHDRAW,
        DecisionKind.MERGE,
        DecisionKind.REOPEN,
        DecisionKind.ROUTE,
        DecisionKind.PIN,
    }
)
"""What a person decides at the console; members, numbers and delegations come by their own ways."""
_HOUR_MS = 60 * 60 * 1000


def routes(centre: Centre, bell: Bell) -> APIRouter:
    """Return everything that changes something."""
    router = APIRouter(include_in_schema=False)

    def add(path: str, act: Action) -> None:
        router.add_api_route(path, _guarded(centre, act), methods=["POST"], name=f"POST {path}")

    router.add_api_route("/login", _login_page, methods=["GET"])
    router.add_api_route("/login", _login(centre), methods=["POST"])
    add("/logout", lambda _request, who, _form: _logout(centre, who))
    add("/decide", lambda _request, who, form: _decide(centre, bell, who, form))
    add("/settle", lambda _request, who, form: _settle(centre, bell, who, form))
    add("/devices/codes", lambda request, who, form: _new_code(centre, request, who, form))
    add("/devices/{device}", lambda request, who, form: _device(centre, request, who, form))
    return router


def _guarded(centre: Centre, act: Action) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        form = await read_form(request)
        return await run_in_threadpool(work, request, form)

    def work(request: Request, form: Form) -> Response:
        who = visitor(centre, request)
        if who is None or not is_genuine(who.session.csrf, form):
            return see("/login?said=hub_session_over")
        return act(request, who, form)

    return guarded


def _login_page(request: Request) -> Response:
    code = request.query_params.get("said", "")
    return _login_form(Refusal(code="hub_session_over") if code == "hub_session_over" else None)


def _login_form(problem: Refusal | None, status: int = 200) -> Response:
    token = new_login_token()
    said = None if problem is None else message(problem.code, problem.details)
    reply = page("login.html", status, account=None, csrf=token, problem=said)
    reply.set_cookie(LOGIN_COOKIE, token, max_age=3600, httponly=True, samesite="strict", path="/login")
    return reply


def _login(centre: Centre) -> Callable[[Request], Awaitable[Response]]:
    async def login(request: Request) -> Response:
        form = await read_form(request)
        if not is_genuine(request.cookies.get(LOGIN_COOKIE, ""), form):
            return _login_form(Refusal(code="hub_session_over"), 403)
        done = await run_in_threadpool(accounts.sign_in, centre, first(form, "name"), form.get("password", [""])[0])
        if isinstance(done, Refusal):
            return _login_form(done, 403)
        reply = see("/review")
        is_secure = request.url.scheme == "https"
        reply.set_cookie(COOKIE, done.token, httponly=True, samesite="strict", secure=is_secure, path="/")
        return reply

    return login


def _logout(centre: Centre, who: Visitor) -> Response:
    accounts.sign_out(centre, who.token)
    reply = see("/login")
    reply.delete_cookie(COOKIE, path="/")
    return reply


def _decide(centre: Centre, bell: Bell, who: Visitor, form: Form) -> Response:
    back = first(form, "back") or "/review"
    review = _review(centre, who, form)
    done = review if isinstance(review, Refusal) else reviewing.decide(centre, review)
    bell.ring()
    said = {"said": done.code} if isinstance(done, Refusal) else {"said": "done", "n": str(done.count)}
    return see(f"{back.partition('?')[0]}?{urlencode(said)}")


def _settle(centre: Centre, bell: Bell, who: Visitor, form: Form) -> Response:
    """Follow or leave an envelope that was set aside; note that a reviewer saw something, or told the unions."""
    settled = {"follow": worklists.follow, "leave": worklists.leave}
    seen = {"seen": audit_heads.review_alone, "informed": looking.inform}
    action = first(form, "action")
    way = settled.get(action) or seen.get(action)
    reason = first(form, "reason")[:200] or None
    done = way(centre, who.account, first(form, "env"), reason) if way else Refusal(code="hub_query_invalid")
    bell.ring()
    said = {"said": done.code} if isinstance(done, Refusal) else {"said": "done", "n": str(done.count)}
    return see(f"{'/look' if action in seen else '/waiting'}?{urlencode(said)}")


def _review(centre: Centre, who: Visitor, form: Form) -> Review | Refusal:
    action, recs = first(form, "action"), tuple(dict.fromkeys(form.get("rec", ())))
    is_proposed = action == _ROUTE_PROPOSED
    if not is_proposed and action not in REVIEWERS_DECIDE:
        return Refusal(code="hub_query_invalid")
    kind = DecisionKind.ROUTE if is_proposed else DecisionKind(action)
    return Review(
        account=who.account,
        kind=kind,
        recs=recs,
        reason=first(form, "reason")[:200] or None,
        union=first(form, "union") or None,
        unions=_proposed(centre, recs) if is_proposed else (),
        day=_day(first(form, "date")) or centre.clock.now().astimezone().date(),
        into=first(form, "into") or None,
    )


def _proposed(centre: Centre, recs: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    with centre.store.read() as connection:
        everyone = organisations.everyone(connection)
        rows = [row for rec in recs if (row := reviews.one(connection, rec)) is not None]
    today = centre.clock.now().astimezone().date()
    found = ((row.rec, views.proposals(row, everyone, {}, today)) for row in rows)
    return tuple((rec, those[0]["id"] if those else None) for rec, those in found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _new_code(centre: Centre, request: Request, who: Visitor, form: Form) -> Response:
    if who.account.role != "admin":
        return see("/devices?said=hub_decision_outside")
    own = None if who.scope.unions is None else who.account.union
    union, hours = first(form, "union") or own, first(form, "hours")
    with centre.store.read() as connection:
        known = organisations.everyone(connection)
    if not known:
        return see("/devices?said=hub_no_organisations")
    region = next((one.region for one in known if one.id == union), None)
    if union is not None and who.scope.unions is not None and union not in who.scope.unions:
        return see("/devices?said=hub_decision_outside")
    life = (
        int(hours) * _HOUR_MS if hours.isascii() and hours.isdigit() and len(hours) < 5 else enrol_codes.DEFAULT_LIFE_MS
    )
    made = enrol_codes.make_code(centre, account=who.account.id, union=union, region=region, life_ms=life)
    shown = made.fingerprint[:FINGERPRINT_SHOWN].upper()
    fresh = {
        "code": f"{made.code[:5]} {made.code[5:]}",
        "fingerprint": f"{shown[:4]}-{shown[4:]}",
        "expires": views.time_text(made.expires),
    }
    return devices_page(centre, request, who, fresh)


def _device(centre: Centre, request: Request, who: Visitor, form: Form) -> Response:
    device, action = request.path_params["device"], first(form, "action")
    now = centre.now_ms()
    with centre.store.write() as connection:
        known = next((one for one in devices.everyone(connection) if one.id == device), None)
        is_mine = known is not None and may_manage(who.account, known, organisations.everyone(connection))
        if not is_mine or action not in ("revoke", "release"):
            return see("/devices?said=hub_decision_outside")
        if action == "revoke":
            devices.revoke(connection, device, now)
        else:
            devices.stop(connection, device, None)
        audits.append(connection, time=now, account=who.account.id, action=f"{action}_device", subject=device)
    return see("/devices?said=done&n=1")
