"""The training mode (演练): a store of its own that may be wiped, with people, an event and numbers to practise with.

It lies in a folder of its own below the data and opens with a passphrase everybody may know; its device key is made
anew each time, so no list of trusted keys at work ever names it and no card from it verifies there. Nothing leads from
one store to the other: the window closes the one before it opens the other, and the mark in the store must fit the
folder. Its centre is a small hub of its own beside it (``practice_centre``).
"""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fieldapp.devices.id_simulator import SIMULATED
from fieldapp.domain.problems import Refusal
from fieldapp.errors import BugError, KnownError
from fieldapp.messages import translate as _
from fieldapp.paths import Paths
from resources import resource
from ui.jobs import Jobs

if TYPE_CHECKING:
    from fieldapp.app import Application

PASSPHRASE = "training for everybody"
"""Protects nothing: there are only invented people in this store."""
PIN = "2468"
SUPERVISOR, OPERATORS, APPROVER = "教员", ("学员甲", "学员乙"), "练习批准人"
MADE_AS = 2
"""How a training store is furnished today; one of another make is made anew."""
CAMERA = str(resource("data", "samples", "camera", "frame_%03d.jpg"))
"""A drawn person, shown again and again: nobody's face."""
_COUNTY, _HOST = "150602", "ORG00001"


def open_training(
    jobs: Jobs, paths: Paths, done: Callable[["Application"], None], failed: Callable[[KnownError], None]
) -> None:
    """Open the training store below a laptop's folders, made anew when there is none or it is not whole."""
    jobs.on_store(lambda: _opened(paths.training), done, failed)


def wipe(jobs: Jobs, paths: Paths, done: Callable[[], None]) -> None:
    """Remove everything that was practised; the store must be closed by then (the store worker keeps the order)."""
    folder = paths.training.data.parent
    jobs.on_store(lambda: shutil.rmtree(folder, ignore_errors=True), lambda _none: done())


def is_training(application: "Application", paths: Paths) -> bool:
    """Whether an open store is the training store of this laptop.

    Raises ``KnownError("training_store_mixed")`` when the mark in the store and its folder do not fit: somebody
    copied one in the other's place.
    """
    from fieldapp.services.settings import TRAINING_SETTING

    is_marked = bool(application.read.settings().get(TRAINING_SETTING))
    if is_marked != (application.paths == paths.training):
        raise KnownError("training_store_mixed")
    return is_marked


def _opened(paths: Paths) -> "Application":
    from fieldapp.app import Application  # brings the database with it
    from fieldapp.services.settings import TRAINING_SETTING

    if Application.exists(paths):
        found = Application.unlock(paths, PASSPHRASE)
        if not isinstance(found, Refusal):
            if found.read.settings().get(TRAINING_SETTING) == MADE_AS and found.read.open_events():
                return found
            found.close()
        shutil.rmtree(paths.data.parent, ignore_errors=True)
    return _made(paths)


def _made(paths: Paths) -> "Application":
    from fieldapp.app import Application, Created, FirstRun
    from fieldapp.services.settings import TRAINING_SETTING, ChangeSetting, change_setting
    from ui.operations.organisation_files import sample_organisations

    unions = sample_organisations()
    if isinstance(unions, Refusal):
        raise BugError("the sample organisations are unreadable")
    first = FirstRun(passphrase=PASSPHRASE, device_name=_("演练"), supervisor=SUPERVISOR, organisations=unions)
    created = Application.create(paths, first)
    if not isinstance(created, Created):
        raise BugError(f"the training store was refused: {created.code}")
    app = created.application
    boss = app.read.operators()[0].id
    try:
        _must(app, change_setting, ChangeSetting(name=TRAINING_SETTING, value=MADE_AS, operator=boss))
        _furnish(app, boss)
    except BaseException:
        app.close()
        raise
    return app


def _furnish(app: "Application", boss: Any) -> None:
    """Put people at work, an open event with numbers, and an open approval window into a fresh store."""
    from fieldapp.domain.ports import FeedItem, FeedSlice
    from fieldapp.domain.views import OperatorRole
    from fieldapp.services import approvals, events, people_at_work
    from fieldapp.services.settings import ChangeSetting, change_setting
    from ui.operations.id_cards import READER_SETTING
    from ui.operations.photos import CAMERA_SETTING
    from ui.operations.practice_centre import own_lease  # brings the wire with it

    for name in OPERATORS:
        command = people_at_work.AddOperator(name=name, role=OperatorRole.OPERATOR, pin=PIN, operator=boss)
        _must(app, people_at_work.add_operator, command)
    for device, source in ((READER_SETTING, SIMULATED), (CAMERA_SETTING, CAMERA)):
        _must(app, change_setting, ChangeSetting(name=device, value=source, operator=boss))
    _must(app, people_at_work.set_pin, people_at_work.SetPin(who=boss, pin=PIN, operator=boss))
    now = app.clock.now()
    event = _event(app, now)
    _must(app, events.create_event, events.CreateEvent(event=event, operator=boss))
    _must(app, events.open_event, events.OpenEvent(event=event.id, operator=boss))
    lease = own_lease(_COUNTY, int((now + timedelta(days=60)).timestamp()))
    item = FeedItem(kind="lease", body=MappingProxyType(lease))
    app.feed.apply(FeedSlice(gen=1, start=0, end=1, items=(item,)))
    _must(app, approvals.open_window, approvals.OpenApprovalWindow(event=event.id, approver=APPROVER, operator=boss))


def _event(app: "Application", now: datetime) -> Any:
    from fieldapp.domain.events import ApprovalPolicy, Delegation, Event, JoinChannel
    from fieldapp.domain.ids import EventId, OrganisationId
    from ui.operations.practice_centre import NUMBERS

    today = now.astimezone(UTC).date()
    granted = Delegation(
        number=_("演练"),
        union=OrganisationId(_HOST),
        resolved_on=date(2020, 1, 1),
        approvers=(APPROVER,),
        valid_from=date(2020, 1, 1),
        valid_to=today + timedelta(days=365),
        maximum=NUMBERS,
    )
    return Event(
        id=EventId(app.ids.new()),
        name=_("演练 · 服务区集中入会"),
        region=_COUNTY,
        place=_("演练"),
        host=OrganisationId(_HOST),
        channel=JoinChannel.COLLECTIVE,
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=11),
        policy=ApprovalPolicy.DELEGATED,
        delegation=granted,
        target=50,
        items=("gift",),
        photo=True,
    )


def _must(app: "Application", use_case: Any, command: Any) -> None:
    result = app.execute(use_case, command)
    if isinstance(result, Refusal):
        raise BugError(f"training: {result.code}")
