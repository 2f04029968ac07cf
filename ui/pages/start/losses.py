"""What a restore or a salvage brought back and what it did not, in words for whoever stands before it."""

from typing import TYPE_CHECKING

from fieldapp.messages import translate as _
from ui.wording import day_and_time

if TYPE_CHECKING:
    from fieldapp.app import Restored
    from fieldapp.domain.backups import Backup, Salvage

_MEGABYTE = 1_000_000
_MOST_NAMED = 12


def backup_words(backup: "Backup") -> str:
    """Name a backup in a list."""
    size = max(0.1, backup.size / _MEGABYTE)
    when = day_and_time(backup.made)
    return _("{when} · {n} 条记录 · {size} MB").format(when=when, n=f"{backup.facts:,}", size=f"{size:.1f}")


def missing_words(restored: "Restored") -> str:
    """Say what the marks beside the store prove to be missing, and what that means for numbers."""
    resumption = restored.application.resumption
    if resumption.why is None:
        return _("与停下时一致,一条不少。")
    burned = _("手里的号段已作废,不会重号;接入中心后会发新的。")
    if resumption.missing is None:
        return _("无法证明备份之后还登记过多少,请对照纸质登记表。") + burned
    if not resumption.missing:
        return burned
    return (
        _("备份之后的 {n} 条记录不在这份备份里,请对照纸质登记表补录,或同步后核对。").format(n=resumption.missing)
        + burned
    )


def salvage_words(told: "Salvage") -> str:
    """Say what was saved, what is missing, and who has to come again."""
    if told.backup is None:
        first = _("没有备份,从坏文件里读出 {n} 条记录。").format(n=told.facts)
    else:
        first = _("备份({when})加上坏文件里的 {n} 条,共 {all} 条记录。").format(
            when=day_and_time(told.backup), n=told.saved, all=told.facts
        )
    lines = [first, _lost(told)]
    if told.again:
        lines.append(_("请重新登记这 {n} 人:").format(n=len(told.again)) + _names(told))
    if told.unlisted:
        lines.append(
            _("另有 {n} 人的记录会照常上报,但本机名单里看不到;请不要重复登记,以中心答复为准。").format(n=told.unlisted)
        )
    if told.refused:
        lines.append(_("{n} 条记录的签名不对,没有采用。").format(n=told.refused))
    lines.append(_("手里的号段已作废,不会重号;接入中心后会发新的。"))
    return "\n".join(lines)


def _lost(told: "Salvage") -> str:
    if told.missing:
        spans = "、".join(f"{first}" if first == last else f"{first}–{last}" for first, last in told.gaps[:_MOST_NAMED])
        lost = _("读不出来的有 {n} 条(顺序号 {spans}),请对照纸质登记表补录。").format(n=told.missing, spans=spans)
        return lost if told.is_proved else lost + _("防重号的标记也不在,可能还有更多。")
    if told.is_proved:
        return _("与停下时的标记核对过:一条不少。")
    return _("防重号的标记不在,无法证明一条不少,请对照纸质登记表。")


def _names(told: "Salvage") -> str:
    named = (_("{name}(尾号 {tail})").format(name=one.name, tail=one.tail) for one in told.again[:_MOST_NAMED])
    return "、".join(named) + ("…" if told.again[_MOST_NAMED:] else "")
