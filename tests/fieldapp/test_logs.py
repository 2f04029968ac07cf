"""The log names codes and places, never people."""

import logging
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp import logs


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    logs.configure(tmp_path)
    yield tmp_path / "fieldapp.log"
    root = logging.getLogger("fieldapp")
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.propagate = True


@pytest.mark.parametrize(
    "secret",
    [
        "11010519491231002X",
        "110105 19491231 002X",
        "13800138000",
        "138-0013-8000",
        "１３８００１３８０００",  # full-width digits
        "150000000017",
        "阿不都热合曼·吐尔逊",
        "\U00020bb7某",
        "ᠪᠠᠲᠤ",
        "UM1:6BF+70790T9",
    ],
)
def test_a_personal_value_in_a_line_is_taken_out(secret: str, log_file: Path) -> None:
    logging.getLogger("fieldapp.store").info("row has %s in it", secret)

    written = log_file.read_text(encoding="utf-8")
    assert secret not in written
    assert "row has <" in written


def test_an_envelope_id_stays_readable(log_file: Path) -> None:
    logging.getLogger("fieldapp.sync").info("env %s verdict %s", "0193565a-2b5c-7f3a-8d2e-123456789012", "accepted")

    assert "env 0193565a-2b5c-7f3a-8d2e-123456789012 verdict accepted" in log_file.read_text(encoding="utf-8")


def test_an_exception_loses_its_words_but_keeps_its_place(log_file: Path) -> None:
    try:
        raise ValueError("UNIQUE failed: zhang san 13800138000")
    except ValueError:
        logging.getLogger("fieldapp.store").exception("commit failed")

    written = log_file.read_text(encoding="utf-8")
    assert "ValueError" in written
    assert "test_logs.py:" in written
    assert "zhang" not in written


def test_words_another_handler_kept_of_an_exception_do_not_leak(log_file: Path) -> None:
    record = logging.LogRecord("fieldapp.x", logging.ERROR, "f.py", 1, "bad", (), None)
    record.exc_text = "ValueError: zhang san"

    logging.getLogger("fieldapp").handle(record)

    assert "zhang" not in log_file.read_text(encoding="utf-8")


def test_configuring_twice_writes_each_line_once(tmp_path: Path, log_file: Path) -> None:
    logs.configure(tmp_path)

    logging.getLogger("fieldapp").info("one line")

    assert log_file.read_text(encoding="utf-8").count("one line") == 1


def test_a_folder_that_cannot_be_made_costs_the_log_and_nothing_else(tmp_path: Path, log_file: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    logs.configure(blocked / "logs")
    logging.getLogger("fieldapp").info("nowhere")

    assert "nowhere" not in log_file.read_text(encoding="utf-8")


def test_a_crash_is_logged_and_told_by_its_class(log_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    logs.install_crash_handler(told.append)

    sys.excepthook(LookupError, LookupError("zhang san"), None)

    assert told == ["LookupError"]
    written = log_file.read_text(encoding="utf-8")
    assert "LookupError" in written
    assert "zhang" not in written


def test_an_interrupt_is_no_crash(log_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    logs.install_crash_handler(told.append)

    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert told == []


def test_every_line_keeps_its_moment(log_file: Path) -> None:
    """The moment looks like a row of digits; without it a log tells nothing."""
    logging.getLogger("fieldapp").info("one line")

    written = log_file.read_text(encoding="utf-8")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO fieldapp one line\n", written)


def test_crash_in_a_thread_or_a_destructor_reaches_the_log_and_nothing_else(
    log_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for owner, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    told: list[str] = []
    logs.install_crash_handler(told.append)

    def fail() -> None:
        raise LookupError("zhang san 13800138000")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    written = log_file.read_text(encoding="utf-8")
    assert told == ["LookupError"]
    assert "LookupError" in written
    assert "zhang" not in written + capsys.readouterr().err


def test_newest_lines_are_redacted_once_more(tmp_path: Path) -> None:
    line = "2026-11-22T02:00:00.000Z INFO x of {}"
    (tmp_path / "fieldapp.log").write_text(line.format("13800138000") + "\n13800138000\n", encoding="utf-8")

    assert logs.newest_lines(tmp_path).splitlines() == [line.format("<digits>"), "<digits>"]
    assert logs.newest_lines(tmp_path / "none") == ""
