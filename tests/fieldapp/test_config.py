"""Preferences survive, and a broken file never stops the program."""

from pathlib import Path

import pytest

from fieldapp import config
from fieldapp.config import Config
from fieldapp.paths import under


def test_saved_preferences_come_back(tmp_path: Path) -> None:
    path = config.config_file(under(tmp_path))
    wanted = Config(theme="outdoor", font_scale=150, loudness=0, reduce_motion=True)

    config.save(path, wanted)

    assert config.load(path) == wanted


def test_no_file_gives_the_defaults(tmp_path: Path) -> None:
    assert config.load(tmp_path / "nothing.json") == Config()


@pytest.mark.parametrize("broken", ["", "{", "[1, 2]", '"text"', "\x00"])
def test_a_broken_file_gives_the_defaults(broken: str, tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text(broken, encoding="utf-8")

    assert config.load(path) == Config()


@pytest.mark.parametrize(
    "part",
    [
        '{"theme": "pink"}',
        '{"theme": ["dark"]}',
        '{"font_scale": 300}',
        '{"font_scale": true}',
        '{"loudness": -1}',
        '{"loudness": 7.5}',
        '{"reduce_motion": 1}',
        '{"unheard_of": 1}',
    ],
)
def test_an_illegal_value_falls_back_alone(part: str, tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text(part, encoding="utf-8")

    assert config.load(path) == Config()


def test_saving_leaves_no_half_written_file_behind(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "preferences.json"

    config.save(path, Config())

    assert [found.name for found in path.parent.iterdir()] == ["preferences.json"]
