"""A laptop reduced to what leaves it: signed enrollments in batches, made fast, for figures about wire and hub."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from fieldapp.crypto.blind_indexes import BlindIndex
from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.domain.facts import (
    Captured,
    ConsentFact,
    Enrollment,
    Envelope,
    PersonFact,
    SignedEnvelope,
    body_of,
    chain_link,
    protected_bytes,
)
from fieldapp.domain.identity import derive
from fieldapp.domain.ids import uuid7
from fieldapp.domain.numbering import device_short_code, receipt_number
from sync.protocol.batches import BatchHeader, encode_batch
from tests.support.people import WORK_COUNTY, SyntheticPerson

BATCH = 200
BEGUN = int(datetime(2026, 11, 22, 1, tzinfo=UTC).timestamp() * 1000)
CONSENTS = ConsentFact(notice="2026-01", given=("membership",), method="sheet", reference="US1:2611220001")


class Laptop:
    """Signs enrollments into one chain, as the store does, with a person every 25 seconds."""

    def __init__(self, key: DeviceKey, blind: BlindIndex, *, inc: str, event: str, union: str | None) -> None:
        """Begin an incarnation at sequence number 1."""
        self._key, self._blind = key, blind
        self._inc, self._event, self._union = inc, event, union
        self._operator = uuid7(BEGUN)
        self._seq = 0
        self._prev: str | None = None

    def _envelope(self, person: SyntheticPerson) -> tuple[Envelope, dict[str, Any]]:
        self._seq += 1
        time = BEGUN + self._seq * 25_000
        derived = derive(person.document_no)
        birth = f"{derived[0]:%Y%m%d}" if derived else ""
        said = PersonFact(
            name=person.name,
            document_type=str(person.document_type),
            document_no=person.document_no,
            phone=person.phone,
            employer="鄂尔多斯市某某物流有限责任公司",
        )
        fact = Enrollment(
            person=said,
            union=self._union,
            region=WORK_COUNTY,
            group=person.group,
            employment="platform",
            channel="collective",
            consents=CONSENTS,
            document_check="original",
            deferred=("not_checked_on_site", "not_checked_with_centre"),
        )
        schema, body = body_of(fact)
        env = uuid7(time)
        envelope = Envelope(
            sch=schema,
            env=env,
            rec=env,
            rev=1,
            base=None,
            dev=self._key.device,
            inc=self._inc,
            seq=self._seq,
            prev=self._prev,
            kid=self._key.kid,
            hlc=time,
            ev=self._event,
            op=self._operator,
            keys=self._blind.keys(document_no=said.document_no, phone=said.phone, name=said.name, birth=birth),
            no=receipt_number(device_short_code(self._key.device), self._seq),
            captured=Captured(time=time, offset_ms=-1234, mono=3_600_000 + self._seq * 25_000),
        )
        return envelope, body

    def line(self, person: SyntheticPerson) -> bytes:
        """Return the next signed line."""
        protected = protected_bytes(*self._envelope(person))
        self._prev = chain_link(protected)
        return SignedEnvelope(protected=protected, signature=self._key.sign("envelope", protected)).line()

    def batches(self, people: Iterable[SyntheticPerson], size: int = BATCH) -> Iterator[bytes]:
        """Yield compressed batches of ``size`` people until there are no more."""
        lines: list[bytes] = []
        for person in people:
            lines.append(self.line(person))
            if len(lines) == size:
                yield self._batch(lines)
                lines = []
        if lines:
            yield self._batch(lines)

    def _batch(self, lines: list[bytes]) -> bytes:
        header = BatchHeader(
            batch=uuid7(BEGUN + self._seq),
            dev=self._key.device,
            inc=self._inc,
            proto=1,
            app="0.1.0",
            seq_from=self._seq - len(lines) + 1,
            seq_to=self._seq,
            n=len(lines),
            clock=BEGUN + self._seq * 25_000,
            queue=0,
        )
        return encode_batch(header, lines)


def provisioned_laptop() -> Laptop:
    """Return a laptop with keys of its own that no hub knows."""
    blind = BlindIndex(secrets.token_bytes(32), 1)
    return Laptop(DeviceKey.generate(), blind, inc=uuid7(BEGUN), event=uuid7(BEGUN), union="ORG0001")
