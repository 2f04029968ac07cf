"""A monkey at the keyboard: seeded, so that what it broke can be broken again.

It presses everything a person could hit by accident, on every page: function keys, their twins, Enter, Esc, digits,
letters, Chinese commits, scans, clicks on whatever can be clicked. It knows nothing of what should happen, only of
what must never: an exception, a bug dialog, a modal window, a window that no longer answers Esc and a page change.
It knows one thing more than a monkey: the passphrase. A desk that it locked or closed, it presses at for a moment and
then sits down at again; and it counts what it did, so that one that sits in a single page is noticed.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QTableView, QWidget

from fieldapp.domain.views import OperatorRole
from fieldapp.errors import KnownError
from ui.operations import training
from ui.robots.hands import ALT, CTRL, NO, SHIFT, Hands
from ui.shell.rail import PAGES

_F_KEYS = tuple(Qt.Key(Qt.Key.Key_F1 + place) for place in range(12))
_PLAIN = (
    Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Backspace,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Asterisk,
)  # fmt: skip
_WITH_CTRL = "RFNSPZLKEGIOMDUQTWBH0123456789"
_WITH_ALT = "STMDNUZ1234"
_WORDS = (
    "乌云其木格", "张", "尉迟明", "152725198801152036", "15272519880115203X", "13948710023", "1", "0", "y", "zs",
    "货车", "US1:004410", "2026-11-22", "张吉 13948710023 152725198801152036", "'; --", "·", "　", "9999999999999999",
)  # fmt: skip
_SCANS = ("US1:004411", "UM1:ABCDEF", "UE1:XXXX", "UR1:900000000001", "UP1:AAAA", "152725198801152036", "HELLO")
_OUTSIDE = 4
"""Steps at a locked or closed desk before the monkey sits down again; five wrong passphrases would make it wait."""
_BUG = "unexpected_error"
"""What the window says of a mistake of ours."""
_OFTEN = 3
"""Times it tries to sit down before that is a trouble."""


@dataclass
class FileDialogs:
    """Stands where the system asks for a file: gives none, a new one, or the last one that was written."""

    folder: Path
    seed: int
    answered: int = 0

    def __post_init__(self) -> None:
        """Answer the same way for the same seed."""
        self._chance = random.Random(self.seed)

    def save(self, _parent: object = None, _title: str = "", name: str = "", kinds: str = "") -> tuple[str, str]:
        """Answer ``getSaveFileName``: a place below the folder, or given up."""
        self.answered += 1
        if self._chance.random() < 0.3:
            return "", ""
        ending = kinds.partition("*")[2].partition(")")[0].partition(" ")[0]
        return str(self.folder / f"{self.answered}-{name or f'file{ending}'}"), kinds

    def open(self, *_asked: object, **_options: object) -> tuple[str, str]:
        """Answer ``getOpenFileName``: something that was saved here, or given up."""
        self.answered += 1
        saved = sorted(one for one in self.folder.iterdir() if one.is_file())
        return (str(self._chance.choice(saved)), "") if saved and self._chance.random() < 0.7 else ("", "")

    def choose_folder(self, *_asked: object, **_options: object) -> str:
        """Answer ``getExistingDirectory``."""
        self.answered += 1
        return str(self.folder) if self._chance.random() < 0.7 else ""


@dataclass
class Tally:
    """What a monkey did: ``keys`` pressed, ``clicks``, steps per page, and how often it sat down again."""

    keys: int = 0
    clicks: int = 0
    pages: Counter[str] = field(default_factory=Counter)
    unlocked: int = 0
    opened: int = 0
    practised: int = 0

    def add(self, other: "Tally") -> None:
        """Take another one's figures in."""
        for name in ("keys", "clicks", "unlocked", "opened", "practised"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.pages.update(other.pages)


@dataclass
class Monkey:
    """Presses at random; ``log`` holds the last things it did, newest last."""

    hands: Hands
    seed: int
    passphrase: str = ""
    log: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    steps: int = 0
    did: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        """Listen for bugs that a job ran into."""
        self._chance = random.Random(self.seed)
        self._outside = 0
        self.hands.jobs.trouble.connect(self._on_trouble)
        self.hands.window.opened.connect(self._on_opened)
        self._ways: tuple[tuple[int, Callable[[], str]], ...] = (
            (30, self._plain_key),
            (22, self._write),
            (14, self._function_key),
            (8, self._with_control),
            (5, self._with_alt),
            (12, self._click),
            (5, self._change_page),
            (4, self._scan),
        )

    def step(self) -> None:
        """Do one thing, and see that no modal window stands there."""
        self._see_where()
        weights = [weight for weight, _way in self._ways]
        way = self._chance.choices([way for _weight, way in self._ways], weights)[0]
        self.steps += 1
        self._note(way())
        QApplication.processEvents()
        stuck = QApplication.activeModalWidget()
        if stuck is not None:
            self.troubles.append(f"a modal {type(stuck).__name__} after {self.log[-5:]}")
            stuck.close()
        workspace = self.hands.window.workspace
        if workspace is not None and workspace.messages.code == _BUG:
            self.troubles.append(f"a bug was said after {self.log[-8:]}")
            workspace.messages.hide()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()

    def sit_down(self) -> bool:
        """Come back to the desk with the passphrase, from a lock or a closed store; whether that worked."""
        self.hands.settle()
        for _try in range(_OFTEN):
            if self._is_inside():
                return True
            self._knock()
            self.hands.settle()
        return self._is_inside()

    def is_free(self) -> bool:
        """Whether the window still answers: Esc, a change of page, a letter in the first field."""
        for _press in range(4):
            self.hands.press(Qt.Key.Key_Escape)
        self.hands.settle()
        workspace = self.hands.window.workspace
        if workspace is None:
            return False
        workspace.open_page("records")
        self.hands.settle()
        return workspace.current.name == "records" and workspace.isEnabled() and workspace.isVisible()

    def _is_inside(self) -> bool:
        return self.hands.window.workspace is not None and self.hands.window.locked_page is None

    def _see_where(self) -> None:
        """Count the page in front; outside the desk, come back after a moment."""
        workspace = self.hands.window.workspace
        if workspace is not None and self._is_inside():
            self._outside = 0
            self.did.pages[workspace.current.name] += 1
            return
        self.did.pages["locked" if workspace is not None else "start"] += 1
        self._outside += 1
        if self._outside > _OUTSIDE and self.passphrase:
            self._outside = 0
            if not self.sit_down():
                self.troubles.append(f"nobody can sit down again after {self.log[-8:]}")

    def _knock(self) -> None:
        """Try once: as a supervisor at the lock, with the passphrase at the first page, back from any other page."""
        window = self.hands.window
        if window.locked_page is not None and window.session is not None:
            people = window.session.application.read.operators()
            boss = next(one for one in people if one.role is OperatorRole.SUPERVISOR)
            shown = window.locked_page.findChildren(QAbstractButton)
            QTest.mouseClick(next(one for one in shown if one.accessibleName() == boss.name), Qt.MouseButton.LeftButton)
            self._give("lock_secret", training.PASSPHRASE if window.session.is_training else self.passphrase)
            self.did.unlocked += self._is_inside()
        elif self.hands.sees("passphrase"):
            self._give("passphrase", self.passphrase)
        else:
            self.hands.press(Qt.Key.Key_Escape)

    def _give(self, name: str, secret: str) -> None:
        self.hands.focus(name)
        self.hands.press(Qt.Key.Key_A, CTRL)
        self.hands.write(secret)
        self.hands.press(Qt.Key.Key_Return)
        self.hands.settle()

    def _on_opened(self) -> None:
        session = self.hands.window.session
        if session is not None and session.is_training:
            self.did.practised += 1
        else:
            self.did.opened += 1

    def _note(self, words: str) -> None:
        self.log.append(words)
        del self.log[:-60]

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.hands.window

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> str:
        self.did.keys += 1
        QTest.keyClick(self._target(), key, modifiers)
        return f"{key.name} {modifiers.value if modifiers != NO else ''}".strip()

    def _plain_key(self) -> str:
        return self._press(self._chance.choice(_PLAIN), SHIFT if self._chance.random() < 0.08 else NO)

    def _function_key(self) -> str:
        return self._press(self._chance.choice(_F_KEYS))

    def _with_control(self) -> str:
        return self._press(Qt.Key(ord(self._chance.choice(_WITH_CTRL))), CTRL)

    def _with_alt(self) -> str:
        return self._press(Qt.Key(ord(self._chance.choice(_WITH_ALT))), ALT)

    def _write(self) -> str:
        words = self._chance.choice(_WORDS)
        self.hands.write(words)
        self.did.keys += len(words)
        return f"write {words}"

    def _scan(self) -> str:
        text = self._chance.choice(_SCANS)
        self.hands.scan(text, start_ms=self.steps * 10_000)
        self.did.keys += len(text) + 1
        return f"scan {text}"

    def _change_page(self) -> str:
        name = self._chance.choice([*PAGES, "events", "help", "close_out", "self_check"])
        if self.hands.window.workspace is not None and self._is_inside():
            self.hands.window.workspace.open_page(name)
        return f"page {name}"

    def _click(self) -> str:
        kinds = (QAbstractButton, QTableView, QTabBar)
        shown = [one for one in self.hands.window.findChildren(QWidget) if isinstance(one, kinds) and one.isVisible()]
        shown = [one for one in shown if one.isEnabled()]
        if not shown:
            return "-"
        target = self._chance.choice(shown)
        place = target.viewport() if isinstance(target, QTableView) else target
        self.did.clicks += 1
        QTest.mouseClick(place, Qt.MouseButton.LeftButton, NO, place.rect().center())
        return f"click {target.objectName()}"

    def _on_trouble(self, error: KnownError) -> None:
        if error.code == _BUG:
            self.troubles.append(f"a bug in a job after {self.log[-8:]}")
