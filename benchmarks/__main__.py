"""``python -m benchmarks [NAME …]``: run each benchmark in a process of its own, one after the other.

A process each, because what one imports or leaves in memory must not flatter or hurt the next.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = (
    "keys_typed",
    "keys_roster",
    "keys_transfer",
    "start",
    "enroll_commit",
    "duplicate_lookup",
    "roster_check",
    "card_pdf",
    "busy_desk",
    "wire_bytes_per_record",
    "hub_ingest_sqlite",
)


def main() -> int:
    """Run what was asked for, or everything; 1 when one of them failed."""
    wanted = sys.argv[1:] or list(NAMES)
    unknown = set(wanted) - set(NAMES)
    if unknown:
        print(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 64
    root = HERE.parent
    subprocess.run([sys.executable, "-m", "compileall", "-q", "fieldapp", "ui", "sync"], cwd=root, check=False)
    failed = [name for name in wanted if not _passes(name, root)]
    return int(bool(failed))


def _passes(name: str, root: Path) -> bool:
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=root, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
