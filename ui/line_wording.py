"""How the line to the centre and what goes over it read: one table for strip, lists and 同步. No widget here."""

from ui.operations.syncing import Line

LINE_WORDS = {
    Line.ONLINE: ("在线", "上次与中心的往来成功", "success"),
    Line.SOON: ("即将同步", "马上与中心往来一次", ""),
    Line.OFFLINE: ("离线", "没有连上中心;记录都在本机,有网络时自动上报", "warning"),
    Line.PORTAL: ("需要网页登录", "这个网络要先登录:打开浏览器,登录后回来按 F5;记录都在本机", "error"),
    Line.BUSY: ("正在同步", "登记可以照常进行", "action"),
    Line.ALONE: ("未接入中心", "没有中心也能登记;接入后自动上报、取号段和答复", ""),
    Line.HELD: ("手动离线", "先不联网,记录都在本机;按 F5 仍可往来一次", "warning"),
}
"""Title, reason, tone."""
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
"""Kinds of envelopes."""
