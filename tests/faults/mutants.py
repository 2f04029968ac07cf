"""Files made wrong with dice: bytes, packages and markup of any file that people send each other.

Knows nothing of what reads them. The same dice make the same mutant.
"""

import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]

_TAG = re.compile(rb"<[^<>]{1,400}>")
_VALUE = re.compile(rb'"([^"<>]{0,80})"')
_EXTREMES = (
    b"", b"0", b"-1", b"1", b"4294967295", b"18446744073709551616", b"1e308", b"NaN", b"XFD1048576", b"A0",
    b"A1:XFD1048576", b"ZZZZZZ99999999", b"../../etc/passwd", b"rId999", b"s", b"shared", b"\xef\xbf\xbf", b"%s%n",
    b"&#x0;", b"&lol;", b"A" * 5000,
)  # fmt: skip
_WORDS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)


def flip_bytes(data: bytes, chance: random.Random) -> bytes:
    """Change a few bytes anywhere."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 40))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def truncate(data: bytes, chance: random.Random) -> bytes:
    """Leave the end away, as a stick that was pulled does."""
    return data[: chance.randrange(len(data))]


def move_blocks(data: bytes, chance: random.Random) -> bytes:
    """Take a block out, say it twice, or put another in its place."""
    size = chance.choice((1, 16, 512, 4096))
    here, there = chance.randrange(len(data)), chance.randrange(len(data))
    block = data[there : there + size]
    way = chance.randrange(3)
    return data[:here] + (b"", block, block + block)[way] + data[here + (size if way != 1 else 0) :]


def plant_numbers(data: bytes, chance: random.Random) -> bytes:
    """Write numbers at the ends of their range over fields of two and four bytes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        packed = struct.pack(chance.choice(("<I", ">I")), chance.choice(_WORDS))[: chance.choice((2, 4))]
        place = chance.randrange(len(changed))
        changed[place : place + len(packed)] = packed
    return bytes(changed)


def edit_markup(data: bytes, chance: random.Random) -> bytes:
    """Drop, double, nest or retell a few tags of a text in XML or HTML."""
    for _ in range(chance.choice((1, 1, 4, 20))):
        tags = list(_TAG.finditer(data)) if len(data) < 4_000_000 else []
        if not tags:
            return flip_bytes(data, chance) if data else b"<a>"
        one = chance.choice(tags)
        data = data[: one.start()] + _retold(one.group(), chance) + data[one.end() :]
    return data


def _retold(tag: bytes, chance: random.Random) -> bytes:
    values = list(_VALUE.finditer(tag))
    way = chance.randrange(6)
    if way == 0:
        return b""
    if way == 1:
        return tag * chance.choice((2, 50))
    if way == 2:
        return b'<!DOCTYPE x [<!ENTITY lol "lollol">]>' + tag + b"&lol;"
    if way == 3:
        return tag[:-1]
    if values:
        value = chance.choice(values)
        return tag[: value.start(1)] + chance.choice(_EXTREMES) + tag[value.end(1) :]
    return tag + chance.choice(_EXTREMES)


def cut_package(data: bytes, chance: random.Random) -> bytes:
    """Operate on a zip file: lose, double, exchange or damage members, with sums that are right again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [(one.filename, package.read(one)) for one in package.infolist()]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return flip_bytes(data, chance)
    if not members:
        return flip_bytes(data, chance)
    place = chance.randrange(len(members))
    name, content = members[place]
    way = chance.randrange(7)
    if way == 0:
        del members[place]
    elif way == 1:
        members.append((name, chance.choice(members)[1]))
    elif way == 2:
        members[place] = (name, chance.choice(members)[1])
    elif way == 3:
        members[place] = (chance.choice((name.upper(), f"../{name}", name.replace("/", "\\"), f"/{name}")), content)
    elif content:
        damage = chance.choice((edit_markup, edit_markup, edit_markup, flip_bytes, truncate))
        members[place] = (name, damage(content, chance))
    return _packed(members, zipfile.ZIP_STORED if chance.randrange(4) == 0 else zipfile.ZIP_DEFLATED)


def _packed(members: list[tuple[str, bytes]], way: int) -> bytes:
    """Return a package; a name that stands in it twice is meant."""
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", way) as package:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = way
            package.writestr(info, content)
    return out.getvalue()


ANY: tuple[Mutation, ...] = (flip_bytes, truncate, move_blocks, plant_numbers)
PACKAGE: tuple[Mutation, ...] = (*ANY, cut_package, cut_package, cut_package, cut_package)
MARKUP: tuple[Mutation, ...] = (*ANY, edit_markup, edit_markup)


def mutant(data: bytes, chance: random.Random) -> bytes:
    """Return a file with one to three things wrong with it."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if not data:
            return data
        kinds = PACKAGE if data.startswith(b"PK") else MARKUP if data.lstrip().startswith(b"<") else ANY
        data = chance.choice(kinds)(data, chance)
    return data
