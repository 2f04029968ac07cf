"""Where the program keeps its files. Knows the folders, opens nothing."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from fieldapp.errors import KnownError


@dataclass(frozen=True, slots=True)
class Paths:
    """Folders of one installation.

    ``data`` holds the store and its key slots, ``sidecar`` the chain heads (never in a backup),
    ``backups`` the verified copies, ``logs`` the redacted log.
    """

    data: Path
    sidecar: Path
    backups: Path
    logs: Path

    @property
    def store(self) -> Path:
        """The encrypted database."""
        return self.data / "store.db"

    @property
    def key_slots(self) -> Path:
        """The wrapped data key."""
        return self.data / "store.keys"

    @property
    def lock(self) -> Path:
        """Held while one process has the store open."""
        return self.data / "store.lock"

    @property
    def training(self) -> "Paths":
        """The folders of the training mode (演练): a store of its own below the data, wiped as a whole."""
        return under(self.data / "training")

    def make(self) -> None:
        """Create the folders, readable by their owner only.

        Raises ``KnownError("folder_not_made")`` when a file stands in the way or the disk refuses.
        """
        for folder in (self.data, self.sidecar, self.backups, self.logs):
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise KnownError("folder_not_made", folder=folder.name) from error


def under(root: Path) -> Paths:
    """Put everything below one folder (tests, demo, ``FIELDAPP_HOME``)."""
    return Paths(data=root / "data", sidecar=root / "sidecar", backups=root / "backups", logs=root / "logs")


def default_paths() -> Paths:
    """Return the folders of this user; ``FIELDAPP_HOME`` puts them elsewhere."""
    home = os.environ.get("FIELDAPP_HOME")
    if home:
        return under(Path(home))
    folders = platformdirs.PlatformDirs("fieldapp", appauthor=False)
    data = Path(folders.user_data_dir)
    return Paths(
        data=data,
        sidecar=Path(folders.user_config_dir) / "sidecar",
        backups=data / "backups",
        logs=Path(folders.user_log_dir),
    )
