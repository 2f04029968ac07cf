"""What is delivered is listed with its licence, and nothing delivered is GPL-only."""

import re
import tomllib
from importlib.metadata import distribution

from tests.support.source import ROOT


def _dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[\[<>=~ ]", wanted)[0] for wanted in project["dependencies"]]


def test_every_delivered_library_is_listed() -> None:
    listed = (ROOT / "docs/third-party.md").read_text(encoding="utf-8").lower()

    assert [name for name in _dependencies() if name.lower() not in listed] == []


def test_no_delivered_library_is_under_the_gpl_alone() -> None:
    gpl_alone = []
    for name in _dependencies():
        metadata = distribution(name).metadata
        terms = f"{metadata.get('License-Expression', '')} {metadata.get('License', '') or ''}"
        if re.search(r"\bA?GPL", terms) and "LGPL" not in terms:
            gpl_alone.append(name)

    assert gpl_alone == []
