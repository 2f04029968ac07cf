"""The bytes of a store as they lie on the disk, decrypted page by page: what somebody with the key could find."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PAGE, _RESERVED, _IV, _SALT = 4096, 80, 16, 16
_WAL_HEADER, _FRAME_HEADER = 32, 24


def decrypted(store: Path, key: bytes) -> bytes:
    """Return every page of the database and of its write-ahead log, free pages too (SQLCipher 4, raw key)."""
    pages = [_page(raw, key, n == 0) for n, raw in enumerate(_cut(store.read_bytes(), 0, 0))]
    log = store.with_name(f"{store.name}-wal")
    if log.exists():
        content = log.read_bytes()
        for raw, number in zip(_cut(content, _WAL_HEADER, _FRAME_HEADER), _numbers(content), strict=True):
            pages.append(_page(raw, key, number == 1))
    return b"".join(pages)


def _cut(content: bytes, start: int, header: int) -> list[bytes]:
    step = _PAGE + header
    return [content[at + header : at + step] for at in range(start, len(content) - step + 1, step)]


def _numbers(content: bytes) -> list[int]:
    step = _PAGE + _FRAME_HEADER
    starts = range(_WAL_HEADER, len(content) - step + 1, step)
    return [int.from_bytes(content[at : at + 4], "big") for at in starts]


def _page(raw: bytes, key: bytes, is_first: bool) -> bytes:
    sealed = raw[_SALT if is_first else 0 : _PAGE - _RESERVED]
    start = raw[_PAGE - _RESERVED : _PAGE - _RESERVED + _IV]
    reader = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
    return reader.update(sealed) + reader.finalize()
