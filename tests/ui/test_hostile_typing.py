"""Any text pasted into the real window: a sentence, or a person who can be found and printed; never a broken window."""

import csv
import logging
import random

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from fieldapp import logs
from tests.support.desk import number_of
from tests.support.hostile_text import SAMPLE
from tests.support.hostile_window import (
    CANARY,
    log_of,
    name_everything,
    on_paper,
    open_every_page,
    paste_everywhere,
    paste_into_every_line,
    send_nonsense,
)
from tests.support.window import stand, typed
from ui.forms.parts import ElidedLabel, label, tip
from ui.robots.hands import ALT
from ui.robots.rosters import RosterRobot


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path) as stood:
        stood.trouble = []
        stood.hands.jobs.trouble.connect(stood.trouble.append)
        logs.configure(tmp_path / "logs")
        yield stood


def test_one_text_of_each_kind_breaks_neither_window_nor_log_nor_paper(at, tmp_path):
    wrong = [paste_everywhere(at, text, serial) for serial, text in enumerate(SAMPLE, 1)]

    assert [one for one in wrong if one] == []
    assert at.trouble == []
    assert all(line.isprintable() for line in log_of(tmp_path / "logs").split("\n"))
    forms = on_paper(at)
    assert 0 < len(forms) < len(SAMPLE)
    for content in forms:
        with pypdfium2.PdfDocument(content) as document:
            assert len(document) == 1


def test_everything_with_a_name_may_have_any(at):
    wrong = [code for text in SAMPLE for code in name_everything(at, text)]
    at.enroll.open()
    at.hands.press(Qt.Key.Key_I, ALT)
    at.hands.settle()
    assert len(at.hands.rows("intention_list")) > 5
    open_every_page(at)

    assert wrong == []
    assert at.trouble == []
    assert len(at.read.events()) > len(SAMPLE)
    assert at.read.sync_state().quarantined < 2 * len(SAMPLE)


def test_nonsense_of_the_centre_spoils_no_page(at):
    for serial in (1, 2):
        at.enroll.enroll(typed(serial))
    send_nonsense(at, random.Random(3))
    open_every_page(at)

    assert at.trouble == []
    assert at.read.sync_state().quarantined > 20


@pytest.mark.parametrize("text", ["a\ud83d\x00<h1>%s%n{0}\u202e'; DROP TABLE person; --\u2028", "=cmd|' /C calc'!A0"])
def test_any_text_in_any_line_reaches_no_log(at, text, tmp_path):
    seen = paste_into_every_line(at, f"{CANARY}{text}")

    assert {"operator_name", "event_name", "name", "employer", "record_search"} <= seen
    assert at.trouble == []
    assert CANARY not in log_of(tmp_path / "logs")


def test_the_look_into_the_log_finds_a_single_canary(at, tmp_path):
    logging.getLogger("fieldapp.ui").warning("a row of %s\x1b[31m", CANARY)

    assert CANARY in log_of(tmp_path / "logs")
    assert all(line.isprintable() for line in log_of(tmp_path / "logs").split("\n"))


def test_the_same_texts_as_cells_of_a_roster_are_good_or_waiting(at, tmp_path):
    path = tmp_path / "r.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["姓名", "身份证号", "手机号", "工种", "单位", "备注"])
        for serial, text in enumerate(SAMPLE, 1):
            cell = text.replace("\0", "")[:4000]
            rows.writerow([cell, number_of(serial), f"1380013{serial:04d}", "货车司机", cell, cell])

    counts = RosterRobot(at.hands).import_file(path)

    assert sum(counts.values()) == len(SAMPLE)
    (found,) = at.read.rosters(at.desk.event)
    assert found.total == len(SAMPLE)
    assert at.trouble == []


@pytest.mark.parametrize("made", [label, lambda words: ElidedLabel()])
def test_labels_never_read_html(qapp, made):
    assert made("<b>粗</b>").textFormat() == Qt.TextFormat.PlainText


def test_tool_tips_show_what_looks_like_html(qapp):
    assert tip("张三") == "张三"
    assert tip("<img src='/etc/passwd'>") == "<span>&lt;img src=&#x27;/etc/passwd&#x27;&gt;</span>"
