"""The finished file has exact boxes and honest text; a file of another make is not touched."""

import zlib

import pytest

from fieldapp.documents.pages import Page
from fieldapp.documents.pdf_files import finished
from fieldapp.errors import BugError

CARD = Page(width=85.6, height=53.98, items=())
CONTENT = b"BT\n/F1 189 Tf 1 0 0 -1 0 0 Tm\n236.21875 -425.1875 Td <0001> Tj\n188.98 0 Td <0002> Tj\nET\n"


QT_MAP = b"2 beginbfrange\n<0000> <0000> <0000>\n<0001> <0001> [<5DE5> ]\nendbfrange\n"


def qt_file(
    *,
    map_of_qt: bytes = QT_MAP,
    boxes: bytes = b"/MediaBox [0 0 243.000000 153.000000]\n/TrimBox [0 0 243.000000 153.000000]",
) -> bytes:
    """Return a file laid out as Qt lays it out: information, metadata, catalogue, one page, one font."""
    packed = zlib.compress(CONTENT)
    bodies = [
        b"<<\n/Title (x)\n/CreationDate (D:20261122064524Z)\n/ModDate (D:20261122064524Z)\n>>",
        b"<<\n/Type /Metadata /Length 4\n>>\nstream\nuuid\nendstream",
        b"<<\n/Type /Catalog\n/Pages 4 0 R\n/Metadata 2 0 R\n>>",
        b"<<\n/Type /Pages\n/Kids [5 0 R]\n/Count 1\n>>",
        b"<<\n/Type /Page\n/Contents 6 0 R\n" + boxes + b"\n>>",
        b"<<\n/Length %d\n/Filter /FlateDecode\n>>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font\n/BaseFont /FieldappSans-Regular\n/ToUnicode 8 0 R>>",
        b"<<\n/Length %d\n>>\nstream\n%s\nendstream" % (len(map_of_qt), map_of_qt),
    ]
    raw, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(raw)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    ending = b"trailer\n<<\n/Size 9\n/Root 3 0 R\n/ID [ <31> <31> ]\n>>\nstartxref\n%d\n%%%%EOF" % table
    return raw + b"xref\n0 9\n0000000000 65535 f \n" + rows + ending


def finish(raw: bytes | None = None, page: Page = CARD, characters: str = "工𠮷") -> bytes:
    return finished(raw or qt_file(), [page], {"FieldappSans-Regular": characters})


def test_the_page_is_as_large_as_its_millimetres_and_hangs_from_the_upper_edge() -> None:
    assert b"/MediaBox [0.0000 -0.0142 242.6457 153.0000]" in finish()


def test_without_a_trim_the_whole_page_is_kept() -> None:
    content = finish()

    assert b"/TrimBox [0.0000 -0.0142 242.6457 153.0000]" in content
    assert content.count(b"/TrimBox") == 1


def test_trim_and_bleed_lie_inside_the_page() -> None:
    content = finish(page=Page(width=91.6, height=59.98, items=(), trim=(3, 3, 85.6, 53.98), bleed=3))

    assert b"/BleedBox [0.0000 -17.0220 259.6535 153.0000]" in content
    assert b"/TrimBox [8.5039 -8.5181 251.1496 144.4961]" in content


def test_each_glyph_gets_the_character_it_was_first_used_for() -> None:
    assert b"<0001> <5DE5>\n<0002> <D842DFB7>" in finish()


def test_many_characters_are_given_in_blocks_of_a_hundred() -> None:
    content = finish(qt_file(map_of_qt=b""), characters="".join(chr(0x4E00 + n) for n in range(250)))

    assert [b"%d beginbfchar" % n in content for n in (100, 50)] == [True, True]
    assert content.count(b"beginbfchar") == 3


def test_a_piece_of_text_begins_at_its_place() -> None:
    content = finish()
    start = content.index(b"stream\n", content.index(b"6 0 obj")) + 7

    assert b"1 0 0 -1 236.21875 425.1875 Tm\n<0001> Tj\n188.98 0 Td" in zlib.decompressobj().decompress(content[start:])


def test_no_time_and_no_random_id_stay_behind() -> None:
    content = finish()

    assert not [word for word in (b"2026", b"uuid", b"Metadata", b"/ID [ <31>") if word in content]


def test_the_identity_of_a_file_is_that_of_its_content() -> None:
    assert finish() == finish()
    assert finish(characters="工会").rsplit(b"/ID", 1)[1] != finish().rsplit(b"/ID", 1)[1]


def test_every_offset_of_the_new_table_leads_to_its_object() -> None:
    content = finish()
    table = int(content[content.rindex(b"startxref") + 9 :].split()[0])
    rows = content[table:].splitlines()[3:11]

    assert [content[int(row[:10]) :].startswith(b"%d 0 obj" % n) for n, row in enumerate(rows, 1)] == [True] * 8


def test_another_number_of_pages_is_a_bug() -> None:
    with pytest.raises(BugError):
        finished(qt_file(), [CARD, CARD], {"FieldappSans-Regular": "工"})


def test_boxes_of_another_make_are_a_bug() -> None:
    with pytest.raises(BugError):
        finish(qt_file(boxes=b"/MediaBox [1 2 243 153]"))


def test_a_table_of_another_make_is_a_bug() -> None:
    with pytest.raises(BugError):
        finish(qt_file().replace(b"xref\n0 9", b"6 0 obj\n"))


@pytest.mark.parametrize(
    "map_of_qt", [b"<0001> <0001> [<4F1A> ]", b"<0002> <0002> [<5DE5> ]", b"<0001> <0003> [<5DE5> <4F1A> <5458> ]"]
)
def test_glyphs_numbered_otherwise_are_a_bug(map_of_qt: bytes) -> None:
    with pytest.raises(BugError):
        finish(qt_file(map_of_qt=map_of_qt), characters="工会")


def test_a_blank_that_qt_calls_a_tab_is_a_blank() -> None:
    assert b"<0001> <0020>" in finish(qt_file(map_of_qt=b"<0001> <0001> [<0009> ]"), characters=" ")


def test_a_font_that_was_not_noted_is_a_bug() -> None:
    with pytest.raises(BugError):
        finished(qt_file(), [CARD], {})
