"""设置 → 审计: whether the log is whole, held against its own heads or against those the centre keeps."""

import json
from collections.abc import Callable
from pathlib import Path

from fieldapp.domain.audits import AuditFault, AuditHead
from fieldapp.domain.problems import Refusal
from ui.session import Session

_MOST_BYTES = 4 * 1024 * 1024
"""More heads than a laptop tells in its life."""


def verify(session: Session, heads: tuple[AuditHead, ...], done: Callable[[AuditFault | None], None]) -> None:
    """Read the whole log beside the work and hold it against heads."""
    session.jobs.in_background(lambda: session.application.audit_fault(heads), done)


def read_heads(session: Session, path: Path) -> tuple[AuditHead, ...] | Refusal:
    """Return this laptop's heads out of the file of the centre (``fieldapp-hub audit-heads --json``).

    Refuses ``audit_heads_unreadable``, ``audit_heads_of_others``.
    """
    device = session.application.signer.device
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(_MOST_BYTES))["heads"]
        found = tuple(AuditHead(n=int(one["n"]), hash=str(one["head"])) for one in told if one["dev"] == device)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Refusal(code="audit_heads_unreadable")
    return found or Refusal(code="audit_heads_of_others")
