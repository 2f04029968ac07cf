"""What to do next, from the day's figures. Words and order only, no widget."""

from dataclasses import dataclass

from fieldapp.domain.views import DayFigures, SyncState
from fieldapp.messages import translate as _

_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One card: what, why, and the page where it is done."""

    title: str
    words: str
    action: str
    page: str


def next_steps(figures: DayFigures, state: SyncState) -> tuple[NextStep, ...]:
    """Return at most four steps, the most pressing first."""
    steps: list[NextStep] = []
    if figures.to_correct:
        steps.append(
            NextStep(
                title=_("{n} 条待更正").format(n=figures.to_correct),
                words=_("中心退回的记录,改好后随下次同步上报"),
                action=_("去更正"),
                page="sync",
            )
        )
    if figures.cards_ready:
        steps.append(
            NextStep(
                title=_("{n} 张卡可以打印").format(n=figures.cards_ready),
                words=_("已批准,还没有打印会员卡"),
                action=_("去打印"),
                page="cards",
            )
        )
    if figures.missing_signature:
        steps.append(
            NextStep(
                title=_("{n} 人缺签字").format(n=figures.missing_signature),
                words=_("收摊前扫描纸质登记表补齐"),
                action=_("去查看"),
                page="records",
            )
        )
    steps.append(
        NextStep(
            title=_("继续登记"),
            words=_("输入证件号码即可;回车到下一格,F10 完成"),
            action=_("去登记"),
            page="enroll",
        )
    )
    if not state.enrolled:
        steps.append(
            NextStep(
                title=_("接入中心"),
                words=_("没有中心也能登记;接入后自动上报、取号段和答复"),
                action=_("去接入"),
                page="sync",
            )
        )
    elif state.pending:
        steps.append(
            NextStep(
                title=_("{n} 条待上报").format(n=state.pending),
                words=_("有网络时自动上报,也可以现在按 F5"),
                action=_("去同步"),
                page="sync",
            )
        )
    return tuple(steps[:_MOST])
