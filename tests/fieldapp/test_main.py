"""The command line: what is called, what it prints and with which status it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from fieldapp.__main__ import EXIT_REFUSED, EXIT_USAGE, main
from tests.support.source import ROOT


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["dance"],
        ["roster"],
        ["roster", "check"],
        ["roster", "check", "x.xlsx", "--today", "yesterday"],
        ["card", "verify", "UM1:X"],
        ["card", "verify", "UM1:X", "--trust", "a", "--key", "b"],
        ["papers", "render", "only-one.json"],
    ],
)
def test_a_wrong_call_has_a_status_of_its_own(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)

    assert ended.value.code == EXIT_USAGE
    assert capsys.readouterr().out == ""


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("fieldapp 0.")


def test_a_roster_that_is_not_there_is_one_sentence_and_status_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["roster", "check", str(tmp_path / "nothing.xlsx"), "--json"])

    said = capsys.readouterr()
    assert status == EXIT_REFUSED
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


def test_a_source_checkout_runs_no_modules_for_strangers(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["child", "fieldapp.messages"])

    assert ended.value.code == EXIT_USAGE


def test_asking_for_help_loads_no_heavy_library() -> None:
    heavy = ("PySide6", "sqlalchemy", "cv2", "openpyxl", "cryptography", "httpx", "pydantic")
    program = (
        "import sys\n"
        "from fieldapp.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"sys.exit(any(name in sys.modules for name in {heavy!r}))"
    )

    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)

    assert ended.returncode == 0, ended.stderr


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m fieldapp --help | true"

    ended = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, check=False)

    assert b"Traceback" not in ended.stderr
