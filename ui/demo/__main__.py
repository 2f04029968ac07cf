"""``python -m ui.demo OUT``: the field day end to end; fails when one figure disagrees with another."""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fieldapp.errors import BugError, KnownError
from fieldapp.messages import message
from fieldapp.paths import under
from ui.demo import day, figures
from ui.demo.centre import serving

MARK = ".fieldapp-demo"
"""Stands in a folder that a demonstration made, so that the next one may empty it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration into a folder; exit status 1 when it stops or its figures disagree."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    out = Path(given[0] if given else "demo-out")
    try:
        summary, faults = _demonstrate(out)
    except KnownError as error:
        print(message(error.code, error.details).sentence, file=sys.stderr)
        return 1
    except BugError as error:
        print(f"演示中断:{error}", file=sys.stderr)
        return 1
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(summary, ensure_ascii=False, indent=2))
    for fault in faults:
        print(f"数字不一致:{fault}", file=sys.stderr)
    return 1 if faults else 0


def _demonstrate(out: Path) -> tuple[dict[str, object], list[str]]:
    begun = time.perf_counter()
    _make_room(out)
    with tempfile.TemporaryDirectory(prefix="fieldapp-demo-") as folder:
        work = Path(folder)
        application = day.application()
        from ui.app import open_window

        with serving(out / "hub.db", work / "hub.log") as centre:
            enrolment = day.prepare_centre(centre, work)
            window = open_window(application, under(work / "laptop"))
            window.show()
            try:
                told = day.tell(window, centre, out, enrolment)
            except (BugError, KnownError):
                window.grab().save(str(out / "screens" / "stopped_here.png"))
                raise
            finally:
                window.close()
        trust = figures.trust_of(centre, out)
        centre.command("statistics", str(out / "statistics.xlsx"))
        summary, faults = figures.summarise(told, centre.file, trust, out)
    summary["seconds"] = round(time.perf_counter() - begun, 1)
    return summary, faults


def _make_room(out: Path) -> None:
    """Empty the folder of an earlier demonstration; nobody else's files are ever deleted.

    Raises ``KnownError``: ``demo_folder_taken``, ``file_not_written``.
    """
    try:
        if out.is_dir() and any(out.iterdir()) and not _is_ours(out):
            raise KnownError("demo_folder_taken", folder=out.name or str(out.resolve()))
        if out.is_dir():
            shutil.rmtree(out)
        out.mkdir(parents=True)
        (out / MARK).write_text("fieldapp demo\n", encoding="utf-8")
    except OSError as error:
        raise KnownError("file_not_written", name=out.name) from error


def _is_ours(out: Path) -> bool:
    return (out / MARK).is_file() or ((out / "summary.json").is_file() and (out / "screens").is_dir())


if __name__ == "__main__":
    raise SystemExit(main())
