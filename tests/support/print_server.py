"""A print server of one's own: CUPS on a socket in a folder, away from the system's. Needs root and cupsd."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CUPSD = "/usr/sbin/cupsd"
_FILES = """ServerRoot {0}/root
RequestRoot {0}/spool
CacheDir {0}/cache
StateDir {0}/state
TempDir {0}/tmp
AccessLog {0}/log/access
ErrorLog {0}/log/error
PageLog {0}/log/page
User lp
Group lp
SystemGroup lpadmin
"""
_SERVER = """Listen {0}/cups.sock
Browsing No
DefaultShared No
WebInterface No
IdleExitTimeout 0
DefaultAuthType None
PreserveJobFiles No
JobRetryInterval 1
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""


def is_possible() -> bool:
    """Whether this machine can run one."""
    return sys.platform == "linux" and os.geteuid() == 0 and all(map(shutil.which, (CUPSD, "lpadmin", "lpstat")))


@contextmanager
def print_server(folder: Path) -> Iterator[str]:
    """Run a print server below ``folder``; yields what CUPS_SERVER must say. Paths of sockets are short."""
    for name in ("root", "spool", "cache", "state", "tmp", "log"):
        (folder / name).mkdir(parents=True)
    (folder / "files.conf").write_text(_FILES.format(folder))
    (folder / "cupsd.conf").write_text(_SERVER.format(folder))
    subprocess.run(["chown", "-R", "lp:lp", str(folder)], check=True)
    command = [CUPSD, "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "files.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_it_answers(folder / "cups.sock")
            yield str(folder / "cups.sock")
        finally:
            server.terminate()


def _wait_until_it_answers(socket: Path) -> None:
    for _ in range(100):
        environment = {**os.environ, "CUPS_SERVER": str(socket)}
        asked = subprocess.run(["lpstat", "-r"], env=environment, capture_output=True, check=False)
        if b"not" not in asked.stdout and asked.returncode == 0:
            return
        subprocess.run(["/bin/sleep", "0.1"], check=True)
    raise AssertionError("the print server does not answer")


def add_printer(name: str, uri: str) -> None:
    """Add a printer that takes files as they are and tries again when it is not there."""
    subprocess.run(
        ["lpadmin", "-p", name, "-E", "-v", uri, "-m", "raw", "-o", "printer-error-policy=retry-job"],
        check=True,
        capture_output=True,
    )
