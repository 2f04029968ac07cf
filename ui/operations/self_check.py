"""开场自检: ask laptop, store and devices off the window's thread; print a test page."""

import os
import shutil
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QLibraryInfo

from fieldapp import __version__
from fieldapp.devices.power import battery_percent
from fieldapp.devices.spoolers import job_files
from fieldapp.documents.pages import Document, Page
from fieldapp.documents.placing import emblem
from fieldapp.documents.typesetting import Style, fitted
from fieldapp.domain.events import ApprovalPolicy, Event
from fieldapp.domain.problems import Refusal
from fieldapp.domain.self_checks import LEAST_FREE, Check, Found, check, clock_distance, lacks_fcitx_plugin
from fieldapp.errors import KnownError
from fieldapp.messages import translate as _
from ui.operations.id_cards import READER_SETTING
from ui.operations.photos import camera_of
from ui.operations.printing import Target, put_document
from ui.session import Session

Done = Callable[[Any], None]
_A4 = (210.0, 297.0)


def look(session: Session, done: Callable[[tuple[Check, ...]], None]) -> None:
    """Look at everything a machine can judge; takes a moment when a camera is asked."""
    event = session.current_event
    session.jobs.in_background(lambda: check(_found(session, event)), done)


def _found(session: Session, event: Event | None) -> Found:
    app = session.application
    now, state = app.clock.now(), app.read.sync_state()
    made = max((one.made for one in app.backups()), default=None)
    is_delegated = event is not None and event.policy is ApprovalPolicy.DELEGATED
    return Found(
        is_sound=app.is_sound(),
        free_bytes=shutil.disk_usage(app.paths.data).free,
        battery=battery_percent(),
        printers=len(session.prints.way.printers()),
        camera=_camera(session, event),
        reader=str(app.read.settings().get(READER_SETTING) or ""),
        clock_offset=clock_distance(state.offset_ms, state.last_sync, now),
        backup_age=now - made if made else None,
        numbers=app.read.lease_left() if is_delegated else None,
        pending=state.pending,
        since_sync=now - state.last_sync if state.last_sync else None,
        fcitx_without_plugin=lacks_fcitx_plugin(dict(os.environ), _plugins()),
        version=__version__,
        job_files=job_files(),
    )


def _plugins() -> frozenset[str]:
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
    inputs = os.path.join(folder, "platforminputcontexts")  # noqa: PTH118  # Qt hands out text
    return frozenset(os.listdir(inputs)) if os.path.isdir(inputs) else frozenset()  # noqa: PTH112, PTH208


def _camera(session: Session, event: Event | None) -> str | None:
    """Take one look where the event wants photos; return why it failed, empty when it did not."""
    if event is None or not event.photo:
        return None
    try:
        camera = camera_of(session)
        try:
            camera.look()
        finally:
            camera.close()
    except KnownError as error:
        return error.code
    return ""


def refusal_to_open(session: Session) -> Refusal | None:
    """Return why an event must not open on this laptop: a full disk, a damaged store. Slow."""
    if shutil.disk_usage(session.application.paths.data).free < LEAST_FREE:
        return Refusal(code="disk_too_full_to_open")
    return None if session.application.is_sound() else Refusal(code="store_not_sound")


def print_test_page(session: Session, printer: str, done: Callable[[Refusal | None], None]) -> None:
    """Put one page on a printer: the mark, small and large letters, a rare one, and a frame near the edge."""
    now = session.application.clock.now().astimezone()
    words = (
        (_("打印测试页"), 9.0),
        (f"{printer} · {now:%Y-%m-%d %H:%M}", 4.0),
        (_("看得清就好:䶮 㛃 · 0123456789 X ABCDEF"), 4.0),
        (_("这一行是最小的字,卡片和凭证上会用到。"), 2.2),
    )
    items = list(emblem(20, 20, 18, "#b3201f"))
    y = 46.0
    for text, size in words:
        items.append(fitted(text, x=20, y=y, width=170, height=size * 1.5, style=Style(size=size, least=size * 0.5)))
        y += size * 1.5 + 4
    document = Document("test-page", (Page(width=_A4[0], height=_A4[1], items=tuple(items)),))
    put_document(session, document, Target(printer=printer), partial(_after, done))


def _after(done: Callable[[Refusal | None], None], refusal: Refusal | None) -> None:
    done(refusal)
