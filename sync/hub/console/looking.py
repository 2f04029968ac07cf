"""值得看一眼: consents taken back, what one person did alone, and figures of the last days, on one page."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from fieldapp.domain.codes import table
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.identity import tail
from fieldapp.domain.work_signs import WorkSigns
from fieldapp.messages import translate as _
from sync.hub.centre import Centre
from sync.hub.console import views
from sync.hub.console.records import names_of
from sync.hub.console.rendering import page
from sync.hub.console.sessions import Visitor, frame
from sync.hub.console.views import Names
from sync.hub.console.worklists import laptops_of
from sync.hub.services import audit_heads, looking
from sync.hub.services.audit_heads import ToldHead
from sync.hub.services.looking import DAYS, Worker
from sync.hub.store import organisations
from sync.hub.store.looks import TakenBack

_ACTS = {
    GuardedAct.VOID_SENT: "作废已上报的记录",
    GuardedAct.EXPORT_NUMBERS: "导出整号码",
    GuardedAct.PURGE: "清除到期的个人信息",
}
_RECORDS_LINKED = 3


def show(centre: Centre, who: Visitor, notice: Mapping[str, str] | None) -> Response:
    """Show what a reviewer should have seen within what the account may see."""
    now = centre.now_ms()
    with centre.store.read() as connection:
        known = names_of(connection, organisations.everyone(connection))
        mine = laptops_of(connection, who)
        taken = looking.not_informed(connection, who.scope)
        alone = [one for one in audit_heads.waiting_alone(connection) if one.dev in mine]
        work = looking.work(connection, who.scope, now)
    remarked = [(worker, signs) for worker, signs in work if signs.remarks]
    return page(
        "looking.html",
        **frame(centre, who, "/look", notice),
        figures=(
            {"value": len(taken), "label": _("撤回的同意,还没通知")},
            {"value": len(alone), "label": _("一个人做的,还没看过")},
            {"value": len(remarked), "label": _("有数字值得看一眼的人")},
        ),
        taken=[_taken(one, known, now) for one in taken],
        alone=[_alone(one, known, now) for one in alone],
        remarks=[_remarks(worker, signs, known) for worker, signs in remarked],
        work=[_work(worker, signs, known) for worker, signs in work],
        days=DAYS,
    )


def _taken(one: TakenBack, known: Names, now: int) -> dict[str, Any]:
    state, _tone = views.STATES.get(one.outcome, (one.outcome, ""))
    return {
        "env": one.env,
        "rec": one.rec,
        "who": f"{one.name} {_('尾号')} {tail(one.document_no)}",
        "purposes": [table("purposes").label(code) for code in one.purposes],
        "state": _(state),
        "unions": [known.unions.get(union, union) for union in one.unions] or [_("周转池")],
        "time": views.time_text(one.captured, now),
        "age": views.age_text(one.captured, now),
    }


def _alone(one: ToldHead, known: Names, now: int) -> dict[str, str]:
    act = one.alone
    return {
        "env": one.env,
        "what": _(_ACTS[GuardedAct(act.act)]) if act else "",
        "reason": act.reason if act else "",
        "rec": act.subject if act and act.act == GuardedAct.VOID_SENT else "",
        "device": known.device(one.dev),
        "time": views.time_text(one.received_at, now),
        "age": views.age_text(one.received_at, now),
    }


def _worker(worker: Worker, known: Names) -> dict[str, str]:
    operator = _("操作员尾号 {id}").replace("{id}", worker.operator[-4:])
    return {"device": known.device(worker.dev), "operator": operator}


def _remarks(worker: Worker, signs: WorkSigns, known: Names) -> dict[str, Any]:
    said = [
        {
            "words": _(remark.words),
            "recs": remark.recs[:_RECORDS_LINKED],
            "more": max(len(remark.recs) - _RECORDS_LINKED, 0),
        }
        for remark in signs.remarks
    ]
    return {**_worker(worker, known), "of": _("共 {n} 条").replace("{n}", str(signs.records)), "said": said}


def _work(worker: Worker, signs: WorkSigns, known: Names) -> dict[str, Any]:
    shown = (
        signs.records, signs.listed, "—" if signs.seconds is None else _("{n} 秒").replace("{n}", str(signs.seconds)),
        signs.burst, signs.quick, signs.shared_phones, signs.unsigned, signs.stated, signs.taken_back, signs.odd_hours,
    )  # fmt: skip
    return {**_worker(worker, known), "cells": shown}
