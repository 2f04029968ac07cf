"""Coverage limits count branches, per package."""

import pytest

from tests.support.source import ROOT
from tools.coverage_limits import LIMITS, share_of_branches


def _file(there: int, taken: int) -> dict[str, object]:
    return {"summary": {"num_branches": there, "covered_branches": taken}}


def test_branches_of_one_package_are_added_up() -> None:
    files = {"a/one.py": _file(10, 10), "a/two.py": _file(30, 20), "b/other.py": _file(100, 0)}

    assert share_of_branches(files, "a/") == pytest.approx(75.0)


def test_windows_paths_count_too() -> None:
    assert share_of_branches({"a\\one.py": _file(4, 1)}, "a/") == pytest.approx(25.0)


def test_a_package_without_branches_is_whole() -> None:
    assert share_of_branches({"a/one.py": _file(0, 0)}, "a/") == 100.0


def test_every_limit_names_something_that_exists() -> None:
    assert [part for part in LIMITS if not (ROOT / part).exists()] == []
