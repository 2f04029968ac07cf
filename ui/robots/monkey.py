"""A monkey at the keyboard: seeded, so that what it broke can be broken again.

It presses everything a person could hit by accident, on every page: function keys, their twins, Enter, Esc, digits,
letters, Chinese commits, scans, clicks on whatever can be clicked. It knows nothing of what should happen, only of
what must never: an exception, a bug dialog, a modal window, a window that no longer answers Esc and a page change.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QTableView, QWidget

from fieldapp.errors import KnownError
from ui.robots.hands import ALT, CTRL, NO, SHIFT, Hands
from ui.shell.rail import PAGES

_F_KEYS = tuple(Qt.Key(Qt.Key.Key_F1 + place) for place in range(12))
_PLAIN = (
    Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Backspace,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Asterisk,
)  # fmt: skip
_WITH_CTRL = "RFNSPZLKEGIOMDU0123456789"
_WITH_ALT = "STMDN1234"
_WORDS = (
    "乌云其木格", "张", "尉迟明", "152725198801152036", "15272519880115203X", "13948710023", "1", "0", "y", "zs",
    "货车", "US1:004410", "2026-11-22", "张吉 13948710023 152725198801152036", "'; --", "·", "　", "9999999999999999",
)  # fmt: skip
_SCANS = ("US1:004411", "UM1:ABCDEF", "UE1:XXXX", "UR1:900000000001", "UP1:AAAA", "152725198801152036", "HELLO")
_DIALOGS = ("roster_choose", "template", "export", "save", "backup", "restore", "open_file", "pdf", "browse")
"""Buttons with these in their names open the system's own file dialog, which is not ours to press."""
SKIPPED_KEYS = {(Qt.Key.Key_F12, NO), (Qt.Key.Key_L, CTRL), (Qt.Key.Key_O, CTRL), (Qt.Key.Key_E, CTRL)}
"""Locking asks for a passphrase that a monkey does not have; the others open the system's file dialog."""


@dataclass
class Monkey:
    """Presses at random; ``log`` holds the last things it did, newest last."""

    hands: Hands
    seed: int
    log: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        """Listen for bugs that a job ran into."""
        self._chance = random.Random(self.seed)
        self.hands.jobs.trouble.connect(self._on_trouble)
        if self.hands.window.session is not None:
            self.hands.window.session.training_asked.disconnect()  # another store is another desk
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
        weights = [weight for weight, _way in self._ways]
        way = self._chance.choices([way for _weight, way in self._ways], weights)[0]
        self.steps += 1
        self._note(way())
        QApplication.processEvents()
        stuck = QApplication.activeModalWidget()
        if stuck is not None:
            self.troubles.append(f"a modal {type(stuck).__name__} after {self.log[-5:]}")
            stuck.close()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()

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

    def _note(self, words: str) -> None:
        self.log.append(words)
        del self.log[:-60]

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.hands.window

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO) -> str:
        if (key, modifiers) in SKIPPED_KEYS:
            return "-"
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
        return f"write {words}"

    def _scan(self) -> str:
        text = self._chance.choice(_SCANS)
        self.hands.scan(text, start_ms=self.steps * 10_000)
        return f"scan {text}"

    def _change_page(self) -> str:
        name = self._chance.choice([*PAGES, "events", "help"])
        if self.hands.window.workspace is not None:
            self.hands.window.workspace.open_page(name)
        return f"page {name}"

    def _click(self) -> str:
        kinds = (QAbstractButton, QTableView, QTabBar)
        shown = [one for one in self.hands.window.findChildren(QWidget) if isinstance(one, kinds) and one.isVisible()]
        shown = [one for one in shown if one.isEnabled() and not _is_skipped(one)]
        if not shown:
            return "-"
        target = self._chance.choice(shown)
        place = target.viewport() if isinstance(target, QTableView) else target
        QTest.mouseClick(place, Qt.MouseButton.LeftButton, NO, place.rect().center())
        return f"click {target.objectName()}"

    def _on_trouble(self, error: KnownError) -> None:
        if error.code == "unexpected_error":
            self.troubles.append(f"a bug in a job after {self.log[-8:]}")


def _is_skipped(widget: QWidget) -> bool:
    name = widget.objectName()
    return name in ("lock", "header_operator") or any(one in name for one in _DIALOGS)
