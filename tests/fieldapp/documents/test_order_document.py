"""``docs/papers.md`` names every paper with every field, as the code reads them."""

import dataclasses
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

from fieldapp.documents import orders
from fieldapp.documents.application_forms import FormFacts
from fieldapp.documents.cards import CardFace
from fieldapp.documents.ledgers import SigningFacts, TakeOverFacts
from fieldapp.documents.rolls import RollFacts
from fieldapp.documents.sheets import UnionFacts
from fieldapp.documents.slips import RecallFacts, ReceiptFacts
from fieldapp.domain.ceremonies import Box
from fieldapp.domain.day_report import DayReport

DOCUMENT = Path(__file__).parents[3] / "docs" / "papers.md"
KINDS: dict[str, Any] = {
    "card": CardFace,
    "receipt": ReceiptFacts,
    "recall": RecallFacts,
    "form": FormFacts,
    "roll": RollFacts,
    "takeover": TakeOverFacts,
    "signing": SigningFacts,
    "day": DayReport,
    "poster": UnionFacts,
    "service": UnionFacts,
    "boxes": Box,
    "recovery": orders.RecoveryFacts,
    "calibration": orders.TestPageFacts,
}
WORDS = {str: "text", date: "day", datetime: "moment", int: "number", bool: "yes/no", bytes: "base64"}


def fields_of(kind: Any) -> str:
    """Return the fields of an item; what may be left out carries a question mark."""
    hints = get_type_hints(kind)
    return ", ".join(
        f"`{one.name}`{'' if one.default is dataclasses.MISSING else '?'} {word_of(hints[one.name])}"
        for one in dataclasses.fields(kind)
    )


def word_of(hint: Any) -> str:
    """Return a type as the document calls it; a list stands in brackets, an object by its fields."""
    parts = get_args(hint)
    if type(None) in parts:
        return word_of(next(part for part in parts if part is not type(None)))
    if hint in WORDS:
        return WORDS[hint]
    return f"[{word_of(parts[0])}]" if parts else f"{{{fields_of(hint)}}}"


def test_every_paper_stands_in_the_document_with_its_fields() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    assert tuple(KINDS) == orders.paper_names()
    for name, kind in KINDS.items():
        assert f"| {name} | {fields_of(kind)} |" in text
