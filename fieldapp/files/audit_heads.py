"""The heads of audit logs as the centre writes them into a file: ``fieldapp-hub audit-heads --json``.

The file comes on a stick from anywhere, so it is read strictly and under a cap.
"""

import json
import re
from pathlib import Path

from fieldapp.domain.audits import AuditHead
from fieldapp.domain.problems import Refusal

_MOST_BYTES = 4 * 1024 * 1024
"""More heads than a laptop tells in its life."""
_MOST_ROWS = 1 << 53
_HASH = re.compile(r"[0-9a-f]{64}")


def read_audit_heads(path: Path, device: str) -> tuple[AuditHead, ...] | Refusal:
    """Return the heads of one laptop (its device id) out of a file of the centre, as the file has them.

    Refuses ``audit_heads_unreadable``, ``audit_heads_of_others``.
    """
    try:
        if not path.is_file():
            return Refusal(code="audit_heads_unreadable")
        with path.open("rb") as file:
            told = json.loads(file.read(_MOST_BYTES))["heads"]
        found = tuple(_head(one) for one in told if one["dev"] == device)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Refusal(code="audit_heads_unreadable")
    return found or Refusal(code="audit_heads_of_others")


def _head(said: dict[str, object]) -> AuditHead:
    n, head = said["n"], said["head"]
    if type(n) is not int or not 0 < n < _MOST_ROWS or not isinstance(head, str) or not _HASH.fullmatch(head):
        raise ValueError("no head of a log")
    return AuditHead(n=n, hash=head)
