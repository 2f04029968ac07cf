"""Rows as people read them: labels for codes, masked numbers, how long somebody has waited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from fieldapp.domain.codes import table
from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.identity import mask_document, tail
from fieldapp.domain.numbering import grouped
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.phones import mask_phone
from fieldapp.domain.regions import region_name
from fieldapp.domain.routing import Proposal
from fieldapp.messages import catalogue, message
from fieldapp.messages import translate as _
from sync.hub.services.reviewing import unions_for
from sync.hub.store.decisions import LoggedDecision
from sync.hub.store.reviews import ReviewRow

STATES: Mapping[str, tuple[str, str]] = {
    "pooled": ("待审核", "plainly"),
    "routed": ("已分流", "plainly"),
    "approved": ("已批准", "good"),
    "card_confirmed": ("卡已确认", "good"),
    "duplicate": ("重复", "warn"),
    "needs_correction": ("待补正", "warn"),
    "rejected": ("不批准", "bad"),
    "withdrawn": ("已撤回", ""),
    "merged": ("已并入", ""),
    "transferred_out": ("已转出", ""),
    "deferred": ("等前一条", "warn"),
    "conflict": ("内容冲突", "bad"),
    "quarantined": ("待核查", "bad"),
    "unknown": ("未知", ""),
}
_REASONS = {
    "employer_matches": "单位名称相符",
    "labour_relation": "有劳动关系",
    "group_matches": "群体相符",
    "region_matches": "同一旗县区",
    "city_wide": "全市性工会",
    "takes_everyone": "兜底接收",
    "nothing_matches": "没有合适的工会",
}
_STEPS = {
    DecisionKind.APPROVE: "批准入会",
    DecisionKind.CONFIRM_CARD: "确认会员卡",
    DecisionKind.RETURN: "退回补正",
    DecisionKind.REJECT: "不批准",
    DecisionKind.REVOKE: "撤销批准",
    DecisionKind.WITHDRAW: "撤回申请",
    DecisionKind.MERGE: "并入另一条",
    DecisionKind.REOPEN: "重新打开",
    DecisionKind.ROUTE: "分流",
    DecisionKind.EDIT: "更正",
    DecisionKind.PIN: "以本记录为准",
    DecisionKind.PIN_NUMBER: "指定会员号",
}
_KIND = {"enrollment": "入会", "transfer": "转会"}


def time_text(milliseconds: int, now_ms: int | None = None) -> str:
    """Return a time as people write it here; the year is left out when it is that of ``now_ms``."""
    moment = _moment(milliseconds)
    is_this_year = now_ms is not None and _moment(now_ms).year == moment.year
    year = "" if is_this_year else f"{moment.year}年"
    return f"{year}{moment.month}月{moment.day}日 {moment:%H:%M}"


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone()


def age_text(milliseconds: int, now_ms: int) -> str:
    """Return how long ago that was."""
    hours = max(now_ms - milliseconds, 0) // 3_600_000
    if hours < 1:
        return _("刚刚")
    if hours < 48:
        return _("{n} 小时前").replace("{n}", str(hours))
    return _("{n} 天前").replace("{n}", str(hours // 24))


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How ids read: unions, events and laptops by id."""

    unions: Mapping[str, str]
    events: Mapping[str, str]
    devices: Mapping[str, str]

    def device(self, dev: str) -> str:
        """Return a laptop's name; one that never enrolled is told by the end of its id."""
        return self.devices.get(dev) or _("未登记的设备 {id}").replace("{id}", dev[-4:])


def sentence(code: str | None) -> str:
    """Return the title of a code's message, the code itself when it has none."""
    return message(code).title if code and code in catalogue() else code or ""


def list_row(row: ReviewRow, names: Mapping[str, str], events: Mapping[str, str], now_ms: int) -> dict[str, Any]:
    """Return one line of a list; ``names`` are unions by id."""
    state, tone = STATES.get(row.outcome, (row.outcome, ""))
    union = row.union or row.asked_union
    return {
        "rec": row.rec,
        "name": row.name,
        "tail": tail(row.document_no),
        "group": table("groups").label(row.group),
        "employment": table("employment").label(row.employment),
        "event": events.get(row.event or "", ""),
        "is_transfer": row.kind == "transfer",
        "kind": _(_KIND.get(row.kind, row.kind)),
        "union": names.get(union, union) if union else "",
        "check": table("document_checks").label(row.document_check),
        "check_is_weak": row.document_check in ("stated", "employer_list"),
        "captured": time_text(row.captured, now_ms),
        "age": age_text(row.captured, now_ms),
        "state": _(state),
        "tone": "" if tone == "plainly" else tone,
        "number": grouped(row.number) if row.number else "",
        "reason": row.reason or sentence(row.code),
        "proposal": None,
    }


def facts(row: ReviewRow, known: Names) -> list[dict[str, str]]:
    """Return the fields of one application as label and value; numbers are masked."""
    names, events = known.unions, known.events
    pairs = (
        (_("证件"), table("document_types").label(row.document_type)),
        (_("证件号码"), mask_document(row.document_no)),
        (_("手机"), mask_phone(row.phone)),
        (_("群体"), table("groups").label(row.group)),
        (_("用工形式"), table("employment").label(row.employment)),
        (_("单位/平台"), row.employer or ""),
        (_("从业区域"), region_name(row.region) or row.region),
        (_("申请的工会"), names.get(row.asked_union or "", row.asked_union or _("未选(周转池)"))),
        (_("证件核对"), table("document_checks").label(row.document_check)),
        (_("活动"), events.get(row.event or "", row.event or "")),
        (_("登记时间"), time_text(row.captured)),
        (_("设备"), known.device(row.dev)),
    )
    return [{"label": label, "value": value} for label, value in pairs]


def proposals(
    row: ReviewRow, everyone: Sequence[Organisation], names: Mapping[str, str], today: date
) -> list[dict[str, str]]:
    """Return where this person could belong, best first, with the reasons in words."""
    return [_proposal(one, names) for one in unions_for(row, everyone, today)]


def _proposal(one: Proposal, names: Mapping[str, str]) -> dict[str, str]:
    reasons = "、".join(_(_REASONS.get(reason, reason)) for reason in one.reasons)
    return {"id": str(one.union), "union": names.get(str(one.union), str(one.union)), "reasons": reasons}


def history(row: ReviewRow, logged: Sequence[LoggedDecision], known: Names) -> list[dict[str, str]]:
    """Return what happened to an application, the newest first."""
    names = known.unions
    steps = [
        {
            "what": _(_STEPS.get(one.decision.kind, one.decision.kind.value)),
            "time": time_text(one.made_at),
            "who": _("中心规则") if one.account == "centre" else one.decision.by,
            "note": "  ".join(
                part
                for part in (
                    names.get(one.decision.union or "", one.decision.union or ""),
                    one.decision.reason or sentence(one.decision.code),
                )
                if part
            ),
        }
        for one in logged
    ]
    began = {"what": _("现场登记"), "time": time_text(row.captured), "who": known.device(row.dev), "note": ""}
    return [*steps, began]


def changed_fields(changed: Mapping[str, Any], unions: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the new values of a correction as label and value; numbers are masked."""
    return [
        {"label": table("fields").label(code), "value": _value(code, value, unions)} for code, value in changed.items()
    ]


def _value(code: str, value: Any, unions: Mapping[str, str]) -> str:
    masks = {"document_no": mask_document, "phone": mask_phone}
    tables = {"group": "groups", "employment": "employment", "document_check": "document_checks"}
    if value is None:
        return _("清空")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if code in masks:
        return masks[code](str(value))
    if code in tables:
        return table(tables[code]).label(str(value))
    if code == "region":
        return region_name(str(value)) or str(value)
    return unions.get(str(value), str(value)) if code == "union" else str(value)


def checks_text(codes: Sequence[str]) -> str:
    """Return the checks that were not done on site, in words."""
    return "、".join(filter(None, (sentence(code) for code in codes)))
