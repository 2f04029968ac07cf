"""Who looks at a page: cookie, CSRF token, and what every page carries around its content."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fieldapp.messages import translate as _
from sync.hub.centre import Centre
from sync.hub.services import accounts
from sync.hub.services.rights import pool_region_of, unions_of
from sync.hub.services.statistics import place_of
from sync.hub.store import loose_ends, organisations, reviews
from sync.hub.store.accounts import Account, Session
from sync.hub.store.reviews import Scope

COOKIE = "fieldapp_hub"
LOGIN_COOKIE = "fieldapp_hub_login"
FORM_BYTES = 64 * 1024
MOST_FIELDS = 1000

_ICONS = {
    "review": "M9 11l3 3 8-8M20 12v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h9",
    "pool": "M3 7c3-3 6-3 9 0s6 3 9 0M3 13c3-3 6-3 9 0s6 3 9 0M3 19c3-3 6-3 9 0s6 3 9 0",
    "transfers": "M4 8h14l-4-4M20 16H6l4 4",
    "duplicates": "M8 8h12v12H8zM4 16V4h12",
    "waiting": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3 3",
    "look": "M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
    "members": "M16 19v-1a4 4 0 0 0-4-4H7a4 4 0 0 0-4 4v1M9.5 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6M16 11l2 2 4-4",
    "devices": "M5 5h14v10H5zM3 19h18",
    "statistics": "M4 20V10M10 20V4M16 20v-7M21 20H3",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in reviewer: the session, the cookie behind it, and what the account may see."""

    session: Session
    token: str
    scope: Scope
    place: str

    @property
    def account(self) -> Account:
        """Whose session it is."""
        return self.session.account


def visitor(centre: Centre, request: Request) -> Visitor | None:
    """Return who is signed in."""
    token = request.cookies.get(COOKIE, "")
    session = accounts.session_of(centre, token)
    if session is None:
        return None
    with centre.store.read() as connection:
        everyone = organisations.everyone(connection)
    scope = Scope(unions=unions_of(session.account, everyone), region=pool_region_of(session.account, everyone))
    return Visitor(session, token, scope, place_of(session.account.union, everyone))


async def read_form(request: Request) -> dict[str, list[str]]:
    """Read a posted form under its cap; a larger or unreadable one is empty."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > FORM_BYTES:
            return {}
    try:
        form = parse_qs(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    # PostgreSQL stores no NUL, and nobody types one.
    return {} if any("\0" in value for values in form.values() for value in values) else form


def first(form: Mapping[str, list[str]], name: str) -> str:
    """Return the first value of a form's field, empty when there is none."""
    return form.get(name, [""])[0].strip()


def is_genuine(expected: str, form: Mapping[str, list[str]]) -> bool:
    """Whether a form came from our own page."""
    return bool(expected) and hmac.compare_digest(expected.encode(), first(form, "csrf").encode())


def new_login_token() -> str:
    """Return the token that binds a login form to its browser."""
    return secrets.token_urlsafe(24)


def see(path: str) -> Response:
    """Send the browser to one of our own pages."""
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return RedirectResponse(path if inside else "/review", 303, {"Cache-Control": "no-store"})


def frame(centre: Centre, who: Visitor, here: str, notice: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what every page carries: rail with counts, account, CSRF token."""
    with centre.store.read() as connection:
        counts = reviews.counts(connection, who.scope)
        pool = reviews.count_pool(connection, who.scope)
        aside = loose_ends.count(connection, who.scope)
        moving = reviews.count_transfers(connection, who.scope)
    items = (
        ("/review", _("审核"), "review", sum(counts.get(one, 0) for one in WAITING) - pool),
        ("/pool", _("周转池"), "pool", pool),
        ("/transfers", _("转会"), "transfers", moving),
        ("/duplicates", _("重复"), "duplicates", counts.get("duplicate", 0)),
        ("/waiting", _("待处理"), "waiting", aside),
        ("/look", _("值得看一眼"), "look", 0),
        ("/members", _("已办结"), "members", 0),
        ("/devices", _("设备与编码"), "devices", 0),
        ("/statistics", _("统计表"), "statistics", 0),
    )
    rail = [{"href": href, "label": label, "icon": _ICONS[icon], "count": count} for href, label, icon, count in items]
    return {
        "account": who.account,
        "csrf": who.session.csrf,
        "place": who.place,
        "rail": rail,
        "here": here,
        "notice": notice,
        "counts": counts,
    }


WAITING = ("pooled", "routed")
"""Outcomes that wait for a reviewer."""
