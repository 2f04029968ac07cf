"""How the three lists of 会员卡 read: ready cards, print journal, cards to take back."""

from fieldapp.domain.numbering import grouped
from fieldapp.domain.views import PrintJobView, PrintState, ReadyCard, Recall
from fieldapp.messages import translate as _
from ui.models.values import Column
from ui.session import Session
from ui.wording import clock_time, hidden_tail, label_of, paper_words

_STATE_WORDS = {
    PrintState.QUEUED: "待打印",
    PrintState.SENT: "已送打印机",
    PrintState.PRINTED: "已打印",
    PrintState.SPOILED: "作废",
    PrintState.UNKNOWN: "未确认",
    PrintState.CANCELLED: "已取消",
}
_STATE_TONES = {
    PrintState.PRINTED: "success",
    PrintState.SPOILED: "ink_faint",
    PrintState.CANCELLED: "ink_faint",
    PrintState.UNKNOWN: "error",
}


def ready_columns(session: Session) -> tuple[Column[ReadyCard], ...]:
    """Return the columns of the cards that can be printed."""
    return (
        Column(title=_("姓名"), text=lambda one: f"{one.name} {hidden_tail(one.tail)}", width=176),
        Column(title=_("会员号"), text=lambda one: grouped(one.number), width=134),
        Column(title=_("群体"), text=lambda one: label_of("groups", one.group), width=98),
        Column(title=_("所入工会"), text=lambda one: session.union_name(one.union)),
    )


def journal_columns() -> tuple[Column[PrintJobView], ...]:
    """Return the columns of the print journal; what is read first stands first, for large letters."""
    return (
        Column(title=_("时间"), text=lambda one: clock_time(one.changed), width=62),
        Column(title=_("姓名"), text=lambda one: one.name, width=124),
        Column(
            title=_("状态"),
            text=lambda one: _(_STATE_WORDS[one.state]),
            tone=lambda one: _STATE_TONES.get(one.state, "warning"),
            width=90,
        ),
        Column(title=_("号码"), text=lambda one: grouped(one.number), width=142),
        Column(title=_("纸张"), text=_paper, width=120),
        Column(title=_("打印机 / 原因"), text=lambda one: " · ".join(filter(None, (one.printer, one.reason)))),
    )


def _paper(job: PrintJobView) -> str:
    words = paper_words(job.paper)
    return words if job.copy == 1 else _("{paper} 第 {n} 份").format(paper=words, n=job.copy)


def recall_columns() -> tuple[Column[Recall], ...]:
    """Return the columns of the cards that must come back."""
    return (
        Column(title=_("姓名"), text=lambda one: f"{one.name} {hidden_tail(one.tail)}", width=170),
        Column(title=_("会员号"), text=lambda one: grouped(one.number or ""), width=150),
        Column(title=_("手机"), text=lambda one: hidden_tail(one.phone_tail), width=92),
        Column(title=_("已打印"), text=lambda one: str(one.printed), width=70, is_number=True),
        Column(title=_("原因"), text=lambda one: one.reason or "", tone=lambda _one: "error"),
    )
