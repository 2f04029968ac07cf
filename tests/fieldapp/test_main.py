"""The command line: what is called, what it prints and with which status it ends."""

import json
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.__main__ import EXIT_REFUSED, EXIT_TROUBLE, EXIT_USAGE, main
from fieldapp.services.events import CloseEvent, close_event
from fieldapp.store.backups import backups_in
from resources import resource
from sync.hub.services.audit_heads import ToldHead, as_json
from tests.support.desk import PASSPHRASE, Desk, copied_desk, enroll
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
        ["papers", "render"],
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


@pytest.fixture
def card_key(tmp_path: Path) -> Path:
    key = tmp_path / "key.pem"
    key.write_bytes(
        Ed25519PrivateKey.generate()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return key


@pytest.mark.parametrize("text", ["UM1:XX", "hello", "", "UM1:" + "0" * 5000, "missing.png"])
def test_a_text_that_is_no_card_is_red(text: str, card_key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["card", "verify", text, "--key", str(card_key), "--json"])

    assert status == 2
    assert json.loads(capsys.readouterr().out)["verdict"] == "red"


def test_a_picture_that_is_none_is_red_with_a_sentence(
    tmp_path: Path, card_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "card.png"
    picture.write_bytes(b"no picture")

    status = main(["card", "verify", str(picture), "--key", str(card_key), "--json"])

    said = capsys.readouterr()
    assert status == 2
    assert json.loads(said.out) == {"verdict": "red", "code": "picture_unreadable", "profile": None, "claims": None}
    assert "card.png" in said.err


def test_a_key_that_is_none_is_trouble_and_no_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "key.pem"
    key.write_text("no key")

    status = main(["card", "verify", "UM1:XX", "--key", str(key), "--json"])

    said = capsys.readouterr()
    assert status == EXIT_TROUBLE
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1


SAMPLES = sorted(path for path in resource("data", "samples", "rosters").iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("roster", SAMPLES, ids=lambda path: path.name)
def test_a_sample_roster_is_judged_row_by_row(roster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = json.loads((ROOT / "tests/data/rosters" / f"{roster.stem}.expected.json").read_text(encoding="utf-8"))

    status = main(["roster", "check", str(roster), "--today", "2026-11-22", "--json"])

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows == expected
    assert status == int(any(row["outcome"] == "reject" for row in expected))


def test_people_on_other_sheets_are_never_passed_over_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, roster = openpyxl.Workbook(), tmp_path / "r.xlsx"
    for name, number in (("货车司机", "150602198506150044"), ("快递员", "150203200001011238")):
        sheet = book.create_sheet(name)
        sheet.append(["姓名", "身份证号", "手机"])
        sheet.append(["甲某", number, "13912345678"])
    book.save(roster)

    assert main(["roster", "check", str(roster), "--today", "2026-11-22", "--json"]) == 0
    first = capsys.readouterr()
    assert main(["roster", "check", str(roster), "--today", "2026-11-22", "--json", "--sheet", "快递员"]) == 0
    second = capsys.readouterr()

    assert "快递员" in first.err
    assert [json.loads(one.out)["group"] for one in (first, second)] == ["truck", "courier"]


def test_an_unknown_group_is_answered_with_the_legal_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,身份证号,手机,工种\n甲某,150602198506150044,13912345678,厨师\n", encoding="utf-8")

    assert main(["roster", "check", str(roster), "--today", "2026-11-22"]) == 1

    said = capsys.readouterr().out
    assert "货车司机" in said
    assert "…" not in said


def test_a_roster_is_read_aloud_without_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(["roster", "check", str(SAMPLES[-1]), "--today", "2026-11-22"])

    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("第 ") for line in lines)
    assert [line for line in lines if "退回" in line and ":" not in line] == []
    assert any("退回" in line for line in lines)


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A laptop whose program is closed, with one person on it; the passphrase comes by standard input."""
    with copied_desk(tmp_path / "laptop") as desk:
        enroll(desk, 1)
    monkeypatch.setenv("FIELDAPP_HOME", str(tmp_path / "laptop"))
    monkeypatch.setattr(sys, "stdin", StringIO(f"{PASSPHRASE}\n"))
    return desk


def test_a_backup_is_made_and_checked(laptop: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(tmp_path / "stick"), "--json"]) == 0

    said = json.loads(capsys.readouterr().out)
    (made,) = backups_in(tmp_path / "stick")
    assert said["folder"] == str(made.folder)
    assert said["facts"] == made.facts > 0


def test_the_audit_log_is_verified(laptop: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--json"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert said["good"] is True
    assert said["entries"] > 3
    assert said["fault"] is None


def test_a_changed_audit_row_is_named(laptop: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    laptop.reopen()
    database = laptop.application._store.database
    with database.writing() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE audit SET operator = 'nobody' WHERE n = 3")
    laptop.application.close()

    assert main(["audit", "verify", "--json"]) == 1

    assert json.loads(capsys.readouterr().out)["fault"] == {"first": 3, "last": 3, "why": "row_changed"}


def heads_file(laptop: Desk, folder: Path) -> Path:
    """Close the event, so that the centre is told, and write the file as the centre does."""
    laptop.reopen()
    laptop.must(close_event, CloseEvent(event=laptop.event, operator=laptop.supervisor))
    (signed,) = laptop.application.read.audit_heads()
    body = json.loads(signed.protected)["body"]
    told = ToldHead(
        env="e", dev=laptop.application.signer.device, n=body["n"], head=body["head"], operator="o", received_at=1,
        alone=None,
    )  # fmt: skip
    laptop.application.close()
    file = folder / "heads.json"
    file.write_text(as_json((told,)))
    return file


def cut_audit(laptop: Desk, rows: int) -> None:
    laptop.reopen()
    with laptop.application._store.database.writing() as connection, connection.begin():
        connection.exec_driver_sql("DELETE FROM audit WHERE n > ?", (rows,))
        connection.exec_driver_sql("UPDATE fact SET kind = 'withdrawal' WHERE kind = 'audit_head'")
    laptop.application.close()


def test_a_log_cut_short_is_named_by_the_heads_of_the_centre(
    laptop: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = heads_file(laptop, tmp_path)
    assert main(["audit", "verify", "--heads", str(file), "--json"]) == 0
    known = json.loads(capsys.readouterr().out)["known_at_centre"]
    cut_audit(laptop, 2)
    monkeypatch.setattr(sys, "stdin", StringIO(f"{PASSPHRASE}\n" * 3))
    assert main(["audit", "verify", "--json"]) == 0
    capsys.readouterr()

    assert main(["audit", "verify", "--heads", str(file), "--json"]) == 1

    said = json.loads(capsys.readouterr().out)
    assert said["known_at_centre"] == known > said["entries"]
    assert said["fault"] == {"first": said["entries"] + 1, "last": known, "why": "rows_missing"}
    assert main(["audit", "verify", "--heads", str(file)]) == 1
    assert f"中心知道到第 {known} 条" in capsys.readouterr().out


def test_a_file_without_heads_of_this_laptop_is_refused(
    laptop: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "h.json").write_text('{"heads": []}')

    assert main(["audit", "verify", "--heads", str(tmp_path / "h.json")]) == EXIT_REFUSED

    assert "没有本机的头部" in capsys.readouterr().err


def test_a_wrong_passphrase_opens_nothing(
    laptop: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("not the passphrase\n"))

    assert main(["audit", "verify"]) == EXIT_REFUSED

    assert capsys.readouterr().out == ""


def test_a_laptop_that_was_never_set_up_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIELDAPP_HOME", str(tmp_path))

    assert main(["backup", str(tmp_path / "stick")]) == EXIT_TROUBLE

    assert "还没有数据" in capsys.readouterr().err


def test_a_problem_bundle_is_written(laptop: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.demo.self_test.run_checks", lambda: ())
    out = tmp_path / "problem.zip"

    assert main(["problem-bundle", str(out), "--passphrase-stdin"]) == 0

    with zipfile.ZipFile(out) as bundle:
        assert json.loads(bundle.read("counts.json"))["person"] == 1
        assert "self-test.txt" in bundle.namelist()


def test_a_problem_bundle_needs_no_passphrase(laptop: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.demo.self_test.run_checks", lambda: ())

    assert main(["problem-bundle", str(tmp_path / "problem.zip")]) == 0
    assert main(["problem-bundle", str(tmp_path / "nowhere" / "problem.zip")]) == EXIT_TROUBLE


def test_an_order_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = tmp_path / "order.json"
    order.write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["papers", "render", str(order), str(order)])
    assert (ended.value.code, order.read_text(encoding="utf-8")) == (EXIT_USAGE, "{}")
    assert "清单" in capsys.readouterr().err


def test_an_error_nobody_foresaw_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1 would read as amber, and for a roster as some rows bad."""

    def broken(_arguments: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("fieldapp.__main__._card_verify", broken)
    assert main(["card", "verify", "x", "--key", "k.pem"]) == EXIT_TROUBLE
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_every_paper_is_listed_with_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["papers", "render", "--list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert "roll 批准花名册" in lines
    assert any(line.startswith("form ") for line in lines)
