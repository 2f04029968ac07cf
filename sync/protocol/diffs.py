"""``POST /v1/records:diff``: which of the envelopes a laptop takes to be delivered does the centre not hold?

Asked of a hub with a new generation, which was restored from a backup and may have lost its last days.
The answer is signed as ``diff``; what it names is sent again, which is harmless however often it happens.
"""

from typing import Annotated

from pydantic import Field

from sync.protocol.limits import DIFF_RECORDS
from sync.protocol.messages import Message
from sync.protocol.numbers import Count
from sync.protocol.texts import Hex16, Hex64, Uuid

KIND = "diff"


class DeliveredEnvelope(Message):
    """An envelope and the SHA-256 of its bytes."""

    env: Uuid
    sha256: Hex64


class RecordsDiff(Message):
    """Envelopes that got a verdict once."""

    delivered: Annotated[tuple[DeliveredEnvelope, ...], Field(min_length=1, max_length=DIFF_RECORDS)]


class DiffReply(Message):
    """``lacking``: those of the asked that the hub of generation ``gen`` holds neither as fact nor in quarantine."""

    dev: Hex16
    gen: Count
    lacking: tuple[Uuid, ...] = ()
