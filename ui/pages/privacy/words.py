"""The words of 个人信息: why a record still stays, and what goes by terms of its own."""

from fieldapp.domain.retention import Hold, Retention, terms
from fieldapp.messages import translate as _

_HOLDS = {
    Hold.NOT_DELIVERED: ("还没上报完", "连上中心同步(F5)"),
    Hold.NOT_SETTLED: ("中心还没办结", "等中心审核"),
    Hold.EVENT_OPEN: ("活动还没收摊", "先收摊(Ctrl+W)"),
    Hold.PAPERS_OPEN: ("卡或凭证还没办完", "打印好、交给本人或收回"),
    Hold.NOT_BACKED_UP: ("中心的备份还没到这里", "等中心备份并核对"),
    Hold.TOO_YOUNG: ("还没满 {days} 天", ""),
    Hold.PERSON_HELD: ("同一人还有别的记录没办完", ""),
}
_IDLE = {
    "attachments": "签字和照片",
    "rosters": "名册里的人",
    "intentions": "意向登记",
    "drafts": "没填完的表",
    "gifts": "外来会员领取",
}


def held_lines(found: Retention) -> list[tuple[str, int, str]]:
    """Return why records stay: the reason, how many, and what helps."""
    lines = []
    for hold, count in found.held.items():
        reason, remedy = _HOLDS[hold]
        if hold is Hold.TOO_YOUNG and found.next_day is not None:
            remedy = _("最早 {day:%m-%d} 到期").format(day=found.next_day)
        lines.append((_(reason).format(days=terms()["records"].days), count, _(remedy)))
    return lines


def idle_words(found: Retention) -> str:
    """Return what else is over its term, in one line; empty when nothing is."""
    return "、".join(_("{what} {n} 项").format(what=_(_IDLE[code]), n=count) for code, count in found.idle.items())
