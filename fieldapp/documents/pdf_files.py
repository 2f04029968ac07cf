"""Finishes a PDF that Qt wrote: exact page boxes, text that can be copied, the same bytes every time.

Qt rounds pages to whole points, gives characters beyond U+FFFF and blanks no or a wrong meaning, and
stamps the time. This module reads the file's plain cross-reference table, mends those objects and
writes the table anew. It knows nothing of painting.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence

from fieldapp.documents.pages import POINT, Page
from fieldapp.errors import BugError

_BOXES = re.compile(rb"/MediaBox \[0 0 [\d.]+ ([\d.]+)\](?:\n/TrimBox \[[^\]]*\])?")
_CONTENTS = re.compile(rb"/Contents (\d+) 0 R")
_FIRST_STEP = re.compile(rb"1 0 0 -1 0 0 Tm\n(-?[\d.]+) -(\d[\d.]*) Td ")
_UNICODE_OF = re.compile(rb"/BaseFont /(\S+).*?/ToUnicode (\d+) 0 R", re.DOTALL)
_RANGES = re.compile(rb"<([0-9A-F]{4})> <[0-9A-F]{4}> \[([^\]]*)\]")
_CODES = re.compile(rb"<([0-9A-F]{4})>")
_BLANKS = {0x0009: 0x0020, 0x00A0: 0x0020}
_DATES = re.compile(rb"/(?:CreationDate|ModDate) \([^)]*\)\n")
_METADATA = re.compile(rb"/Metadata (\d+) 0 R\n?")
_ID = re.compile(rb"/ID \[[^\]]*\]\n?")


def finished(
    raw: bytes,
    pages: Sequence[Page],
    used: Mapping[str, Iterable[str]],
    between: Callable[[], None] = lambda: None,
) -> bytes:
    """Return the mended file.

    ``used`` gives for each font (PostScript name) the characters in the order of their first use: that
    is the order in which Qt numbers the glyphs of an embedded font. ``between`` is called before the contents
    of each page are packed again, and may let others go first. ``BugError`` when the file is not
    laid out as Qt lays it out.
    """
    objects, trailer = _parse(raw)
    _mend_pages(objects, pages)
    _mend_contents(objects, between)
    _mend_texts(objects, used)
    _forget_times(objects)
    return _written(raw[: raw.index(b"\n1 0 obj") + 1], objects, trailer)


def _parse(raw: bytes) -> tuple[dict[int, bytes], bytes]:
    """Split a file into its objects by number, and the trailer dictionary."""
    table = int(raw[raw.rindex(b"startxref") + 9 :].split()[0])
    lines = raw[table:].splitlines()
    if lines[0] != b"xref":
        raise BugError("the cross-reference table is not plain")
    count = int(lines[1].split()[1])
    offsets = {n: int(lines[2 + n][:10]) for n in range(1, count) if lines[2 + n][17:18] == b"n"}
    ends = dict(zip(sorted(offsets.values()), [*sorted(offsets.values())[1:], table], strict=True))
    objects = {number: raw[offset : ends[offset]] for number, offset in offsets.items()}
    trailer = raw[raw.index(b"trailer", table) + 7 : raw.rindex(b"startxref")]
    return objects, trailer


def _box(name: str, top: float, area: tuple[float, float, float, float]) -> str:
    """Write one page box in points; PDF counts upwards, the page's upper edge stands at ``top`` points."""
    x, y, width, height = (part / POINT for part in area)
    return f"/{name} [{x:.4f} {top - y - height:.4f} {x + width:.4f} {top - y:.4f}]"


def _boxes(page: Page, top: float) -> bytes:
    """Write the exact boxes of a page whose drawing hangs from Qt's rounded upper edge."""
    paper = (0.0, 0.0, page.width, page.height)
    x, y, width, height = page.trim or paper
    edge = page.bleed
    boxes = {
        "MediaBox": paper,
        "BleedBox": (x - edge, y - edge, width + 2 * edge, height + 2 * edge),
        "TrimBox": (x, y, width, height),
    }
    return "\n".join(_box(name, top, area) for name, area in boxes.items()).encode("ascii")


def _mend_pages(objects: dict[int, bytes], pages: Sequence[Page]) -> None:
    found = {n: match for n in sorted(objects) if (match := _BOXES.search(objects[n][:2000]))}
    if len(found) != len(pages):
        raise BugError("the file has another number of pages")
    for (number, match), page in zip(found.items(), pages, strict=True):
        content = objects[number]
        objects[number] = content[: match.start()] + _boxes(page, float(match[1])) + content[match.end() :]


def _mend_contents(objects: dict[int, bytes], between: Callable[[], None]) -> None:
    """Let each piece of text begin at its place instead of stepping there from the corner.

    Readers take a step for the end of a line, and a name with a rare character would come out in pieces.
    """
    for page in tuple(objects.values()):
        found = _CONTENTS.search(page[:2000])
        if found is not None:
            between()
            number = int(found[1])
            content = zlib.decompress(_stream(objects[number]))
            begun = _FIRST_STEP.sub(rb"1 0 0 -1 \1 \2 Tm\n", content)
            packed = zlib.compress(begun)
            head = b"%d 0 obj\n<<\n/Length %d\n/Filter /FlateDecode\n>>\nstream\n" % (number, len(packed))
            objects[number] = head + packed + b"\nendstream\nendobj\n"


def _stream(content: bytes) -> bytes:
    """Return the bytes between ``stream`` and ``endstream``; a deflate stream ends by itself."""
    return content[content.index(b"stream\n") + 7 : content.rindex(b"endstream")]


def _mend_texts(objects: dict[int, bytes], used: Mapping[str, Iterable[str]]) -> None:
    done: set[str] = set()
    for content in tuple(objects.values()):
        found = _UNICODE_OF.search(content[:2000])
        if found is None:
            continue
        name, number = found[1].decode("ascii"), int(found[2])
        characters = tuple(used.get(name, ()))
        if name in done or not _agrees(objects[number], characters):
            raise BugError("the glyphs of an embedded font are numbered otherwise")
        done.add(name)
        objects[number] = _unicode_map(number, characters)


def _agrees(content: bytes, characters: Sequence[str]) -> bool:
    """Whether what Qt itself says of the glyphs fits: it knows those up to U+FFFF, and calls a blank a tab."""
    body = _stream(content)
    for start, values in _RANGES.findall(zlib.decompress(body) if b"FlateDecode" in content[:200] else body):
        for index, value in enumerate(_CODES.findall(values), int(start, 16)):
            known = _BLANKS.get(int(value, 16), int(value, 16))
            if index > len(characters) or known != ord(characters[index - 1]):
                return False
    return True


def _unicode_map(number: int, characters: Sequence[str]) -> bytes:
    """Write the ToUnicode map of one font: glyph n is the n-th character drawn with it."""
    pairs = [f"<{index:04X}> <{text.encode('utf-16-be').hex().upper()}>" for index, text in enumerate(characters, 1)]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    text = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{body}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
    return f"{number} 0 obj\n<<\n/Length {len(text)}\n>>\nstream\n{text}\nendstream\nendobj\n".encode("ascii")


def _forget_times(objects: dict[int, bytes]) -> None:
    """Drop the stamps and the metadata stream, which repeats them with a random id."""
    for number, content in tuple(objects.items()):
        found = _METADATA.search(content[:2000])
        if found is not None:
            objects[number] = _METADATA.sub(b"", content)
            objects[int(found[1])] = b"%d 0 obj\n<<\n>>\nendobj\n" % int(found[1])
        elif b"/CreationDate" in content[:2000]:
            objects[number] = _DATES.sub(b"", content)


def _written(header: bytes, objects: Mapping[int, bytes], trailer: bytes) -> bytes:
    parts, offsets, place = [header], {}, len(header)
    for number in sorted(objects):
        offsets[number] = place
        parts.append(objects[number])
        place += len(objects[number])
    size = max(objects) + 1
    rows = [b"%010d 00000 n \n" % offsets[n] if n in offsets else b"0000000000 65535 f \n" for n in range(size)]
    identity = hashlib.sha256(b"".join(parts)).hexdigest()[:32]
    ending = _ID.sub(f"/ID [<{identity}> <{identity}>]\n".encode("ascii"), trailer)
    parts += [b"xref\n0 %d\n" % size, *rows, b"trailer", ending, b"startxref\n%d\n%%%%EOF\n" % place]
    return b"".join(parts)
