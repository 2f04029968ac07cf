"""Slips that flow from top to bottom: the receipt (受理回执, 入会凭证) and the recall slip.

A template is a list of blocks; the paper of a receipt printer is as long as they need, a form has its
fixed size. Which words stand where is data (``resources/templates/receipt.json``, ``recall.json``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from fieldapp.documents import fonts, templates
from fieldapp.documents.cards import grouped
from fieldapp.documents.pages import DOT, Document, Item, Line, Page, QrBox, TextBox, moved
from fieldapp.documents.placing import NO_PICTURES, Pictures, emblem, filled, pictures_of, written
from fieldapp.documents.symbols import symbol
from fieldapp.documents.templates import STYLE_KEYS, SignatureSpec, Source
from fieldapp.documents.typesetting import EM_TOP, Style, fitted
from fieldapp.domain.problems import Refusal
from fieldapp.errors import BugError

RULE_WIDTH = 0.2
LEAST_SCALE = 0.8
"""A form that is too full shrinks down to this before it would run over its lower edge."""
TALL = 1000.0
"""Height offered to text that may take as many lines as it needs, mm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """What an applicant takes home. ``document_tail`` is already masked; no whole number stands here.

    ``number`` is the receipt number (受理号), its code says ``UR1:`` and the number. ``union`` is None
    when the person waits in the pool (周转池). ``remarks`` are sentences about checks still to be done. ``is_owed``
    leaves a line on which the person signs; ``signature`` are the packed strokes of who signed on the pad.
    """

    number: str
    name: str
    document_tail: str
    event: str
    union: str | None
    date: date
    group: str = ""
    issuer: str = ""
    remarks: tuple[str, ...] = ()
    is_owed: bool = False
    signature: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallFacts:
    """A card that must come back: whose, which number, why (a sentence), and what to do instead."""

    number: str
    name: str
    reason: str
    date: date
    union: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One size a slip comes in: mm, height 0 = as long as needed; ``scale`` enlarges all sizes.

    ``across`` slips stand side by side on a page, with a line to cut between them.
    """

    width: float
    height: float
    margin: float
    scale: float
    across: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a slip: text, pair (label and value), rule, space, emblem, qr or sign (``size`` is its height)."""

    kind: str
    text: str = ""
    label: str = ""
    style: Style | None = None
    before: float = 0.0
    size: float = 0.0
    when: str = ""


@dataclass(frozen=True, slots=True)
class SlipTemplate:
    """The papers a slip comes in, the words on every one, and its blocks."""

    papers: Mapping[str, Paper]
    words: Mapping[str, str]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Slip:
    """What one slip says and shows."""

    words: Mapping[str, str]
    pictures: Pictures = NO_PICTURES


@cache
def template(name: str) -> SlipTemplate:
    """Read the template of one kind of slip."""
    part = templates.source(name)
    part.only("papers", "colours", "words", "blocks")
    papers = part.part("papers")
    return SlipTemplate(
        papers={key: _paper(papers.part(key)) for key in papers.values},
        words=part.table("words"),
        blocks=tuple(_block(block, part.table("colours")) for block in part.parts("blocks")),
    )


def _paper(part: Source) -> Paper:
    part.only("size", "margin", "scale", "across")
    width, height = part.numbers("size", 2)
    return Paper(
        width=width,
        height=height,
        margin=part.number("margin"),
        scale=part.number("scale", 1.0),
        across=int(part.number("across", 1)),
    )


def _block(part: Source, colours: Mapping[str, str]) -> Block:
    kinds = frozenset({"text", "pair", "rule", "space", "emblem", "qr", "sign"})
    kind = part.choice("kind", kinds, "text")
    part.only("kind", "text", "label", "before", "when", "height", *STYLE_KEYS)
    is_text = kind in ("text", "pair", "sign", "emblem")
    return Block(
        kind=kind,
        text=part.text("text", ""),
        label=part.text("label", ""),
        style=templates.style_of(part, colours) if is_text else None,
        before=part.number("before", 0.0),
        size=part.number("height", 0.0),
        when=part.text("when", ""),
    )


def receipt_page(facts: ReceiptFacts, paper: str = "receipt80") -> Document | Refusal:
    """Return one receipt on the paper named (receipt80, a5, a4); refuses ``paper_unknown``."""
    return receipts([facts], paper)


def receipts(facts: Sequence[ReceiptFacts], paper: str = "receipt80") -> Document | Refusal:
    """Return receipts, one page each, or two side by side where the paper says so (a4).

    Refuses ``paper_unknown`` and ``signature_unreadable``.
    """
    slips: list[_Slip] = []
    for one in facts:
        pictures = pictures_of(b"", one.signature)
        if isinstance(pictures, Refusal):
            return pictures
        slips.append(_Slip(_receipt_words(one), pictures))
    return _document("receipts", "receipt", slips, paper)


def recall_slips(facts: Sequence[RecallFacts], paper: str = "receipt80") -> Document | Refusal:
    """Return the slips that ask for cards back."""
    return _document("recall-slips", "recall", [_Slip(_recall_words(one)) for one in facts], paper)


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _receipt_words(facts: ReceiptFacts) -> dict[str, str]:
    return {
        "number": grouped(facts.number),
        "code": f"UR1:{facts.number}",
        "name": facts.name,
        "document": facts.document_tail,
        "event": facts.event,
        "union": facts.union or "",
        "pool": "" if facts.union else "1",
        "group": facts.group,
        "issuer": facts.issuer,
        "date": _day(facts.date),
        "remarks": "\n".join(f"· {remark}" for remark in facts.remarks),
        "signed": "1" if facts.signature else "",
        "owed": "1" if facts.is_owed else "",
    }


def _recall_words(facts: RecallFacts) -> dict[str, str]:
    return {
        "number": grouped(facts.number),
        "name": facts.name,
        "reason": facts.reason,
        "remedy": facts.remedy,
        "union": facts.union,
        "date": _day(facts.date),
    }


def _document(title: str, name: str, slips: Sequence[_Slip], paper: str) -> Document | Refusal:
    made: list[Page] = []
    for one in slips:
        page = _page(name, one, paper)
        if isinstance(page, Refusal):
            return page
        made.append(page)
    across = template(name).papers[paper].across if made else 1
    groups = [made[start : start + across] for start in range(0, len(made), across)]
    return Document(title, tuple(_side_by_side(group, across) for group in groups))


def _side_by_side(pages: Sequence[Page], across: int) -> Page:
    if across == 1:
        return pages[0]
    first = pages[0]
    items = [moved(item, index * first.width, 0) for index, page in enumerate(pages) for item in page.items]
    cuts = [
        Line(x1=first.width * n, y1=0, x2=first.width * n, y2=first.height, width=0.1, colour="#808080", dash=2)
        for n in range(1, across)
    ]
    return Page(width=first.width * across, height=first.height, items=(*items, *cuts))


def _page(name: str, slip: _Slip, paper: str) -> Page | Refusal:
    form = template(name)
    if paper not in form.papers:
        return Refusal(code="paper_unknown", details={"papers": ", ".join(form.papers)})
    size, said = form.papers[paper], replace(slip, words={**form.words, **slip.words})
    items, end = _flowed(form, said, size)
    while size.height and end > size.height - size.margin and size.scale > LEAST_SCALE:
        size = replace(size, scale=size.scale * 0.97)
        items, end = _flowed(form, said, size)
    return Page(width=size.width, height=size.height or end + size.margin, items=items)


def _flowed(form: SlipTemplate, slip: _Slip, size: Paper) -> tuple[tuple[Item, ...], float]:
    """Set all blocks below one another; return them and where the last one ends."""
    items: list[Item] = []
    y = size.margin
    for block in form.blocks:
        if block.when and not slip.words.get(block.when):
            continue
        y += block.before * size.scale
        made = tuple(_set(block, slip, size, y))
        items.extend(made)
        y += _height(block, made, size)
    return tuple(items), y


def _height(block: Block, made: Sequence[Item], size: Paper) -> float:
    """Return how much a block takes: to the lower end of its last line, symbol or rule."""
    if block.style is None or block.kind == "emblem":
        symbols = [item.side for item in made if isinstance(item, QrBox)]
        return max([block.size * size.scale, *symbols])
    tallest = max((item.height for item in made if hasattr(item, "height")), default=0.0)
    return max(tallest, block.size * size.scale) if block.kind == "sign" else tallest


def _set(block: Block, slip: _Slip, size: Paper, y: float) -> Iterator[Item]:
    left, wide, words = size.margin, size.width - 2 * size.margin, slip.words
    if block.kind == "rule":
        yield Line(x1=left, y1=y, x2=left + wide, y2=y, width=RULE_WIDTH * size.scale)
    elif block.kind == "qr":
        yield from _code(filled(block.text, words), size, y)
    elif block.kind == "emblem" and block.style is not None:
        across = block.size * size.scale
        yield from emblem(left + (wide - across) / 2, y, across, block.style.colour)
    elif block.kind == "pair":
        yield from _pair(block, words, size, y)
    elif block.kind == "text":
        yield from _text(block, filled(block.text, words), (left, wide), y, size.scale)
    elif block.kind == "sign":
        yield from _sign(block, slip, (left, wide), y, size.scale)


def _code(text: str, size: Paper, y: float) -> Iterator[Item]:
    """Set a symbol in the middle; on big forms its modules grow by whole dots."""
    dots = round(8 * size.scale)
    made = symbol(text, x=0, y=0, module=dots * DOT)
    if isinstance(made, Refusal):
        raise BugError("a receipt number does not fit a QR symbol")
    yield moved(made, (size.width - made.side) / 2, y)


def _text(block: Block, text: str, span: tuple[float, float], y: float, scale: float) -> Iterator[Item]:
    """Set a text into the ``span`` (left end, width), as deep as it needs to be."""
    x, width = span
    if block.style is None or not text.strip():
        return
    style = replace(block.style, size=block.style.size * scale, least=block.style.least * scale)
    box = fitted(text, x=x, y=y, width=width, height=TALL, style=style)
    depth = box.lines[-1].baseline - y + (1 - EM_TOP) * box.size
    yield replace(box, height=depth)


def _sign(block: Block, slip: _Slip, span: tuple[float, float], y: float, scale: float) -> Iterator[Item]:
    """Set a line to sign on, at the foot of the block's height, with the signature that was given on the pad."""
    x, width = span
    text = filled(block.text, slip.words)
    for box in _text(block, text, span, y, scale):
        if not isinstance(box, TextBox):
            continue
        down = max(0.0, block.size * scale - box.height)
        begin, foot = box.lines[-1].x + len(text) * box.size + 1, y + down + box.size
        yield moved(box, 0, down)
        yield Line(x1=begin, y1=foot, x2=x + width, y2=foot, width=0.15 * scale)
        if slip.pictures.signature is not None:
            spec = SignatureSpec(
                box=(begin, y, x + width - begin, foot - y - 0.5), width=0.35 * scale, colour=box.colour
            )
            yield from written(slip.pictures.signature, spec)


def _pair(block: Block, words: Mapping[str, str], size: Paper, y: float) -> Iterator[Item]:
    """Set a label and its value beside each other; the value may take more lines."""
    text = filled(block.text, words)
    if not text.strip():
        return
    label_width = block.size * size.scale
    left, wide = size.margin, size.width - 2 * size.margin
    value = replace(block, kind="text")
    style = replace(block.style, weight=fonts.REGULAR, lines=1) if block.style is not None else None
    label = replace(value, style=style)
    yield from _text(label, filled(block.label, words), (left, label_width), y, size.scale)
    yield from _text(value, text, (left + label_width, wide - label_width), y, size.scale)
