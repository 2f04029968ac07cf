"""The reviewers' pages: what they look at. Every page needs a session; what changes something is in ``actions``."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fieldapp.messages import translate as _
from sync.hub.centre import Centre
from sync.hub.console import looking, records, views, worklists
from sync.hub.console.rendering import page
from sync.hub.console.sessions import WAITING, Visitor, frame, see, visitor
from sync.hub.services import statistics, workbooks
from sync.hub.services.statistics import Report
from sync.hub.store import devices, envelopes, events, organisations, reviews
from sync.hub.store.devices import Device

LIMIT = 200
_DONE = ("approved", "card_confirmed", "transferred_out", "rejected", "withdrawn", "merged")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Page = Callable[[Request, Visitor], Response]

_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def routes(centre: Centre) -> APIRouter:
    """Return the pages."""
    router = APIRouter(include_in_schema=False)

    def add(path: str, show: Page) -> None:
        def guarded(request: Request) -> Response:
            who = visitor(centre, request)
            return see("/login") if who is None else show(request, who)

        router.add_api_route(path, guarded, methods=["GET"], name=path)

    add("/", lambda _request, _who: see("/review"))
    add("/review", lambda request, who: _review(centre, request, who))
    add("/pool", lambda request, who: _pool(centre, request, who))
    add("/transfers", lambda request, who: _transfers(centre, request, who))
    add("/duplicates", lambda request, who: _duplicates(centre, request, who))
    add("/waiting", lambda request, who: worklists.show(centre, who, notice_of(request)))
    add("/look", lambda request, who: looking.show(centre, who, notice_of(request)))
    add("/members", lambda request, who: _members(centre, request, who))
    add("/records/{rec}", lambda request, who: records.show(centre, request, who))
    add("/devices", lambda request, who: devices_page(centre, request, who))
    add("/statistics", lambda request, who: _statistics(centre, request, who))
    add("/statistics.xlsx", lambda request, who: _workbook(centre, request, who))
    return router


def notice_of(request: Request) -> dict[str, str] | None:
    """Return the band that a finished action left in the address: only a code and a count, never a name."""
    code, count = request.query_params.get("said", ""), request.query_params.get("n", "")
    if code == "done" and count.isdigit():
        return {"tone": "good", "text": _("已处理 {n} 条").replace("{n}", count)}
    return {"tone": "bad", "text": views.sentence(code)} if code else None


def _list(
    centre: Centre, request: Request, who: Visitor, *, found: tuple[reviews.ReviewRow, ...], here: str, **values: Any
) -> Response:
    with centre.store.read() as connection:
        everyone = organisations.everyone(connection)
        event_names = events.names(connection)
    names: Mapping[str, str] = {one.id: one.name for one in everyone}
    rows = [views.list_row(one, names, event_names, centre.now_ms()) for one in found]
    if values.get("can_route"):
        today = centre.clock.now().astimezone().date()
        for row, one in zip(rows, found, strict=True):
            row["proposal"] = next(iter(views.proposals(one, everyone, names, today)), None)
    said = {
        "rows": rows,
        "figures": (),
        "filters": (),
        "lead": "",
        "can_route": False,
        "can_decide": True,
        "empty_title": _("没有要处理的记录"),
        "empty_text": _("笔记本上报后会出现在这里。"),
        "more": LIMIT if len(found) == LIMIT else 0,
        "back": here,
    }
    return page("review.html", **(frame(centre, who, here, notice_of(request)) | said | values))


def _review(centre: Centre, request: Request, who: Visitor) -> Response:
    chosen = request.query_params.get("state", "waiting")
    wanted = {"waiting": WAITING, "correction": ("needs_correction",)}.get(chosen, WAITING)
    with centre.store.read() as connection:
        has_union = True if wanted is WAITING else None
        found = reviews.rows(connection, who.scope, outcomes=wanted, has_union=has_union, limit=LIMIT)
        counts, pool = reviews.counts(connection, who.scope), reviews.count_pool(connection, who.scope)
    waiting = sum(counts.get(one, 0) for one in WAITING) - pool
    filters = (
        {"href": "/review", "label": _("待审核"), "count": waiting, "chosen": wanted is WAITING},
        {
            "href": "/review?state=correction",
            "label": _("待补正"),
            "count": counts.get("needs_correction", 0),
            "chosen": wanted is not WAITING,
        },
    )
    figures = (
        {"value": waiting, "label": _("待审核")},
        {"value": pool, "label": _("周转池待分流")},
        {"value": counts.get("needs_correction", 0), "label": _("待补正")},
        {"value": counts.get("duplicate", 0), "label": _("重复待处理")},
        {"value": sum(counts.get(one, 0) for one in ("approved", "card_confirmed")), "label": _("已批准")},
        {"value": counts.get("rejected", 0), "label": _("不批准")},
    )
    lead = _("最早登记的在最前面")
    return _list(
        centre, request, who, found=found, here="/review", title=_("审核"), lead=lead, filters=filters, figures=figures
    )


def _pool(centre: Centre, request: Request, who: Visitor) -> Response:
    with centre.store.read() as connection:
        found = reviews.rows(connection, who.scope, outcomes=WAITING, has_union=False, limit=LIMIT)
    return _list(
        centre,
        request,
        who,
        found=found,
        here="/pool",
        title=_("周转池"),
        lead=_("没有选定工会的人,先进家再分流;箭头后是建议和理由"),
        can_route=True,
        empty_title=_("周转池是空的"),
        empty_text=_("每个人都有了去处。"),
    )


def _transfers(centre: Centre, request: Request, who: Visitor) -> Response:
    with centre.store.read() as connection:
        found = reviews.rows(connection, who.scope, outcomes=WAITING, kind="transfer", limit=LIMIT)
    lead = _("已是会员的人换工会:会员号不变,不需要转出工会批准")
    return _list(
        centre, request, who, found=found, here="/transfers", title=_("转会"), lead=lead,
        empty_title=_("没有转会申请"),
    )  # fmt: skip


def _duplicates(centre: Centre, request: Request, who: Visitor) -> Response:
    with centre.store.read() as connection:
        found = reviews.rows(connection, who.scope, outcomes=("duplicate",), limit=LIMIT)
    lead = _("同一证件有多条记录:最早登记的一条有效,其余在这里并排核对")
    return _list(
        centre, request, who, found=found, here="/duplicates", title=_("重复"), lead=lead, can_decide=False,
        empty_title=_("没有重复记录"), empty_text=_("同一证件登记两次时会出现在这里。"),
    )  # fmt: skip


def _members(centre: Centre, request: Request, who: Visitor) -> Response:
    with centre.store.read() as connection:
        found = reviews.rows(connection, who.scope, outcomes=_DONE, limit=LIMIT)
    return _list(
        centre, request, who, found=found, here="/members", title=_("已办结"), lead=_("批准、不批准、撤回和并入的记录"),
        can_decide=False, empty_title=_("还没有办结的记录"),
    )  # fmt: skip


def devices_page(centre: Centre, request: Request, who: Visitor, fresh: Mapping[str, str] | None = None) -> Response:
    """Show the laptops and, once, a code that was just made."""
    with centre.store.read() as connection:
        everyone = devices.everyone(connection)
        delivered = reviews.delivered(connection)
        figures = (
            {"value": len(everyone), "label": _("登记的设备")},
            {"value": devices.count_open_codes(connection, centre.now_ms()), "label": _("未使用的编码")},
            {"value": envelopes.count_quarantined(connection), "label": _("待人工核查的数据")},
        )
        unions = organisations.everyone(connection)
    names: dict[str, str] = {one.id: one.name for one in unions}
    mine = [one for one in unions if who.scope.unions is None or one.id in who.scope.unions]
    lines = [_device(one, names, delivered.get(one.id, (0, 0))) for one in everyone if _sees(who, one)]
    return page(
        "devices.html",
        **frame(centre, who, "/devices", notice_of(request)),
        devices=lines,
        figures=figures,
        fresh=fresh,
        unions=[{"id": one.id, "name": one.name} for one in mine if one.level <= 4],
        can_manage=who.account.role == "admin",
    )


def _sees(who: Visitor, one: Device) -> bool:
    return who.scope.unions is None or one.union is None or one.union in who.scope.unions


def _device(one: Device, names: Mapping[str, str], delivered: tuple[int, int]) -> dict[str, Any]:
    state, tone, action, label = _("正常"), "good", "revoke", _("停用")
    if one.revoked is not None:
        state, tone, action, label = _("已停用"), "", "", ""
    elif one.stopped is not None:
        state, tone, action, label = views.sentence(one.stopped), "bad", "release", _("放行")
    return {
        "id": one.id,
        "name": one.name,
        "union": names.get(one.union or "", ""),
        "last_seen": views.time_text(one.last_seen) if one.last_seen else _("还没有"),
        "facts": delivered[0],
        "holes": delivered[1],
        "state": state,
        "tone": tone,
        "action": action,
        "action_label": label,
    }


def _period(centre: Centre, request: Request) -> tuple[date, date]:
    today = centre.clock.now().astimezone().date()
    end = _day(request.query_params.get("to", "")) or today
    start = _day(request.query_params.get("from", "")) or date(end.year, 1, 1)
    return min(start, end), end


def _day(text: str) -> date | None:
    """Read a day of this or the last century; any other is as good as none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _statistics(centre: Centre, request: Request, who: Visitor) -> Response:
    start, end = _period(centre, request)
    made = statistics.report(centre, top=who.account.union, start=start, end=end)
    yesterday = statistics.report(centre, top=who.account.union, start=end - timedelta(days=6), end=end)
    figures = (
        {"value": made.sum.closing, "label": _("会员数(累计净)")},
        {"value": made.sum.joined, "label": _("期内新发展会员")},
        {"value": made.sum.transferred_in, "label": _("期内转入")},
        {"value": yesterday.sum.joined, "label": _("最近七天新发展")},
        {"value": made.sum.late, "label": _("补报")},
    )
    return page(
        "statistics.html",
        **frame(centre, who, "/statistics", notice_of(request)),
        report=made,
        figures=figures,
        **_one_measure(request, made, f"from={start:%Y-%m-%d}&to={end:%Y-%m-%d}"),
        start=start.isoformat(),
        end=end.isoformat(),
    )


def _one_measure(request: Request, made: Report, period: str) -> dict[str, Any]:
    """Return the table of one measure, a column per group: a screen has no room for the workbook's forty-five."""
    asked = request.query_params.get("measure", "0")
    chosen = int(asked) if asked in {str(place) for place in range(len(made.measures))} else 0
    measures = [
        {"label": label, "chosen": place == chosen, "href": f"/statistics?{period}&measure={place}"}
        for place, label in enumerate(made.measures)
    ]
    lines = [
        {"name": line.name, "is_total": line.is_total, "cells": line.values[chosen :: len(made.measures)]}
        for line in made.lines
    ]
    return {"measures": measures, "lines": lines}


def _workbook(centre: Centre, request: Request, who: Visitor) -> Response:
    start, end = _period(centre, request)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "statistics.xlsx"
        workbooks.write_statistics(centre, path, start=start, end=end, top=who.account.union)
        content = path.read_bytes()
    name = f"statistics-{start:%Y%m%d}-{end:%Y%m%d}.xlsx"
    return Response(content, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, _XLSX)
