"""Pictures of every page and state in every look: ``python -m ui.robots.screens OUTDIR``, or of a few (``--help``)."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Shanghai"

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldapp.domain.views import UnfinishedRoster
from fieldapp.paths import under
from ui.fonts import load_fonts
from ui.jobs import Jobs
from ui.pages.enroll.page import EnrollPage
from ui.pages.rosters.page import RostersPage
from ui.robots import sample_day
from ui.robots.consent_screens import shoot_consent
from ui.robots.day_screens import shoot_close_out, shoot_frame
from ui.robots.enroll import EnrollRobot, Typed
from ui.robots.findings import Findings
from ui.robots.hands import ALT, CTRL, Hands
from ui.robots.papers import PaperRobot
from ui.robots.people_screens import shoot_people
from ui.robots.records import RecordRobot
from ui.robots.rosters import RosterRobot
from ui.robots.start_screens import shoot_lock, shoot_start
from ui.robots.studio import LARGEST, LOOKS, Album, Look, Seen, Studio
from ui.shell.window import Window, theme_of

_KNOWN = ("152725", (1988, 1, 15), 203)


def shoot_enroll(studio: Studio) -> None:
    """Picture 登记: empty, with an error, after a success, and with a known person."""
    hands, robot = studio.hands, EnrollRobot(studio.hands)
    studio.page("enroll")
    county, birth, order = _KNOWN
    number = sample_day.document_no(county, date(*birth), order)
    person = Typed(
        document_no=number,
        name="那仁朝克图",
        phone="13948710023",
        group="货车",
        employment="个人依托",
        sheet="US1:004410",
    )
    robot.open()
    robot.fill(person)
    studio.shoot("enroll_filled")
    robot.consent(person.sheet)
    robot.commit()
    studio.shoot("enroll_green")
    robot.open()
    hands.write(number)
    studio.shoot("enroll_yellow")
    hands.press(Qt.Key.Key_F4)
    robot.open()
    hands.write("150203199002310022")
    hands.press(Qt.Key.Key_Return)
    robot.commit()
    studio.shoot("enroll_red")
    hands.press(Qt.Key.Key_F4)
    _shoot_asking(studio, robot)
    hands.press(Qt.Key.Key_F2)
    hands.write("152725198801152036")
    studio.shoot("scan_box")
    hands.press(Qt.Key.Key_Escape)


def _shoot_asking(studio: Studio, robot: EnrollRobot) -> None:
    """Picture the form as it stands in a province that asks for 民族, and put the usual one back."""
    page = studio.window.workspace.current if studio.window.workspace else None
    if isinstance(page, EnrollPage):
        page.form.ask_for(("ethnicity",))
        robot.open()
        studio.hands.focus("ethnicity")
        studio.hands.write("mg")
        studio.hands.press(Qt.Key.Key_Return)
        studio.shoot("enroll_asking")
        page.form.ask_for(())
        robot.start_over()


def shoot_rosters(studio: Studio) -> None:
    """Picture the wizard's steps and the check-in list."""
    workspace, hands = studio.window.workspace, studio.hands
    if workspace is None:
        return
    studio.page("rosters")
    page = workspace.current
    if not isinstance(page, RostersPage):
        return
    file = page.wizard.file_step
    file.show_reading(sample_day.sample_roster())
    studio.shoot("rosters_reading")
    file.show_choice()
    page.open_file(sample_day.sample_roster())
    hands.settle()
    hands.focus("roster_company")
    hands.write("东胜区某快递有限公司")
    studio.shoot("rosters_columns")
    _shoot_unseen(studio, page)
    hands.press(Qt.Key.Key_F10)
    studio.shoot("rosters_check")
    hands.press(Qt.Key.Key_G, CTRL)
    studio.shoot("rosters_words")
    hands.click("words_back")
    for name in ("rosters_confirm", "rosters_check_in"):
        hands.press(Qt.Key.Key_F10)
        studio.shoot(name)
    _shoot_roster_desks(studio, page)


def _shoot_unseen(studio: Studio, page: RostersPage) -> None:
    """Picture the same step for a file with filtered rows and more lists, and take the plain file up again."""
    step = page.wizard.mapping_step
    plain = step.file()
    hidden, alike = frozenset((5, 6, 7)), ("二车队", "去年")
    table = replace(plain.table, hidden=hidden, alike=alike, hidden_sheets=frozenset(alike[1:]))
    step.show_file(replace(plain, table=table), plain.company)
    studio.shoot("rosters_unseen")
    step.show_file(plain, plain.company)


def _shoot_roster_desks(studio: Studio, page: RostersPage) -> None:
    """Picture 待修正, an import that was cut off, and a ceremony whose first people signed and were approved."""
    hands, robot = studio.hands, RosterRobot(studio.hands)
    hands.press(Qt.Key.Key_G, CTRL)
    studio.shoot("rosters_tray")
    hands.click("tray_back")
    robot.find(page.check_in.model.rows[0].tail)
    studio.shoot("rosters_found")
    robot.find("")
    robot.sign(list(range(12)), "US1:000117")
    (view,) = studio.day.application.read.rosters(studio.day.event)
    page.open_ceremony(view)
    studio.shoot("rosters_ceremony")
    hands.click("ceremony_back")
    cut = UnfinishedRoster(
        id="", company=view.company, file_name=view.file_name, file_digest="", source="", here=2300, expected=5000,
        habit={},
    )  # fmt: skip
    page.resume_bar.show_unfinished([cut])
    studio.shoot("rosters_resume")
    page.resume_bar.show_unfinished([cut])
    page.resume_bar.show_reading(sample_day.sample_roster()).report(1200, 5000)
    studio.shoot("rosters_resuming")
    page.resume_bar.reading.stop()
    page.resume_bar.show_unfinished([])


def shoot_status(studio: Studio) -> None:
    """Picture the lists behind the strip."""
    if studio.window.workspace is None:
        return
    studio.window.workspace.open_page("today")
    for topic in ("all", "pending", "printing"):
        studio.window.workspace.open_status(topic)
        studio.shoot(f"status_{topic}")
        studio.hands.press(Qt.Key.Key_Escape)


def shoot_others(studio: Studio) -> None:
    """Picture all other pages."""
    for name in ("today", "cards", "handouts", "reports", "help"):
        studio.page(name)


def shoot_settings(studio: Studio) -> None:
    """Picture every section of 设置."""
    studio.page("settings")
    for place, name in enumerate(("keys", "look", "paper", "log", "machine"), 2):
        studio.hands.press(Qt.Key(ord("0") + place), ALT)
        studio.shoot(f"settings_{name}")


def shoot_papers(studio: Studio) -> None:
    """Picture the print queue, the papers of an event, a printer with trays that is measured, and the stock."""
    robot = PaperRobot(studio.hands)
    robot.open_queue()
    studio.shoot("cards_queue")
    for name in ("form", "poster_a4"):
        robot.mark_paper(name)
        studio.shoot(f"cards_{name}")
    _shoot_calibration(studio, robot)
    robot.open_stock()
    studio.shoot("handouts_stock")
    robot.give_by_card(sample_day.card_from_elsewhere(studio.day, "乌云其木格"))
    studio.shoot("handouts_namesake")
    studio.hands.press(Qt.Key.Key_Escape)


def _shoot_calibration(studio: Studio, robot: PaperRobot) -> None:
    """Picture a printer that is measured: nothing kept yet, then both sides."""
    robot.simulate_printer("Auto", "Tray1", "Manual")
    robot.open_calibration()
    studio.shoot("settings_measure")
    robot.measure("21.0", "19.5", "169.5", "257.0")
    robot.choose_bed(side="back", tray="Manual")
    robot.measure("18.6", "20.2", "170.0", "256.2")
    studio.shoot("settings_measured")


def shoot_records(studio: Studio) -> None:
    """Picture 记录 and 同步: a member, a search without hits, a correction, a void, and what came back."""
    robot, day, hands = RecordRobot(studio.hands), studio.day, studio.hands
    recs = [one.rec for one in day.application.read.recent(day.event, 6)]
    studio.window.activateWindow()
    studio.page("records")
    robot.find("wuyunq")
    robot.reveal()
    studio.shoot("records_member")
    robot.find("qqqq")
    studio.shoot("records_nobody")
    errors = {"code": "body_invalid", "reason": "群体与单位不符,请核实"}
    day.answer(*((rec, "needs_correction", errors) for rec in recs[:3]), (recs[3], "duplicate", {}))
    robot.open_correction(recs[0])
    studio.shoot("records_correction")
    hands.press(Qt.Key.Key_Escape)
    robot.begin_void()
    studio.shoot("records_void")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_V, ALT)
    studio.shoot("records_withdraw")
    hands.press(Qt.Key.Key_Escape)
    studio.page("sync")
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_G, CTRL)
    studio.shoot("sync_together")
    hands.press(Qt.Key.Key_Escape)


SCENES: tuple[Callable[[Studio], None], ...] = (
    shoot_start,
    shoot_enroll,
    shoot_consent,
    shoot_rosters,
    shoot_status,
    shoot_others,
    shoot_settings,
    shoot_papers,
    shoot_records,
    shoot_people,
    shoot_close_out,
    shoot_frame,
    shoot_lock,
)


@contextmanager
def studio_at(home: Path, seen: Seen, looks: tuple[Look, ...] = LOOKS) -> Iterator[Studio]:
    """Open a window over a sample day below ``home``; needs a Qt application."""
    application = QApplication.instance()
    paths = under(home)
    paths.make()
    day = sample_day.make(paths)
    theme = theme_of(paths, load_fonts())
    if isinstance(application, QApplication):
        theme.apply(application)
    window = Window(paths, theme, Jobs())
    window.resize(*looks[0].size)
    window.show()
    window.activateWindow()
    window.open_workspace(day.application)
    hands = Hands(window)
    hands.settle()
    studio = Studio(window=window, hands=hands, day=day, seen=seen, looks=looks)
    studio.wear(looks[0], window)  # first: another window that is pictured changes the theme behind its back
    try:
        yield studio
    finally:
        hands.put_away()


def asked(arguments: list[str]) -> argparse.Namespace:
    """Read the command line: ``folder``, and which ``scene`` and ``look``, by name; all of them when none is named."""
    parser = argparse.ArgumentParser(prog="python -m ui.robots.screens", description="每个页面和状态的截图与总览")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("screens"), help="放在哪个文件夹 (screens)")
    scenes = {scene.__name__.removeprefix("shoot_"): scene for scene in SCENES}
    looks = {look.name: look for look in (*LOOKS, *LARGEST)}
    parser.add_argument("--scene", action="append", choices=scenes, help="只拍这一场,可以写几次")
    parser.add_argument("--look", action="append", choices=looks, help="只用这一种外观,可以写几次")
    found = parser.parse_args(arguments)
    found.scenes = tuple(scenes[name] for name in found.scene or scenes)
    found.looks = tuple(looks[name] for name in found.look or ()) or LOOKS
    return found


def main(arguments: list[str]) -> int:
    """Take the pictures into a folder, one contact sheet per look; exit status 1 when one of them has faults."""
    wanted = asked(arguments)
    wanted.folder.mkdir(parents=True, exist_ok=True)
    _application = QApplication.instance() or QApplication(["fieldapp"])
    album, findings = Album(wanted.folder), Findings()

    def see(name: str, look: Look, window: Window) -> None:
        album.keep(name, look, window)
        findings.inspect(name, look, window)

    with tempfile.TemporaryDirectory() as home, studio_at(Path(home), see, wanted.looks) as studio:
        for scene in wanted.scenes:
            scene(studio)
        names = studio.names
    album.lay_out(wanted.looks, names)
    sys.stderr.writelines(f"{line}\n" for line in findings.told())
    return 1 if findings.told() else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
