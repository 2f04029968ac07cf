"""The clock of a child is wrong: libfaketime, told by a file that can be changed while the child runs.

Only the calendar is moved. The clock that runs forward is the machine's own, as on a laptop whose date somebody sets.
"""

import os
from collections.abc import Mapping
from pathlib import Path

RIGHT, BACK, AHEAD, STANDING = "+0", "-3y", "+10y", "2028-02-29 23:59:59"


def library() -> Path | None:
    """Return libfaketime for threads; None where it is not installed."""
    found = sorted(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))
    return found[0] if found else None


def moved(told: Path, to: str) -> Mapping[str, str]:
    """Return the environment of a child whose calendar stands where the file says, at first ``to``."""
    told.write_text(to, encoding="ascii")
    return {
        **os.environ,
        "LD_PRELOAD": str(library()),
        "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
