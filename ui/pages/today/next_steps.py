"""What to do next, from the day's figures. Words and order only, no widget."""

from collections.abc import Iterator
from dataclasses import dataclass

from fieldapp.domain.views import DayFigures, SyncState
from fieldapp.messages import translate as _

_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One card: what, why, the word on its button, and the page where it is done."""

    title: str
    words: str
    action: str
    page: str


def next_steps(figures: DayFigures, state: SyncState, recalled: int = 0) -> tuple[NextStep, ...]:
    """Return at most four steps, the most pressing first; ``recalled`` counts cards to take back."""
    go_on = _step(_("继续登记"), _("输入证件号码即可;回车到下一格,F10 完成"), _("去登记"), "enroll")
    return (*_troubles(figures, recalled), go_on, *_ways(state))[:_MOST]


def _troubles(figures: DayFigures, recalled: int) -> Iterator[NextStep]:
    """Yield what somebody waits for."""
    counted = (
        (figures.to_correct, "{n} 条待更正", "中心退回的记录,改好后随下次同步上报", "去更正", "sync"),
        (recalled, "{n} 张卡要收回", "中心没有确认,请打印收回单并联系本人", "去处理", "cards"),
        (figures.cards_ready, "{n} 张卡可以打印", "已批准,还没有打印会员卡", "去打印", "cards"),
        (figures.missing_signature, "{n} 人缺签字", "收摊前扫描纸质登记表补齐", "去查看", "records"),
    )
    for count, title, words, action, page in counted:
        if count:
            yield _step(_(title).format(n=count), _(words), _(action), page)


def _ways(state: SyncState) -> Iterator[NextStep]:
    """Yield what the way to the centre wants."""
    if not state.enrolled:
        words = _("没有中心也能登记;接入后自动上报、取号段和答复")
        yield _step(_("接入中心"), words, _("去接入"), "sync")
    elif state.pending:
        words = _("有网络时自动上报,也可以现在按 F5")
        yield _step(_("{n} 条待上报").format(n=state.pending), words, _("去同步"), "sync")


def _step(title: str, words: str, action: str, page: str) -> NextStep:
    return NextStep(title=title, words=words, action=action, page=page)
