"""The form of an event: what the day needs, its hours, and the authorisation when it may approve on the spot.

An event that exists already shows here too; what was settled when it was made is not offered again.
"""

from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.domain.codes import Code, table
from fieldapp.domain.events import ApprovalPolicy, Event, JoinChannel
from fieldapp.domain.hours import between, read_clock, read_day
from fieldapp.domain.organisations import Organisation
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.choices import ChoiceLine
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import label, row
from ui.operations.events import EventForm
from ui.pages.enroll.options import county_options, union_options
from ui.session import Session

_HOME = "15"
_DEFAULT_MAXIMUM = 500
_MOST_PEOPLE = 100_000
_USUAL_HOURS = ("08:00", "20:00")


class NewEventForm(QWidget):
    """Fields of an event; ``filled`` checks them. ``hours`` says how long it lasts, wherever the page has room."""

    def __init__(self, session: Session) -> None:
        """Start with today, 08:00 to 20:00, and central approval."""
        super().__init__()
        self._session = session
        self._changing: Event | None = None
        self._organisations: tuple[Organisation, ...] = ()
        self.event_name = Field(_("活动名称"), Line("event_name", input_method=True), compact=True)
        self.place = Field(_("地点"), Line("event_place", input_method=True), compact=True)
        self.region = Field(_("所在旗县区"), ChoiceLine("event_region"), compact=True)
        self.host = Field(_("主办工会"), ChoiceLine("event_host"), compact=True)
        self.channel = Choice(
            "event_channel", [(JoinChannel(one.code), one.label) for one in table("join_channels").entries]
        )
        self.channel.choose(JoinChannel.MOBILE_WINDOW)
        policies = (
            (ApprovalPolicy.CENTRAL, _("中心批准")),
            (ApprovalPolicy.DELEGATED, _("现场批准")),
        )
        self.policy = Choice("event_policy", policies)
        self.target = Field(_("目标人数"), Line("event_target"), compact=True)
        self.item = Choice(
            "event_item",
            [("", _("不发放物品")), *((one.code, one.label) for one in _offered())],
        )
        self.photo = Choice("event_photo", [(False, _("不拍照")), (True, _("自愿拍照"))])
        self.resolution = Field(_("授权决议编号"), Line("event_resolution", input_method=True), compact=True)
        self.approvers = Field(_("批准人(多人用顿号分开)"), Line("event_approvers", input_method=True), compact=True)
        self.day = Field(_("日期"), Line("event_day"), compact=True)
        self.begin = Field(_("开始"), Line("event_begin"), compact=True)
        self.end = Field(_("结束"), Line("event_end"), compact=True)
        self.hours = label("", "small", name="event_hours")
        self.create_button = KeyButton(
            "event_create", _("建立并打开"), "Ctrl+Return", role="primary", shown="Ctrl+Enter"
        )
        self.policy.currentIndexChanged.connect(lambda _place: self._show_policy())
        self.region.line.left.connect(self._offer_hosts)
        self.target.line.left.connect(self._check_target)
        for field in (self.day, self.begin, self.end):
            field.line.left.connect(self._check_hours)
        self._lay_out()
        self._chain()
        self.begin_new()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(1)
        self._channel_box = labelled(_("入会方式"), self.channel)
        self._policy_words = label(_("中心批准:当场先发受理号,批准以后再发卡。"), "small", wraps=True)
        self._policy_box = labelled(_("批准方式"), self.policy)
        lines: list[tuple[QWidget, ...]] = [
            (_beside((self.event_name, 3), (self.place, 2)),),
            (_beside((self.day, 4), (self.begin, 3), (self.end, 3), (self.target, 4)),),
            (_beside((self.region, 3), (self.host, 4), (labelled(_("发放"), self.item), 5)),),
            (_beside((self._policy_box, 7), (self._channel_box, 9), (labelled(_("照片"), self.photo), 7)),),
            (self._policy_words,),
            (self.resolution, self.approvers),
        ]
        for line, parts in enumerate(lines):
            for column, part in enumerate(parts):
                grid.addWidget(part, line, column, 1, 3 - len(parts), Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(len(lines), 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def _chain(self) -> None:
        order: list[QWidget] = [
            self.event_name.line,
            self.place.line,
            self.day.line,
            self.begin.line,
            self.end.line,
            self.target.line,
            self.region.line,
            self.host.line,
        ]
        for one, following in zip(order, [*order[1:], self.item], strict=True):
            if isinstance(one, Line):
                one.entered.connect(lambda place=following: self._go_to(place))
        self.resolution.line.entered.connect(self.approvers.line.setFocus)

    def _go_to(self, widget: QWidget) -> None:
        """Go on to a field; what an existing event does not offer is passed over."""
        if widget.isVisible():
            widget.setFocus()
        else:
            self.item.setFocus()

    def begin_new(self) -> None:
        """Offer an empty form for today."""
        self._changing = None
        for field in (self.event_name, self.place, self.target):
            field.set_value("")
        self.photo.choose(False)
        self._show_hours(self._today(), *_USUAL_HOURS)
        self._show_settled()
        self.create_button.say(_("建立并打开"))

    def begin_change(self, event: Event) -> None:
        """Show an event that exists; where it belongs and who approves is settled."""
        self._changing = event
        self.event_name.set_value(event.name)
        self.place.set_value(event.place)
        self.target.set_value(str(event.target) if event.target else "")
        self.item.choose(event.items[0] if event.items else "")
        self.photo.choose(event.photo)
        starts, ends = event.starts.astimezone(), event.ends.astimezone()
        self._show_hours(starts.date(), f"{starts:%H:%M}", f"{ends:%H:%M}")
        self._show_settled()
        self.create_button.say(_("保存修改"))

    @property
    def changing(self) -> Event | None:
        """Return the event that is being changed; None while the form is for a new one."""
        return self._changing

    def _show_settled(self) -> None:
        for widget in (self.region, self.host, self._channel_box, self._policy_box):
            widget.setVisible(self._changing is None)
        self._show_policy()

    def _show_hours(self, day: date, begin: str, end: str) -> None:
        for field, words in ((self.day, f"{day.month}月{day.day}日"), (self.begin, begin), (self.end, end)):
            field.set_value(words)
        self._check_hours()

    def _today(self) -> date:
        return self._session.application.clock.now().astimezone().date()

    def _read_hours(self) -> tuple[datetime, datetime] | None:
        day = read_day(self.day.value(), self._today())
        begin, end = read_clock(self.begin.value()), read_clock(self.end.value())
        return between(day, begin, end) if day and begin is not None and end is not None else None

    def _check_hours(self) -> tuple[datetime, datetime] | None:
        """Read the hours, say under each field what is wrong, and in one line what they mean."""
        wrong = {
            self.day: "" if read_day(self.day.value(), self._today()) else _("如 11-22"),
            self.begin: "" if read_clock(self.begin.value()) is not None else _("如 8:00"),
            self.end: "" if read_clock(self.end.value()) is not None else _("如 20:00"),
        }
        for field, words in wrong.items():
            field.say(words, "error" if words else "")
        found = self._read_hours()
        self.hours.setText(_hours_words(*found) if found else "")
        return found

    def refresh(self) -> None:
        """Read counties and unions again."""
        self._organisations = self._session.application.read.organisations()
        near = next((one.region for one in self._organisations if one.region[4:] != "00"), _HOME)
        self._line(self.region).set_options(county_options(near))
        self._offer_hosts()

    def filled(self) -> EventForm | None:
        """Return the form when everything needed is there; otherwise say what is missing."""
        wrong, hours = self._wrong_fields(), self._check_hours()
        if wrong or hours is None:
            (wrong[0] if wrong else self.day).line.setFocus()
            return None
        target = self.target.value()
        return EventForm(
            name=self.event_name.value(),
            region=self.region.value(),
            place=self.place.value(),
            host=self.host.value(),
            channel=self.channel.value(),
            starts=hours[0],
            ends=hours[1],
            policy=self.policy.value(),
            target=int(target) if target else None,
            items=(self.item.value(),) if self.item.value() else (),
            photo=self.photo.value(),
            resolution=self.resolution.value(),
            approvers=tuple(filter(None, self.approvers.value().replace(",", "、").replace(",", "、").split("、"))),
            maximum=_DEFAULT_MAXIMUM,
        )

    def _wrong_fields(self) -> list[Field]:
        needed = [self.event_name]
        if self._changing is None:
            needed += [self.region, self.host]
            is_delegated = self.policy.value() is ApprovalPolicy.DELEGATED
            needed += [self.resolution, self.approvers] if is_delegated else []
        for field in needed:
            field.say("" if field.value() else _("请填写"), "" if field.value() else "error")
        return [field for field in needed if not field.value()] + ([] if self._check_target() else [self.target])

    def _check_target(self) -> bool:
        """Whether the target is empty or a number of people; says so under the field."""
        target = self.target.value()
        is_right = not target or (target.isascii() and target.isdigit() and 0 < int(target) <= _MOST_PEOPLE)
        words = "" if is_right else _("请填 1 到 {most} 的整数,或留空").format(most=f"{_MOST_PEOPLE:,}")
        self.target.say(words, "" if is_right else "error")
        return is_right

    def _offer_hosts(self) -> None:
        self._line(self.host).set_options(union_options(self._organisations, self.region.value()))

    def _show_policy(self) -> None:
        is_delegated = self._changing is None and self.policy.value() is ApprovalPolicy.DELEGATED
        self.resolution.setVisible(is_delegated)
        self.approvers.setVisible(is_delegated)
        self._policy_words.setVisible(self._changing is None and not is_delegated)

    @staticmethod
    def _line(field: Field) -> ChoiceLine:
        if not isinstance(field.line, ChoiceLine):
            raise TypeError(field.code)
        return field.line


def _beside(*parts: tuple[QWidget, int]) -> QWidget:
    """Return parts in one line, each with its share of the width."""
    held = QWidget()
    held.setLayout(inner := row(*(part for part, _share in parts), spacing=14))
    for place, (part, share) in enumerate(parts):
        inner.setStretch(place, share)
        inner.setAlignment(part, Qt.AlignmentFlag.AlignTop)
    return held


def _hours_words(starts: datetime, ends: datetime) -> str:
    """Return how long it lasts, and that it ends on the next day when it does."""
    minutes = (ends - starts) // timedelta(minutes=1)
    length = _("{hours} 小时").format(hours=f"{minutes / 60:g}" if minutes % 30 == 0 else f"{minutes / 60:.1f}")
    if starts.date() == ends.date():
        return _("共 {length},当天结束").format(length=length)
    return _("共 {length},次日({month}月{day}日){clock} 结束").format(
        length=length, month=ends.month, day=ends.day, clock=f"{ends:%H:%M}"
    )


def _offered() -> tuple[Code, ...]:
    """Return the items that are handed out; blank cards are only counted."""
    return tuple(one for one in table("items").entries if not one.has("blank"))
