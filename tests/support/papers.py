"""Made-up papers, and eyes for finished PDF files: pictures, codes, texts and the places of marks.

``python -m tests.support.papers`` writes the golden layouts anew; look at the difference before keeping it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy
import pypdf
import pypdfium2
import zxingcpp

from fieldapp.documents.cards import CardFace, card_pages, preview_pages, sheets
from fieldapp.documents.pages import Document, Page
from fieldapp.documents.rolls import RollFacts, RollRow, approval_roll
from fieldapp.documents.slips import RecallFacts, ReceiptFacts, recall_slips, receipts
from fieldapp.domain.problems import Refusal
from tests.support.cards import KEY, claims

DAY = date(2026, 11, 22)
DPI = 300
MM = DPI / 25.4
"""Pixels in one millimetre of a picture."""
GOLDEN = Path(__file__).parents[1] / "data" / "layouts"
UNION = "东胜区新业态综合工会联合会"
LONGEST_NAME = "买买提依明·阿卜杜热依木·阿卜杜克热木·伊布拉音江"
"""25 characters, the most a name field must take."""
RARE_NAMES = ("单小䶮", "王㐱", "马𠮷", "李𬭼", "陈𱍐", "赵胶瑨")
"""Extension A, B, E and H, and characters whose glyphs other code points share."""
ABSENT = "\U0002ebf0"
"""Extension I: no font here has it."""


def token(name: str = "乌云其木格", number: str = "150000000017") -> str:
    """Return the signed text of a card's code."""
    return KEY.card_token(claims(number=number, name=name))


TOKEN = token()


def face(**changed: Any) -> CardFace:
    """Return a card; name what should differ."""
    values: dict[str, Any] = {
        "name": "乌云其木格",
        "number": "150000000017",
        "group_label": "货车司机",
        "union": UNION,
        "joined": DAY,
        "token": TOKEN,
        "region": "鄂尔多斯市东胜区",
    }
    return CardFace(**{**values, **changed})


def receipt(**changed: Any) -> ReceiptFacts:
    """Return what a receipt says; name what should differ."""
    values: dict[str, Any] = {
        "number": "912340000017",
        "name": "王秀兰",
        "document_tail": "150203********1238",
        "event": "东胜区货车司机集中入会",
        "union": UNION,
        "date": DAY,
        "group": "货车司机",
        "issuer": "东胜区总工会",
    }
    return ReceiptFacts(**{**values, **changed})


def recall(**changed: Any) -> RecallFacts:
    """Return what a recall slip says; name what should differ."""
    values: dict[str, Any] = {
        "number": "150000000017",
        "name": "王秀兰",
        "reason": "经核对，会籍已在另一工会。",
        "date": DAY,
        "union": UNION,
        "remedy": "请到任一登记台办理转会。",
    }
    return RecallFacts(**{**values, **changed})


def roll(people: int, **changed: Any) -> RollFacts:
    """Return a roll of that many people; name what should differ."""
    rows = tuple(
        RollRow(
            name=f"张{n}",
            sex="女",
            document="150203********1238",
            group="货车司机",
            number="1500 0000 0017",
            joined=DAY,
        )
        for n in range(1, people + 1)
    )
    values: dict[str, Any] = {
        "number": "2026-07",
        "union": UNION,
        "event": "东胜区货车司机集中入会",
        "date": DAY,
        "rows": rows,
        "resolution": "东新工〔2026〕12 号",
        "approver": "张建国",
    }
    return RollFacts(**{**values, **changed})


def made(result: Document | Refusal) -> Document:
    """Return the paper, or fail the test with the refusal."""
    assert not isinstance(result, Refusal), result
    return result


def cards(*faces: CardFace, sheet: str = "a4", **options: Any) -> Document:
    """Return cards laid on a sheet."""
    return made(card_pages(faces, sheets()[sheet], **options))


def pictures(content: bytes, dpi: int = DPI) -> list[numpy.ndarray]:
    """Rasterise each page to grey values."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_numpy().copy() for page in document]


def codes(picture: numpy.ndarray) -> list[str]:
    """Return the texts of all QR codes found, sorted."""
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return sorted(code.text for code in zxingcpp.read_barcodes(picture, formats=wanted))


def words(content: bytes) -> list[str]:
    """Return the text of each page as one reader extracts it."""
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]


def words_by_pdfium(content: bytes) -> list[str]:
    """Return the text of each page as another reader extracts it."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def marks(stripe: numpy.ndarray) -> list[float]:
    """Return the centres (mm) of the dark places along a stripe of grey values."""
    ink = 255.0 - stripe.astype(float)
    dark = numpy.flatnonzero(ink > 30)
    groups = numpy.split(dark, numpy.flatnonzero(numpy.diff(dark) > 1) + 1) if dark.size else []
    return [float(numpy.average(group + 0.5, weights=ink[group])) / MM for group in groups]


def plain(page: Page) -> Mapping[str, Any]:
    """Return a page as JSON values, rounded to a thousandth of a millimetre, codes as digests."""
    return {
        "width": page.width,
        "height": round(page.height, 3),
        "trim": page.trim,
        "items": [{"kind": type(item).__name__, **_rounded(asdict(item))} for item in page.items],
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {
            key: hashlib.sha256(repr(part).encode()).hexdigest()[:16] if key == "rows" else _rounded(part)
            for key, part in value.items()
        }
    if isinstance(value, tuple | list):
        return [_rounded(part) for part in value]
    return value


def golden_pages() -> dict[str, Page]:
    """Return the pages whose layout is kept in ``tests/data/layouts``."""
    sides = preview_pages(face(token="UM1:LAYOUT", union_code="UE1:LAYOUT"))
    assert not isinstance(sides, Refusal)
    return {
        "card_front": sides[0],
        "card_back": sides[1],
        "card_sheet": cards(face(token="UM1:LAYOUT"), face(name=LONGEST_NAME, token="UM1:LAYOUT"), start=3).pages[0],
        "receipt80": made(receipts([receipt()])).pages[0],
        "receipt_a5": made(receipts([receipt(union=None)], "a5")).pages[0],
        "recall80": made(recall_slips([recall()])).pages[0],
        "roll": made(approval_roll(roll(3))).pages[0],
    }


def golden_text(page: Page) -> str:
    """Return what the golden file of a page holds."""
    return json.dumps(plain(page), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for name, page in golden_pages().items():
        (GOLDEN / f"{name}.json").write_text(golden_text(page), encoding="utf-8")
