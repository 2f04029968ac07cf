"""How the lists of 发放 read: people found, what was given, what lies on the table."""

from fieldapp.domain.handouts import Stock
from fieldapp.domain.numbering import grouped
from fieldapp.domain.views import HandoutView, SearchHit
from fieldapp.messages import translate as _
from ui.models.values import Column
from ui.wording import clock_time, label_of

_TAIL_WIDTH = 58
"""A tail stands in a column of its own: a long name gives way, four digits never do."""
_COUNT_WIDTH = 46


def hit_columns() -> tuple[Column[SearchHit], ...]:
    """Return the columns of the people found."""
    return (
        Column(title=_("姓名"), text=lambda one: one.name),
        Column(title=_("尾号"), text=lambda one: one.tail, width=_TAIL_WIDTH),
        Column(title=_("手机"), text=lambda one: one.phone_tail, width=_TAIL_WIDTH),
        Column(title=_("号码"), text=lambda one: grouped(one.number or one.receipt or ""), width=146),
    )


def ledger_columns() -> tuple[Column[HandoutView], ...]:
    """Return the columns of what was given."""
    return (
        Column(title=_("时间"), text=lambda one: clock_time(one.time), width=60),
        Column(title=_("姓名"), text=lambda one: one.name, width=112),
        Column(title=_("尾号"), text=lambda one: one.tail, width=_TAIL_WIDTH),
        Column(title=_("物品"), text=lambda one: label_of("items", one.item), width=100),
        Column(
            title=_("经办"),
            text=_by_whom,
            tone=lambda one: "warning" if one.override else "",
        ),
    )


def stock_columns() -> tuple[Column[Stock], ...]:
    """Return the columns of the balance."""
    return (
        Column(title=_("物品"), text=lambda one: label_of("items", one.item)),
        Column(title=_("入库"), text=lambda one: str(one.received), width=_COUNT_WIDTH, is_number=True),
        Column(title=_("收回"), text=lambda one: str(one.returned), width=_COUNT_WIDTH, is_number=True),
        Column(title=_("已发"), text=lambda one: str(one.handed_out), width=_COUNT_WIDTH, is_number=True),
        Column(title=_("调出"), text=lambda one: str(one.moved_out), width=_COUNT_WIDTH, is_number=True),
        Column(title=_("损坏"), text=lambda one: str(one.spoilt), width=_COUNT_WIDTH, is_number=True),
        Column(
            title=_("结存"),
            text=lambda one: str(one.left),
            tone=lambda one: "error" if one.left < 0 else "",
            width=56,
            is_number=True,
        ),
    )


def _by_whom(one: HandoutView) -> str:
    if one.override:
        return _("补发:{reason} · {operator}").format(reason=one.override, operator=one.operator)
    return _("代领 {name} · {operator}").format(name=one.proxy, operator=one.operator) if one.proxy else one.operator
