"""Made-up people whose words stand nowhere else, and every way in which those words might lie on a disk."""

import base64
import codecs
from dataclasses import dataclass

from tests.support.desk import document_no


@dataclass(frozen=True)
class Canary:
    """One person to look for."""

    name: str
    document_no: str
    phone: str


NAMES = ("金丝雀鸣", "鹧鸪啼晓", "白鹭惊秋", "鸬鹚沉水")
CANARIES = tuple(
    Canary(name=name, document_no=document_no(serial, birth="19870319"), phone=f"1897260{serial:04d}")
    for serial, name in enumerate(NAMES, 811)
)


def as_row(one: Canary) -> tuple[str, str, str, str]:
    """Return the person as a line of a company's roster."""
    return one.name, one.document_no, one.phone, "货车司机"


def disguises(text: str) -> tuple[bytes, ...]:
    """Return the bytes of a text in every encoding it might be written in, base64 at each of its three offsets."""
    plain = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    encoded = [base64.b64encode(b"\0" * shift + text.encode())[shift and 4 : -4] for shift in range(3)]
    escaped = [text.encode("unicode_escape")] if not text.isascii() else []
    return (*plain, *encoded, *escaped, codecs.encode(text.encode(), "hex"))


def looked_for() -> tuple[bytes, ...]:
    """Return everything that must be found nowhere; each is long enough not to occur by chance."""
    words = [word for one in CANARIES for word in (one.name, one.document_no, one.phone)]
    return tuple({disguise for word in words for disguise in disguises(word) if len(disguise) >= 8})
