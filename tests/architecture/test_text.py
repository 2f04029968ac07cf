"""What may not stand in the project's files: unfinished notes, download addresses, folders of one machine."""

import ast
import re
import subprocess

from tests.support.source import ROOT, modules

TEXT = {".py", ".md", ".toml", ".lock", ".json", ".sh", ".txt", ".csv", ".html", ".css", ".js", ".spec", ".cfg", ""}
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted|registry\.npm|npmmirror|deb\.debian|tuna\.tsinghua|mirrors?\.(?:aliyun|ustc)|jsdelivr|unpkg"
    r"|--(?:extra-)?index-url|--find-links"
)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
# An absolute folder of somebody's machine; the project stands alone.
WORKPLACE = re.compile(r"(?<![\w.$}<-])/(?:work|workspace|root|home/\w+|Users/\w+|mnt/\w+)/\w")
# Public test vectors and rosters as companies send them: other people's files, kept as they came.
FOREIGN = ("tests/data/", "resources/data/samples/")


def _files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    names = [name for name in listed.stdout.split("\0") if name and not name.startswith(FOREIGN)]
    return [name for name in names if (ROOT / name).suffix in TEXT and (ROOT / name).is_file()]


def _found(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    found = []
    for name in names:
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name}:{number}")
    return found


OURSELVES = "tests/architecture/test_text.py"


def test_no_file_names_a_package_registry() -> None:
    assert _found(REGISTRY, [name for name in _files() if name != OURSELVES]) == []


def test_no_source_file_is_unfinished() -> None:
    sources = [name for name in _files() if name.endswith((".py", ".sh", "Makefile"))]

    assert _found(UNFINISHED, sources) == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert _found(WORKPLACE, [name for name in _files() if name != OURSELVES]) == []


def test_every_locked_library_has_its_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock.strip())

    assert len(entries) > 50
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_dependency_is_locked() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(r'^    "([A-Za-z0-9-]+)(?:\[\w+\])?[>=<~]', project, re.MULTILINE)
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))

    assert len(wanted) > 30
    assert {name.lower() for name in wanted} - locked == set()


def test_every_module_says_what_it_is_responsible_for() -> None:
    assert [module.name for module in modules() if not ast.get_docstring(module.tree)] == []
