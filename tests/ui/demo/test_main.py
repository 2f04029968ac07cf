"""Where a demonstration goes: into a folder of its own, and over nobody else's files."""

from pathlib import Path

import pytest

from fieldapp.errors import KnownError
from ui.demo import __main__ as demo


@pytest.fixture
def demonstrations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stop every demonstration once it has its folder."""
    told: list[str] = []

    def stop() -> None:
        told.append("begun")
        raise KnownError("demo_hub_failed")

    monkeypatch.setattr(demo.day, "application", stop)
    return told


def test_a_folder_with_other_things_is_left_alone(
    tmp_path: Path, demonstrations: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "papers.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "hub.db").write_bytes(b"mine")

    assert demo.main([str(tmp_path)]) == 1

    assert demonstrations == []
    assert "什么也没有删除" in capsys.readouterr().err
    assert {one.name for one in tmp_path.iterdir()} == {"papers.txt", "hub.db"}


def test_what_a_demonstration_left_is_cleared_by_the_next(tmp_path: Path, demonstrations: list[str]) -> None:
    out = tmp_path / "out"
    demo.main([str(out)])
    (out / "hub.db").write_bytes(b"old")

    demo.main([str(out)])

    assert demonstrations == ["begun", "begun"]
    assert [one.name for one in out.iterdir()] == [demo.MARK]


def test_a_place_where_no_folder_can_be_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_bytes(b"")

    assert demo.main([str(tmp_path / "file" / "out")]) == 1

    assert len(capsys.readouterr().err.splitlines()) == 1
