"""What a centre gives a laptop that enrolled: its key, an event, a lease of twenty numbers, one union."""

import secrets
from typing import Any

from fieldapp.domain.forms import event_form, organisation_form
from fieldapp.domain.ports import HubPeer, Provisioning
from tests.support.desk import ORGANISATIONS, event

BLIND = bytes(range(32))


def provisioning(**changed: Any) -> Provisioning:
    """Return what a centre with a random key gives."""
    peer = HubPeer(url="https://hub.example", key=secrets.token_bytes(32), kid="a" * 16, server="b" * 16, gen=3)
    lease = {"id": "l9", "start": 1, "end": 20, "expires": 1893456000, "scope": "15", "status": {"list": 1, "start": 1}}
    values: dict[str, Any] = {
        "peer": peer,
        "certificate": {"k": "certificate", "p": "{}", "kid": "x", "s": ""},
        "blind_key": BLIND,
        "blind_version": 4,
        "desk_key": bytes(32),
        "trust": {"k": "trust", "p": "{}", "kid": "x", "s": ""},
        "events": (event_form(event(name="中心活动")),),
        "leases": (lease,),
        "organisations": (organisation_form(ORGANISATIONS[0]),),
    }
    return Provisioning(**{**values, **changed})
