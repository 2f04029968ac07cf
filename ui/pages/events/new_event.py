"""The form of a new event: what the day needs, and the authorisation when it may approve on the spot."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.domain.codes import table
from fieldapp.domain.events import ApprovalPolicy, JoinChannel
from fieldapp.domain.organisations import Organisation
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton
from ui.forms.choices import ChoiceLine
from ui.forms.comboboxes import Choice, labelled
from ui.forms.fields import Field
from ui.forms.lines import Line
from ui.forms.parts import label
from ui.operations.events import EventForm
from ui.pages.enroll.options import county_options, union_options
from ui.session import Session

_HOME = "15"
_DEFAULT_MAXIMUM = 500
_MOST_PEOPLE = 100_000


class NewEventForm(QWidget):
    """Fields of a new event; ``filled`` checks them."""

    def __init__(self, session: Session) -> None:
        """Start with today's date and central approval."""
        super().__init__()
        self._session = session
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
            (ApprovalPolicy.CENTRAL, _("中心批准(先发受理号)")),
            (ApprovalPolicy.DELEGATED, _("现场批准(当场发卡)")),
        )
        self.policy = Choice("event_policy", policies)
        self.target = Field(_("目标人数(选填)"), Line("event_target"), compact=True)
        self.item = Choice(
            "event_item", [("", _("不发放物品")), *((one.code, one.label) for one in table("items").entries)]
        )
        self.resolution = Field(_("授权决议编号"), Line("event_resolution", input_method=True), compact=True)
        self.approvers = Field(_("批准人(多人用顿号分开)"), Line("event_approvers", input_method=True), compact=True)
        self.create_button = KeyButton(
            "event_create", _("建立并打开"), "Ctrl+Return", role="primary", shown="Ctrl+Enter"
        )
        self.policy.currentIndexChanged.connect(lambda _place: self._show_policy())
        self.region.line.left.connect(self._offer_hosts)
        self.target.line.left.connect(self._check_target)
        self._lay_out()
        self._chain()
        self._show_policy()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        places: list[tuple[QWidget, int, int, int]] = [
            (self.event_name, 0, 0, 2),
            (self.region, 1, 0, 1),
            (self.host, 1, 1, 1),
            (self.place, 2, 0, 1),
            (self.target, 2, 1, 1),
            (labelled(_("入会方式"), self.channel), 3, 0, 1),
            (labelled(_("发放"), self.item), 3, 1, 1),
            (labelled(_("批准方式"), self.policy), 4, 0, 2),
            (self.resolution, 5, 0, 1),
            (self.approvers, 5, 1, 1),
        ]
        hours = label(_("活动时间:建立当天 08:00–20:00"), "small", name="event_hours")
        places.append((hours, 6, 0, 2))
        for widget, line, column, span in places:
            grid.addWidget(widget, line, column, 1, span, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def _chain(self) -> None:
        order: list[QWidget] = [
            self.event_name.line,
            self.region.line,
            self.host.line,
            self.place.line,
            self.target.line,
        ]
        for one, following in zip(order, [*order[1:], self.channel], strict=True):
            if isinstance(one, Line):
                one.entered.connect(following.setFocus)
        self.resolution.line.entered.connect(self.approvers.line.setFocus)

    def refresh(self) -> None:
        """Read counties and unions again."""
        self._organisations = self._session.application.read.organisations()
        near = next((one.region for one in self._organisations if one.region[4:] != "00"), _HOME)
        self._line(self.region).set_options(county_options(near))
        self._offer_hosts()

    def filled(self) -> EventForm | None:
        """Return the form when everything needed is there; otherwise say what is missing."""
        needed = [self.event_name, self.region, self.host]
        is_delegated = self.policy.value() is ApprovalPolicy.DELEGATED
        needed += [self.resolution, self.approvers] if is_delegated else []
        for field in needed:
            field.say("" if field.value() else _("请填写"), "" if field.value() else "error")
        wrong = [field for field in needed if not field.value()] + ([] if self._check_target() else [self.target])
        if wrong:
            wrong[0].line.setFocus()
            return None
        target = self.target.value()
        return EventForm(
            name=self.event_name.value(),
            region=self.region.value(),
            place=self.place.value(),
            host=self.host.value(),
            channel=self.channel.value(),
            day=self._session.application.clock.now().astimezone().date(),
            policy=self.policy.value(),
            target=int(target) if target else None,
            items=(self.item.value(),) if self.item.value() else (),
            resolution=self.resolution.value(),
            approvers=tuple(filter(None, self.approvers.value().replace(",", "、").replace(",", "、").split("、"))),
            maximum=_DEFAULT_MAXIMUM,
        )

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
        is_delegated = self.policy.value() is ApprovalPolicy.DELEGATED
        self.resolution.setVisible(is_delegated)
        self.approvers.setVisible(is_delegated)

    @staticmethod
    def _line(field: Field) -> ChoiceLine:
        if not isinstance(field.line, ChoiceLine):
            raise TypeError(field.code)
        return field.line
