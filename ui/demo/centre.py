"""The centre of the demonstration: the hub as a child process with its own database, and a reviewer at its console."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fieldapp.errors import KnownError
from fieldapp.processes import child_environment, python_child

REVIEWER = "审核员"
PASSWORD = "demo-review-2026"
_WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Centre:
    """Where the hub listens, and the file it keeps its tables in."""

    url: str
    file: Path

    def command(self, *arguments: str, text: str | None = None) -> str:
        """Run one ``fieldapp-hub`` command on the same database; return what it printed."""
        return hub_command(self.file, *arguments, text=text)


def hub_command(file: Path, *arguments: str, text: str | None = None) -> str:
    """Run one hub command on a database file; ``KnownError("demo_hub_failed")`` when it says no."""
    done = subprocess.run(  # noqa: S603 - our own module
        _command(file, *arguments),
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=_WAIT_SECONDS,
        env=child_environment(),
    )
    if done.returncode:
        raise KnownError("demo_hub_failed", command=arguments[0], reason=done.stderr.strip()[-300:])
    return done.stdout.strip()


def _command(file: Path, name: str, *arguments: str) -> tuple[str, ...]:
    return python_child("sync.hub.cli", name, "--database", f"sqlite:///{file}", *arguments)


@contextmanager
def serving(file: Path, log: Path) -> Iterator[Centre]:
    """Serve the hub on a free loopback port until the block ends."""
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(  # noqa: S603 - our own module
            _command(file, "serve", "--port", "0"),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=child_environment(),
        ) as child,
    ):
        try:
            line = child.stdout.readline() if child.stdout else ""
            if not line.startswith("listening on "):
                raise KnownError("demo_hub_failed", command="serve", reason=line.strip())
            yield Centre(url=line.removeprefix("listening on ").strip(), file=file)
        finally:
            child.terminate()
            child.wait(_WAIT_SECONDS)
