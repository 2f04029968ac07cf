"""Pictures of the day's frame: 开场自检, 收摊 with each of its sheets, an event that is changed."""

from PySide6.QtCore import Qt

from ui.pages.close_out.page import CloseOutPage
from ui.robots.hands import CTRL
from ui.robots.studio import Studio


def shoot_close_out(studio: Studio) -> None:
    """Picture 收摊 with each of its sheets."""
    studio.page("close_out")
    page = studio.window.workspace.current if studio.window.workspace else None
    if isinstance(page, CloseOutPage):
        for sheet in ("approvals", "rolls", "report"):
            page.open_task(sheet)
            studio.shoot(f"close_out_{sheet}")


def shoot_frame(studio: Studio) -> None:
    """Picture 开场自检 and an event that is changed."""
    window, hands = studio.window, studio.hands
    if window.workspace is None:
        return
    studio.page("self_check")
    studio.page("privacy")
    window.workspace.open_page("events")
    hands.press(Qt.Key.Key_M, CTRL)
    studio.shoot("events_change")
    hands.press(Qt.Key.Key_N, CTRL)
