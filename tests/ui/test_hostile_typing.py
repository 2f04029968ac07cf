"""Any text pasted into the real window: a sentence, or a person who can be found and printed; never a broken window."""

import csv

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from fieldapp import logs
from tests.support.desk import number_of
from tests.support.hostile_text import SAMPLE
from tests.support.hostile_window import on_paper, paste_everywhere
from tests.support.window import stand
from ui.forms.parts import ElidedLabel, label, tip
from ui.robots.rosters import RosterRobot


@pytest.fixture
def at(tmp_path):
    with stand(tmp_path) as stood:
        stood.trouble = []
        stood.hands.jobs.trouble.connect(stood.trouble.append)
        logs.configure(tmp_path / "logs")
        yield stood


def log_of(folder):
    return "".join(path.read_text(encoding="utf-8") for path in (folder / "logs").glob("*.log*"))


def test_one_text_of_each_kind_breaks_neither_window_nor_log_nor_paper(at, tmp_path):
    wrong = [paste_everywhere(at, text, serial) for serial, text in enumerate(SAMPLE, 1)]

    assert [one for one in wrong if one] == []
    assert at.trouble == []
    assert all(line.isprintable() for line in log_of(tmp_path).split("\n"))
    forms = on_paper(at)
    assert 0 < len(forms) < len(SAMPLE)
    for content in forms:
        with pypdfium2.PdfDocument(content) as document:
            assert len(document) == 1


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
