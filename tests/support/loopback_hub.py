"""The real hub behind a real socket: in a thread for most tests, in a child process to be killed."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
import uvicorn
from argon2 import PasswordHasher

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.problems import Refusal
from sync.hub.application import hub_over
from sync.hub.centre import Centre, open_centre
from sync.hub.services.accounts import add_user
from sync.hub.services.enrol_codes import FreshCode, make_code
from sync.hub.services.reviewing import Decided, Review, decide
from sync.hub.store import organisations, tables
from sync.hub.store.accounts import Account

ROOT = Path(__file__).parents[2]
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class CentreDesk:
    """The inside of a hub: what an administrator and a reviewer do, and what lies in its tables."""

    centre: Centre
    reviewer: Account

    def code(self, region: str) -> FreshCode:
        return make_code(self.centre, account="test", region=region)

    def decide(self, kind: DecisionKind, *recs: str, union: str | None = None, reason: str | None = None) -> Decided:
        day = self.centre.clock.now().astimezone().date() if kind is DecisionKind.APPROVE else None
        review = Review(account=self.reviewer, kind=kind, recs=recs, union=union, reason=reason, day=day)
        decided = decide(self.centre, review)
        assert isinstance(decided, Decided), decided
        return decided

    def count(self, table: str) -> int:
        """Count the rows of a table by SQL."""
        with self.centre.store.read() as connection:
            return int(
                connection.execute(sa.select(sa.func.count()).select_from(tables.metadata.tables[table])).scalar_one()
            )

    def envelope_ids(self) -> list[str]:
        """Return the ids of all envelopes, with repetitions if there were any."""
        with self.centre.store.read() as connection:
            return list(connection.execute(sa.select(tables.envelope.c.env)).scalars())


def furnish(centre: Centre, tree: tuple[Organisation, ...], top: str) -> CentreDesk:
    """Give a centre its unions and a reviewer over the whole tree."""
    with centre.store.write() as connection:
        organisations.replace(connection, tree, centre.now_ms())
    account = add_user(centre, name="审核员", password="not a secret", union=top, role="admin", hasher=_CHEAP)
    assert not isinstance(account, Refusal), account
    return CentreDesk(centre, account)


@contextmanager
def served(centre: Centre) -> Iterator[int]:
    """Serve a centre from a thread; give its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(hub_over(centre), log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


@contextmanager
def child_hub(database_url: str, port: int, failpoint: str = "") -> Iterator["subprocess.Popen[str]"]:
    """Serve a database from a child process on a port; ``failpoint`` names where it dies."""
    program = "import sys; from sync.hub.cli import main; sys.exit(main(sys.argv[1:]))"
    child = subprocess.Popen(
        [sys.executable, "-c", program, "serve", "--database", database_url, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "FIELDAPP_HUB_FAILPOINT": failpoint},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        assert "listening" in child.stdout.readline()
        yield child
    finally:
        child.kill()
        child.wait(20)
        if child.stdout is not None:
            child.stdout.close()


def free_port() -> int:
    """Return a port nobody listens on right now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def open_for_test(database: Path) -> Centre:
    """Open (and make) a hub's database."""
    return open_centre(f"sqlite:///{database}")


def now() -> datetime:
    """Return the real time; the child's clock is the machine's."""
    return datetime.now(UTC)
