"""How much goes into the next batch: double while it is fast, halve when something failed, never below one."""

from dataclasses import dataclass, replace

from sync.protocol.info import Limits
from sync.protocol.limits import BATCH_BYTES, BATCH_RECORDS

FAST_SECONDS = 2.0
FIRST_RECORDS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Records per batch; ``most`` and ``most_bytes`` are the smaller of our cap and the hub's."""

    records: int = FIRST_RECORDS
    most: int = BATCH_RECORDS
    most_bytes: int = BATCH_BYTES

    def within(self, limits: Limits) -> "Pace":
        """Return the pace under a hub's limits."""
        most = min(BATCH_RECORDS, limits.records)
        return Pace(records=min(self.records, most), most=most, most_bytes=min(BATCH_BYTES, limits.bytes))

    def after_success(self, seconds: float) -> "Pace":
        """Return the pace after a batch that took so long."""
        return replace(self, records=min(self.records * 2, self.most)) if seconds < FAST_SECONDS else self

    def after_failure(self) -> "Pace":
        """Return the pace after a batch that did not get through."""
        return replace(self, records=max(self.records // 2, 1))

    def size_for(self, attempts: int) -> int:
        """Return how many records to take when the oldest was tried so often: bisect after three times."""
        return max(self.records >> max(attempts - 2, 0), 1)
