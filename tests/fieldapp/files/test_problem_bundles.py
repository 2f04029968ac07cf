"""A problem bundle helps and names nobody, whatever was typed into the laptop or written to its log."""

import json
import logging
import zipfile
from pathlib import Path

import pytest

from fieldapp import logs
from fieldapp.files.problem_bundles import write_problem_bundle
from fieldapp.services.retention import PurgeDue, purge_due
from tests.support.canaries import CANARIES, looked_for
from tests.support.desk import copied_desk
from tests.support.everywhere import fill_every_corner


@pytest.fixture
def kept_log(tmp_path):
    logs.configure(tmp_path / "logs")
    yield tmp_path / "logs"
    root = logging.getLogger("fieldapp")
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.propagate = True


def content_of(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_bundle_of_a_laptop_full_of_people_names_none(tmp_path, kept_log):
    bird = CANARIES[0]
    with copied_desk(tmp_path / "desk") as desk:
        fill_every_corner(desk)
        desk.refused(purge_due, PurgeDue(operator=desk.supervisor))
        for word in (bird.name, bird.document_no, bird.phone, f"UM1:{bird.document_no}"):
            logging.getLogger("fieldapp.jobs").warning("row %s of %r", word, {"name": word})
        try:
            raise ValueError(bird.name)
        except ValueError:
            logging.getLogger("fieldapp.jobs").exception("work failed for %s", bird.phone)
        parts = desk.application.read.problem_parts()
    bundle = tmp_path / "out.zip"

    write_problem_bundle(bundle, kept_log, parts)

    found = content_of(bundle)
    everything = b"".join(found.values())
    assert [word for word in looked_for() if word in everything] == []
    assert b"work failed for <digits>" in found["log.txt"]
    assert b"ValueError" in found["log.txt"]
    assert json.loads(found["counts.json"])["person"] == 1
    assert json.loads(found["codes.json"])["facts"]["enrollment"] == 1
    assert b"CREATE TABLE person" in found["schema.sql"]
    assert json.loads(found["about.json"])["fieldapp"]


def test_line_of_an_older_log_is_redacted_on_its_way_out(tmp_path):
    (tmp_path / "fieldapp.log").write_text(f"2026-11-22T02:00:00.000Z INFO x {CANARIES[0].phone}\n", encoding="utf-8")
    bundle = tmp_path / "out.zip"

    write_problem_bundle(bundle, tmp_path, {})

    assert content_of(bundle)["log.txt"] == b"2026-11-22T02:00:00.000Z INFO x <digits>"


def test_bundle_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(OSError, match="out"):
        write_problem_bundle(tmp_path / "nowhere" / "out.zip", tmp_path, {})

    assert list(tmp_path.iterdir()) == []
