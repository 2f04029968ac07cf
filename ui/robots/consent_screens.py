"""Pictures of will and consent and of what lies over 登记: pad, phone, notice."""

from datetime import date

from PySide6.QtCore import Qt

from ui.robots import sample_day
from ui.robots.consent import TICK, ConsentRobot
from ui.robots.enroll import EnrollRobot, Typed
from ui.robots.hands import ALT
from ui.robots.studio import Studio

_SIGNING = Typed(
    document_no=sample_day.document_no("152725", date(1979, 6, 21), 118), name="高娃", phone="13948710045",
    group="货车", employment="个人依托",
)  # fmt: skip
_TO_CALL = (
    ("包斯琴", "13948710001", "11-22", "下班后在货站门口"),
    ("刘永强", "15847710002", "", ""),
    ("阿拉坦其木格", "13604770003", "11-25", "证件在家,周三来"),
)


def shoot_consent(studio: Studio) -> None:
    """Picture the pad (blank, too little, signed), the phone, the notice, and the act in the form."""
    if studio.window.workspace is None:
        return
    studio.window.workspace.open_page("enroll")
    robot, enroll, hands = ConsentRobot(studio.hands), EnrollRobot(studio.hands), studio.hands
    enroll.open()
    enroll.fill(_SIGNING)
    for place in (6, 7):
        robot.turn_purpose(place)
    robot.sign(TICK)
    studio.shoot("consent_too_little")
    robot.write()
    studio.shoot("consent_signed")
    robot.accept()
    studio.shoot("consent_done")
    enroll.start_over()
    enroll.fill(_SIGNING)
    robot.confirm_by_phone("13800138000")
    studio.shoot("consent_phone")
    hands.press(Qt.Key.Key_Escape)
    robot.read_notice()
    studio.shoot("consent_notice")
    hands.press(Qt.Key.Key_Escape)
    robot.sign_later()
    studio.shoot("consent_later")
    enroll.start_over()
    _shoot_intentions(studio)


def _shoot_intentions(studio: Studio) -> None:
    """Picture the people to call back: three of them, one with a phone that is none."""
    hands = studio.hands
    hands.press(Qt.Key.Key_I, ALT)
    for name, phone, day, words in _TO_CALL:
        for text in (name, phone, day, words):
            hands.write(text)
            hands.press(Qt.Key.Key_Return)
        hands.settle()
    studio.shoot("intentions")
    hands.press(Qt.Key.Key_Escape)
    _shoot_papers(studio)


def _shoot_papers(studio: Studio) -> None:
    """Picture 补录: what it asks, the form while it runs, how far it is."""
    hands = studio.hands
    hands.press(Qt.Key.Key_B, ALT)
    for text in ("004410", "004459", "11-20"):
        hands.write(text)
        studio.shoot("papers_begin") if text == "11-20" else None
        hands.press(Qt.Key.Key_Return)
    hands.settle()
    studio.shoot("papers_form")
    hands.press(Qt.Key.Key_B, ALT)
    studio.shoot("papers_far")
    hands.press(Qt.Key.Key_E, ALT)
    hands.settle()
