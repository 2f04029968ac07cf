"""Pictures of the day's frame: 收摊 with each of its sheets."""

from ui.pages.close_out.page import CloseOutPage
from ui.robots.studio import Studio


def shoot_close_out(studio: Studio) -> None:
    """Picture 收摊 with each of its sheets."""
    studio.page("close_out")
    page = studio.window.workspace.current if studio.window.workspace else None
    if isinstance(page, CloseOutPage):
        for sheet in ("approvals", "rolls", "report"):
            page.open_task(sheet)
            studio.shoot(f"close_out_{sheet}")
