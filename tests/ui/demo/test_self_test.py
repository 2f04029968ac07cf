"""The self-test finds a whole machine whole, and a broken one broken, check by check."""

import pytest

from fieldapp.errors import KnownError
from ui.demo import self_test
from ui.demo.self_test import CheckResult, run_checks

# One process has one application object; the tests' own must be there before the self-test looks for it.
pytestmark = pytest.mark.usefixtures("qapp")


def _by_name(results: tuple[CheckResult, ...]) -> dict[str, CheckResult]:
    return {result.name: result for result in results}


def test_a_whole_machine_passes_every_check() -> None:
    results = run_checks()

    assert [result.detail for result in results if not result.is_good] == []
    assert set(_by_name(results)) == {"store", "fonts", "card", "roster"}


def test_a_check_that_fails_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KnownError("fonts_missing")

    monkeypatch.setattr(self_test, "missing", broken)

    results = _by_name(run_checks())

    assert not results["fonts"].is_good
    assert results["store"].is_good


def test_a_glyph_that_no_font_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test, "RARE", "\U000e0041")

    fonts = _by_name(run_checks())["fonts"]

    assert not fonts.is_good


def test_a_roster_that_is_not_packaged_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test, "resource", lambda *_: self_test.Path("nowhere.xlsx"))

    assert not _by_name(run_checks())["roster"].is_good
