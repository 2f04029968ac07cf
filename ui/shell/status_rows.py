"""What stands behind each word of the strip: rows with a title, a reason and the one button that helps. No widget."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from fieldapp.devices.power import battery_percent
from fieldapp.domain.self_checks import clock_distance
from fieldapp.domain.views import PrintState
from fieldapp.messages import catalogue, message
from fieldapp.messages import translate as _
from ui.line_wording import KIND_WORDS, LINE_WORDS
from ui.machine import free_gigabytes
from ui.operations.syncing import Line
from ui.session import Session
from ui.wording import ago, hidden_tail

MOST = 6
"""More rows would need scrolling; the page behind the button has them all."""
LOW_BATTERY, LOW_DISK, FEW_NUMBERS = 20, 2, 20
_CLOCK_OFF = timedelta(minutes=2)
TOPICS = ("line", "pending", "last_sync", "printing", "numbers", "approval", "battery", "disk")
HOLD, RELEASE, SYNC = "do:hold", "do:release", "do:sync"
"""Things done at once; every other target is the name of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """One row. ``target`` is a page or one of ``HOLD``, ``RELEASE``, ``SYNC``; without an action there is no button."""

    title: str
    reason: str
    action: str = ""
    target: str = ""
    subject: str = ""
    tone: str = ""


_JOBS = {
    PrintState.QUEUED: ("等待打印", "还没有送到打印机", "去打印"),
    PrintState.SENT: ("正在打印", "已送到打印机,还没有确认", "去确认"),
    PrintState.UNKNOWN: ("未确认", "不知道印出来没有;看一眼打印机,再回答", "去确认"),
}


def rows_of(topic: str, session: Session) -> tuple[StatusRow, ...]:
    """Return the rows behind one word; ``KeyError`` for a word the strip does not have."""
    return _MAKERS[topic](session)


def all_rows(session: Session) -> tuple[StatusRow, ...]:
    """Return the first row behind each word: the whole strip as a list."""
    return tuple(rows[0] for topic in TOPICS if (rows := rows_of(topic, session)))


def line_words(line: Line) -> tuple[str, str]:
    """Return the word for how the line looks, and its tone."""
    title, _reason, tone = LINE_WORDS[line]
    return _(title), tone


def _line(session: Session) -> tuple[StatusRow, ...]:
    line = session.syncing.line
    title, reason, tone = LINE_WORDS[line]
    if line is Line.ALONE:
        return (StatusRow(title=_(title), reason=_(reason), action=_("去接入"), target="sync"),)
    if line is Line.HELD:
        return (StatusRow(title=_(title), reason=_(reason), action=_("恢复联网"), target=RELEASE, tone=tone),)
    last = session.syncing.last
    if last is not None and last.problem and last.problem in catalogue():
        said = message(last.problem, last.details)
        reason = f"{said.title}:{said.reason}{said.remedy}"
    metered = _("流量贵、热点要留给别人时用;随时可以恢复")
    return (
        StatusRow(title=_(title), reason=_(reason), action=_("现在同步"), target=SYNC, tone=tone),
        StatusRow(title=_("先不联网"), reason=metered, action=_("手动离线"), target=HOLD),
    )


def _pending(session: Session) -> tuple[StatusRow, ...]:
    read = session.application.read
    state = read.sync_state()
    if not state.pending:
        return (StatusRow(title=_("没有待上报的记录"), reason=_("本机的记录中心都有了"), tone="success"),)
    head = StatusRow(
        title=_("{n} 条待上报").format(n=f"{state.pending:,}"),
        reason=_("有网络时自动上报;没有网络也可以用 U 盘"),
        action=_("现在同步") if state.enrolled else _("去接入"),
        target=SYNC if state.enrolled else "sync",
    )
    entries = (one for one in read.queue(MOST * 3) if one.name)
    rest = tuple(
        StatusRow(
            title=f"{_(KIND_WORDS.get(one.kind, one.kind))} · {one.name} {hidden_tail(one.tail)}",
            reason=message(one.code).title if one.code and one.code in catalogue() else _tried(one.attempts),
            action=_("看去向"),
            target="records",
            subject=one.rec,
        )
        for one in entries
    )
    return (head, *rest[: MOST - 1])


def _tried(attempts: int) -> str:
    return _("试过 {n} 次,等下一次联网").format(n=attempts) if attempts else _("还没有送过")


def _last_sync(session: Session) -> tuple[StatusRow, ...]:
    state, now = session.application.read.sync_state(), session.application.clock.now()
    if not state.enrolled:
        return (StatusRow(title=_("从未同步"), reason=_("还没有接入中心"), action=_("去接入"), target="sync"),)
    off = abs(clock_distance(state.offset_ms, state.last_sync, now) or timedelta(milliseconds=state.offset_ms))
    reason = _("中心 {hub}").format(hub=state.hub or "")
    if off > _CLOCK_OFF:
        reason = _("本机的钟与中心差 {n} 分钟,请校时").format(n=int(off.total_seconds() // 60))
    title = _("上次同步 {when}").format(when=ago(state.last_sync, now))
    tone = "warning" if off > _CLOCK_OFF else ""
    return (StatusRow(title=title, reason=reason, action=_("现在同步"), target=SYNC, tone=tone),)


def _printing(session: Session) -> tuple[StatusRow, ...]:
    event = session.current_event
    jobs = session.application.read.print_jobs(event.id) if event else ()
    waiting = [job for job in jobs if job.state.is_open]
    if not waiting:
        words = _("新的卡和凭证会先进这里")
        return (StatusRow(title=_("没有等待打印的"), reason=words, action=_("看记录"), target="cards"),)
    return tuple(
        StatusRow(
            title=f"{job.name} · {_(_JOBS[job.state][0])}",
            reason=job.reason or _(_JOBS[job.state][1]),
            action=_(_JOBS[job.state][2]),
            target="cards",
            tone="warning" if job.state is PrintState.UNKNOWN else "",
        )
        for job in waiting[:MOST]
    )


def _numbers(session: Session) -> tuple[StatusRow, ...]:
    left = session.application.read.lease_left()
    if not left:
        reason = _("没有会员号时发受理号,中心批准后再发会员号")
        return (StatusRow(title=_("没有会员号号段"), reason=reason, action=_("去取号段"), target="sync"),)
    few = left < FEW_NUMBERS
    reason = _("快用完了,联网同步一次就能补上") if few else _("联网时自动补足;用完后发受理号")
    title = _("还剩 {n} 个会员号").format(n=f"{left:,}")
    return (StatusRow(title=title, reason=reason, action=_("现在同步"), target=SYNC, tone="warning" if few else ""),)


def _approval(session: Session) -> tuple[StatusRow, ...]:
    event = session.current_event
    if event is None or event.delegation is None:
        return ()
    window = session.application.read.approval_window(event.id)
    if window is None:
        reason = _("批准窗口关着时只发受理号;由负责人打开")
        return (StatusRow(title=_("现场批准关着"), reason=reason, action=_("去打开"), target="today"),)
    title = _("现场批准开着 · {name}").format(name=window.approver)
    reason = _("登记即批准,会员号和会员卡当场给")
    return (StatusRow(title=title, reason=reason, action=_("去查看"), target="today", tone="success"),)


def _battery(_session: Session) -> tuple[StatusRow, ...]:
    charge = battery_percent()
    if charge is None:
        return ()
    low = charge < LOW_BATTERY
    reason = _("请接上电源;断电也不会丢记录") if low else _("断电也不会丢记录,草稿一秒内存下")
    return (StatusRow(title=_("电量 {n}%").format(n=charge), reason=reason, tone="warning" if low else ""),)


def _disk(session: Session) -> tuple[StatusRow, ...]:
    free = free_gigabytes(session.application.paths.data)
    low = free < LOW_DISK
    reason = _("请清理磁盘;写满后不能再登记") if low else _("放本机的加密数据和备份")
    return (StatusRow(title=_("磁盘还有 {n} GB").format(n=free), reason=reason, tone="error" if low else ""),)


_MAKERS: dict[str, Callable[[Session], tuple[StatusRow, ...]]] = {
    "line": _line,
    "pending": _pending,
    "last_sync": _last_sync,
    "printing": _printing,
    "numbers": _numbers,
    "approval": _approval,
    "battery": _battery,
    "disk": _disk,
}
