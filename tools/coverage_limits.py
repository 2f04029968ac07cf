"""Say whether the tests took the branches they must: reads the coverage data that the tests left.

Limits are shares of branches, not of lines: a line that ran once says little about a rule.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIMITS: Mapping[str, float] = {
    "fieldapp/domain/": 98.0,
    "fieldapp/services/": 90.0,
    "sync/protocol/": 98.0,
    "sync/client/round.py": 98.0,
}


def share_of_branches(files: Mapping[str, Any], part: str) -> float:
    """Return the per cent of branches taken in the files below ``part``; nothing there counts as 100."""
    summaries = [entry["summary"] for name, entry in files.items() if name.replace("\\", "/").startswith(part)]
    there = sum(summary["num_branches"] for summary in summaries)
    taken = sum(summary["covered_branches"] for summary in summaries)
    return 100.0 * taken / there if there else 100.0


def _measured() -> Mapping[str, Any]:
    report = subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", "-o", "-"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    files: Mapping[str, Any] = json.loads(report.stdout)["files"]
    return files


def main() -> int:
    """Print a line per limit; 1 when one is not reached."""
    files = _measured()
    is_short = False
    for part, limit in LIMITS.items():
        share = share_of_branches(files, part)
        is_short |= share < limit
        print(f"{'short' if share < limit else 'good '} {part:24} branches {share:6.2f} %, at least {limit:.0f} %")
    return int(is_short)


if __name__ == "__main__":
    sys.exit(main())
