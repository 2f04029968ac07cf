"""How the line to the centre and what waits for it read. No widget here."""

from fieldapp.domain.outcomes import Transport
from fieldapp.domain.views import QueueEntry
from fieldapp.messages import message
from fieldapp.messages import translate as _
from sync.client.round import RoundSummary
from ui.operations.syncing import Line
from ui.wording import sentence_of, verdict_words

LINE_WORDS = {
    Line.ALONE: ("还没有接入中心", "没有中心也能登记、发受理号、打印凭证。接入后自动上报。", ""),
    Line.SOON: ("即将同步", "马上与中心往来一次。", ""),
    Line.OFFLINE: ("离线", "没有连上中心。记录都在本机,有网络时自动上报。", "warning"),
    Line.PORTAL: ("需要网页登录", "这个网络要先登录:打开浏览器,登录后回来按 F5。记录都在本机。", "error"),
    Line.BUSY: ("正在同步…", "登记可以照常进行。", "action"),
    Line.ONLINE: ("在线", "上次与中心的往来成功。", "success"),
    Line.HELD: ("手动离线", "先不联网,记录都在本机。按 F5 仍可往来一次。", "warning"),
}
KIND_WORDS = {
    "enrollment": "登记",
    "revision": "更正",
    "transfer": "转会",
    "approval": "批准",
    "card": "会员卡",
    "handout": "发放",
    "consent": "同意书",
    "void": "作废",
    "event": "活动",
    "lease_burn": "号段作废",
}
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
