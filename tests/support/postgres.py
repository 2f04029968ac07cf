"""A PostgreSQL of our own for the contract tests: made with initdb, on loopback, gone afterwards.

PostgreSQL refuses to run as root, so as root it runs as the user ``postgres`` of Debian's package.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

_FOLDERS = "/usr/lib/postgresql/*/bin"


def binaries() -> Path:
    """Return the folder of the newest installed server; ``FileNotFoundError`` when there is none."""
    found = sorted(Path("/").glob(_FOLDERS.lstrip("/")), key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    if initdb is None:
        raise FileNotFoundError("no PostgreSQL server is installed (Debian: postgresql)")
    return Path(initdb).resolve().parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_server(command: list[str], folder: Path) -> None:
    """Run a server command, as ``postgres`` when we are root; its output goes to a file, not a pipe."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with (folder / "out.txt").open("ab") as out:
        subprocess.run([*prefix, *command], check=True, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd="/")


@contextmanager
def running_postgres() -> Iterator[str]:
    """Give the address (``postgresql+psycopg://…/``) of a fresh server; a database name is put behind it."""
    tools, port = binaries(), _free_port()
    folder = Path(tempfile.mkdtemp(prefix="fieldapp-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
    control = [str(tools / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
    try:
        _as_server(
            [
                str(tools / "initdb"),
                "-D",
                str(data),
                "-A",
                "trust",
                "-U",
                "fieldapp",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C",
            ],
            folder,
        )
        _as_server([*control, "-o", settings, "-l", str(folder / "log.txt"), "start"], folder)
        yield f"postgresql+psycopg://fieldapp@127.0.0.1:{port}/"
        _as_server([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create_database(server: str, name: str, *, template: str = "template1") -> str:
    """Create a database, empty or as a copy, and return its address."""
    with _administration(server) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    return server + name


def drop_database(server: str, name: str) -> None:
    """Drop a database and everybody who is still connected to it."""
    with _administration(server) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _administration(server: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.replace("+psycopg", "") + "postgres", autocommit=True)
