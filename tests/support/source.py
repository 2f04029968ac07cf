"""The project's own source as data, for the tests that keep its rules: modules, imports, calls."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("fieldapp", "ui", "sync", "resources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One source file: dotted name, path below the root, text and syntax tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def is_migration(self) -> bool:
        """Numbered migrations are frozen history and are named by number, so most rules skip them."""
        return "migrations" in self.path.parts and "versions" in self.path.parts


def module_from(name: str, text: str, path: str | None = None) -> Module:
    """Make a module out of text, for tests of the rules themselves."""
    return Module(name=name, path=Path(path or name.replace(".", "/") + ".py"), text=text, tree=ast.parse(text))


def _name_of(relative: Path) -> str:
    parts = relative.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the project's packages, sorted by name."""
    found = []
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            relative = path.relative_to(ROOT)
            text = path.read_text(encoding="utf-8")
            found.append(Module(name=_name_of(relative), path=relative, text=text, tree=ast.parse(text)))
    return tuple(sorted(found, key=lambda module: module.name))


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of everything a module imports, at the top or inside functions.

    ``from a import b`` gives ``a.b``; the caller decides whether that is a module or a name in one.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _base(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    kept = parts[: len(parts) - node.level + (1 if module.is_package else 0)]
    return ".".join([*kept, node.module] if node.module else kept)


def is_within(name: str, package: str) -> bool:
    """Whether a dotted name is the package or something below it."""
    return name == package or name.startswith(package + ".")


def import_graph(known: Iterable[Module]) -> Mapping[str, frozenset[str]]:
    """Return which of the modules imports which other, lazily or not."""
    known = tuple(known)
    names = {module.name for module in known}

    def resolve(name: str) -> str | None:
        while name and name not in names:
            name = name.rpartition(".")[0]
        return name or None

    return {
        module.name: frozenset(
            target for _, name in imports(module) if (target := resolve(name)) and target != module.name
        )
        for module in known
    }


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` for a chain of attributes on a name, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        front = dotted(node.value)
        return f"{front}.{node.attr}" if front else ""
    return ""


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with its dotted name as written (``datetime.now``); unnameable ones are left out."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield name, node
