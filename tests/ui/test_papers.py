"""``papers render``: an order in, a file or a refusal out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fieldapp.domain.problems import Refusal
from fieldapp.messages import message
from tests.support.papers import ABSENT, TOKEN, codes, pictures, words
from ui.papers import LARGEST_ORDER, RenderedPaper, ensure_qt, render

pytestmark = pytest.mark.usefixtures("qapp")
CARD = {
    "name": "马𠮷",
    "number": "150000000017",
    "group_label": "货车司机",
    "union": "联合工会",
    "joined": "2026-11-22",
    "token": TOKEN,
}


def order(tmp_path: Path, value: object) -> Path:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_an_order_becomes_a_file(tmp_path: Path) -> None:
    out = tmp_path / "cards.pdf"

    assert render(order(tmp_path, {"paper": "card", "sheet": "a4", "items": [CARD]}), out) == RenderedPaper(out, 2)
    assert codes(pictures(out.read_bytes())[0]) == [TOKEN]
    assert "马𠮷" in words(out.read_bytes())[0]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"paper": "card", "items": []}, "paper_spec_invalid"),
        ({"paper": "card", "items": [{**CARD, "name": ABSENT}]}, "glyph_missing"),
        ({"paper": "card", "items": [CARD], "start": 10}, "sheet_start"),
    ],
)
def test_a_refused_order_leaves_no_file_and_has_its_sentence(tmp_path: Path, value: object, code: str) -> None:
    refusal = render(order(tmp_path, value), tmp_path / "cards.pdf")

    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert not (tmp_path / "cards.pdf").exists()
    assert "…" not in message(refusal.code, refusal.details).sentence


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_an_order_that_an_editor_saved_anew_is_read(tmp_path: Path, encoding: str) -> None:
    spec = order(tmp_path, {"paper": "card", "items": [CARD]})
    spec.write_bytes(spec.read_text(encoding="utf-8").encode(encoding))

    assert isinstance(render(spec, tmp_path / "cards.pdf"), RenderedPaper)


@pytest.mark.parametrize(("place", "word"), [("file/cards.pdf", "不是文件夹"), ("none/cards.pdf", "没有这个文件夹")])
def test_a_place_where_no_file_can_be_is_one_chinese_sentence(tmp_path: Path, place: str, word: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    refusal = render(order(tmp_path, {"paper": "card", "items": [CARD]}), tmp_path / place)

    assert isinstance(refusal, Refusal)
    assert word in message(refusal.code, refusal.details).sentence


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 200_000])
def test_a_file_that_is_no_order_is_unreadable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "order.json").write_bytes(content)
    refusal = render(tmp_path / "order.json", tmp_path / "cards.pdf")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "paper_spec_unreadable"


def test_an_order_out_of_all_measure_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "order.json").open("wb") as file:
        file.truncate(LARGEST_ORDER + 1)
    refusal = render(tmp_path / "order.json", tmp_path / "cards.pdf")

    assert isinstance(refusal, Refusal)
    assert refusal.code == "paper_spec_unreadable"


def test_a_missing_order_is_unreadable(tmp_path: Path) -> None:
    assert isinstance(render(tmp_path / "nothing.json", tmp_path / "cards.pdf"), Refusal)


def test_the_running_application_is_used() -> None:
    assert ensure_qt() is ensure_qt()


def test_the_command_line_renders_without_a_display(tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    spec, out = order(tmp_path, {"paper": "card", "sheet": "cr80", "items": [CARD]}), tmp_path / "cards.pdf"

    done = subprocess.run(
        [sys.executable, "-m", "fieldapp", "papers", "render", str(spec), str(out)],
        cwd=Path(__file__).parents[2],
        env=plain,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert codes(pictures(out.read_bytes())[0]) == [TOKEN]
