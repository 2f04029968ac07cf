"""The lines of a batch, read and verified before anything is locked."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldapp.domain.facts import SignedEnvelope
from fieldapp.domain.problems import Problem
from sync.hub.verifying import VerifyAll
from sync.protocol.envelopes import Check, ReadEnvelope, read, read_line, signature_to_check


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


def read_lines(
    lines: Sequence[bytes], *, device: str, keys: Mapping[str, bytes], verify: VerifyAll
) -> tuple[ReadLine, ...]:
    """Read every line and check its signature against the device's ``keys`` (kid → public)."""
    read_ones = [_read(line, device, keys) for line in lines]
    verified = iter(verify([check for _, check in read_ones if check is not None]))
    return tuple(
        line if check is None or next(verified) else _set_aside(line, "signature_invalid") for line, check in read_ones
    )


def _read(line: bytes, device: str, keys: Mapping[str, bytes]) -> tuple[ReadLine, Check | None]:
    """Return a line and what must hold of its signature, None where nothing can make it a fact."""
    signed = read_line(line)
    if isinstance(signed, Problem):
        return BadLine(signed.code, line, b""), None
    found = read(signed)
    if isinstance(found, Problem):
        return BadLine(found.code, signed.protected, signed.signature, _stated_env(signed)), None
    check = signature_to_check(signed, found.envelope, device=device, keys=keys)
    return (_set_aside(found, check.code), None) if isinstance(check, Problem) else (found, check)


def _set_aside(line: ReadLine, code: str) -> BadLine:
    if isinstance(line, BadLine):
        return line
    return BadLine(code, line.signed.protected, line.signed.signature, line.envelope.env)


def _stated_env(signed: SignedEnvelope) -> str:
    """Name the envelope of a body this version cannot read, so that its sender knows which one it was."""
    from_head = signed.protected[:200].partition(b'"env":"')[2][:36]
    text = from_head.decode("ascii", "replace")
    return text if len(text) == 36 and text.replace("-", "").isalnum() else ""
