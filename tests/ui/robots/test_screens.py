"""The command line of the pictures: words that begin with a dash are no folder."""

from pathlib import Path

import pytest

from ui.robots import screens
from ui.robots.studio import LOOKS, Studio


def test_without_words_everything_is_pictured_into_screens():
    found = screens.asked([])
    assert (found.folder, found.looks, found.scenes) == (Path("screens"), LOOKS, screens.SCENES)


def test_help_is_told_and_makes_no_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        screens.main(["--help"])
    assert ended.value.code == 0
    assert "--scene" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_scenes_and_looks_are_asked_for_by_name():
    found = screens.asked(["out", "--scene", "settings", "--scene", "lock", "--look", "dark_1280x720_200"])
    assert [one.__name__ for one in found.scenes] == ["shoot_settings", "shoot_lock"]
    assert [(one.theme, one.scale, one.size) for one in found.looks] == [("dark", 200, (1280, 720))]


@pytest.mark.parametrize("wrong", [["--scene", "nowhere"], ["--look", "pink"], ["--fast"]])
def test_an_unknown_word_is_refused(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        screens.asked(wrong)
    assert ended.value.code == 2
    assert wrong[-1] in capsys.readouterr().err


def test_two_states_never_share_a_name_for_one_would_write_over_the_other():
    studio = Studio(window=None, hands=None, day=None, seen=lambda *_one: None, names=["cards"])
    with pytest.raises(ValueError, match="cards"):
        studio.shoot("cards")
