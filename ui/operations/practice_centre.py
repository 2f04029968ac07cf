"""The small centre beside the training mode (演练): a hub in a child of this window, here only, wiped with the rest.

The training store enrols with it as a laptop enrols anywhere, so that receipts, answers and cards come back; no address
of another hub is ever used. A round brings it up when the first one is due, and it dies with the window.
"""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fieldapp.domain.forms import delegation_form
from fieldapp.domain.ports import Enrolment, HubPeer, Provisioning
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.messages import translate as _
from fieldapp.processes import Ending, python_child
from fieldapp.processes.companions import Companion
from fieldapp.processes.conversations import Conversation
from sync.client.enrolment import enrol
from sync.client.transport import HttpTransport
from ui.operations.organisation_files import SAMPLE

if TYPE_CHECKING:
    from fieldapp.app import Application
    from fieldapp.domain.changes import Changes

NUMBERS = 200
_FIRST_SERIAL = 9_000_001
_LEASE = "01900000-0000-7000-8000-000000000001"
"""The block the training store gives itself before it has seen a hub; its hub is told of it."""
_LIST_BITS = 20
_MEMORY_MB, _FILE_MB = 2048, 256
_SECONDS = 60.0


def own_lease(region: str, expires: int) -> dict[str, Any]:
    """Return the block of numbers of the training store; ``expires`` in Unix seconds."""
    return {
        "id": _LEASE,
        "start": _FIRST_SERIAL,
        "end": _FIRST_SERIAL + NUMBERS - 1,
        "expires": expires,
        "scope": region,
        "status": {"list": _FIRST_SERIAL >> _LIST_BITS, "start": _FIRST_SERIAL},
    }


@dataclass(frozen=True, slots=True)
class _Here:
    """The store's own enrolment, with the address the hub has today."""

    kept: Enrolment
    url: str

    def peer(self) -> HubPeer | None:
        found = self.kept.peer()
        return None if found is None else replace(found, url=self.url)

    def provision(self, provisioning: Provisioning) -> "Changes":
        return self.kept.provision(provisioning)

    def server_time(self, offset_ms: int, gen: int) -> None:
        self.kept.server_time(offset_ms, gen)


class PracticeCentre:
    """One hub for one training store. ``reach`` may be called from any thread; ``close`` also while one waits."""

    def __init__(self, application: "Application") -> None:
        """Begin without a child."""
        self._application = application
        self._child = Companion(self._hub, "training_centre_silent")
        self._here: _Here | None = None

    def reach(self) -> Enrolment:
        """Return the store's enrolment with its hub; starts the hub and enrols when that was not done yet.

        Raises ``KnownError("training_centre_silent")`` when the hub does not come up, and what enrolling refused.
        """
        if self._here is None:
            self._here = self._begin()
        return self._here

    def close(self) -> None:
        """End the hub, for good; returns at once."""
        self._child.close()

    def _begin(self) -> _Here:
        app = self._application
        told = self._told()
        url, kept = str(told["url"]), app.enrolment
        if kept.peer() is None:
            with HttpTransport(url, app.clock) as transport:
                found = enrol(
                    url,
                    str(told["code"]),
                    str(told["fingerprint"]),
                    _("演练"),
                    app.device_key,
                    transport=transport,
                    clock=app.clock,
                    ids=app.ids,
                    card_public=app.card_key.public,
                    inc=app.read.incarnation() or None,
                )
            if isinstance(found, Refusal):
                raise KnownError(found.code, **found.details)
            kept.provision(found)
        return _Here(kept, url)

    def _told(self) -> dict[str, Any]:
        answer = self._child.ask(json.dumps(self._question()).encode(), _SECONDS)
        told = {"trouble": ""} if isinstance(answer, Ending) else json.loads(answer)
        if "trouble" in told:
            self._child.send_away()
            raise KnownError("training_centre_silent", reason=told["trouble"])
        return dict(told)

    def _hub(self) -> Conversation:
        folder = self._application.paths.data / "centre"
        folder.mkdir(mode=0o700, exist_ok=True)
        # each training store has a hub of its own: one that is left over from a wiped store is never taken up
        hub = python_child("sync.hub.practice", str(folder / f"{self._application.signer.kid}.db"))
        return Conversation(hub, memory_mb=_MEMORY_MB, file_mb=_FILE_MB)

    def _question(self) -> dict[str, Any]:
        event = next(one.event for one in self._application.read.events() if one.event.delegation is not None)
        granted = event.delegation
        if granted is None:
            raise KnownError("training_centre_silent", reason="delegation")
        return {
            "device": self._application.signer.kid,
            "region": event.region,
            "organisations": str(SAMPLE),
            "lease": own_lease(event.region, int(event.ends.timestamp()) + 60 * 24 * 3600),
            "delegation": delegation_form(granted),
        }
