"""设置 → 审计: whether the log is whole, held against its own heads or against those the centre keeps."""

from collections.abc import Callable
from pathlib import Path

from fieldapp.domain.audits import AuditFault, AuditHead
from fieldapp.domain.problems import Refusal
from fieldapp.files.audit_heads import read_audit_heads
from ui.session import Session


def verify(session: Session, heads: tuple[AuditHead, ...], done: Callable[[AuditFault | None], None]) -> None:
    """Read the whole log beside the work and hold it against heads."""
    session.jobs.in_background(lambda: session.application.audit_fault(heads), done)


def read_heads(session: Session, path: Path) -> tuple[AuditHead, ...] | Refusal:
    """Return this laptop's heads out of the file of the centre (``fieldapp-hub audit-heads --json``).

    Refuses ``audit_heads_unreadable``, ``audit_heads_of_others``.
    """
    return read_audit_heads(path, session.application.signer.device)
