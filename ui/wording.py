"""How values read on the screen: times, tails, unions, codes. No widget here."""

import re
from datetime import date, datetime, timedelta

from fieldapp.domain.codes import table
from fieldapp.domain.events import Event
from fieldapp.domain.outcomes import VerdictKind
from fieldapp.messages import catalogue, message
from fieldapp.messages import translate as _


def clock_time(moment: datetime) -> str:
    """Return hours and minutes in the machine's time zone."""
    return moment.astimezone().strftime("%H:%M")


def day_and_time(moment: datetime) -> str:
    """Return month, day, hours and minutes in the machine's time zone."""
    local = moment.astimezone()
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def span(event: Event) -> str:
    """Return when an event is, in one line."""
    starts, ends = event.starts.astimezone(), event.ends.astimezone()
    head = f"{starts.month}月{starts.day}日 {starts:%H:%M}"
    return f"{head}–{ends:%H:%M}" if starts.date() == ends.date() else f"{head}–{ends.month}月{ends.day}日 {ends:%H:%M}"


_CLOCK_MAY_DIFFER = timedelta(minutes=5)


def ago(moment: datetime | None, now: datetime) -> str:
    """Return how long ago something was, as people say it."""
    if moment is None:
        return _("从未")
    past = now - moment
    if past < -_CLOCK_MAY_DIFFER:
        return _("晚于本机的钟")
    if past < timedelta(minutes=1):
        return _("刚刚")
    if past < timedelta(hours=1):
        return _("{n} 分钟前").format(n=int(past.total_seconds() // 60))
    if past < timedelta(days=1):
        return _("{n} 小时前").format(n=int(past.total_seconds() // 3600))
    return _("{n} 天前").format(n=past.days)


def day_of_text(text: str) -> date | None:
    """Return the day of a yyyymmdd text; None for an empty one."""
    return datetime.strptime(text, "%Y%m%d").date() if text else None  # noqa: DTZ007  # a calendar day has no zone


def hidden_tail(tail: str) -> str:
    """Return the last four as lists show them."""
    return f"··{tail}" if tail else ""


def number_label(number: str) -> str:
    """Return what kind of number this is: receipt numbers begin with 9."""
    return _("受理号") if number.startswith("9") else _("会员号")


def label_of(code_table: str, code: str | None) -> str:
    """Return a code's label; an unknown or empty code reads as itself."""
    if not code:
        return ""
    found = table(code_table).find(code)
    return found.label if found else code


def status_words(status_code: str) -> str:
    """Return the word for a status code of the lists."""
    return _said(f"status_{status_code}", status_code)


_SHORT = {
    "received": "待上报",
    "approved_here": "已批准",
    "transfer": "转会受理",
    "deferred": "等前一份",
    "duplicate": "已是会员",
    "conflict": "有冲突",
    "quarantined": "被隔离",
    "card_confirmed": "卡已确认",
    "merged": "已并入",
    "unknown": "待答复",
}


def short_status(status_code: str) -> str:
    """Return the status in four characters or so, for narrow lists."""
    return _(_SHORT[status_code]) if status_code in _SHORT else status_words(status_code)


_VERDICTS = {
    VerdictKind.ACCEPTED: "已收",
    VerdictKind.HELD: "汇聚端已收",
    VerdictKind.DEFERRED: "等前一份",
    VerdictKind.DUPLICATE: "已是会员",
    VerdictKind.NEEDS_CORRECTION: "待更正",
    VerdictKind.REJECTED: "未通过",
    VerdictKind.CONFLICT: "有冲突",
    VerdictKind.QUARANTINED: "被隔离",
}


def verdict_words(kind: str) -> str:
    """Return the word for a verdict of the hub; one this version does not know reads as it came."""
    known = {str(one): words for one, words in _VERDICTS.items()}
    return _(known[kind]) if kind in known else kind


_PAPERS = {"card": "会员卡", "receipt": "凭证", "form": "登记表"}


def paper_words(paper: str) -> str:
    """Return the word for a printed paper of a record."""
    return _(_PAPERS[paper]) if paper in _PAPERS else paper


def timeline_words(code: str, details: dict[str, str]) -> str:
    """Return the sentence for one entry of a timeline."""
    key = f"timeline_{code}"
    paper = paper_words(details.get("paper", ""))
    return message(key, {**details, "paper": paper}).title if key in catalogue() else code


def _said(key: str, otherwise: str) -> str:
    return message(key).title if key in catalogue() else otherwise


_GOOD = frozenset({"approved", "approved_here", "card_confirmed"})
_CARE = frozenset({"needs_correction", "duplicate", "transfer", "deferred", "transferred_out"})
_BAD = frozenset({"rejected", "quarantined", "conflict"})


def status_tone(status_code: str) -> str:
    """Return the tone a status is shown in."""
    if status_code in _GOOD:
        return "success"
    if status_code in _BAD:
        return "error"
    return "warning" if status_code in _CARE else "ink_soft"


_REASONS = {
    "updated_at_desk": "现场更新信息",
    "work_changed": "工作变动",
    "centre_verdict": "中心判为重复",
    "undone": "当场撤销",
}
"""Reasons that the program gives itself; all others are words that somebody typed."""


_TRAYS = {
    "": "自动选纸", "auto": "自动选纸", "manual": "手送口", "manualfeed": "手送口", "multipurpose": "多功能纸盒",
    "mptray": "多功能纸盒", "bypass": "手送口", "upper": "上纸盒", "middle": "中纸盒", "lower": "下纸盒",
    "rear": "后进纸口", "envelope": "信封进纸口", "cassette": "纸盒", "main": "主纸盒",
}  # fmt: skip
"""Names that drivers give their trays (PPD 4.3 InputSlot, and those of Windows); others stand as they are."""


def tray_words(tray: str) -> str:
    """Return a printer's name for a tray as people read it."""
    known = _TRAYS.get(tray.lower())
    numbered = re.fullmatch(r"(?:tray|cassette)[-_ ]?(\d+)", tray, re.IGNORECASE)
    return _("纸盒 {n}").format(n=numbered[1]) if numbered else _(known) if known else tray


def field_words(code: str) -> str:
    """Return the label of a field of the form; a code this version does not know reads as it came."""
    return table("fields").label(code)


def reason_words(reason: str) -> str:
    """Return a reason as people read it."""
    return _(_REASONS[reason]) if reason in _REASONS else reason


def sentence_of(code: str) -> str:
    """Return the title of a code's message, nothing for a code without one."""
    return message(code).title if code in catalogue() else ""
