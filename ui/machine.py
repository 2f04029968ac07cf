"""What the machine says of itself: battery and free disk space. Reads, never writes."""

import shutil
from pathlib import Path

_SUPPLIES = Path("/sys/class/power_supply")


def battery_percent(supplies: Path = _SUPPLIES) -> int | None:
    """Return the charge of the first battery in per cent; None without one, or where the system does not say."""
    for capacity in sorted(supplies.glob("*/capacity")):
        words = capacity.read_text(encoding="ascii").strip()
        if words.isdigit():
            return int(words)
    return None


def free_gigabytes(folder: Path) -> int:
    """Return the free space of the disk a folder is on, in whole GB (10^9 bytes)."""
    return int(shutil.disk_usage(folder).free // 10**9)
