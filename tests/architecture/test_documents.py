"""What the documents point at is there: links, make targets, decision records."""

import re
from pathlib import Path

from tests.support.source import ROOT

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def _broken_links(document: Path) -> list[str]:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    return [f"{document.name}: {link}" for link in links if not (document.parent / link).exists()]


def test_every_link_leads_somewhere() -> None:
    assert [broken for document in DOCUMENTS for broken in _broken_links(document)] == []


def test_every_make_target_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        target
        for document in DOCUMENTS
        for target in re.findall(r"(?:`|^)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert {"demo", "test"} <= named
    assert named - targets == set()


def test_no_two_decisions_have_one_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/decisions").glob("[0-9]*.md")]

    assert sorted(set(numbers)) == sorted(numbers)


def test_every_decision_has_its_three_parts() -> None:
    short = []
    for path in (ROOT / "docs/decisions").glob("[0-9]*.md"):
        text = path.read_text(encoding="utf-8")
        if not all(part in text for part in ("Context", "Decision", "Consequences")):
            short.append(path.name)

    assert short == []


def test_every_waiver_names_an_existing_decision() -> None:
    waivers = ROOT / "docs/decisions/waivers.txt"
    lines = waivers.read_text(encoding="utf-8").splitlines() if waivers.exists() else []

    assert [line for line in lines if line and not (ROOT / line.split(": ")[-1]).is_file()] == []
