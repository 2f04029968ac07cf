"""Exports (导出): the one gate through which lists about people leave the laptop. First the log, then the file.

Whoever writes such a file or print-out asks here; what it carries says who took it out and when.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services.exports import NoteExport, note_export
from ui.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is taken out (the audit log's word for it), of which event, roster or roll, and how many rows."""

    what: str
    subject: str
    rows: int


def begin(
    session: Session, export: Export, then: Callable[[str], None], refused: Callable[[Refusal], None] | None = None
) -> None:
    """Note an export in the audit log, then go on with the mark its file has to carry; a helper is refused."""
    mark = mark_of(session)
    command = NoteExport(what=export.what, subject=export.subject, rows=export.rows, operator=session.operator.id)
    session.run(note_export, command, lambda _noted: then(mark), refused)


def mark_of(session: Session) -> str:
    """Return the words that stand on everything taken out: operator and time."""
    made = session.application.clock.now().astimezone()
    return _("导出:{operator} · {time:%Y-%m-%d %H:%M} · 含个人信息,用完请删除").format(
        operator=session.operator.name, time=made
    )


def write(
    session: Session,
    path: Path,
    work: Callable[[], Any],
    done: Callable[[Path], None] = lambda _path: None,
    *,
    said: str = "file_saved",
) -> None:
    """Write a file on the pool and say that it stands, or that the disk or stick refused it.

    ``work`` may return a ``Refusal`` of its own; ``done`` hears of a file that stands, ``said`` is its message.
    """

    def attempt() -> Refusal | None:
        try:
            made = work()
        except OSError:
            return Refusal(code="file_not_written", details={"name": path.name})
        return made if isinstance(made, Refusal) else None

    def after(refusal: Refusal | None) -> None:
        if refusal is not None:
            session.say_refusal(refusal)
            return
        session.say(message(said, {"name": path.name}), "success")
        done(path)

    session.jobs.in_background(attempt, after)
