"""Draw who really imports whom, as the Mermaid diagram in docs/architecture.md.

``python tools/diagram.py`` renews the diagram between its two marks; ``--check`` only says whether
it is the one the source has (exit 1 when not). A test calls the same functions.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- diagram: begin (tools/diagram.py) -->", "<!-- diagram: end -->"

# The boxes, outermost first. A module belongs to the longest name that holds it; what every box may
# import (the ground floor, resources) is left out, or the picture would be all arrows.
BOXES = (
    "ui.demo",
    "ui.app",
    "ui",
    "fieldapp.__main__",
    "fieldapp.app",
    "fieldapp.services",
    "fieldapp.store",
    "fieldapp.documents",
    "fieldapp.files",
    "fieldapp.devices",
    "fieldapp.crypto",
    "fieldapp.domain",
    "sync.hub.cli",
    "sync.hub",
    "sync.client",
    "sync.protocol",
)


def box_of(module: str) -> str | None:
    """Return the box a dotted name belongs to, None for the ground floor and libraries."""
    return max((box for box in BOXES if module == box or module.startswith(box + ".")), key=len, default=None)


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for package in ("fieldapp", "sync", "ui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def edges() -> set[tuple[str, str]]:
    """Return (importer, imported) pairs of boxes, from every import in the source."""
    found = set()
    for name, tree in _modules():
        source = box_of(name)
        for imported in _imported(tree):
            target = box_of(imported)
            if source and target and source != target:
                found.add((source, target))
    return found


def diagram() -> str:
    """Return the Mermaid text, in an order that does not change by itself."""
    found = edges()
    used = {box for edge in found for box in edge}
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'    {_node(box)}["{box}"]' for box in BOXES if box in used]
    lines += [f"    {_node(source)} --> {_node(target)}" for source, target in sorted(found)]
    return "\n".join([*lines, "```"])


def _node(box: str) -> str:
    return box.replace(".", "_").strip("_").replace("__", "_")


def renewed(document: str) -> str:
    """Return the document with the diagram between its marks replaced; ``ValueError`` without marks."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT.name} has no place for the diagram")
    return f"{before}{BEGIN}\n{diagram()}\n{END}{after}"


def main() -> int:
    """Renew or check the diagram."""
    document = DOCUMENT.read_text(encoding="utf-8")
    fresh = renewed(document)
    if "--check" in sys.argv[1:]:
        return int(fresh != document)
    DOCUMENT.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
