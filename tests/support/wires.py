"""What runs between a laptop and a hub over a real socket: joining it, and a round."""

from fieldapp.app import Application
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.domain.ports import Provisioning
from fieldapp.domain.problems import Refusal
from sync.client.enrolment import enrol
from sync.client.round import RoundSummary
from sync.client.run import synchronise
from sync.client.transport import HttpTransport
from sync.hub.services.enrol_codes import FreshCode

DEVICE_NAME = "一号机"
_SILENCE_SECONDS = 20
"""A machine that does ten things at once is slow, not gone."""


def ask_to_join(application: Application, url: str, code: FreshCode, key: DeviceKey) -> Provisioning | Refusal:
    """Ask a hub to take a laptop in, with a one-time code and any device key; nothing is kept."""
    with HttpTransport(url, application.clock) as transport:
        return enrol(
            url,
            code.code,
            code.fingerprint,
            DEVICE_NAME,
            key,
            transport=transport,
            clock=application.clock,
            ids=application.ids,
        )


def join(application: Application, url: str, code: FreshCode) -> None:
    """Make the laptop one of the hub's."""
    given = ask_to_join(application, url, code, application.device_key)
    assert isinstance(given, Provisioning), given
    application.enrolment.provision(given)


def sync(application: Application, url: str) -> RoundSummary:
    """Run one round."""
    with HttpTransport(url, application.clock, silence_seconds=_SILENCE_SECONDS) as transport:
        return synchronise(
            outbox=application.outbox,
            feed=application.feed,
            enrolment=application.enrolment,
            signer=application.signer,
            clock=application.clock,
            ids=application.ids,
            transport=transport,
            lease_left=application.read.lease_left,
        )
