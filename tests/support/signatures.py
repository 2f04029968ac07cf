"""A person's hand on the pad."""

from typing import Any

from fieldapp.domain.signatures import Point, Signature
from fieldapp.services.consenting import KeepSignature, keep_signature

SIGNED = Signature(((Point(100, 100, 0), Point(300, 260, 40), Point(400, 90, 80)), (Point(500, 80, 150),)))


def sign(desk: Any, signature: Signature = SIGNED) -> str:
    """Let somebody sign at a desk; returns the reference for a consent."""
    kept: str = desk.must(keep_signature, KeepSignature(signature=signature, operator=desk.operator)).subject
    return kept
