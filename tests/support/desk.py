"""A laptop ready for work in a temporary folder: real encrypted store, cheap Argon2 cost, an event, a lease."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fieldapp.app import Application, Created, FirstRun
from fieldapp.crypto.key_slots import QUICK_COST
from fieldapp.domain.applications import ApplicationDraft, ConsentAct, ConsentMethod
from fieldapp.domain.clock import SystemIds
from fieldapp.domain.events import ApprovalPolicy, Delegation, Event, JoinChannel
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.identity import check_character
from fieldapp.domain.ids import EventId, OperatorId, OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.ports import Clock, FeedItem, FeedSlice
from fieldapp.domain.problems import Refusal
from fieldapp.domain.rosters import RosterRow
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.paths import Paths, under
from fieldapp.services.approvals import OpenApprovalWindow, open_window
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.events import CreateEvent, OpenEvent, create_event, open_event
from fieldapp.services.four_eyes import ApproveBySecond, approve_by_second
from fieldapp.services.people_at_work import AddOperator, add_operator

PASSPHRASE = "correct horse battery"
REGION = "150203"
COUNTY, UNION, OTHER_UNION, POOL = (OrganisationId(name) for name in ("county", "truckers", "couriers", "pool"))
APPROVER = "白音"
ORGANISATIONS = (
    Organisation(
        id=COUNTY, name="昆都仑区总工会", kind=OrganisationKind.FEDERATION, level=3, parent=None, region=REGION,
        accepts_direct_join=False,
    ),
    Organisation(
        id=UNION, name="昆都仑区货车司机联合工会", kind=OrganisationKind.JOINT, level=5, parent=COUNTY, region=REGION,
        groups=("truck",),
    ),
    Organisation(
        id=OTHER_UNION, name="昆都仑区快递员联合工会", kind=OrganisationKind.JOINT, level=5, parent=COUNTY,
        region=REGION, groups=("courier",),
    ),
    Organisation(
        id=POOL, name="昆都仑区周转池", kind=OrganisationKind.POOL, level=3, parent=COUNTY, region=REGION, is_pool=True,
    ),
)  # fmt: skip


class DeskClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)) -> None:
        self.boot = "desk-boot"
        self._now = now
        self._monotonic = 100.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def forward(self, **span: float) -> None:
        self._now += timedelta(**span)
        self._monotonic += timedelta(**span).total_seconds()


def document_no(serial: int, birth: str = "19850615", region: str = REGION) -> str:
    """Make a valid synthetic document number; ``serial`` 0-999 tells people of one birth day apart."""
    first = f"{region}{birth}{serial:03d}"
    return first + check_character(first)


def number_of(serial: int) -> str:
    """Return the document number of person number ``serial``, as ``draft`` states it."""
    return document_no(serial % 1000, birth=f"1985{serial // 1000 % 12 + 1:02d}15")


def draft(serial: int = 1, **changed: Any) -> ApplicationDraft:
    """Make a complete draft for person number ``serial``."""
    values: dict[str, Any] = {
        "document_no": number_of(serial),
        "name": "张建国",
        "phone": f"138{serial:08d}",
        "group": "truck",
        "employment": "platform",
        "region": REGION,
        "union": UNION,
        "migrant": True,
        "consent": ConsentAct(method=ConsentMethod.SHEET, reference=f"US1:{serial:06d}"),
    }
    return ApplicationDraft(**{**values, **changed})


@dataclass
class Desk:
    """One laptop at one open event; ``must`` runs a use case that has to work."""

    paths: Paths
    application: Application
    clock: Any
    recovery_code: str
    supervisor: OperatorId
    operator: OperatorId
    event: EventId
    cursor: int = field(default=0)

    def must(self, use_case: Any, command: Any) -> Any:
        result = self.application.execute(use_case, command)
        assert not isinstance(result, Refusal), result
        return result

    def refused(self, use_case: Any, command: Any) -> Refusal:
        result = self.application.execute(use_case, command)
        assert isinstance(result, Refusal), result
        return result

    def second_look(self, act: GuardedAct, subject: str) -> None:
        """Let the operator say yes to what the supervisor is about to do."""
        seen = ApproveBySecond(act=act, subject=subject, who=self.operator, pin="2468", operator=self.supervisor)
        assert self.must(approve_by_second, seen).is_granted

    def feed(self, *items: tuple[str, dict[str, Any]], gen: int = 1) -> Any:
        """Apply one slice of the centre."""
        start, self.cursor = self.cursor, self.cursor + len(items)
        wrapped = tuple(FeedItem(kind=kind, body=body) for kind, body in items)
        return self.application.feed.apply(FeedSlice(gen=gen, start=start, end=self.cursor, items=wrapped))

    def grant_lease(self, start: int = 1001, size: int = 200, lease: str | None = None, **extra: Any) -> str:
        """Let the centre grant numbers."""
        expires = int((self.clock.now() + timedelta(days=60)).timestamp())
        name = lease or SystemIds().new()
        body = {
            "id": name, "start": start, "end": start + size - 1, "expires": expires, "scope": REGION,
            "status": {"list": 1, "start": start}, **extra,
        }  # fmt: skip
        self.feed(("lease", body))
        return name

    def open_window(self, approver: str = APPROVER) -> Any:
        return self.must(open_window, OpenApprovalWindow(event=self.event, approver=approver, operator=self.supervisor))

    def reopen(self) -> None:
        """Close the application and unlock it again."""
        self.application.close()
        opened = Application.unlock(self.paths, PASSPHRASE, clock=self.clock)
        assert isinstance(opened, Application)
        self.application = opened


def delegation(maximum: int = 500) -> Delegation:
    return Delegation(
        number="昆工发〔2026〕7号",
        union=COUNTY,
        resolved_on=date(2026, 11, 1),
        approvers=(APPROVER, "苏和"),
        valid_from=date(2026, 11, 1),
        valid_to=date(2026, 12, 31),
        maximum=maximum,
    )


def event(
    policy: ApprovalPolicy = ApprovalPolicy.CENTRAL, *, maximum: int = 500, name: str = "G6 服务区集中入会"
) -> Event:
    return Event(
        id=EventId(SystemIds().new()),
        name=name,
        region=REGION,
        place="G6 服务区",
        host=COUNTY,
        channel=JoinChannel.COLLECTIVE,
        starts=datetime(2026, 11, 22, 0, 0, tzinfo=UTC),
        ends=datetime(2026, 11, 23, 0, 0, tzinfo=UTC),
        policy=policy,
        delegation=delegation(maximum) if policy is ApprovalPolicy.DELEGATED else None,
        target=200,
        items=("gift_bag",),
    )


def set_up(
    root: Path,
    policy: ApprovalPolicy = ApprovalPolicy.CENTRAL,
    *,
    clock: Clock | None = None,
    maximum: int = 500,
    organisations: tuple[Organisation, ...] = ORGANISATIONS,
) -> Desk:
    """Set a laptop up below ``root`` and open an event; close the application when done."""
    desk_clock = clock or DeskClock()
    paths = under(root)
    first_run = FirstRun(passphrase=PASSPHRASE, device_name="测试机一", supervisor="赵敏", organisations=organisations)
    created = Application.create(paths, first_run, clock=desk_clock, cost=QUICK_COST)
    assert isinstance(created, Created), created
    application = created.application
    boss = application.read.operators()[0].id
    added = application.execute(
        add_operator, AddOperator(name="李雷", role=OperatorRole.OPERATOR, pin="2468", operator=boss)
    )
    assert not isinstance(added, Refusal), added
    meeting = event(policy, maximum=maximum)
    desk = Desk(
        paths=paths,
        application=application,
        clock=desk_clock,
        recovery_code=created.recovery_code,
        supervisor=boss,
        operator=OperatorId(added.subject),
        event=meeting.id,
    )
    desk.must(create_event, CreateEvent(event=meeting, operator=boss))
    desk.must(open_event, OpenEvent(event=meeting.id, operator=boss))
    return desk


@contextmanager
def open_desk(root: Path, policy: ApprovalPolicy = ApprovalPolicy.CENTRAL, **options: Any) -> Iterator[Desk]:
    """Set a laptop up and close it at the end."""
    desk = set_up(root, policy, **options)
    try:
        yield desk
    finally:
        desk.application.close()


def supervisor_of(application: Application) -> Operator:
    """Return the first supervisor."""
    return next(one for one in application.read.operators() if one.role is OperatorRole.SUPERVISOR)


def envelopes(desk: Desk) -> list[dict[str, Any]]:
    """Return every envelope ever made here, oldest life first, as JSON values."""
    made = "SELECT protected FROM fact JOIN incarnation USING (inc) ORDER BY incarnation.n, fact.seq"
    with desk.application._store.database.reading() as connection:
        return [json.loads(row.protected) for row in connection.exec_driver_sql(made)]


def list_at_centre(desk: Desk, serial: int) -> None:
    """Let the member list of the centre name a document number (名录比对)."""
    keys = desk.application._store.keys.indexer
    body = {"kv": keys.version, "keys": [keys.document(document_no(serial))]}
    desk.application.feed.replace("members", '"1"', body)


def enroll(desk: Desk, serial: int = 1, **changed: Any) -> Any:
    """Enroll person number ``serial`` and return the result."""
    return desk.must(
        confirm, ConfirmApplication(draft=draft(serial, **changed), event=desk.event, operator=desk.operator)
    )


def begin_another(desk: Desk, **changed: Any) -> EventId:
    """Open one more event with the same desk and go on there; returns the id of the one before."""
    before = desk.application.read.event(desk.event)
    assert before is not None
    after = replace(before, **{"id": EventId(SystemIds().new()), "name": "另一场", "place": "二号服务区", **changed})
    desk.must(create_event, CreateEvent(event=after, operator=desk.supervisor))
    desk.must(open_event, OpenEvent(event=after.id, operator=desk.supervisor))
    desk.event = after.id
    return before.id


def outcome_body(rec: str, outcome: str, n: int = 1, gen: int = 1, **more: Any) -> dict[str, Any]:
    """Return what the feed says of a record."""
    return {"rec": rec, "outcome": outcome, "version": {"gen": gen, "n": n}, **more}


def roster_row(serial: int, outcome: str = "accept", **more: Any) -> RosterRow:
    """Return a checked roster row of person number ``serial``, standing in sheet row ``serial + 1``."""
    values: dict[str, Any] = {
        "name": "张建国",
        "document_no": number_of(serial),
        "phone": f"138{serial:08d}",
        "group": "truck",
    }
    return RosterRow(row=serial + 1, outcome=outcome, **{**values, **more})


@cache
def _template(policy: ApprovalPolicy) -> tuple[Path, Desk]:
    """Set one laptop up per policy and process; its closed files are what ``copied_desk`` copies."""
    root = Path(tempfile.mkdtemp(prefix="desk-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    desk = set_up(root, policy)
    if policy is ApprovalPolicy.DELEGATED:
        desk.grant_lease()
        desk.open_window()
    desk.application.close()
    return root, desk


@contextmanager
def copied_desk(root: Path, policy: ApprovalPolicy = ApprovalPolicy.CENTRAL) -> Iterator[Desk]:
    """Open a copy of a laptop that was set up once: quick, but all copies are the same device.

    A delegated one has a lease of 200 numbers and an open approval window.
    """
    template, made = _template(policy)
    shutil.copytree(template, root, dirs_exist_ok=True)
    clock = DeskClock()
    application = Application.unlock(under(root), PASSPHRASE, clock=clock)
    assert isinstance(application, Application)
    desk = replace(made, paths=under(root), application=application, clock=clock)
    try:
        yield desk
    finally:
        desk.application.close()
