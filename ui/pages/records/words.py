"""How the story of a record reads: steps, entries, reasons. No widget here."""

from collections.abc import Callable, Iterable
from datetime import datetime

from fieldapp.domain.codes import table
from fieldapp.domain.outcomes import Transport
from fieldapp.domain.stories import RecordStory, Step, StepState, TimelineEntry
from fieldapp.messages import translate as _
from ui.wording import clock_time, day_and_time, field_words, label_of, reason_words, sentence_of, short_status

TRANSPORT_WORDS = {
    Transport.DRAFT: "草稿",
    Transport.READY: "等待上报",
    Transport.QUEUED: "等待上报",
    Transport.IN_FLIGHT: "上报中",
    Transport.HELD: "汇聚端已收",
    Transport.EXPORTED: "已导出到 U 盘",
    Transport.DELIVERED: "中心已收到",
}
REMEDY_WORDS = {
    "sync": "现在同步",
    "correct": "更正这条记录",
    "transfer": "按转会办理",
    "print_card": "打印会员卡",
    "hand_over": "会员卡已交本人",
    "take_back": "收回会员卡",
    "contact_centre": "查看处理办法",
}
_STEPS = {"entered": "登记", "sent": "上报", "approved": "批准", "card": "会员卡", "handed": "领卡", "void": "作废"}
_NOW = {"approved": "等待审核", "card": "等待打印", "handed": "等待领取"}
_METHODS = {"pen": "手写签名", "sheet": "纸面签名", "phone": "手机确认"}


def step_title(step: Step, story: RecordStory) -> str:
    """Return the name of a step; a transfer is approved as one."""
    return _("转会批准") if step.code == "approved" and story.is_transfer else _(_STEPS[step.code])


def step_note(step: Step, story: RecordStory, now: datetime) -> str:
    """Return what stands under a step: when it was done, or what it waits for."""
    if step.code == "sent":
        return _(TRANSPORT_WORDS[story.transport])
    if step.code == "approved" and step.state is StepState.STOPPED:
        return short_status(story.status_code)
    if step.code == "card" and step.state is StepState.STOPPED:
        return _("需收回")
    if step.time is not None:
        is_today = step.time.astimezone().date() == now.astimezone().date()
        return clock_time(step.time) if is_today else day_and_time(step.time)
    if step.day is not None:
        return _("{m}月{d}日").format(m=step.day.month, d=step.day.day)
    return _(_NOW.get(step.code, "")) if step.state is StepState.NOW else ""


def entry_note(entry: TimelineEntry, union_name: Callable[[str | None], str]) -> str:
    """Return what a fact says beside its kind: fields, union, item, reason."""
    said = entry.details
    parts = [
        "、".join(field_words(code) for code in said.get("fields", "").split()),
        _("转入 {union}").format(union=union_name(said["to"])) if "to" in said else "",
        _("批准人 {name}").format(name=said["approver"]) if "approver" in said else "",
        label_of("items", said.get("item")),
        _("{n} 份").format(n=said["qty"]) if said.get("qty", "1") != "1" else "",
        _("第 {n} 张").format(n=said["copy"]) if said.get("copy", "1") != "1" else "",
        _("撤回:{what}").format(what=_purposes(said["withdrawn"].split())) if "withdrawn" in said else "",
        _(_METHODS.get(said.get("method", ""), "")),
        _("补发:{why}").format(why=said["override"]) if "override" in said else "",
        reason_words(said.get("reason", "")),
    ]
    return " · ".join(filter(None, parts))


def entry_where(entry: TimelineEntry) -> str:
    """Return who did it, and where its envelope is while the centre does not have it."""
    is_under_way = entry.transport is not None and entry.transport is not Transport.DELIVERED
    where = _(TRANSPORT_WORDS[entry.transport]) if is_under_way and entry.transport else ""
    return " · ".join(filter(None, (entry.operator, where)))


def why(story: RecordStory) -> str:
    """Return why the centre did not take the record as it is: the reviewer's words, else those of the codes."""
    if story.reason:
        return reason_words(story.reason)
    said = [sentence_of(code) for code in (story.code, *(error.code for error in story.errors)) if code]
    return " · ".join(dict.fromkeys(filter(None, said)))


def _purposes(codes: Iterable[str]) -> str:
    return "、".join(map(table("purposes").label, codes))


def consents(story: RecordStory) -> str:
    """Return what the person agreed to and what they took back."""
    lines = (("同意:{what}", story.purposes), ("已撤回:{what}", story.withdrawn))
    said = (_(line).format(what=_purposes(codes)) for line, codes in lines if codes)
    return " · ".join(said)
