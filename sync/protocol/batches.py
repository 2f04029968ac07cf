"""A batch as NDJSON: header, one envelope per line, trailer with count and digest; gzip on the wire.

Without a true trailer a batch was truncated and nothing of it is applied. The decoder works as the
bytes arrive and under caps: a bomb is noticed when it begins to unfold, not after.
"""

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from fieldapp.domain.problems import Refusal
from sync.protocol.limits import BATCH_INFLATED_BYTES, BATCH_RECORDS, BODY_BYTES, LINE_BYTES
from sync.protocol.messages import Message, decode, encode
from sync.protocol.numbers import Count, Positive, Signed
from sync.protocol.texts import Hex16, Hex64, ShortText, Uuid

CONTENT_TYPE = "application/x-ndjson"
_GZIP_WINDOW = 31


class BatchHeader(Message):
    """What a batch says of itself.

    ``clock`` is the device's clock in ms since 1970 when it was made, ``queue`` how many entries
    still wait behind it, ``app`` the program's version.
    """

    batch: Uuid
    dev: Hex16
    inc: Uuid
    proto: Positive
    app: ShortText
    seq_from: Positive
    seq_to: Positive
    n: Annotated[int, Field(ge=1, le=BATCH_RECORDS)]
    clock: Signed
    queue: Count


class BatchTrailer(Message):
    """Count of lines and SHA-256 (hex) over everything before the trailer's own line."""

    n: Count
    sha256: Hex64


@dataclass(frozen=True, slots=True)
class Batch:
    """A whole batch: its header and its envelope lines, not yet read."""

    header: BatchHeader
    lines: tuple[bytes, ...]


def encode_batch(header: BatchHeader, lines: Sequence[bytes]) -> bytes:
    """Return the compressed body; the same batch always gives the same bytes."""
    text = b"".join(line + b"\n" for line in (encode(header), *lines))
    trailer = BatchTrailer(n=len(lines), sha256=hashlib.sha256(text).hexdigest())
    return gzip.compress(text + encode(trailer) + b"\n", compresslevel=6, mtime=0)


def decode_batch(chunks: Iterable[bytes], *, compressed: bool = True) -> Batch | Refusal:
    """Read a batch from pieces of its body.

    Refusals: ``batch_too_large``, ``batch_not_gzip``, ``line_too_long``, ``batch_truncated``,
    ``batch_altered`` (digest or counts disagree), ``message_unreadable`` (header or trailer).
    """
    decoder = BatchDecoder(compressed=compressed)
    for chunk in chunks:
        refusal = decoder.feed(chunk)
        if refusal is not None:
            return refusal
    return decoder.finish()


class BatchDecoder:
    """Takes a body piece by piece; the first refusal is final."""

    def __init__(self, *, compressed: bool = True) -> None:
        """Start at the first byte of a body, gzip or plain."""
        self._inflater = zlib.decompressobj(wbits=_GZIP_WINDOW) if compressed else None
        self._lines: list[bytes] = []
        self._rest = b""
        self._arrived = 0
        self._inflated = 0

    def feed(self, chunk: bytes) -> Refusal | None:
        """Take the next bytes; a refusal when a cap is passed or they do not unfold."""
        self._arrived += len(chunk)
        if self._arrived > BODY_BYTES:
            return Refusal(code="batch_too_large")
        try:
            text = self._inflate(chunk)
        except zlib.error:
            return Refusal(code="batch_not_gzip")
        self._inflated += len(text)
        if self._inflated > BATCH_INFLATED_BYTES:
            return Refusal(code="batch_too_large")
        *whole, self._rest = (self._rest + text).split(b"\n")
        self._lines.extend(whole)
        if len(self._rest) > LINE_BYTES or any(len(line) > LINE_BYTES for line in whole):
            return Refusal(code="line_too_long")
        return Refusal(code="batch_too_large") if len(self._lines) > BATCH_RECORDS + 2 else None

    def finish(self) -> Batch | Refusal:
        """Return the batch once all bytes came in."""
        ended = self._inflater is None or self._inflater.eof
        if self._rest or len(self._lines) < 2 or not ended:
            return Refusal(code="batch_truncated")
        header, trailer = decode(BatchHeader, self._lines[0]), decode(BatchTrailer, self._lines[-1])
        if isinstance(header, Refusal):
            return header
        if isinstance(trailer, Refusal):
            return Refusal(code="batch_truncated")
        lines = tuple(self._lines[1:-1])
        summed = hashlib.sha256(b"".join(line + b"\n" for line in self._lines[:-1])).hexdigest()
        if summed != trailer.sha256 or not len(lines) == trailer.n == header.n:
            return Refusal(code="batch_altered")
        return Batch(header, lines)

    def _inflate(self, chunk: bytes) -> bytes:
        if self._inflater is None:
            return chunk
        text = self._inflater.decompress(chunk, BATCH_INFLATED_BYTES - self._inflated + 1)
        if self._inflater.eof and self._inflater.unused_data:
            raise zlib.error("bytes after the end")
        return text
