"""What the machine says of itself: free disk space. Reads, never writes."""

import shutil
from pathlib import Path


def free_gigabytes(folder: Path) -> int:
    """Return the free space of the disk a folder is on, in whole GB (10^9 bytes)."""
    return int(shutil.disk_usage(folder).free // 10**9)
