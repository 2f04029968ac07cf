"""The story of the day, told by robots at one window: two stands, six rosters, people, papers, the centre's answers."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QApplication

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.views import RosterRowState
from fieldapp.errors import BugError
from resources import resource
from ui.demo import people
from ui.demo.centre import PASSWORD, REVIEWER, Centre
from ui.demo.reviewer import Reviewer
from ui.robots.desk import DeskRobot
from ui.robots.enroll import Answered, EnrollRobot, Typed
from ui.robots.hands import Hands
from ui.robots.heard import Heard
from ui.robots.rosters import RosterRobot
from ui.robots.start import StartRobot
from ui.session import Session
from ui.shell.window import Window

PASSPHRASE = "demo correct horse battery"
SUPERVISOR, APPROVER = "萨仁", "王主席"
RESOLUTION = "东新工〔2026〕7号"
HOST, COUNTY = "ORG00006", "150602"
MOTORWAY, PARK = "荣乌高速东胜东出口 · 流动窗口入会", "东胜物流园区 · 集中入会"
CITY = "ORG00001"
_STAYS_IN_POOL = "外卖配送员"
ON_SITE_PER_ROSTER, NEVER_PER_ROSTER = 2, 5


EXPECTED = frozenset({"已入会", "可能已是会员", "已受理 · 待批准"})
"""What the window says in yellow because the story wants it to."""


@dataclass
class Told:
    """What the robots did, as they counted it themselves."""

    enrolled: int = 0
    stopped: int = 0
    imported: int = 0
    rejected_rows: int = 0
    checked_in: int = 0
    sent: int = 0
    delivered: int = 0
    pdfs: list[Path] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)


@dataclass
class Day:
    """One window, its robots, the centre, and where results go."""

    window: Window
    centre: Centre
    out: Path
    told: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        """Give every page its robot."""
        self.hands = Hands(self.window)
        self.start, self.enroll = StartRobot(self.hands), EnrollRobot(self.hands)
        self.rosters, self.desk = RosterRobot(self.hands), DeskRobot(self.hands)
        self.cast = people.cast()
        self.heard = Heard(self.hands, EXPECTED)

    def picture(self, name: str) -> None:
        """Keep what the window shows; what it says in yellow or red has to belong to the story."""
        self.hands.settle()
        self.heard.complain(BugError)
        path = self.out / "screens" / f"{len(self.told.pictures) + 1:02d}_{name}.png"
        self.window.grab().save(str(path))
        self.told.pictures.append(path)

    def synchronise(self) -> None:
        """Press F5 until nothing waits any more; a round with trouble fails the demonstration."""
        for _round in range(20):
            summary = self.desk.synchronise()
            if summary.problem:
                raise BugError(f"sync: {summary.problem}")
            if not summary.pending:
                return
        raise BugError("the outbox did not empty")

    @property
    def session(self) -> Session:
        """Return the open session."""
        if self.window.session is None:
            raise BugError("the store is not open")
        return self.window.session

    def print_all(self, name: str) -> None:
        """Print what waits into PDF files: cards that are ready, then queued receipts."""
        for paper in ("card", "receipt"):
            path = self.out / f"{paper}s_{name}.pdf"
            if self.desk.print_ready(path) if paper == "card" else self.desk.print_waiting(paper, path):
                self.told.pdfs.append(path)


def prepare_centre(centre: Centre, work: Path) -> str:
    """Give the hub its unions, known members, a reviewer and a delegation; return an enrolment code and fingerprint."""
    members = work / "members.csv"
    members.write_text(people.members_csv(), encoding="utf-8")
    centre.command("import-organisations", str(resource("data", "samples", "organisations.csv")))
    centre.command("import-members", str(members))
    centre.command("add-user", REVIEWER, "--password-stdin", "--union", CITY, "--role", "admin", text=PASSWORD + "\n")
    centre.command(
        "add-delegation", RESOLUTION, "--union", HOST, "--resolved-on", "2026-01-05", "--approver", APPROVER,
        "--valid-from", "2026-01-05", "--valid-to", "2036-01-05", "--maximum", "500",
    )  # fmt: skip
    return centre.command("enrol-code", "--region", COUNTY)


def set_up(day: Day, enrolment: str) -> None:
    """First run in the window, then the way to the centre."""
    day.picture("first_run")
    day.start.first_run(PASSPHRASE, "东胜 1 号", SUPERVISOR)
    code, fingerprint = enrolment.split()
    day.desk.join_centre(day.centre.url, code, fingerprint)
    day.synchronise()
    day.picture("joined")


def expect(answer: Answered, tone: str) -> Answered:
    """Stop the demonstration when the band says something else."""
    if answer.tone != tone:
        raise BugError(f"the band says {answer.tone or 'nothing'}: {answer.title} {answer.line}")
    return answer


def type_person(day: Day, person: Typed) -> None:
    """Enrol one person with the keyboard."""
    expect(day.enroll.enroll(person), "success")
    day.told.enrolled += 1


def motorway(day: Day) -> None:
    """The delegated stand: cards at once; one is a duplicate, one is refused later."""
    day.hands.click("header_event")
    day.start.create_event(
        MOTORWAY, COUNTY, HOST, ApprovalPolicy.DELEGATED, place="荣乌高速东胜东出口", target="200", item="gift",
        resolution=RESOLUTION, approvers=APPROVER,
    )  # fmt: skip
    day.desk.open_approvals(APPROVER, PASSPHRASE)
    for person in (*day.cast.motorway, day.cast.refused_later):
        type_person(day, person)
    day.picture("enrolled")
    day.enroll.open()
    day.enroll.fill(day.cast.motorway[0])
    expect(day.enroll.answer(), "warning")
    day.told.stopped += 1
    day.picture("already_member")
    day.enroll.start_over()
    import_rosters(day, ("04_",))
    day.print_all("motorway")
    for person in day.cast.motorway[:4]:
        if "已发放" not in day.desk.hand_out(person.document_no[-4:]):
            raise BugError("a gift was not handed out")
    day.picture("handouts")
    day.synchronise()


def park(day: Day) -> None:
    """The central stand: receipts now, cards when the centre has approved."""
    day.hands.click("header_event")
    day.start.create_event(PARK, COUNTY, HOST, place="东胜物流园区", target="400")
    for person in day.cast.park:
        type_person(day, person)
    for person in day.cast.existing:
        day.enroll.open()
        day.enroll.fill(person)
        expect(day.enroll.answer(), "warning")
        day.enroll.choose_way(1)
        day.enroll.consent(f"US1:{person.phone[-6:]}")
        day.picture("transfer")
        expect(day.enroll.commit(), "success")
        day.told.enrolled += 1
    type_person(day, day.cast.corrected)
    correct(day)
    import_rosters(day, ("01_", "02_", "03_", "05_", "06_"))
    day.print_all("park")
    day.picture("cards")
    day.synchronise()


def correct(day: Day) -> None:
    """The last person's phone was wrong: type the document again, 更新信息, the right phone."""
    day.enroll.open()
    day.enroll.fill(people.shortly(day.cast.corrected, day.cast.right_phone))
    expect(day.enroll.answer(), "warning")
    day.enroll.choose_way(3)
    expect(day.enroll.commit(), "success")


def import_rosters(day: Day, prefixes: tuple[str, ...]) -> None:
    """Take rosters through the wizard; most people sign a list, some come, some never do."""
    folder = resource("data", "samples", "rosters")
    for number, prefix in enumerate(prefixes, 1):
        path = next(one for one in sorted(folder.iterdir()) if one.name.startswith(prefix))
        counts = day.rosters.import_file(path)
        day.told.imported += sum(counts.values()) - counts["fix"]
        day.told.rejected_rows += counts["fix"]
        waiting = [n for n, one in enumerate(day.rosters.people()) if one.state is RosterRowState.WAITING]
        day.picture(f"roster_{prefix[:2]}")
        for place, row in enumerate(waiting[:ON_SITE_PER_ROSTER]):
            day.rosters.check_in(row, f"US1:{prefix[:2]}{number:02d}{place:04d}")
        day.rosters.sign(waiting[ON_SITE_PER_ROSTER:-NEVER_PER_ROSTER], f"US1:9{prefix[:2]}{number:05d}")
    day.told.checked_in += _checked_in(day)


def _checked_in(day: Day) -> int:
    event = day.session.current_event
    if event is None:
        raise BugError("no event is open")
    views = day.session.application.read.rosters(event.id)
    return sum(view.checked_in + view.signed for view in views)


def decide(day: Day) -> None:
    """The reviewer's evening: the pool routed but for the riders, everybody else approved, two refused."""
    reviewer = Reviewer(day.centre.url, REVIEWER, PASSWORD)
    try:
        stay = {rec for rec, words in reviewer.waiting("/pool").items() if _STAYS_IN_POOL in words}
        reviewer.everything("route_proposed", "/pool", but=stay)
        refused = [rec for rec, words in reviewer.waiting("/review").items() if day.cast.park[0].name in words][:1]
        reviewer.decide("reject", refused, reason="所填单位与本人不符")
        reviewer.everything("approve", "/review")
        cards = reviewer.waiting("/members")
        recalled = [rec for rec, words in cards.items() if day.cast.refused_later.name in words][:1]
        reviewer.decide("reject", recalled, "/members", reason="本人已在外省入会,未办转会")
        (day.out / "statistics_console.xlsx").write_bytes(reviewer.download("/statistics.xlsx"))
    finally:
        reviewer.close()


def evening(day: Day) -> None:
    """Answers back at the laptop, cards of both stands printed, pages looked at, a last round."""
    day.synchronise()
    for event, name in ((PARK, "park_approved"), (MOTORWAY, "motorway_approved")):
        day.start.choose_event(event)
        day.print_all(name)
    for page in ("records", "sync", "reports", "today"):
        day.hands.click(f"rail_{page}")
        day.picture(page)
    day.synchronise()
    day.told.sent, day.told.delivered = _envelopes(day)


def _envelopes(day: Day) -> tuple[int, int]:
    """Return how many envelopes the laptop made, and how many of them have a verdict."""
    outbox = day.session.application.outbox
    delivered, _digest = outbox.digest()
    return delivered + outbox.count_pending(), delivered


def tell(window: Window, centre: Centre, out: Path, enrolment: str) -> Told:
    """Live the whole day; raises ``BugError`` where the window answers otherwise than it should."""
    (out / "screens").mkdir(parents=True, exist_ok=True)
    day = Day(window=window, centre=centre, out=out)
    set_up(day, enrolment)
    motorway(day)
    park(day)
    decide(day)
    evening(day)
    day.heard.complain(BugError)
    return day.told


def application() -> QApplication:
    """Return the Qt application, visible when there is a display."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.app import make_application

    return make_application(["fieldapp-demo"])
