"""Pictures before and beside the work: first run, unlocking, its keys, bringing a backup back, the lock, practice."""

import tempfile
from pathlib import Path

from PySide6.QtCore import Qt

from fieldapp.paths import Paths, under
from ui.jobs import Jobs
from ui.robots.hands import ALT, CTRL, Hands
from ui.robots.sample_day import PASSPHRASE
from ui.robots.studio import Studio
from ui.shell.window import Window


def shoot_start(studio: Studio) -> None:
    """Picture the first run, unlocking with its keys, a restore, practice, and the list of events."""
    with tempfile.TemporaryDirectory() as nothing:
        first = _sit_down(studio, under(Path(nothing)))
        studio.shoot("first_run", first.window)
        for _field in range(2):
            first.write(PASSPHRASE)
            first.press(Qt.Key.Key_Return)
        first.settle()
        studio.shoot("first_run_desk", first.window)
        first.put_away()
    shut = _sit_down(studio, studio.window.paths)
    studio.shoot("unlock", shut.window)
    for name, key, modifiers in (
        ("keys", Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        ("restore", Qt.Key.Key_R, CTRL),
    ):
        shut.press(key, modifiers)
        studio.shoot(name, shut.window)
        shut.press(Qt.Key.Key_Escape)
    shut.put_away()
    _shoot_practice(studio)
    studio.window.activateWindow()
    studio.hands.look()
    studio.page("events")


def _shoot_practice(studio: Studio) -> None:
    hands = _sit_down(studio, studio.window.paths)  # its practice is another store, in another folder
    hands.press(Qt.Key.Key_T, CTRL)
    hands.until(lambda: hands.window.workspace is not None, hands.window.opened)
    studio.shoot("training", hands.window)
    hands.press(Qt.Key.Key_9, CTRL)
    studio.shoot("training_settings", hands.window)
    hands.press(Qt.Key.Key_7, CTRL)
    studio.shoot("training_sync", hands.window)
    hands.put_away()


def _sit_down(studio: Studio, paths: Paths) -> Hands:
    window = Window(paths, studio.window.theme, Jobs())
    window.show()
    window.activateWindow()
    hands = Hands(window)
    hands.settle()
    return hands


def shoot_lock(studio: Studio) -> None:
    """Picture the locked desk and the one where somebody else sits down, and come back."""
    window, hands = studio.window, studio.hands
    hands.press(Qt.Key.Key_F12)
    studio.shoot("locked")
    _come_back(hands)
    hands.press(Qt.Key.Key_U, ALT)
    studio.shoot("switch")
    if window.locked_page is not None:
        hands.press(Qt.Key.Key_1, ALT)
    _come_back(hands)


def _come_back(hands: Hands) -> None:
    hands.write(PASSPHRASE)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
