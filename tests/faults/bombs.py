"""Small files that ask for a whole machine: cells at the end of the sheet, texts that unfold, depths and heaps."""

import io
import zipfile
from collections.abc import Callable

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGED = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_ODS = "urn:oasis:names:tc:opendocument:xmlns"
_ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol" * 10}">' for n in range(10))
_PERSON = ("张三", "150602198506150044", "13912345678", "货车司机")
_HEADINGS = ("姓名", "身份证号", "电话", "工种")


def book(sheet: str, *, shared: str = "", head: str = _HEAD, **more: str) -> bytes:
    """Return the smallest workbook around one sheet's XML; ``shared`` are the items of the shared strings."""
    kinds = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for name, kind in (
            ("xl/workbook.xml", "spreadsheetml.sheet.main"),
            ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
            ("xl/sharedStrings.xml", "spreadsheetml.sharedStrings"),
        )
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGED}/content-types">{kinds}</Types>',
        "_rels/.rels": _related(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}">'
        '<sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _related(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}">{shared}</sst>',
        **more,
    }
    return packed({name: text.encode() for name, text in parts.items()})


def _related(*targets: tuple[str, str]) -> str:
    said = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGED}/relationships">{said}</Relationships>'


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _cell(place: str, text: str = "1") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _row(number: int, texts: tuple[str, ...]) -> str:
    return f'<row r="{number}">{"".join(_cell(f"{chr(65 + n)}{number}", text) for n, text in enumerate(texts))}</row>'


_LIST = _row(1, _HEADINGS) + _row(2, _PERSON)


def _ods(table: str) -> bytes:
    names = "".join(f' xmlns:{one}="{_ODS}:{one}:1.0"' for one in ("office", "table", "text"))
    content = (
        f"{_HEAD}<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="a">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content.encode()})


def _ods_cell(**repeated: int) -> str:
    said = "".join(f' table:number-{name}-repeated="{count}"' for name, count in repeated.items())
    return f'<table:table-cell office:value-type="string"{said}><text:p>x</text:p></table:table-cell>'


def _lying() -> bytes:
    """Return a workbook whose directory says that its sheet unpacks to a few bytes, while it unpacks to 300 MB."""
    honest = bytearray(book(" " * (300 << 20)))
    with zipfile.ZipFile(io.BytesIO(honest)) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    return bytes(honest).replace(size, (900).to_bytes(4, "little"))


def _people(headings: tuple[str, ...], person: tuple[str, ...], count: int) -> bytes:
    return (",".join(headings) + "\n" + (",".join(person) + "\n") * count).encode()


BOMBS: dict[str, Callable[[], bytes]] = {
    "cell at the last corner": lambda: book(_LIST + f'<row r="1048576">{_cell("XFD1048576")}</row>'),
    "two far cells": lambda: book(f"{_LIST}<row r='900000'>{_cell('AA900000')}</row>"),
    "cell beyond the sheet": lambda: book(_LIST + f'<row r="4294967295">{_cell("ZZZZZZ4294967295")}</row>'),
    "row without a number": lambda: book(_LIST + f'<row r="-1">{_cell("A-1")}{_cell("1A")}{_cell("")}</row>'),
    "sheet of 390 MB in 400 KB": lambda: book(_LIST + " " * (390 << 20)),
    "sheet of 600 MB in 600 KB": lambda: book(_LIST + " " * (600 << 20)),
    "directory that lies about sizes": _lying,
    "entities that unfold": lambda: book(
        _row(1, _HEADINGS) + _row(2, ("&a9;", *_PERSON[1:])), head=f"{_HEAD}<!DOCTYPE x [{_ENTITIES}]>"
    ),
    "entity from a file": lambda: book(
        _row(1, _HEADINGS) + _row(2, ("&x;", *_PERSON[1:])),
        head=f'{_HEAD}<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ),
    "million columns": lambda: book('<row r="1">' + _cell("A1") * 1_000_000 + "</row>"),
    "million elements deep": lambda: book(_LIST + "<a>" * 1_000_000),
    "shared strings that promise": lambda: book(
        '<row r="1"><c r="A1" t="s"><v>4294967294</v></c></row>',
        **{
            "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}" count="4294967295" uniqueCount="4294967295">'
            "<si><t>x</t></si></sst>"
        },
    ),
    "shared string of 100 MB": lambda: book(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared=f"<si><t>{'x' * (100 << 20)}</t></si>"
    ),
    "million shared strings": lambda: book(_LIST, shared="<si><t>x</t></si>" * 1_500_000),
    "long string said often": lambda: book(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 60_000)),
        shared=f"<si><t>{'x' * 4000}</t></si>",
    ),
    "merged cells without end": lambda: book(
        _LIST + "</sheetData><mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 50_000 + "</mergeCells><sheetData>"
    ),
    "thousand sheets": lambda: book(
        _LIST,
        **{
            "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
            + "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 3000))
            + "</sheets></workbook>"
        },
    ),
    "twenty thousand members": lambda: packed(
        {"xl/workbook.xml": b"<a/>", **{f"xl/{n}.xml": b"" for n in range(20_000)}}
    ),
    "zip in a zip": lambda: packed({"xl/workbook.xml": packed({"xl/workbook.xml": bytes(50 << 20)})}),
    "row said a billion times": lambda: _ods(
        f'<table:table-row table:number-rows-repeated="1000000000">{_ods_cell()}</table:table-row>'
    ),
    "cell said a billion times": lambda: _ods(f"<table:table-row>{_ods_cell(columns=1_000_000_000)}</table:table-row>"),
    "page of spans": lambda: b"<table><tr>" + b"<td rowspan=999 colspan=999>x</td></tr><tr>" * 400 + b"</tr></table>",
    "page a million tables deep": lambda: b"<table>" * 1_000_000,
    "page of one row": lambda: b"<table><tr>" + b"<td>x" * 2_000_000,
    "entities in a page": f"<?xml version='1.0'?><!DOCTYPE x [{_ENTITIES}]><table><tr><td>&a9;".encode,
    "page that never ends its tag": lambda: b"<table " + b"a=" * 3_000_000,
    "field of 60 MB": lambda: "姓名,身份证号\n".encode() + b'"' + b"x" * (60 << 20),
    "sixty million commas": lambda: "姓名,身份证号\n".encode() + b"," * 60_000_000,
    "sixty million lines": lambda: "姓名,身份证号\n".encode() + b"\n" * 60_000_000,
    "quotes without end": lambda: "姓名,身份证号\n".encode() + b'"",' * 20_000_000,
    "rows of people without end": lambda: _people(_HEADINGS, _PERSON, 111_000),
    "columns of people": lambda: _people(_HEADINGS * 99, _PERSON * 99, 9_000),
}
"""Name and maker; none is larger than the 64 MB a file may have."""
