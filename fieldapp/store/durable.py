"""Files that stand on the disk when the call returns, and under their name only when they are whole."""

import os
import shutil
from pathlib import Path

_CHUNK = 1 << 20


def write_durably(path: Path, content: bytes) -> None:
    """Write a file readable by its owner only and fsync it; raises ``OSError``."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file of any size, readable by its owner only, and fsync the copy; raises ``OSError``."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with source.open("rb") as reader, os.fdopen(descriptor, "wb") as writer:
        shutil.copyfileobj(reader, writer, _CHUNK)
        writer.flush()
        os.fsync(writer.fileno())


def replace_durably(path: Path, content: bytes) -> None:
    """Put new content in the place of a file in one step, the folder synced; raises ``OSError``."""
    fresh = path.with_suffix(".new")
    write_durably(fresh, content)
    move_durably(fresh, path)


def move_durably(source: Path, target: Path) -> None:
    """Give a file or folder its name and sync the folder it stands in; raises ``OSError``."""
    source.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Fsync a folder's list of names. Windows has no handle for a folder; NTFS journals the rename."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
