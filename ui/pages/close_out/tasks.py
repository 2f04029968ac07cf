"""What an event still wants before it closes, in order. Words and counts only, no widget."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fieldapp.domain.closing import CloseOut
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.messages import translate as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do; ``opens`` is a sheet of this page (or ``page:name``), empty when nothing can be done here."""

    code: str
    count: int
    title: str
    words: str
    verb: str = ""
    opens: str = ""
    is_open: bool = True

    @property
    def mark(self) -> str:
        """Return the shape it is shown with."""
        return "mark_warning" if self.is_open else "mark_success"

    @property
    def tone(self) -> str:
        """Return the tone of its shape."""
        return "warning" if self.is_open else "success"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What else decides which tasks there are."""

    policy: ApprovalPolicy
    rolls: int
    is_enrolled: bool
    backup_words: str
    has_fresh_backup: bool
    has_report: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A task's words while it is open (``title`` with {n}, ``words``, ``verb``) and once it is ``done``."""

    title: str
    done: str = ""
    words: str
    verb: str
    opens: str


_KINDS = {
    "papers": _Kind(
        title="缺签字纸表 {n} 张",
        done="纸表都点到了",
        words="一张接一张扫登记表或签了字的凭证,直到剩 0 张",
        verb="点纸表",
        opens="papers",
    ),
    "waiting": _Kind(
        title="{n} 人等批准",
        done="没有人在等批准",
        words="批准人在场,验过身份后一起批;登记人自己不能批自己登的",
        verb="批量批准",
        opens="approvals",
    ),
    "rolls": _Kind(
        title="{n} 人还没上批准花名册",
        done="没有要造册的人",
        words="编号、打印,请批准人签字并盖章",
        verb="造册",
        opens="rolls",
    ),
    "unconfirmed": _Kind(title="{n} 份打印未确认", words="请核对是否印出来了", verb="去确认", opens="page:cards"),
    "cards": _Kind(
        title="{n} 张卡还没打印",
        done="批准的卡都打印了",
        words="也可以收摊后补打",
        verb="去打印",
        opens="page:cards",
    ),
    "held": _Kind(
        title="{n} 张卡还没交到本人", words="打印不等于领取;没领的带回保管", verb="去发卡", opens="page:cards"
    ),
    "recalls": _Kind(title="{n} 张卡要收回", words="中心没有确认,请联系本人", verb="去处理", opens="page:cards"),
    "gift": _Kind(
        title="{n} 人没领{item}",
        done="{item}都领了",
        words="不领也可以;请清点剩余",
        verb="去发放",
        opens="page:handouts",
    ),
    "correct": _Kind(title="{n} 条待更正", words="中心退回的,趁人还在改好", verb="去更正", opens="page:sync"),
    "pending": _Kind(
        title="{n} 条待上报",
        done="都上报了",
        words="有网络就现在上报;没有也能收摊,回去再报",
        verb="去同步",
        opens="page:sync",
    ),
    "report": _Kind(
        title="活动日报还没保存",
        done="日报已保存",
        words="表格和 PDF 各一份,数字与上面一致",
        verb="出日报",
        opens="report",
    ),
    "backup": _Kind(
        title="{when}",
        done="{when}",
        words="备份到 U 盘或文件夹:加密,写完当场打开核对",
        verb="备份",
        opens="backup",
    ),
}


def tasks(found: CloseOut, around: Circumstances) -> tuple[Task, ...]:
    """Return the tasks in the order in which they are best done."""
    figures = found.figures
    return (
        _task("papers", found.papers_left),
        *_approvals(found, around),
        *_if_any("unconfirmed", found.unconfirmed),
        _task("cards", figures.cards_ready),
        *_if_any("held", found.cards_held),
        *_if_any("recalls", found.recalls),
        *(replace(_task("gift", one.count, item=one.label), code=f"gift_{one.key}") for one in found.not_handed),
        *_if_any("correct", figures.to_correct),
        _pending(figures.pending, around),
        _task("report", int(not around.has_report)),
        _task("backup", int(not around.has_fresh_backup), when=around.backup_words),
    )


def _task(code: str, count: int, **details: str) -> Task:
    kind = _KINDS[code]
    title = _(kind.title if count else kind.done).format(n=f"{count:,}", **details)
    if not count:
        return Task(code=code, count=0, title=title, words="", is_open=False)
    return Task(code=code, count=count, title=title, words=_(kind.words), verb=_(kind.verb), opens=kind.opens)


def _if_any(code: str, count: int) -> tuple[Task, ...]:
    return (_task(code, count),) if count else ()


def _approvals(found: CloseOut, around: Circumstances) -> Iterator[Task]:
    if around.policy is ApprovalPolicy.DELEGATED:
        yield _task("waiting", found.waiting)
        made = _task("rolls", found.unrolled)
        if not found.unrolled and around.rolls:
            made = replace(
                made,
                title=_("批准花名册共 {n} 册").format(n=around.rolls),
                words=_("可以再打一份"),
                verb=_("看花名册"),
                opens="rolls",
            )
        yield made
        return
    words = _("{n} 人等中心批准").format(n=found.waiting) if found.waiting else _("没有人在等中心批准")
    why = _("不用等:答复随同步回来,再打卡发卡") if found.waiting else ""
    yield Task(code="waiting", count=found.waiting, title=words, words=why, is_open=False)


def _pending(count: int, around: Circumstances) -> Task:
    made = _task("pending", count)
    if count and not around.is_enrolled:
        return replace(made, words=_("还没有接入中心;记录都在本机,接入后上报"))
    return made


def explained(found: CloseOut) -> str:
    """Return in one line how the six figures hang together."""
    figures = found.figures
    parts = [
        _("申请 {applied} = 入会 {accepted} + 转会 {transferred}"),
        _("批准 {approved} 里新入会 {joined}"),
        _("到场 {present} 是本人来过的,只领物品也算"),
    ]
    return ";".join(parts).format(
        applied=figures.applied,
        accepted=figures.accepted,
        transferred=figures.transferred,
        approved=figures.approved,
        joined=found.joined,
        present=found.present,
    )


def hint_words(found: CloseOut) -> str:
    """Return what closing erases, empty when nothing."""
    parts = []
    if found.never_came:
        parts.append(_("名册里没来的 {n} 人").format(n=found.never_came))
    if found.has_draft:
        parts.append(_("没填完的 1 张表"))
    return _("收摊会抹去{things}:没有申请的人不留资料。").format(things=_("和").join(parts)) if parts else ""
