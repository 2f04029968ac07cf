from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fieldapp.domain.self_checks import Found, Level, check, clock_distance, lacks_fcitx_plugin
from fieldapp.domain.spooling import JobFiles
from ui.pages.self_check.words import found_words, remedy_words

GOOD = Found(
    is_sound=True,
    free_bytes=50 * 10**9,
    battery=80,
    printers=1,
    camera=None,
    reader="",
    clock_offset=timedelta(seconds=20),
    backup_age=timedelta(hours=3),
    numbers=200,
    pending=0,
    since_sync=timedelta(hours=1),
    fcitx_without_plugin=False,
    version="1.0",
)


def line(code, **changed):
    return next(one for one in check(replace(GOOD, **changed)) if one.code == code)


def test_a_good_laptop_asks_only_for_a_look_at_the_paper():
    assert {one.code for one in check(GOOD) if one.level is not Level.GOOD} == {"printer"}
    assert not any(one.blocks for one in check(GOOD))


@pytest.mark.parametrize(
    ("change", "code", "state", "level"),
    [
        ({"is_sound": False}, "store", "damaged", Level.BAD),
        ({"free_bytes": 10**9}, "disk", "little", Level.CARE),
        ({"free_bytes": 10**8}, "disk", "full", Level.BAD),
        ({"battery": None}, "battery", "none", Level.GOOD),
        ({"battery": 30}, "battery", "low", Level.CARE),
        ({"battery": 5}, "battery", "low", Level.BAD),
        ({"clock_offset": None}, "clock", "unknown", Level.ASK),
        ({"clock_offset": timedelta(minutes=-9)}, "clock", "wrong", Level.CARE),
        ({"clock_offset": timedelta(days=700)}, "clock", "wrong", Level.BAD),
        ({"backup_age": None}, "backup", "none", Level.CARE),
        ({"backup_age": timedelta(days=3)}, "backup", "old", Level.CARE),
        ({"numbers": None}, "numbers", "not_needed", Level.GOOD),
        ({"numbers": 3}, "numbers", "few", Level.CARE),
        ({"numbers": 0}, "numbers", "none", Level.BAD),
        ({"pending": 4}, "pending", "some", Level.GOOD),
        ({"pending": 4, "since_sync": timedelta(days=9)}, "pending", "old", Level.CARE),
        ({"pending": 4, "since_sync": None}, "pending", "alone", Level.GOOD),
        ({"printers": 0}, "printer", "none", Level.CARE),
        ({"camera": ""}, "camera", "works", Level.GOOD),
        ({"camera": "camera_silent"}, "camera", "missing", Level.CARE),
        ({"reader": "COM3"}, "reader", "try", Level.ASK),
        ({"fcitx_without_plugin": True}, "input_method", "fcitx", Level.CARE),
    ],
)
def test_each_thing_is_judged_by_itself(change, code, state, level):
    found = line(code, **change)
    assert (found.state, found.level) == (state, level)


def test_only_store_and_disk_keep_an_event_from_opening():
    worst = replace(
        GOOD, is_sound=False, free_bytes=0, battery=1, numbers=0, clock_offset=timedelta(days=9), printers=0
    )
    assert {one.code for one in check(worst) if one.blocks} == {"store", "disk"}


@pytest.mark.parametrize(
    ("environment", "plugins", "expected"),
    [
        ({"QT_IM_MODULE": "fcitx"}, {"libibusplatforminputcontextplugin.so"}, True),
        ({"XMODIFIERS": "@im=fcitx"}, set(), True),
        ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, set(), False),
        ({"QT_IM_MODULE": "fcitx5"}, {"libfcitx5platforminputcontextplugin.so"}, False),
        ({}, set(), False),
    ],
)
def test_fcitx_without_its_plugin_is_noticed(environment, plugins, expected):
    assert lacks_fcitx_plugin(environment, frozenset(plugins)) is expected


def test_a_clock_before_the_last_round_went_back_since():
    then = datetime(2026, 11, 22, tzinfo=UTC)

    assert clock_distance(3000, then, then + timedelta(days=1)) == timedelta(seconds=3)
    assert clock_distance(3000, then, then - timedelta(days=1000)) == timedelta(days=1000)
    assert clock_distance(3000, None, then) is None


@pytest.mark.parametrize(
    ("files", "level"),
    [(JobFiles.KEPT, Level.CARE), (JobFiles.UNKNOWN, Level.CARE), (JobFiles.DROPPED, Level.GOOD)],
)
def test_papers_that_stay_in_the_print_queue_are_said(files, level):
    (line,) = (one for one in check(replace(GOOD, job_files=files)) if one.code == "spool")

    assert (line.state, line.level, line.blocks) == (str(files), level, False)
    assert found_words(line)
    assert bool(remedy_words(line)) is (level is Level.CARE)


def test_without_a_print_server_nothing_is_said_of_its_files():
    assert all(one.code != "spool" for one in check(GOOD))
