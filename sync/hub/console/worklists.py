"""待处理: what no rule may settle by itself, and what is missing or unreadable. One page, one decision per row."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection
from starlette.responses import Response

from fieldapp.domain.facts import Fact, Revision, Void, Withdrawal
from fieldapp.domain.identity import tail
from fieldapp.messages import translate as _
from sync.hub.centre import Centre
from sync.hub.console import views
from sync.hub.console.records import names_of
from sync.hub.console.rendering import page
from sync.hub.console.sessions import Visitor, frame
from sync.hub.console.views import Names
from sync.hub.services import worklists
from sync.hub.services.worklists import LISTED, SetAsideEnvelope
from sync.hub.store import devices, envelopes, organisations
from sync.hub.store.chain_gaps import ChainBreak, Hole
from sync.hub.store.envelopes import Quarantined

_LISTS = (
    ("waiting", "要你同意的作废和更正", "现场提出,规则不能自己照办的", worklists.waiting_changes),
    ("fork", "互相冲突的更正", "两份更正都建立在同一个版本上,先到的一份已生效", worklists.forks),
    ("orphan", "缺前一份的更正", "它更正的那一份还没有到,到了会自动接上", worklists.orphans),
)
_SETTLED = ("waiting", "fork")
"""Lists whose rows a reviewer follows or leaves; an orphan only waits."""


def show(centre: Centre, who: Visitor, notice: Mapping[str, str] | None) -> Response:
    """Show everything that waits for a person within what the account may see."""
    with centre.store.read() as connection:
        known = names_of(connection, organisations.everyone(connection))
        mine = laptops_of(connection, who)
        found = [(key, title, lead, ask(connection, who.scope)) for key, title, lead, ask in _LISTS]
        holes = [one for one in worklists.holes(connection) if one.dev in mine]
        breaks = [one for one in worklists.breaks(connection) if one.dev in mine]
        kept = [one for one in envelopes.quarantined(connection, LISTED) if who.scope.unions is None or one.dev in mine]
    now = centre.now_ms()
    return page(
        "worklists.html",
        **frame(centre, who, "/waiting", notice),
        lists=[
            {
                "title": _(title),
                "lead": _(lead),
                "can_settle": key in _SETTLED,
                "rows": [_row(one, known, now) for one in rows],
            }
            for key, title, lead, rows in found
            if rows
        ],
        gaps=[*(_hole(one, known) for one in holes), *(_break(one, known, now) for one in breaks)],
        quarantine=[_kept(one, known, now) for one in kept],
    )


def laptops_of(connection: Connection, who: Visitor) -> frozenset[str]:
    """Return the laptops an account sees: those of its unions, and those that belong to none."""
    mine = who.scope.unions
    everyone = devices.everyone(connection)
    return frozenset(one.id for one in everyone if mine is None or one.union is None or one.union in mine)


def _row(one: SetAsideEnvelope, known: Names, now: int) -> dict[str, Any]:
    row = one.row
    return {
        "env": one.envelope.env,
        "rec": row.rec if row else "",
        "who": f"{row.name} {_('尾号')} {tail(row.document_no)}" if row else _("还没有到的申请"),
        "what": _what(one.fact),
        "fields": views.changed_fields(one.fact.changed, known.unions) if isinstance(one.fact, Revision) else [],
        "reason": getattr(one.fact, "reason", None) or "",
        "device": known.device(one.envelope.dev),
        "time": views.time_text(one.received_at, now),
        "age": views.age_text(one.received_at, now),
    }


def _what(fact: Fact) -> str:
    if isinstance(fact, Void):
        return _("作废")
    if isinstance(fact, Withdrawal):
        return _("本人撤回")
    return _("更正")


def _hole(one: Hole, known: Names) -> dict[str, str]:
    count = one.last - one.first + 1
    said = _("第 {first} 到 {last} 份没有到,共 {n} 份") if count > 1 else _("第 {first} 份没有到")
    words = said.replace("{first}", str(one.first)).replace("{last}", str(one.last)).replace("{n}", str(count))
    remedy = _("让这台笔记本再同步一次;已经丢失的,由负责人说明")
    return {"device": known.device(one.dev), "what": words, "remedy": remedy, "time": ""}


def _break(one: ChainBreak, known: Names, now: int) -> dict[str, str]:
    return {
        "device": known.device(one.dev),
        "what": _("第 {n} 份与前一份接不上").replace("{n}", str(one.seq)),
        "remedy": _("这台笔记本可能被复制或改动过,请核查设备"),
        "time": views.time_text(one.found_at, now),
    }


def _kept(one: Quarantined, known: Names, now: int) -> dict[str, str]:
    return {
        "device": known.device(one.dev),
        "what": views.sentence(one.code),
        "env": one.env[-8:],
        "time": views.time_text(one.received_at, now),
    }
