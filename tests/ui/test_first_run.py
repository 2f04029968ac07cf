"""The first run, step by step: a short passphrase is refused at once, and every step says where it stands."""

from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.support.window import shown
from ui.robots.start import StartRobot

SECRET = "correct horse battery"


def test_a_short_passphrase_does_not_get_as_far_as_the_second_field(tmp_path):
    with shown(tmp_path) as hands:
        hands.write("short")
        hands.press(Qt.Key.Key_Return)
        assert hands.focused == "passphrase"
        assert hands.read("passphrase_verdict") == "至少 8 个字符"


def test_a_passphrase_made_long_enough_is_taken(tmp_path):
    with shown(tmp_path) as hands:
        hands.write("short")
        hands.press(Qt.Key.Key_Return)
        hands.write(" but longer now")
        hands.press(Qt.Key.Key_Return)
        assert hands.focused == "passphrase_again"
        assert hands.read("passphrase_verdict") == ""


def test_every_step_says_which_of_three_it_is(tmp_path):
    with shown(tmp_path) as hands:
        assert hands.read("step") == "第 1 步,共 3 步"
        until_desk(hands)
        assert hands.read("step") == "第 2 步,共 3 步"


def test_a_passphrase_shows_no_provenance(tmp_path):
    with shown(tmp_path) as hands:
        hands.write(SECRET)
        assert not hands.window.start_page._secret_fields[0]._source.isVisible()


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_the_recovery_code_is_seen_whole(tmp_path, scale):
    with shown(tmp_path) as hands:
        hands.window.resize(1280, 720)
        hands.window.change_look(hands.window.theme.name, scale)
        code = StartRobot(hands).until_code(SECRET, "东胜一号", "王敏")
        label = hands.find(QLabel, "recovery_code")
        assert len(code) == 34
        needed = label.fontMetrics().boundingRect(0, 0, 9999, 9999, 0, label.text()).size()
        assert label.contentsRect().height() >= needed.height()
        assert label.contentsRect().width() >= needed.width()
        card = label.parentWidget()
        assert card.rect().contains(label.geometry())


def until_desk(hands):
    """Go as far as the second step."""
    for _field in range(2):
        hands.write(SECRET)
        hands.press(Qt.Key.Key_Return)


def test_esc_goes_back_to_the_passphrase_and_keeps_what_was_typed(tmp_path):
    with shown(tmp_path) as hands:
        until_desk(hands)
        hands.write("东胜一号")
        hands.press(Qt.Key.Key_Escape)
        assert hands.read("step") == "第 1 步,共 3 步"
        assert hands.focused == "passphrase"
        hands.press(Qt.Key.Key_Return)
        hands.press(Qt.Key.Key_Return)
        assert (hands.focused, hands.read("device_name")) == ("device_name", "东胜一号")


@contextmanager
def reading_an_unfit_file(folder):
    """Stand at the second step while a file is read that nobody can use; yield the hands and what was chosen before."""
    wrong = folder / "unions.csv"
    wrong.write_text("id,name\nORG1,某工会\n", encoding="utf-8")
    with shown(folder / "at") as hands:
        until_desk(hands)
        sample = hands.read("unions_chosen")
        hands.window.start_page.use_organisations(wrong)
        yield hands, sample


def test_esc_stops_reading_a_file_and_what_comes_of_it_counts_no_more(tmp_path):
    with reading_an_unfit_file(tmp_path) as (hands, sample):
        assert (hands.read("unions_chosen"), hands.read("desk_back")) == ("正在读取 unions.csv …", "停止读取")
        hands.press(Qt.Key.Key_Escape)
        hands.settle()
        assert (hands.read("unions_chosen"), hands.read("desk_back")) == (sample, "上一步")
        assert hands.read("step") == "第 2 步,共 3 步"


def test_after_a_file_nobody_can_read_it_says_which_organisations_are_held(tmp_path):
    with reading_an_unfit_file(tmp_path) as (hands, sample):
        hands.settle()
        assert hands.read("unions_chosen").endswith(f"仍用:{sample}")


def test_there_is_no_way_back_from_the_recovery_code(tmp_path):
    with shown(tmp_path) as hands:
        StartRobot(hands).until_code(SECRET, "东胜一号", "王敏")
        hands.press(Qt.Key.Key_Escape)
        assert hands.read("step") == "第 3 步,共 3 步"
