"""The device's key names it and signs in the one context of its kind."""

import hashlib

import pytest

from fieldapp.crypto.device_keys import DeviceKey, kid_of
from fieldapp.crypto.signed import verify_signature

SEED = bytes(range(32))


def test_kept_seed_gives_the_same_key() -> None:
    assert DeviceKey.from_seed(SEED).public == DeviceKey.from_seed(SEED).public


def test_fresh_keys_differ() -> None:
    assert DeviceKey.generate().seed != DeviceKey.generate().seed


def test_kid_is_the_start_of_the_digest_of_the_public_key() -> None:
    key = DeviceKey.from_seed(SEED)

    assert key.kid == hashlib.sha256(key.public).hexdigest()[:16] == kid_of(key.public) == key.device


def test_public_key_of_rfc_8032_test_1_is_reproduced() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")

    public = DeviceKey.from_seed(seed).public

    assert public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_signature_holds_for_its_kind_only() -> None:
    key = DeviceKey.from_seed(SEED)

    signature = key.sign("envelope", b"{}")

    assert verify_signature(key.public, "envelope", b"{}", signature)
    assert not verify_signature(key.public, "lease", b"{}", signature)


def test_signing_is_deterministic_so_that_a_repeated_commit_has_the_same_bytes() -> None:
    key = DeviceKey.from_seed(SEED)

    assert key.sign("envelope", b"{}") == key.sign("envelope", b"{}")


def test_short_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DeviceKey.from_seed(b"short")


def test_representation_hides_the_seed() -> None:
    assert SEED.hex() not in repr(DeviceKey.from_seed(SEED))
    assert repr(SEED) not in repr(DeviceKey.from_seed(SEED))
