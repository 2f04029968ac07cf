"""Whole numbers of the protocol: what every store, every JSON reader and every calendar holds exactly.

JSON knows no largest number, but a row does. A number beyond these is no message: it would break at whoever keeps it.
"""

from typing import Annotated

from pydantic import Field

LARGEST = 2**53 - 1
"""RFC 8259 §6: what all readers agree on."""
YEAR_2000_MS = 946_684_800_000
_YEAR_2100_MS = 4_102_444_800_000

Count = Annotated[int, Field(ge=0, le=LARGEST)]
Positive = Annotated[int, Field(ge=1, le=LARGEST)]
Signed = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
HubTime = Annotated[int, Field(ge=YEAR_2000_MS, le=_YEAR_2100_MS)]
"""A hub's clock, in ms since 1970: laptops keep their distance to it and reckon with that."""
