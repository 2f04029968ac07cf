"""Pictures of every page with believable data: ``python -m ui.robots.screens OUTDIR``."""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Shanghai"

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldapp.paths import under
from ui.fonts import load_fonts
from ui.jobs import Jobs
from ui.pages.rosters.page import RostersPage
from ui.robots import sample_day
from ui.robots.enroll import EnrollRobot, Typed
from ui.robots.hands import Hands
from ui.shell.window import Window, theme_of
from ui.tokens import ThemeName

SIZES = ((1280, 720), (1920, 1080))
_KNOWN = ("152725", (1988, 1, 15), 203)


@dataclass
class Studio:
    """One window to take pictures of."""

    window: Window
    hands: Hands
    day: sample_day.SampleDay
    folder: Path
    prefix: str

    def shoot(self, name: str) -> None:
        """Save what the window shows."""
        self.hands.settle()
        self.window.grab().save(str(self.folder / f"{self.prefix}_{name}.png"))

    def page(self, name: str) -> None:
        """Open a page and save it."""
        if self.window.workspace is not None:
            self.window.workspace.open_page(name)
        self.shoot(name)


def shoot_start(studio: Studio) -> None:
    """Picture the first run and the list of events."""
    fresh = Window(under(studio.folder / ".nothing"), studio.window.theme, Jobs())
    fresh.resize(studio.window.size())
    fresh.show()
    Hands(fresh).settle()
    fresh.grab().save(str(studio.folder / f"{studio.prefix}_first_run.png"))
    fresh.close()
    studio.window.activateWindow()
    studio.hands.look()
    studio.page("events")


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


def shoot_rosters(studio: Studio) -> None:
    """Picture the wizard's steps and the check-in list."""
    workspace, hands = studio.window.workspace, studio.hands
    if workspace is None:
        return
    studio.page("rosters")
    page = workspace.current
    if not isinstance(page, RostersPage):
        return
    page.open_file(sample_day.sample_roster())
    hands.settle()
    hands.focus("roster_company")
    hands.write("东胜区某快递有限公司")
    studio.shoot("rosters_columns")
    for name in ("rosters_check", "rosters_confirm", "rosters_check_in"):
        hands.press(Qt.Key.Key_F10)
        studio.shoot(name)


def shoot_others(studio: Studio) -> None:
    """Picture all other pages."""
    for name in ("today", "cards", "handouts", "records", "sync", "reports", "settings", "help"):
        studio.page(name)


def shoot_themes(studio: Studio) -> None:
    """Picture 登记 in the other themes and at a large font scale."""
    theme = studio.window.theme
    for name in (ThemeName.OUTDOOR, ThemeName.DARK):
        theme.name = name
        _relook(studio)
        studio.page("enroll")
        studio.window.grab().save(str(studio.folder / f"{studio.prefix}_enroll_{name}.png"))
    theme.name, theme.scale = ThemeName.STANDARD, 150
    _relook(studio)
    studio.page("enroll")
    studio.window.grab().save(str(studio.folder / f"{studio.prefix}_enroll_150.png"))
    theme.scale = 100
    _relook(studio)


def _relook(studio: Studio) -> None:
    if studio.window.session is not None:
        studio.window.session.look_changed.emit()
    studio.hands.look()


SCENES: tuple[Callable[[Studio], None], ...] = (shoot_start, shoot_enroll, shoot_rosters, shoot_others, shoot_themes)


def main(arguments: list[str]) -> int:
    """Take all pictures into a folder."""
    folder = Path(arguments[0] if arguments else "screens")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication(["fieldapp"])
    if not isinstance(application, QApplication):
        return 1
    for width, height in SIZES:
        with tempfile.TemporaryDirectory() as home:
            _take(application, folder, Path(home), width, height)
    return 0


def _take(application: QApplication, folder: Path, home: Path, width: int, height: int) -> None:
    paths = under(home)
    paths.make()
    day = sample_day.make(paths)
    theme = theme_of(paths, load_fonts())
    theme.apply(application)
    window = Window(paths, theme, Jobs())
    window.resize(width, height)
    window.show()
    window.activateWindow()
    window.open_workspace(day.application)
    hands = Hands(window)
    hands.settle()
    studio = Studio(window=window, hands=hands, day=day, folder=folder, prefix=str(width))
    for scene in SCENES:
        scene(studio)
    window.close()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
