"""Build the fonts of the papers and the window into ``resources/fonts/``; quick when they are there.

    python tools/fonts.py            build what is missing
    python tools/fonts.py --again    build all of it anew

Main face: Noto Sans SC (OFL) from its npm package, else the Debian package fonts-noto-cjk. Rare
characters: Hanazono (OFL or its own free licence) and BabelStone Han (Arphic Public License) from
their Debian packages. Every font is reduced so that one glyph means one character: no radicals,
Kangxi or private-use code points, no layout tables; otherwise Qt writes PDF files whose text cannot
be copied. Why: docs/decisions/0010-fonts.md. Exit status 1 when there is no main face.
"""

import copy
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools import subset  # type: ignore[import-untyped]  # ships no types
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]  # ships no types

OUT = Path(__file__).resolve().parents[1] / "resources" / "fonts"
TABLE = OUT / "coverage.json"
RECIPE = 6
"""Raise it when the way of building changes, so that fonts already there are built again."""

NPM_PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
DROPPED_TABLES = [
    "GSUB",
    "GPOS",
    "GDEF",
    "BASE",
    "JSTF",
    "DSIG",
    "VORG",
    "vhea",
    "vmtx",
    "MATH",
    "kern",
    "meta",
    "FFTM",
]
ARPHIC = "Freely available under the ARPHIC PUBLIC LICENSE, see licences/fonts-babelstone-han.txt."
HAN = (
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2EE5F),
    (0x2F800, 0x2FA1F),
    (0x30000, 0x323AF),
)
LEFT_OUT = ((0x0000, 0x001F), (0x007F, 0x00A0), (0x00AD, 0x00AD), (0x2E80, 0x2FDF), (0xD800, 0xF8FF), (0xFE00, 0xFE0F))


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One font to build: where it comes from and what it is called here."""

    source: Path
    target: str
    family: str
    weight: int
    collection: int = -1
    notice: str = ""


def _within(point: int, blocks: Iterable[tuple[int, int]]) -> bool:
    return any(start <= point <= end for start, end in blocks)


def _run(*command: str, cwd: Path) -> bool:
    """Run a command quietly; False when it is not installed or fails."""
    program = shutil.which(command[0])
    if program is None:
        return False
    done = subprocess.run([program, *command[1:]], cwd=cwd, capture_output=True, timeout=600, check=False)
    return done.returncode == 0


def _npm_faces(work: Path) -> list[Face]:
    if not _run("npm", "pack", NPM_PACKAGE, cwd=work):
        return []
    archive = next(iter(work.glob("*noto-sans-sc*.tgz")), None)
    if archive is None:
        return []
    wanted = ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf", "LICENSE_FONT")
    with tarfile.open(archive) as packed:
        for name in wanted:
            packed.extract(f"package/{name}", work, filter="data")
    _keep_licence("NotoSansSC.txt", work / "package" / "LICENSE_FONT")
    regular, bold = (work / "package" / name for name in wanted[:2])
    return _main_faces(regular, bold, collection=-1)


def _main_faces(regular: Path, bold: Path, *, collection: int) -> list[Face]:
    suffix = ".ttf" if collection < 0 else ".otf"
    return [
        Face(
            source=path,
            target=f"FieldappSans-{style}{suffix}",
            family="Fieldapp Sans",
            weight=weight,
            collection=collection,
        )
        for path, style, weight in ((regular, "Regular", 400), (bold, "Bold", 700))
    ]


def _debian_files(package: str, work: Path) -> Path | None:
    """Fetch and unpack a Debian package without installing it (needs no root)."""
    folder = work / package
    folder.mkdir()
    fetched = _run("apt-get", "download", package, cwd=folder)
    if not fetched and _run("apt-get", "update", cwd=folder):
        fetched = _run("apt-get", "download", package, cwd=folder)
    archive = next(iter(folder.glob("*.deb")), None)
    if not fetched or archive is None or not _run("dpkg-deb", "-x", archive.name, "files", cwd=folder):
        return None
    _keep_licence(f"{package}.txt", folder / "files" / "usr" / "share" / "doc" / package / "copyright")
    return folder / "files"


def _debian_main_faces(work: Path) -> list[Face]:
    files = _debian_files("fonts-noto-cjk", work)
    if files is None:
        return []
    regular, bold = (next(files.rglob(f"NotoSansCJK-{style}.ttc")) for style in ("Regular", "Bold"))
    with TTCollection(regular, lazy=True) as collection:
        names = [str(font["name"].getDebugName(1)) for font in collection]
    return _main_faces(regular, bold, collection=names.index("Noto Sans CJK SC"))


def _rare_faces(work: Path) -> list[Face]:
    """Return the fallback faces in the order in which they are asked."""
    found: list[Face] = []
    hanazono = _debian_files("fonts-hanazono", work)
    if hanazono is not None:
        for number, name in ((1, "HanaMinB"), (2, "HanaMinA")):
            source = next(hanazono.rglob(f"{name}.ttf"))
            found.append(_rare_face(source, number))
    babelstone = _debian_files("fonts-babelstone-han", work)
    if babelstone is not None:
        source = next(babelstone.rglob("BabelStoneHan.ttf"))
        found.append(_rare_face(source, 3, notice="Modified from BabelStone Han, reduced in characters. " + ARPHIC))
    return found


def _rare_face(source: Path, number: int, notice: str = "") -> Face:
    family = f"Fieldapp Rare {number}"
    return Face(source=source, target=f"FieldappRare-{number}.ttf", family=family, weight=400, notice=notice)


def _keep_licence(name: str, source: Path) -> None:
    folder = OUT / "licences"
    folder.mkdir(parents=True, exist_ok=True)
    if source.exists():
        shutil.copyfile(source, folder / name)


def _preferred(point: int) -> tuple[bool, int]:
    """Order code points that share a glyph: common Han first, then as they come."""
    return not _within(point, ((0x4E00, 0x9FFF), (0x3000, 0x303F))), point


def _one_meaning_each(cmap: Mapping[int, str]) -> dict[int, str]:
    """Keep one code point per glyph."""
    best: dict[str, int] = {}
    for point in sorted(cmap, key=_preferred):
        best.setdefault(cmap[point], point)
    return {point: glyph for glyph, point in best.items()}


def _wanted(face: Face, taken: frozenset[int]) -> dict[int, str]:
    """Return which characters a face shall keep, with their glyphs."""
    with TTFont(face.source, fontNumber=face.collection, lazy=True) as font:
        has_outlines = "glyf" in font
        cmap = {point: glyph for point, glyph in font.getBestCmap().items() if not _within(point, LEFT_OUT)}
    if face.family.startswith("Fieldapp Rare"):
        cmap = {point: glyph for point, glyph in cmap.items() if _within(point, HAN) and point not in taken}
    return cmap if has_outlines else _one_meaning_each(cmap)


def _part_twins(font: Any) -> None:
    """Give each character a glyph of its own where several share one."""
    cmap = font.getBestCmap()
    first = _one_meaning_each(cmap)
    glyphs, metrics = font["glyf"], font["hmtx"]
    for point in sorted(cmap.keys() - first.keys()):
        twin = f"twin{point:05X}"
        glyphs[twin] = copy.deepcopy(glyphs[cmap[point]])
        metrics[twin] = metrics[cmap[point]]
        for table in font["cmap"].tables:
            if point in table.cmap:
                table.cmap[point] = twin


def _rename(font: Any, face: Face) -> None:
    style = "Bold" if face.weight == 700 else "Regular"
    own = Path(face.target).stem
    texts = {1: face.family, 2: style, 3: f"{own}-{RECIPE}", 4: f"{face.family} {style}", 6: own}
    if face.notice:
        texts[10] = face.notice
    names = font["name"]
    kept = {0, 7, 13, 14}
    names.names = [record for record in names.names if record.nameID in kept and record.platformID == 3]
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = face.weight


def _build(face: Face, cmap: Mapping[int, str], folder: Path) -> dict[str, Any]:
    """Write one reduced font into a folder and return its row of the coverage table."""
    options = subset.Options()
    options.layout_features = []
    options.drop_tables = DROPPED_TABLES
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    target = folder / face.target
    with TTFont(face.source, fontNumber=face.collection, lazy=True, recalcTimestamp=False) as font:
        for table in font["cmap"].tables:
            table.cmap = {point: glyph for point, glyph in table.cmap.items() if cmap.get(point) == glyph}
        reducer = subset.Subsetter(options)
        reducer.populate(unicodes=list(cmap))
        reducer.subset(font)
        if "glyf" in font:
            _part_twins(font)
        _rename(font, face)
        font.save(target)
    return _describe(target, face)


def _describe(target: Path, face: Face) -> dict[str, Any]:
    with TTFont(target, lazy=True) as font:
        cmap, metrics, units = font.getBestCmap(), dict(font["hmtx"].metrics), font["head"].unitsPerEm
        ascent, descent = font["hhea"].ascent, -font["hhea"].descent
    widths = {point: metrics[glyph][0] for point, glyph in cmap.items()}
    odd = {point: width for point, width in widths.items() if width != units}
    return {
        "file": face.target,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "family": face.family,
        "weight": face.weight,
        "units": units,
        "ascent": ascent,
        "descent": descent,
        "covers": list(_ranges(sorted(widths))),
        "widths": [[start, end, odd[start]] for start, end in _equal_ranges(odd)],
    }


def _ranges(points: Iterable[int]) -> Iterator[list[int]]:
    start = last = None
    for point in points:
        if last is None or point != last + 1:
            if start is not None and last is not None:
                yield [start, last]
            start = point
        last = point
    if start is not None and last is not None:
        yield [start, last]


def _equal_ranges(widths: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    points = sorted(widths)
    start = 0
    for index, point in enumerate(points):
        following = points[index + 1] if index + 1 < len(points) else None
        if following != point + 1 or widths[following] != widths[point]:
            yield points[start], point
            start = index + 1


def is_ready() -> bool:
    """Whether the fonts of this recipe are all there."""
    if not TABLE.exists():
        return False
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    return table.get("recipe") == RECIPE and all((OUT / face["file"]).exists() for face in table["faces"])


def build() -> int:
    """Fetch, reduce and describe the fonts; the coverage table is written last."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        faces = _npm_faces(work) or _debian_main_faces(work)
        if not faces:
            print("fonts: neither npm nor the package fonts-noto-cjk brought the main face", file=sys.stderr)
            return 1
        faces += _rare_faces(work)
        plans: list[tuple[Face, dict[int, str]]] = []
        taken: frozenset[int] = frozenset()
        for face in faces:
            plans.append((face, _wanted(face, taken)))
            taken |= plans[-1][1].keys()
        with ProcessPoolExecutor(max_workers=2) as pool:
            rows = list(pool.map(_build, *zip(*plans, strict=True), [work] * len(plans)))
        for face in faces:
            shutil.move(work / face.target, OUT / face.target)
    TABLE.write_text(json.dumps({"recipe": RECIPE, "faces": rows}, separators=(",", ":")), encoding="utf-8")
    print(f"fonts: {len(rows)} faces, {len(taken)} characters")
    return 0


if __name__ == "__main__":
    sys.exit(0 if is_ready() and "--again" not in sys.argv else build())
