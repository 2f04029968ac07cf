"""Writes the problem bundle (问题包): one zip of texts, each redacted once more on its way out."""

import json
import platform
import sys
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from fieldapp import __version__
from fieldapp.logs import newest_lines, redacted

LOG, ABOUT = "log.txt", "about.json"
_NOTE = "README.txt"
_SAID = """A problem bundle of fieldapp. It names no person: versions, counts, codes, the shape of the store, and
the log without names, numbers and words of exceptions. It may be sent by any way.
"""


def about() -> str:
    """Return versions of the program and of what it runs on."""
    told = {
        "fieldapp": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "frozen": bool(getattr(sys, "frozen", False)),
        "encoding": sys.getfilesystemencoding(),
    }
    return json.dumps(told, indent=1, sort_keys=True) + "\n"


def write_problem_bundle(path: Path, logs: Path, parts: Mapping[str, str]) -> None:
    """Write the zip: the parts given (redacted), versions, and the end of the log in the folder ``logs``.

    Raises ``OSError``.
    """
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(_NOTE, _SAID)
        bundle.writestr(ABOUT, about())
        bundle.writestr(LOG, newest_lines(logs))
        for name, words in sorted(parts.items()):
            bundle.writestr(name, redacted(words))
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content.getvalue())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
