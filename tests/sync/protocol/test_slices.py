import pytest

from fieldapp.crypto.device_keys import DeviceKey
from fieldapp.domain.outcomes import Version
from fieldapp.domain.ports import FeedItem, FeedSlice
from fieldapp.domain.problems import Refusal
from sync.protocol.signed_replies import seal_reply
from sync.protocol.slices import KIND, ItemMessage, SliceMessage, cursor_text, read_cursor, read_slice, slice_message

HUB = DeviceKey.from_seed(bytes([200]) * 32)
DEV = "0123456789abcdef"
PIECE = FeedSlice(gen=2, start=5, end=6, items=(FeedItem(kind="recall", body={"rec": "r"}),))


def read(piece: FeedSlice = PIECE, *, after: Version | None = None, dev: str = DEV) -> FeedSlice | Refusal:
    body = seal_reply(KIND, slice_message(DEV, piece), HUB)
    return read_slice(body, dev=dev, after=after or Version(2, 5), kid=HUB.kid, key=HUB.public)


def code_of(result: FeedSlice | Refusal) -> str:
    assert isinstance(result, Refusal), result
    return result.code


def test_a_slice_comes_back_as_it_was_made() -> None:
    assert read() == PIECE


def test_the_names_on_the_wire_are_from_and_to() -> None:
    body = seal_reply(KIND, slice_message(DEV, PIECE), HUB)

    assert b'\\"from\\":5,\\"to\\":6' in body


@pytest.mark.parametrize("after", [Version(2, 6), Version(2, 100), Version(1, 5), Version(1, 900)])
def test_what_overlaps_or_belongs_to_a_newer_generation_is_taken(after: Version) -> None:
    assert read(after=after) == PIECE


def test_an_older_generation_is_refused() -> None:
    assert code_of(read(after=Version(3, 0))) == "feed_rolled_back"


@pytest.mark.parametrize("after", [Version(2, 4), Version(1, 4)])
def test_a_gap_is_refused(after: Version) -> None:
    assert code_of(read(after=after)) == "feed_gap"


def test_the_slice_of_another_device_is_refused() -> None:
    assert code_of(read(dev="f" * 16)) == "slice_of_another_device"


@pytest.mark.parametrize("end", [4, 5, 7])
def test_numbers_that_do_not_fit_the_items_are_refused(end: int) -> None:
    assert code_of(read(FeedSlice(gen=2, start=5, end=end, items=PIECE.items))) == "slice_count_wrong"


def test_more_items_than_a_slice_may_hold_are_refused() -> None:
    items = (ItemMessage(kind="x", body={}),) * 501
    message = SliceMessage.model_construct(dev=DEV, gen=1, start=0, end=501, items=items)
    body = seal_reply(KIND, message, HUB)

    assert code_of(read_slice(body, dev=DEV, after=Version(1, 0), kid=HUB.kid, key=HUB.public)) == "message_unreadable"


@pytest.mark.parametrize("cursor", [Version(0, 0), Version(3, 12345)])
def test_a_cursor_survives_its_text(cursor: Version) -> None:
    assert read_cursor(cursor_text(cursor)) == cursor


@pytest.mark.parametrize("text", ["", "1", "1.", ".1", "-1.2", "1.2.3", "1.2 ", "٣.1", "1" * 20 + ".1"])
def test_a_text_that_is_no_cursor_is_none(text: str) -> None:
    assert read_cursor(text) is None
