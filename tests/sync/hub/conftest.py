"""Hubs to test with: on SQLite, and for the contract of the store on PostgreSQL too."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from sync.hub.centre import open_centre
from tests.support.hub import HubClock, RunningHub, running_hub
from tests.support.postgres import create_database, drop_database, running_postgres

_NUMBERS = count(1)
_TEMPLATE = "migrated"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that was migrated once; tests work on copies."""
    path = tmp_path_factory.mktemp("hub") / "template.db"
    open_centre(f"sqlite:///{path}", clock=HubClock()).store.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """One PostgreSQL server for the whole run, with a migrated database to copy."""
    with running_postgres() as server:
        open_centre(create_database(server, _TEMPLATE), clock=HubClock()).store.close()
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    copy = tmp_path / "hub.db"
    shutil.copy(sqlite_template, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    name = f"hub{next(_NUMBERS)}"
    yield create_database(postgres, name, template=_TEMPLATE)
    drop_database(postgres, name)


@pytest.fixture(params=["sqlite", "postgres"])
def any_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def hub(sqlite_url: str) -> Iterator[RunningHub]:
    with running_hub(sqlite_url) as running:
        yield running


@pytest.fixture
def any_hub(any_url: str) -> Iterator[RunningHub]:
    """A hub, once on each kind of database."""
    with running_hub(any_url) as running:
        yield running
