"""CBOR (RFC 8949) from strangers: one item, nothing after it, no key twice, no tag, shallow.

Tags are refused because decoders give them meanings (dates, regular expressions, huge numbers)
that a card has no use for and an attacker has.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, NoReturn

import cbor2

_MAX_DEPTH = 12


class MalformedCborError(ValueError):
    """These bytes are not exactly one plain CBOR item."""


def read_cbor(data: bytes) -> Any:
    """Decode exactly one item; ``MalformedCborError`` for anything else."""
    stream = BytesIO(data)
    decoder = cbor2.CBORDecoder(
        stream,
        semantic_decoders=_NO_TAGS,
        max_depth=_MAX_DEPTH,
        allow_duplicate_keys=False,
    )
    try:
        item = decoder.decode()
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, MemoryError) as trouble:
        raise MalformedCborError("not CBOR") from trouble
    if stream.tell() != len(data):
        raise MalformedCborError("bytes after the item")
    return item


def write_cbor(item: Any) -> bytes:
    """Encode deterministically (RFC 8949 §4.2): the same item always gives the same bytes."""
    return cbor2.dumps(item, canonical=True)


def _refuse_tag(_value: Any, _immutable: bool) -> NoReturn:
    raise MalformedCborError("a tag")


class _EveryTag(Mapping[int, Any]):
    """Answers for every tag there is, so that none keeps a built-in meaning."""

    def __getitem__(self, tag: int) -> Any:
        return _refuse_tag

    def __iter__(self) -> Iterator[int]:
        return iter(())

    def __len__(self) -> int:
        return 0


_NO_TAGS = _EveryTag()
