"""A file of heads from a stick: this laptop's heads, or one refusal, whatever stands in it."""

import json
import os

import pytest

from fieldapp.domain.audits import AuditHead
from fieldapp.domain.problems import Refusal
from fieldapp.files.audit_heads import read_audit_heads

HASH = "ab" * 32


def read(tmp_path, content, device="D"):
    path = tmp_path / "heads.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    found = read_audit_heads(path, device)
    return found.code if isinstance(found, Refusal) else found


def test_heads_of_this_laptop_are_read_and_others_are_passed_over(tmp_path):
    told = {"heads": [{"dev": "D", "n": 7, "head": HASH, "env": "x"}, {"dev": "E", "n": 9, "head": HASH}]}

    assert read(tmp_path, told) == (AuditHead(n=7, hash=HASH),)
    assert read(tmp_path, told, device="F") == "audit_heads_of_others"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"[" * 100_000, b"{" + b" " * (5 << 20), [], {"heads": 3}, {"heads": [3]},
        *({"heads": [{"dev": "D", "n": n, "head": head}]} for n, head in (
            (0, HASH), (-1, HASH), (True, HASH), (1.5, HASH), ("7", HASH), (10**20, HASH), (7, "AB" * 32), (7, 9),
        )),
        b'{"heads": [{"dev": "D", "n": Infinity, "head": "' + HASH.encode() + b'"}]}',
    ],
)  # fmt: skip
def test_whatever_else_stands_there_is_refused(tmp_path, content):
    assert read(tmp_path, content) == "audit_heads_unreadable"


def test_what_is_no_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert isinstance(read_audit_heads(tmp_path / "pipe", "D"), Refusal)
    assert isinstance(read_audit_heads(tmp_path / "none", "D"), Refusal)
