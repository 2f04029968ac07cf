"""What the desk stands on is set aside from Python's looks while a store is open, and no longer."""

import gc
from pathlib import Path

from tests.support.window import stand


def test_looks_at_everything_leave_out_what_stands_while_a_store_is_open(tmp_path: Path) -> None:
    with stand(tmp_path) as at:
        looked_at = len(gc.get_objects())
        assert gc.get_freeze_count() > 5 * looked_at
        at.hands.window.close_store()
        at.hands.settle()
        assert gc.get_freeze_count() == 0
        assert len(gc.get_objects()) > 5 * looked_at


def test_a_window_that_is_closed_leaves_nothing_aside(tmp_path: Path) -> None:
    with stand(tmp_path) as at:
        at.hands.window.close()
        at.hands.settle()
        assert gc.get_freeze_count() == 0
