"""Who may import whom, and where each library lives: the allow list of docs/architecture.md.

Imports inside functions count, and those for type checkers too. A waiver needs a decision record.
"""

import sys
from collections.abc import Iterator

import pytest

from tests.support.source import PACKAGES, ROOT, Module, imports, is_within, module_from, modules

GROUND_FLOOR = frozenset(f"fieldapp.{name}" for name in ("errors", "paths", "config", "logs", "messages", "processes"))
EVERYTHING = PACKAGES
# What a window or the hub's command line may touch of the core beside its own layers.
CORE = tuple(f"fieldapp.{name}" for name in ("services", "domain", "documents", "files", "devices"))

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "fieldapp.domain": (),
    "fieldapp.crypto": ("fieldapp.domain",),
    "fieldapp.store": ("fieldapp.domain",),
    "fieldapp.services": ("fieldapp.domain", "fieldapp.store"),
    "fieldapp.documents": ("fieldapp.domain", "fieldapp.crypto"),
    "fieldapp.files": ("fieldapp.domain",),
    "fieldapp.devices": ("fieldapp.domain",),
    "fieldapp.app": ("fieldapp",),
    "sync.protocol": ("fieldapp.domain", "fieldapp.crypto"),
    "sync.client": ("sync.protocol", "fieldapp.domain", "fieldapp.crypto"),
    "sync.hub": ("sync.protocol", "fieldapp.domain", "fieldapp.crypto", "fieldapp.files", "fieldapp.documents"),
    "ui": ("fieldapp.app", *CORE, "sync.client", "sync.protocol"),
    # Composition roots wire what they need and are imported by nothing but each other.
    "fieldapp.__main__": EVERYTHING,
    "ui.app": EVERYTHING,
    "ui.demo": EVERYTHING,
    "sync.hub.cli": ("sync", *CORE, "fieldapp.crypto"),
    **dict.fromkeys(GROUND_FLOOR, ()),
}
ROOTS = ("fieldapp.__main__", "ui.app", "ui.demo", "sync.hub.cli")

HOME_OF_LIBRARY: dict[str, tuple[str, ...]] = {
    "PySide6": ("ui",),
    "sqlalchemy": ("fieldapp.store", "sync.hub"),
    "alembic": ("fieldapp.store", "sync.hub"),
    "sqlcipher3": ("fieldapp.store", "sync.hub", "ui.demo"),
    "psycopg": ("sync.hub",),
    "fastapi": ("sync.hub",),
    "starlette": ("sync.hub",),
    "uvicorn": ("sync.hub",),
    "jinja2": ("sync.hub",),
    "httpx": ("sync.client", "ui.demo"),
    "pydantic": ("sync",),
    "cryptography": ("fieldapp.crypto", "sync.hub"),
    "argon2": ("fieldapp.crypto", "sync.hub"),
    "cbor2": ("fieldapp.crypto",),
    "base45": ("fieldapp.crypto",),
    "pyrage": ("fieldapp.crypto",),
    "cv2": ("fieldapp.devices",),
    "zxingcpp": ("fieldapp.devices", "fieldapp.documents", "ui.demo"),
    "serial": ("fieldapp.devices",),
    "rapidocr": ("fieldapp.devices",),
    "python_calamine": ("fieldapp.files",),
    "openpyxl": ("fieldapp.files",),
    "xlsxwriter": ("fieldapp.files",),
    "qrcode": ("fieldapp.documents",),
}


def layer_of(module: str) -> str | None:
    """Return the narrowest entry of the allow list that holds the module."""
    return max((layer for layer in MAY_IMPORT if is_within(module, layer)), key=len, default=None)


def _is_free(name: str, layer: str) -> bool:
    """Whether anybody in that layer may import the name: its own layer, ground floor, data, version."""
    if name in ("fieldapp", "fieldapp.__version__") or is_within(name, layer) or is_within(name, "resources"):
        return True
    return any(is_within(name, ground) for ground in GROUND_FLOOR)


def _breach_among_ours(module: Module, layer: str, name: str) -> str | None:
    if any(is_within(name, root) for root in ROOTS) and layer not in ROOTS and not module.name.endswith(".__main__"):
        return "is a composition root, which nothing imports"
    if layer == "resources" or _is_free(name, layer) or any(is_within(name, ours) for ours in MAY_IMPORT[layer]):
        return None
    return f"is not on the list of {layer}"


def _breach_of_library(module: Module, layer: str, library: str) -> str | None:
    if library in sys.stdlib_module_names:
        return None
    homes = HOME_OF_LIBRARY.get(library)
    if homes is not None and not any(is_within(module.name, home) for home in homes):
        return f"lives only in {', '.join(homes)}"
    if layer == "fieldapp.domain" or (layer in GROUND_FLOOR and library != "platformdirs"):
        return f"is a library, and {layer} uses the standard library only"
    return None


def breaches(module: Module) -> Iterator[str]:
    """Yield one line per import that the allow list does not have."""
    layer = layer_of(module.name)
    for line, name in imports(module):
        library = name.split(".")[0]
        if library in PACKAGES:
            why = _breach_among_ours(module, layer, name) if layer else None
        else:
            why = _breach_of_library(module, layer or "", library)
        if why:
            yield f"{module.path.as_posix()}:{line}: {name} {why}"


def waived() -> frozenset[tuple[str, str]]:
    """Return (importer, imported) pairs that an existing decision record allows."""
    path = ROOT / "docs/decisions/waivers.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    parts = [line.split(": ") for line in lines]
    return frozenset((part[0], part[1]) for part in parts if len(part) == 3 and (ROOT / part[2]).exists())


@pytest.mark.parametrize("module", [m for m in modules() if not m.is_migration], ids=lambda module: module.name)
def test_a_module_imports_only_what_its_layer_may(module: Module) -> None:
    allowed = {name for importer, name in waived() if importer == module.name}

    assert [breach for breach in breaches(module) if not any(f" {name} " in breach for name in allowed)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fieldapp.domain.names", "import fieldapp.store.tables"),
        ("fieldapp.domain.names", "def f():\n    from fieldapp import store"),
        ("fieldapp.domain.names", "import pypinyin"),
        ("fieldapp.services.cards", "from fieldapp.crypto import card_tokens"),
        ("fieldapp.services.cards", "from PySide6.QtCore import QObject"),
        ("ui.pages.enroll.page", "from fieldapp.store import queries"),
        ("ui.pages.enroll.page", "from ui import app"),
        ("sync.hub.handlers.info", "from sync.client import round"),
        ("sync.client.round", "import sqlalchemy"),
        ("fieldapp.logs", "import httpx"),
        ("fieldapp.store.engine", "from ..services import enrollment"),
    ],
)
def test_a_forbidden_import_is_found(name: str, text: str) -> None:
    assert list(breaches(module_from(name, text)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fieldapp.domain.names", "import unicodedata\nfrom fieldapp.domain import codes"),
        ("fieldapp.services.cards", "from fieldapp.store.unit_of_work import UnitOfWork"),
        ("fieldapp.app", "from fieldapp.crypto.device_keys import DeviceKey"),
        ("sync.hub.cli", "from sync.client import transport"),
        ("ui.app", "from ui.demo import __main__"),
        ("ui.pages.enroll.page", "from fieldapp.messages import translate as _"),
    ],
)
def test_an_allowed_import_passes(name: str, text: str) -> None:
    assert list(breaches(module_from(name, text))) == []
