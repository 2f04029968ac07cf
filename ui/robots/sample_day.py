"""A believable day with synthetic people, for pictures: made through the use cases, at a clock of its own."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fieldapp.app import Application, Created, FirstRun
from fieldapp.domain.applications import ApplicationDraft, ConsentAct, ConsentMethod
from fieldapp.domain.clock import SystemIds
from fieldapp.domain.events import ApprovalPolicy, Delegation, Event, JoinChannel
from fieldapp.domain.handouts import MoveKind
from fieldapp.domain.identity import check_character
from fieldapp.domain.ids import EventId, OperatorId, OrganisationId
from fieldapp.domain.ports import CardClaims, FeedItem, FeedSlice
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import OperatorRole
from fieldapp.errors import BugError
from fieldapp.paths import Paths
from fieldapp.services import approvals, cards, enrollment, events, handouts, people_at_work, settings, stock
from ui.operations.organisation_files import SAMPLE, sample_organisations
from ui.shell.idle import SETTING as IDLE_SETTING

_NAMES = (
    "乌云其木格", "张吉", "单建国", "买买提·艾合买提", "斯琴高娃", "李翠兰", "王志强", "巴特尔", "仇文静", "赵铉",
    "阿拉腾其其格", "刘建军", "区少华", "哈斯巴根", "陈晓燕", "苏日娜", "查干夫", "孙丽萍", "那仁满都拉", "周海涛",
    "解玉梅", "额尔敦", "马小军", "尉迟明", "杨秀英", "格日勒图", "吴大伟", "其其格", "郑国庆", "何雨桐",
    "朝鲁门", "徐志远", "萨日朗", "胡振华", "高娃", "罗永刚", "宝音德力格尔", "田桂芳", "䶮文斌", "韩雪松",
)  # fmt: skip
_GIFTS = 60
_GROUPS = ("truck", "truck", "courier", "food", "ridehail")
_COUNTIES = ("152725", "150602", "150203", "150622", "650102", "410122")
_UNIONS = {"truck": "ORG00002", "courier": "ORG00003", "food": "ORG00006", "ridehail": "ORG00006"}
COUNTY, HOST = "150602", "ORG00004"
PASSPHRASE = "correct horse battery"


class DayClock:
    """A clock that is moved by hand."""

    def __init__(self, now: datetime) -> None:
        """Stand at a moment."""
        self.boot = "picture"
        self._now = now
        self._passed = 1_000.0

    def now(self) -> datetime:
        """Return where the clock stands."""
        return self._now

    def monotonic(self) -> float:
        """Return seconds that only rise."""
        return self._passed

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)
        self._passed += seconds


def document_no(county: str, birth: date, order: int) -> str:
    """Return a synthetic document number with the right check character."""
    first = f"{county}{birth:%Y%m%d}{order:03d}"
    return first + check_character(first)


@dataclass
class SampleDay:
    """An open store with an event and people at it."""

    application: Application
    clock: DayClock
    event: EventId
    supervisor: OperatorId
    operator: OperatorId

    def must(self, use_case: Any, command: Any) -> Any:
        """Run a use case that has to work."""
        result = self.application.execute(use_case, command)
        if isinstance(result, Refusal):
            raise BugError(f"sample day: {result.code}")
        return result

    def answer(self, *said: tuple[str, str, dict[str, Any]]) -> None:
        """Let the centre say something of records: (record, outcome, more)."""
        at = self.application.feed.cursor()
        items = tuple(
            FeedItem(
                kind="outcome",
                body=MappingProxyType({"rec": rec, "outcome": word, "version": {"gen": 1, "n": at.n + place}, **more}),
            )
            for place, (rec, word, more) in enumerate(said, 1)
        )
        self.application.feed.apply(FeedSlice(gen=1, start=at.n, end=at.n + len(items), items=items))

    def enroll(self, name: str, chance: random.Random) -> Any:
        """Enrol one synthetic person now."""
        group = chance.choice(_GROUPS)
        birth = date(1966, 1, 1) + timedelta(days=chance.randrange(14_000))
        act = ConsentAct(method=ConsentMethod.SHEET, reference=f"{chance.randrange(10**6):06d}")
        draft = ApplicationDraft(
            document_no=document_no(chance.choice(_COUNTIES), birth, chance.randrange(1000)),
            name=name,
            phone=f"13{chance.randrange(10**9):09d}",
            group=group,
            employment="platform",
            region=COUNTY,
            union=_UNIONS[group],
            migrant=chance.random() < 0.6,
            consent=act,
        )
        command = enrollment.ConfirmApplication(draft=draft, event=self.event, operator=self.operator)
        return self.must(enrollment.confirm, command)


def make(paths: Paths, cost: Any = None) -> SampleDay:
    """Set a laptop up that never locks itself (twelve looks take longer than that) and let a morning pass."""
    clock = DayClock(datetime(2026, 11, 22, 0, 55, tzinfo=UTC))
    unions = sample_organisations()
    if isinstance(unions, Refusal):
        raise BugError("the sample organisations are unreadable")
    first = FirstRun(passphrase=PASSPHRASE, device_name="东胜东出口 1 号", supervisor="王敏", organisations=unions)
    created = Application.create(paths, first, clock=clock, cost=cost)
    if not isinstance(created, Created):
        raise BugError("the sample store was refused")
    app = created.application
    boss = app.read.operators()[0].id
    command = people_at_work.AddOperator(name="萨仁", role=OperatorRole.OPERATOR, pin="2468", operator=boss)
    added = app.execute(people_at_work.add_operator, command)
    if isinstance(added, Refusal):
        raise BugError(added.code)
    day = SampleDay(
        application=app, clock=clock, event=EventId(app.ids.new()), supervisor=boss, operator=OperatorId(added.subject)
    )
    day.must(settings.change_setting, settings.ChangeSetting(name=IDLE_SETTING, value=0, operator=boss))
    _open(day)
    _fill(day)
    return day


def _open(day: SampleDay) -> None:
    starts = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    delegation = Delegation(
        number="东工发〔2026〕18号",
        union=OrganisationId("ORG00001"),
        resolved_on=date(2026, 11, 1),
        approvers=("王主席", "包副主席"),
        valid_from=date(2026, 11, 1),
        valid_to=date(2026, 12, 31),
        maximum=500,
    )
    event = Event(
        id=day.event,
        name="荣乌高速东胜东出口 · 流动窗口入会",
        region=COUNTY,
        place="荣乌高速东胜东出口",
        host=OrganisationId(HOST),
        channel=JoinChannel.MOBILE_WINDOW,
        starts=starts,
        ends=starts + timedelta(hours=8),
        policy=ApprovalPolicy.DELEGATED,
        delegation=delegation,
        target=200,
        items=("gift", "insurance"),
    )
    day.must(events.create_event, events.CreateEvent(event=event, operator=day.supervisor))
    day.must(events.open_event, events.OpenEvent(event=day.event, operator=day.supervisor))
    lease = {
        "id": SystemIds().new(),
        "start": 4_821_301,
        "end": 4_821_500,
        "expires": int(day.clock.now().timestamp()) + 60 * 86_400,
        "scope": COUNTY,
        "status": {"list": 1, "start": 1},
    }
    item = FeedItem(kind="lease", body=MappingProxyType(lease))
    day.application.feed.apply(FeedSlice(gen=1, start=0, end=1, items=(item,)))
    window = approvals.OpenApprovalWindow(event=day.event, approver="王主席", operator=day.supervisor)
    day.must(approvals.open_window, window)
    brought = stock.MoveStock(event=day.event, item="gift", kind=MoveKind.RECEIVED, qty=_GIFTS, operator=day.supervisor)
    day.must(stock.move_stock, brought)


def _fill(day: SampleDay) -> None:
    chance = random.Random(7)
    for place, name in enumerate(_NAMES):
        day.clock.forward(chance.randrange(60, 260))
        done = day.enroll(name, chance)
        if done.is_approved and place % 5 != 0:
            job = day.must(cards.prepare, cards.PrepareCard(rec=done.rec, event=day.event, operator=day.operator))
            if place % 11 != 3:
                day.must(cards.record_printed, cards.RecordPrinted(job=job.job, operator=day.operator, printer="CR80"))
        if place % 3 == 0:
            give = handouts.HandOut(rec=done.rec, item="gift", event=day.event, operator=day.operator)
            day.must(handouts.hand_out, give)


def sample_roster() -> Path:
    """Return a roster as companies send them, with errors in it."""
    rosters = SAMPLE.parent / "rosters"
    return next(path for path in sorted(rosters.glob("05_*")) if path.suffix in (".xlsx", ".xls", ".csv"))


def card_from_elsewhere(day: SampleDay, name: str) -> str:
    """Return the text of a good card of a member whom this laptop never entered."""
    now = int(day.application.clock.now().timestamp())
    claims = CardClaims(
        issuer="15", issued=now - 60, expires=now + 86_400, number="150000000017", name=name, union="", status_index=1
    )
    return day.application.card_signer.card_token(claims)
