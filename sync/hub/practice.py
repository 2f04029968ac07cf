"""The hub of the training mode (演练): a child of the window, on this machine only, gone when the window is.

It asks and answers through its own pipes: one question says which laptop practises, the answer says where the hub
listens and with which code that laptop enrols. It knows no other laptop, and no real hub knows it.
"""

import functools
import json
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from fieldapp.domain.forms import read_delegation
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.processes.conversations import answer_all
from sync.hub.application import hub_over
from sync.hub.centre import Centre, open_centre
from sync.hub.services.practising import PracticeRoom, furnish, review, reviewer

HOST = "127.0.0.1"
"""Nobody but this machine reaches it."""
_FEED = "/v1/changes"


class AnsweredAtOnce:
    """A hub whose reviewer has decided everything before a laptop looks into its feed."""

    def __init__(self, hub: ASGIApp, centre: Centre) -> None:
        """Put a reviewer in front of a hub."""
        self._hub, self._centre, self._reviewer = hub, centre, reviewer(centre)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["path"] == _FEED:
            await run_in_threadpool(review, self._centre, self._reviewer)
        await self._hub(scope, receive, send)


def answer(centre: Centre, port: int, question: bytes) -> bytes:
    """Say to one laptop where the hub is and how it enrols, or the code of what is in the way."""
    asked: dict[str, Any] = json.loads(question)
    room = PracticeRoom(
        device=asked["device"],
        region=asked["region"],
        organisations=Path(asked["organisations"]),
        lease=asked["lease"],
        delegation=read_delegation(asked["delegation"]),
    )
    code = furnish(centre, room)
    if isinstance(code, Refusal):
        return json.dumps({"trouble": code.code}).encode()
    told = {"url": f"http://{HOST}:{port}", "code": code.code, "fingerprint": code.fingerprint}
    return json.dumps(told).encode()


def serve(file: Path) -> None:
    """Serve the hub over a file of its own until standard input ends."""
    centre = open_centre(f"sqlite:///{file}")
    listening = socket.create_server((HOST, 0))
    config = uvicorn.Config(
        AnsweredAtOnce(hub_over(centre), centre), log_level="critical", access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    serving.start()
    answer_all(functools.partial(answer, centre, int(listening.getsockname()[1])))
    server.should_exit = True
    serving.join(5)
    centre.store.close()


def main(arguments: Sequence[str]) -> int:
    """Run as a child: one argument, the file the hub keeps its tables in."""
    try:
        serve(Path(arguments[0]))
    except (KnownError, OSError):
        return 1  # the window hears that the pipe ended, and says so in its own words
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
