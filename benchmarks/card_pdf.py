"""A thousand member cards, both sides, ten to an A4 page, into one PDF: signing, laying out, painting, writing."""

import os
import secrets
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.figures import report, seconds
from fieldapp.crypto.card_tokens import CardKey
from fieldapp.documents.cards import CardFace, card_pages, sheets
from fieldapp.domain.numbering import member_number
from fieldapp.domain.ports import CardClaims
from fieldapp.domain.problems import Refusal
from tests.support.people import People

CARDS = 1000
ISSUED = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())
UNION = "鄂尔多斯市康巴什区货车司机联合工会"


def _faces() -> list[CardFace]:
    key = CardKey.from_seed(secrets.token_bytes(32))
    faces = []
    for serial, person in enumerate(People(seed=3).people(CARDS), 1):
        number = member_number("15", serial)
        claims = CardClaims(
            issuer="15",
            issued=ISSUED,
            expires=ISSUED + 3 * 365 * 86400,
            number=number,
            name=person.name,
            union="ORG0001",
            status_index=serial,
        )
        faces.append(
            CardFace(
                name=person.name,
                number=number,
                group_label="货车司机",
                union=UNION,
                joined=date(2026, 11, 22),
                token=key.card_token(claims),
            )
        )
    return faces


def _make(path: Path) -> None:
    from ui.printing import render_pdf

    document = card_pages(_faces(), sheets()["a4"])
    if isinstance(document, Refusal):
        raise SystemExit(document.code)
    refusal = render_pdf(document, path)
    if refusal is not None:
        raise SystemExit(refusal.code)


def main() -> None:
    """Print time and size."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication([])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards.pdf"
        spent = seconds(lambda: _make(path))
        size = path.stat().st_size
    application.quit()
    report("card_pdf", spent, "s")
    report("card_pdf_bytes_per_card", size / CARDS, "bytes")


if __name__ == "__main__":
    main()
