"""What ``fieldapp card verify`` answers for texts that are already read (images are the devices' job)."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from fieldapp.crypto.card_tokens import PREFIX
from fieldapp.crypto.card_verification import CardVerdict, Verdict, verify_card_text
from fieldapp.crypto.signed import from_wire
from fieldapp.crypto.trust import TRUST_KIND, TrustList
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError

EXIT_CODES = {Verdict.GREEN: 0, Verdict.AMBER: 1, Verdict.RED: 2}
_MAX_FILE_BYTES = 4 * 1024 * 1024


def verify_command(
    text: str | Sequence[str], trust_path: Path | None, key_path: Path | None, now: datetime
) -> tuple[dict[str, Any], int]:
    """Judge one card and return (JSON object, exit status 0 green, 1 amber, 2 red).

    ``text`` is the text given, or all codes found in an image: the best verdict on a card code
    counts, and no code at all is red. Raises ``KnownError`` when the list or key cannot be read.
    """
    trust = _read_trust(trust_path, key_path)
    texts = (text,) if isinstance(text, str) else text
    verdicts = [verify_card_text(text, trust, now) for text in texts]
    if not verdicts:
        return {"verdict": "red", "code": "card_not_found", "profile": None, "claims": None}, EXIT_CODES[Verdict.RED]
    chosen = min(zip(texts, verdicts, strict=True), key=_order)[1]
    return chosen.plain(), EXIT_CODES[chosen.verdict]


def _order(judged: tuple[str, CardVerdict]) -> tuple[bool, int]:
    """An image may hold other codes beside the card's: card codes first, then the better verdict."""
    text, verdict = judged
    return not text.startswith(PREFIX), EXIT_CODES[verdict.verdict]


def _read_trust(trust_path: Path | None, key_path: Path | None) -> TrustList:
    if key_path is not None:
        read: TrustList | Refusal = TrustList.from_pem(_read(key_path))
    elif trust_path is not None:
        read = _plain_or_signed(_read(trust_path))
    else:
        read = TrustList(())
    if isinstance(read, Refusal):
        raise KnownError(read.code, **read.details)
    return read


def _plain_or_signed(content: bytes) -> TrustList | Refusal:
    """Whoever names a list on the command line vouches for it, so its own signature has no say here."""
    try:
        # an editor on Windows puts a byte-order mark before it, or makes UTF-16 of it
        text = content.decode(json.detect_encoding(content))
        wire = json.loads(text)
    except (ValueError, RecursionError):
        return Refusal(code="trust_list_malformed")
    if not isinstance(wire, dict) or "k" not in wire:
        return TrustList.from_payload(text)
    signed = from_wire(wire)
    if isinstance(signed, Refusal):
        return signed
    return TrustList.from_payload(signed.payload) if signed.kind == TRUST_KIND else Refusal(code="trust_list_malformed")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
    except OSError as trouble:
        raise KnownError("trust_file_unreadable", path=path.name) from trouble
    if len(content) > _MAX_FILE_BYTES:
        raise KnownError("trust_file_unreadable", path=path.name)
    return content
