"""From the start of the process to the unlock window taking keys, beside a bare QMainWindow with one field.

Each start is a fresh process with warm disk caches, in turns with the rival's; medians are compared.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.desk import set_up
from benchmarks.figures import median, report

ROUNDS = 7
READY = "accepts keys"


def _start(kind: str, home: Path) -> float:
    """Return the seconds until the child says that it took a key."""
    environment = {**os.environ, "FIELDAPP_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    begun = time.perf_counter()
    argv = [sys.executable, "-m", "benchmarks.first_key", kind]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=environment, text=True) as child:
        if child.stdout is None:
            raise SystemExit("no pipe")
        for line in child.stdout:
            if READY in line:
                return time.perf_counter() - begun
    raise SystemExit(f"the {kind} window ended without taking keys")


def main() -> None:
    """Print the figure."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        set_up(home)
        for kind in ("bare", "ours"):
            _start(kind, home)
        pairs = [(_start("bare", home), _start("ours", home)) for _ in range(ROUNDS)]
    bare, ours = median([pair[0] for pair in pairs]), median([pair[1] for pair in pairs])
    report("start", ours, "s", ratio=ours / bare, against="a bare QMainWindow with one field")


if __name__ == "__main__":
    main()
