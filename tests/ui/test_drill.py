"""The ten-minute drill of ``docs/drill.md``, followed to the letter: by keys, a mouse only for signing, with F1 alone.

Each step is one numbered line; what *应当看到* says is asserted. Whoever changes the one changes the other.
A picture after each step is kept when ``DRILL_PICTURES`` names a folder.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from fieldapp.paths import under
from tests.support.desk import set_up
from tests.support.window import Walker, shown
from ui.forms.buttons import KeyButton
from ui.operations.training import PIN
from ui.robots.consent import NAME, ConsentRobot
from ui.robots.hands import ALT, CTRL, SHIFT, Hands
from ui.robots.sample_day import sample_roster

Key = Qt.Key
PERSON = "152725198801152036"
PEOPLE = ("person_1", "person_2", "person_3")
PICTURES = os.environ.get("DRILL_PICTURES")


class Trainee(Walker):
    """Somebody with the sheet of paper in one hand: presses what it says and looks whether it is so."""

    def __init__(self, hands: Hands) -> None:
        super().__init__(hands)
        self.consent = ConsentRobot(hands)
        self._signed = 0

    def sign(self) -> None:
        """Alt+S, the person signs (nobody signs the same way twice), Enter."""
        self._signed += 1
        aside = 0.01 * self._signed
        self.consent.sign([[(across + aside, down) for across, down in stroke] for stroke in NAME])

    def sees(self, tone: str, title: str) -> str:
        """Assert what the band says; return the line below."""
        band = self.hands.find(type(self.page.band), "band")
        assert (band.answer.tone, band.answer.title[: len(title)]) == (tone, title)
        return band.answer.line

    def keep(self, step: int) -> None:
        """Keep a picture of what stands on the screen after a step."""
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.hands.window.grab().save(str(Path(PICTURES) / f"{step:02d}.png"))

    @property
    def page(self):
        """Return the page in front."""
        return self.hands.window.workspace.current

    def press_key_on(self, name: str) -> None:
        """Press Alt and the digit that stands on a button."""
        cap = self.hands.find(KeyButton, name).shown_key
        assert cap.startswith("Alt+")
        self.press(Key(Key.Key_0 + int(cap[-1])), ALT)


@pytest.fixture
def trainee(tmp_path, monkeypatch):
    """Sit somebody down at a laptop that was set up, in front of its passphrase."""
    set_up(tmp_path).application.close()
    saved = tmp_path / "saved"
    saved.mkdir()
    chosen = staticmethod(lambda *_asked: (str(sample_roster()), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", chosen)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *asked: (str(saved / "report.xlsx"), "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_asked: str(saved)))
    with shown(tmp_path) as hands:
        made = Trainee(hands)
        made.root, made.saved = tmp_path, saved
        yield made


def test_the_drill_can_be_followed_with_nothing_but_f1(trainee):
    for place, step in enumerate(STEPS, 1):
        step(trainee)
        trainee.keep(place)


def begin(at: Trainee) -> None:
    at.press(Key.Key_T, CTRL)
    at.hands.until(lambda: at.hands.window.workspace is not None, at.hands.window.opened)
    at.hands.settle()
    assert at.hands.sees("training_badge")
    assert (at.page.name, at.hands.focused) == ("enroll", "document_no")


def look_at_the_keys(at: Trainee) -> None:
    at.press(Key.Key_F1)
    assert at.page.name == "help"
    at.press(Key.Key_Escape)
    assert (at.page.name, at.hands.focused) == ("enroll", "document_no")


def mistype_the_number(at: Trainee) -> None:
    at.enter(f"{PERSON[:-1]}7")
    assert at.hands.read("document_no_verdict") == "证件号码校验不通过"
    at.press(Key.Key_Return, SHIFT)
    at.enter(PERSON)
    assert at.hands.read("document_no_verdict") == "✓ 校验通过 · 男 · 1988-01-15 · 38 岁"


def fill_in(at: Trainee) -> None:
    at.enter("乌云其木格", "1394871002")
    assert "还差 1 位" in at.hands.read("phone_verdict")
    at.press(Key.Key_Return, SHIFT)
    at.enter("13948710023", "hc", "gr")
    assert (at.hands.read("group"), at.hands.read("employment")) == ("货车司机", "个人依托平台自主经营")
    at.press(Key.Key_Return)  # no employer
    at.hands.write("n")
    at.hands.settle()


def sign(at: Trainee) -> None:
    assert at.hands.focused == "consent"
    at.sign()
    assert at.hands.read("band_title") == "可以完成了"


def commit(at: Trainee) -> None:
    at.press(Key.Key_F10)
    at.sees("success", "登记成功 1500")
    assert (at.hands.focused, at.hands.read("document_no")) == ("document_no", "")


def void_the_wrong_one(at: Trainee) -> None:
    at.press(Key.Key_Z, CTRL)
    assert "会员号已占用" in at.sees("warning", "不能直接撤销")
    at.press(Key.Key_Return, ALT)
    at.press(Key.Key_Delete, CTRL)
    at.enter("本人不想入会")
    assert at.hands.window.workspace.messages.tone == "success"
    assert at.hands.read("story_status") == "已作废"


def enrol_and_reissue(at: Trainee) -> None:
    at.press(Key.Key_2, CTRL)
    at.enter(PERSON, "乌云其木格", "13948710023")
    assert at.hands.focused == "migrant"  # the pinned fields are carried over
    at.hands.write("n")
    at.sign()
    at.press(Key.Key_F10)
    at.sees("success", "登记成功")
    at.enter(PERSON)  # with Enter, as everybody does
    assert "本机已登记" in at.sees("warning", "已入会")
    at.page.known_desk._last_key = 0.0  # the hands have rested
    at.press(Key.Key_2)
    at.press(Key.Key_F10)
    at.sees("success", "补卡已排队")


def bring_a_roster(at: Trainee) -> None:
    at.press(Key.Key_3, CTRL)
    at.press(Key.Key_O, CTRL)
    at.hands.write("东胜区某物流有限公司")
    at.press(Key.Key_F10)
    assert int(at.hands.read("count_fix")) == 3
    for _press in range(2):
        at.press(Key.Key_F10)
    assert at.hands.focused == "roster_search"


def check_somebody_in(at: Trainee) -> None:
    first = at.hands.rows("roster_people")[0]
    assert first[-1] == "待本人确认"
    at.hands.write(first[2][-4:])
    at.sign()
    at.press(Key.Key_F10)
    assert at.page.check_in.band.answer.title.startswith("登记成功")
    assert at.hands.rows("roster_people")[0][-1] == "已到场"


def print_cards(at: Trainee) -> None:
    at.press(Key.Key_4, CTRL)
    assert any("演练" in str(item) for paper in at.page.preview.stage.pages for item in paper.items)
    assert at.page.outlet.printer.currentText() == "模拟打印机"
    at.press(Key.Key_Return, CTRL)
    assert at.hands.window.workspace.messages.tone == "success"


def hand_out_twice(at: Trainee) -> None:
    at.press(Key.Key_5, CTRL)
    at.hands.write(PERSON[-4:])
    at.press(Key.Key_F10)
    at.sees("success", "已发放")
    at.hands.write(PERSON[-4:])
    at.press(Key.Key_F10)
    assert "领过这一项" in at.sees("warning", "已经领过")


def void_after_the_gift(at: Trainee) -> None:
    at.press(Key.Key_F3)
    at.enter("wyqmg")
    assert at.hands.read("story_status") != "已作废"  # the living record stands first
    at.press(Key.Key_Delete, CTRL)
    at.enter("登记错了")
    assert at.hands.read("story_status") == "已作废"


def change_places(at: Trainee) -> None:
    at.press(Key.Key_U, ALT)
    at.press_key_on(next(one for one in PEOPLE if at.hands.read(one) == "学员甲"))
    at.enter(PIN)
    assert at.hands.window.session.operator.name == "学员甲"


def see_the_list(at: Trainee) -> None:
    at.press(Key.Key_0, CTRL)
    assert at.hands.sees("status_list")
    at.press(Key.Key_Escape)
    assert not at.hands.sees("status_list")


def close_the_day(at: Trainee) -> None:
    at.press(Key.Key_U, ALT)
    at.press_key_on(next(one for one in PEOPLE if at.hands.read(one) == "教员"))
    at.enter(PIN)
    at.press(Key.Key_W, CTRL)
    at.press_key_on("do_report")
    at.press(Key.Key_E, CTRL)
    assert (at.saved / "report.xlsx").exists()


def wipe(at: Trainee) -> None:
    at.press(Key.Key_9, CTRL)
    at.press(Key.Key_T, CTRL | SHIFT)
    assert at.hands.window.workspace is None
    assert at.hands.focused == "passphrase"
    assert not under(at.root).training.store.exists()


STEPS: Sequence[Callable[[Trainee], None]] = (
    begin,
    look_at_the_keys,
    mistype_the_number,
    fill_in,
    sign,
    commit,
    void_the_wrong_one,
    enrol_and_reissue,
    bring_a_roster,
    check_somebody_in,
    print_cards,
    hand_out_twice,
    void_after_the_gift,
    change_places,
    see_the_list,
    close_the_day,
    wipe,
)
