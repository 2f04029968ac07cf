"""A browser at the reviewers' console, and accounts to sign in with."""

import re
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from httpx import Response

from sync.hub.services.accounts import add_user
from sync.hub.store import outcomes
from sync.hub.store.accounts import Account
from tests.support.hub import COUNTY, RunningHub

PASSWORD = "hub-console-1"
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Browser:
    """Keeps cookies by itself and reads tokens out of pages, as a person's browser does."""

    hub: RunningHub
    csrf: str = ""

    def get(self, path: str) -> Response:
        return self.hub.client.get(path)

    def sign_in(self, name: str = "乌云", password: str = PASSWORD) -> Response:
        token = self.token(self.get("/login"))
        reply = self.hub.client.post("/login", data={"csrf": token, "name": name, "password": password})
        if reply.status_code == 303:
            self.csrf = self.token(self.get("/review"))
        return reply

    def token(self, reply: Response) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', reply.text)
        assert found is not None
        return found[1]

    def post(self, path: str, **form: Any) -> Response:
        return self.hub.client.post(path, data={"csrf": self.csrf} | form)


def user(hub: RunningHub, name: str = "乌云", union: str = COUNTY, role: str = "admin") -> None:
    made = add_user(hub.centre, name=name, password=PASSWORD, union=union, role=role, hasher=_QUICK)
    assert isinstance(made, Account), made


def outcome_of(hub: RunningHub, rec: str) -> str:
    with hub.centre.store.read() as connection:
        return outcomes.of_records(connection, [rec])[rec].outcome
