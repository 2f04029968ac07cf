import gzip
import hashlib
import json
import zlib

from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.problems import Refusal
from sync.protocol.batches import Batch, BatchHeader, decode_batch, encode_batch
from sync.protocol.limits import BATCH_INFLATED_BYTES, BATCH_RECORDS, BODY_BYTES, LINE_BYTES
from sync.protocol.messages import encode
from tests.support.facts import Desk

LINES = (b'{"p":"1"}', b'{"p":"2"}')


def header(n: int = len(LINES)) -> BatchHeader:
    desk = Desk()
    return BatchHeader(
        batch="01900000-0000-7000-8000-000000000001",
        dev=desk.key.kid,
        inc=desk.inc,
        proto=1,
        app="0.1.0",
        seq_from=1,
        seq_to=n,
        n=n,
        clock=1,
        queue=0,
    )


def whole(*lines: bytes) -> bytes:
    """Return an inflated batch with a true trailer."""
    text = b"".join(line + b"\n" for line in lines)
    trailer = {"n": len(lines) - 1, "sha256": hashlib.sha256(text).hexdigest()}
    return text + json.dumps(trailer).encode() + b"\n"


def refusal_of(*chunks: bytes, compressed: bool = True) -> str:
    result = decode_batch(chunks, compressed=compressed)
    assert isinstance(result, Refusal), result
    return result.code


def test_a_batch_comes_back_as_it_was_sent() -> None:
    assert decode_batch([encode_batch(header(), LINES)]) == Batch(header(), LINES)


def test_the_same_batch_has_the_same_bytes() -> None:
    assert encode_batch(header(), LINES) == encode_batch(header(), LINES)


@given(cut=st.integers(1, 400), data=st.data())
def test_where_the_network_cuts_a_body_into_pieces_does_not_matter(cut: int, data: st.DataObject) -> None:
    body = encode_batch(header(), LINES)
    places = sorted(data.draw(st.sets(st.integers(0, len(body)), max_size=5)))
    chunks = [body[start:end] for start, end in zip([0, *places], [*places, len(body)], strict=True)]

    assert decode_batch(chunks) == Batch(header(), LINES)


@given(length=st.integers(0, 250))
def test_a_body_that_was_cut_off_anywhere_is_refused_whole(length: int) -> None:
    body = encode_batch(header(), LINES)

    assert isinstance(decode_batch([body[: min(length, len(body) - 1)]]), Refusal)


@given(place=st.integers(0, 1000), flip=st.integers(1, 255))
def test_a_plain_body_changed_in_one_byte_is_refused_or_is_the_same_batch(place: int, flip: int) -> None:
    body = bytearray(gzip.decompress(encode_batch(header(), LINES)))
    body[place % len(body)] ^= flip

    assert isinstance(decode_batch([bytes(body)], compressed=False), Refusal)


def test_a_batch_without_its_trailer_is_truncated() -> None:
    text = encode(header()) + b"\n" + b"\n".join(LINES) + b"\n"

    assert refusal_of(gzip.compress(text)) == "batch_truncated"


def test_a_batch_whose_last_line_is_open_is_truncated() -> None:
    assert refusal_of(whole(encode(header()), *LINES)[:-1], compressed=False) == "batch_truncated"


def test_an_empty_body_is_truncated() -> None:
    assert refusal_of(gzip.compress(b"")) == "batch_truncated"
    assert refusal_of() == "batch_truncated"


def test_a_header_nobody_can_read_is_refused() -> None:
    assert refusal_of(whole(b"{}", *LINES), compressed=False) == "message_unreadable"


def test_counts_that_disagree_are_refused() -> None:
    assert refusal_of(whole(encode(header(n=3)), *LINES), compressed=False) == "batch_altered"


def test_a_digest_that_disagrees_is_refused() -> None:
    text = whole(encode(header()), *LINES).replace(b'"p":"2"', b'"p":"3"')

    assert refusal_of(text, compressed=False) == "batch_altered"


def test_bytes_that_are_no_gzip_are_refused() -> None:
    assert refusal_of(b"{}\n{}\n") == "batch_not_gzip"


def test_bytes_after_the_end_are_refused() -> None:
    assert refusal_of(encode_batch(header(), LINES) + b"more") == "batch_not_gzip"


def test_a_bomb_is_stopped_while_it_unfolds() -> None:
    bomb = gzip.compress(b"\n" * (BATCH_INFLATED_BYTES * 50))
    fed = [bomb[:2000], bomb[2000:]]

    assert refusal_of(*fed) == "batch_too_large"


def test_a_body_beyond_its_cap_is_refused_before_it_is_unfolded() -> None:
    assert refusal_of(b"\0" * (BODY_BYTES + 1)) == "batch_too_large"


def test_a_line_beyond_its_cap_is_refused() -> None:
    long = b'"' + b"x" * LINE_BYTES + b'"'

    assert refusal_of(whole(encode(header()), long, long), compressed=False) == "line_too_long"
    assert refusal_of(long[:-1] + b"xx", compressed=False) == "line_too_long"


def test_a_line_of_exactly_the_cap_is_taken() -> None:
    line = b"x" * LINE_BYTES

    assert isinstance(decode_batch([encode_batch(header(n=1), [line])]), Batch)


def test_more_lines_than_allowed_are_refused() -> None:
    lines = (b"{}",) * (BATCH_RECORDS + 1)

    assert refusal_of(whole(encode(header()), *lines), compressed=False) == "batch_too_large"


def test_the_largest_batch_is_taken() -> None:
    lines = (b"{}",) * BATCH_RECORDS

    assert isinstance(decode_batch([encode_batch(header(n=BATCH_RECORDS), lines)]), Batch)


def test_a_raw_deflate_stream_is_no_gzip() -> None:
    assert refusal_of(zlib.compress(b"{}\n{}\n")) == "batch_not_gzip"
