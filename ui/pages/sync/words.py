"""How the line to the centre and what waits for it read. No widget here."""

from fieldapp.domain.outcomes import Transport
from fieldapp.domain.views import QueueEntry
from fieldapp.messages import message
from fieldapp.messages import translate as _
from sync.client.round import RoundSummary
from ui.operations.syncing import Line
from ui.wording import sentence_of, verdict_words

_WHERE = {
    Transport.IN_FLIGHT: "正在路上,等中心的答复",
    Transport.HELD: "汇聚端已收,等它转给中心",
    Transport.EXPORTED: "已导出到 U 盘,等回执",
}
_WAITS = {
    Line.ALONE: "还没有接入中心",
    Line.OFFLINE: "等网络",
    Line.PORTAL: "等网页登录",
    Line.HELD: "手动离线,等恢复联网",
}
PRACTICE_RULES = "假中心按手机尾号答复:0 退回一次(在待办里更正),9 不批准(要收回卡),其余批准"
"""What the reviewer of the training mode's own centre does; ``sync.hub.services.practising`` says the same."""


def why_waiting(entry: QueueEntry, line: Line) -> str:
    """Return why an envelope is still here."""
    if entry.transport in _WHERE:
        return _(_WHERE[entry.transport])
    if entry.verdict:
        return " · ".join(filter(None, (verdict_words(entry.verdict), sentence_of(entry.code or ""))))
    waits = _(_WAITS.get(line, "等下一次往来"))
    return _("{why} · 试过 {n} 次").format(why=waits, n=entry.attempts) if entry.attempts else waits


def round_words(summary: RoundSummary) -> tuple[str, str]:
    """Return what a round did, or why it could not, and the tone to say it in."""
    if summary.problem:
        said = message(summary.problem, summary.details)
        return f"{said.title}:{said.reason}{said.remedy}", "error" if summary.portal else "warning"
    verdicts = " · ".join(f"{verdict_words(kind)} {n}" for kind, n in sorted(summary.verdicts.items()))
    words = _("上报 {sent} 条,中心答复 {answered} 条,下发 {items} 条").format(
        sent=summary.delivered, answered=sum(summary.verdicts.values()), items=summary.feed_items
    )
    return " · ".join(filter(None, (words, verdicts))), "success"
