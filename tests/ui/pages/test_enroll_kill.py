"""登记 killed in the middle of typing: what was typed comes back, and the cursor stands where it stood."""

import subprocess
import sys
import time

import pytest

from fieldapp.app import Application
from tests.support.desk import PASSPHRASE, document_no, set_up
from tests.support.source import ROOT
from tests.support.window import Stand, show

LOSES_AT_MOST_S = 1.0
NAME, PHONE = "乌云其木格", "13800130007"
KEYS = f"{document_no(7)}\n{NAME}\n{PHONE}\n"
ORDER = ("document_no", "name", "phone", "group")


def killed_after(home, presses):
    """Let a child type so many keys, kill it, and return the keys that are older than what may be lost."""
    command = [sys.executable, "-X", "utf8", "-m", "tests.support.typing_child", str(home), KEYS]
    told = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as child:
        for line in child.stdout:
            told.append((line, time.monotonic()))
            if len(told) == presses:
                child.kill()
                break
        ended = time.monotonic()
    assert len(told) == presses
    return sum(ended - at > LOSES_AT_MOST_S for _line, at in told)


def stands_after(presses):
    """Return the field the cursor stands in after so many keys."""
    return ORDER[KEYS[:presses].count("\n")]


@pytest.mark.parametrize("presses", [19, 34])
def test_a_killed_desk_comes_back_with_its_person_and_its_cursor(tmp_path, presses):
    desk = set_up(tmp_path / "desk")
    home = desk.paths.store.parent.parent
    desk.application.close()
    safe = killed_after(home, presses)
    opened = Application.unlock(desk.paths, PASSPHRASE, clock=desk.clock)
    desk.application = opened
    hands = show(tmp_path / "window")
    hands.window.open_workspace(opened)
    hands.settle()
    try:
        at = Stand(desk, hands)
        typed = "".join(at.enroll.value(code).replace(" ", "") for code in ("document_no", "name", "phone"))
        wanted = KEYS.replace("\n", "")
        assert wanted.startswith(typed)
        assert len(typed) >= len(KEYS[:safe].replace("\n", ""))
        assert at.hands.focused in {stands_after(count) for count in range(safe, presses + 1)}
        at.hands.write("1")
        assert at.enroll.value(at.hands.focused).replace(" ", "").endswith("1")
        assert len(at.enroll.value("document_no").replace(" ", "")) >= min(len(typed), 18)
    finally:
        hands.put_away()
