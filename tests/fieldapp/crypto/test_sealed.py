"""A sealed box opens for its owner and for nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.crypto.sealed import open_sealed, seal, sealing_public
from fieldapp.domain.problems import Refusal

SEED = bytes(range(32))
UNREADABLE = Refusal(code="sealed_unreadable")


@given(st.binary(max_size=200))
def test_box_opens_for_its_owner(plain: bytes) -> None:
    assert open_sealed(SEED, seal(sealing_public(SEED), plain)) == plain


def test_box_stays_shut_for_another_seed() -> None:
    assert open_sealed(bytes(32), seal(sealing_public(SEED), b"secret")) == UNREADABLE


def test_same_content_makes_different_boxes() -> None:
    assert seal(sealing_public(SEED), b"secret") != seal(sealing_public(SEED), b"secret")


@given(st.integers(0, 8 * (1 + 32 + 6 + 16) - 1))
def test_any_flipped_bit_keeps_it_shut(bit: int) -> None:
    box = bytearray(seal(sealing_public(SEED), b"secret"))
    box[bit // 8] ^= 1 << bit % 8

    assert open_sealed(SEED, bytes(box)) == UNREADABLE


@pytest.mark.parametrize("box", [b"", b"\x01", b"\x01" + bytes(31), b"\x01" + bytes(32), b"\x01" + bytes(80)])
def test_other_bytes_are_refused(box: bytes) -> None:
    assert open_sealed(SEED, box) == UNREADABLE


def test_sealing_key_is_not_the_signing_key() -> None:
    from fieldapp.crypto.device_keys import DeviceKey

    assert sealing_public(SEED) != DeviceKey.from_seed(SEED).public
