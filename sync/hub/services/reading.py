"""The lines of a batch, read and verified before anything is locked."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldapp.domain.facts import SignedEnvelope
from fieldapp.domain.problems import Problem
from sync.protocol.envelopes import ReadEnvelope, read, read_line, signature_problem


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot become a fact: why, its bytes, and its envelope id if it has a readable one."""

    code: str
    raw: bytes
    signature: bytes
    env: str = ""

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the bytes that are kept."""
        return hashlib.sha256(self.raw).hexdigest()


ReadLine = ReadEnvelope | BadLine


def read_lines(lines: Sequence[bytes], *, device: str, keys: Mapping[str, bytes]) -> tuple[ReadLine, ...]:
    """Read every line and check its signature against the device's ``keys`` (kid → public)."""
    return tuple(_read(line, device, keys) for line in lines)


def _read(line: bytes, device: str, keys: Mapping[str, bytes]) -> ReadLine:
    signed = read_line(line)
    if isinstance(signed, Problem):
        return BadLine(signed.code, line, b"")
    found = read(signed)
    if isinstance(found, Problem):
        return BadLine(found.code, signed.protected, signed.signature, _stated_env(signed))
    problem = signature_problem(signed, found.envelope, device=device, keys=keys)
    if problem is not None:
        return BadLine(problem.code, signed.protected, signed.signature, found.envelope.env)
    return found


def _stated_env(signed: SignedEnvelope) -> str:
    """Name the envelope of a body this version cannot read, so that its sender knows which one it was."""
    from_head = signed.protected[:200].partition(b'"env":"')[2][:36]
    text = from_head.decode("ascii", "replace")
    return text if len(text) == 36 and text.replace("-", "").isalnum() else ""
