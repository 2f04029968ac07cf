"""Pictures of people at one desk: the second person who is asked, a new recovery code, and the log's check."""

from PySide6.QtCore import Qt

from fieldapp.domain.four_eyes import GuardedAct
from ui.operations.four_eyes import Guarded, SecondAsked
from ui.robots.hands import ALT
from ui.robots.people import PeopleRobot
from ui.robots.sample_day import PASSPHRASE
from ui.robots.studio import Studio


def shoot_people(studio: Studio) -> None:
    """Picture the question to a second person above 名册, then the keys and the log's check on 设置."""
    window, hands, robot = studio.window, studio.hands, PeopleRobot(studio.hands)
    if window.workspace is None or window.session is None:
        return
    window.workspace.open_page("rosters")
    guarded = Guarded(
        act=GuardedAct.EXPORT_NUMBERS, subject="", words="导出名册,带整号码", use_case=_nothing, command=None
    )
    window.session.second_look_asked.emit(SecondAsked(guarded=guarded, again=lambda: None))
    studio.shoot("second_look")
    hands.press(Qt.Key.Key_Escape)
    robot.open_keys()
    robot.renew_code(PASSPHRASE)
    studio.shoot("settings_code")
    hands.click("recovery_cancel")
    hands.settle()
    hands.press(Qt.Key.Key_V, ALT)
    hands.settle()
    studio.shoot("settings_audit")


def _nothing() -> None:
    """Nobody says yes in a picture."""
