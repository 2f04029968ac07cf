"""Member numbers (会员号) and receipt numbers (受理号), both closed by a Verhoeff digit.

``PP SSSSSSSSS C`` comes from a lease of the centre; a receipt number, first digit 9, needs nothing
from anybody. A number says nothing about the person (``docs/protocol.md`` §5).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from fieldapp.domain.ids import DeviceId, LeaseId

SERIAL_MAXIMUM = 10**9 - 1
COUNTER_MAXIMUM = 10**6 - 1
DEVICE_CODES = 10**4

# Verhoeff 1969: multiplication in the dihedral group D5, its inverses, and the digit permutation
_PRODUCT = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_INVERSE = (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)
_PERMUTATION = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _permuted(digit: int, times: int) -> int:
    for _ in range(times % 8):
        digit = _PERMUTATION[digit]
    return digit


def _checksum(digits: str, first_position: int) -> int:
    value = 0
    for position, digit in enumerate(reversed(digits), start=first_position):
        value = _PRODUCT[value][_permuted(int(digit), position)]
    return value


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def verhoeff_digit(digits: str) -> str:
    """Return the digit that closes a row of digits; finds every wrong digit and every swap of neighbours."""
    return str(_INVERSE[_checksum(digits, first_position=1)])


def verhoeff_valid(digits: str) -> bool:
    """Whether a row of digits ends in its right check digit."""
    return len(digits) > 1 and _is_digits(digits) and _checksum(digits, first_position=0) == 0


def _closed(digits: str) -> str:
    return digits + verhoeff_digit(digits)


def member_number(province: str, serial: int) -> str:
    """Return the twelve digits for a province (two digits) and a serial from a lease.

    ``ValueError`` when the province is no two digits or the serial does not fit nine.
    """
    if len(province) != 2 or not _is_digits(province) or province.startswith("9"):
        raise ValueError("a province is two digits and does not begin with 9")
    if not 0 < serial <= SERIAL_MAXIMUM:
        raise ValueError("a serial has one to nine digits")
    return _closed(f"{province}{serial:09d}")


def receipt_number(device_code: int, counter: int) -> str:
    """Return the twelve digits ``9``, device short code, counter, check digit; ``ValueError`` if too big."""
    if not 0 <= device_code < DEVICE_CODES:
        raise ValueError("a device short code has four digits")
    if not 0 < counter <= COUNTER_MAXIMUM:
        raise ValueError("a receipt counter has one to six digits")
    return _closed(f"9{device_code:04d}{counter:06d}")


def is_receipt(number: str) -> bool:
    """Whether a number was given as a receipt, not as a member number."""
    return number.startswith("9")


def device_short_code(device: DeviceId, life: str | None = None) -> int:
    """Return the device's four-digit short code; two devices of an event may share one, records do not.

    A store that came back older than it was goes on in another ``life`` (its incarnation), which has
    a code of its own: nothing may prove how far the receipts of the lives before had come.
    """
    if life is None:
        return int(device[:8], 16) % DEVICE_CODES
    return int.from_bytes(hashlib.sha256(f"{device}\0{life}".encode()).digest()[:8], "big") % DEVICE_CODES


def grouped(number: str) -> str:
    """Return the number as it is printed, in groups of four."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def ungrouped(text: str) -> str:
    """Return what was typed or scanned from a card without its blanks and dashes."""
    return "".join(text.split()).replace("-", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A block of serials granted to one device (号段), both ends included.

    ``expires`` (aware) stops consumption only; numbers never return. The number ``start + k`` has
    the status index ``status_start + k`` on status list ``status_list``.
    """

    id: LeaseId
    start: int
    end: int
    expires: datetime
    scope: str
    status_list: int
    status_start: int

    def serials_left(self, used: int) -> int:
        """Return how many serials remain after ``used`` were taken in order."""
        return max(self.end - self.start + 1 - used, 0)

    def serial(self, used: int) -> int | None:
        """Return the next serial after ``used`` were taken; None when the lease is used up."""
        return self.start + used if self.serials_left(used) else None

    def status_index(self, serial: int) -> int:
        """Return the status index that was allotted together with a serial of this lease."""
        return self.status_start + serial - self.start

    def is_usable(self, now: datetime, used: int) -> bool:
        """Whether a number may still be taken at that time."""
        return now < self.expires and self.serials_left(used) > 0
