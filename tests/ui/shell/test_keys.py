"""The key map as a whole: every F-key has a twin, and no key means two things at once."""

from collections import Counter

from PySide6.QtGui import QKeySequence, QShortcut

from tests.support.window import stand
from ui.shell.rail import PAGES

TWINS = ("F1", "F2", "F3", "F4", "F5", "F7", "F8", "F9", "F10", "F12")


def live(at):
    """Return the keys that act now, by shortcut."""
    found = at.hands.window.findChildren(QShortcut)
    return [one for one in found if one.isEnabled() and one.parent().isVisible()]


def test_no_key_means_two_things_on_any_page(tmp_path):
    with stand(tmp_path) as at:
        doubled = {}
        for page in (*PAGES, "events", "help", "close_out", "self_check"):
            at.hands.window.workspace.open_page(page)
            at.hands.settle()
            counted = Counter(QKeySequence(one.key()).toString() for one in live(at))
            doubled[page] = [key for key, count in counted.items() if count > 1]
        assert {page: keys for page, keys in doubled.items() if keys} == {}


def test_every_f_key_of_the_desk_has_a_twin_with_control_or_alt(tmp_path):
    with stand(tmp_path) as at:
        shortcuts = at.hands.window.findChildren(QShortcut)
        by_owner = {}
        for one in shortcuts:
            by_owner.setdefault(one.parent(), []).append(one.key().toString())
        for key in TWINS:
            owners = [keys for keys in by_owner.values() if key in keys]
            assert owners, key
            assert any(twin.startswith(("Ctrl+", "Alt+")) for keys in owners for twin in keys), key
