"""Which versions of the protocol this program speaks, and what follows when a hub speaks others."""

from enum import StrEnum

from fieldapp.domain.facts import PROTOCOL_VERSION
from sync.protocol.info import VersionRange

OURS = VersionRange(min=PROTOCOL_VERSION, max=PROTOCOL_VERSION)


class Understanding(StrEnum):
    """What two versions have in common."""

    FULL = "full"
    CLIENT_TOO_OLD = "client_too_old"
    """It may still deliver its outbox; everything else waits for the update."""
    HUB_TOO_OLD = "hub_too_old"


def negotiate(theirs: VersionRange, ours: VersionRange = OURS) -> Understanding:
    """Compare the ranges of client and hub."""
    if ours.max < theirs.min:
        return Understanding.CLIENT_TOO_OLD
    return Understanding.HUB_TOO_OLD if theirs.max < ours.min else Understanding.FULL
