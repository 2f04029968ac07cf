"""The hub's command line, and a hub as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import httpx
import openpyxl
import pytest
import sqlalchemy as sa

from fieldapp.domain.clock import SystemClock
from fieldapp.domain.facts import AuditHeadFact
from resources import resource
from sync.hub import failpoints
from sync.hub.cli import main
from sync.hub.store import accounts, leases
from sync.hub.store.engine import open_store
from sync.hub.store.server_state import RESTORE_GAP
from sync.hub.store.tables import delegation, enrol_code, envelope
from sync.protocol.devices import normalise_code
from sync.protocol.http_signature import sign_request
from tests.support.hub import REGION, FieldDevice, HubClock, enrollment, running_hub
from tests.support.people import People

ROOT = Path(__file__).parents[3]
ORGANISATIONS = str(resource("data", "samples", "organisations.csv"))


def run(url: str, *arguments: str) -> int:
    return main([arguments[0], "--database", url, *arguments[1:]])


def test_migrate_names_the_hub(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(sqlite_url, "migrate") == 0
    assert "generation 1" in capsys.readouterr().out


def test_code_is_printed_with_the_fingerprint(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(sqlite_url, "import-organisations", ORGANISATIONS)
    capsys.readouterr()
    run(sqlite_url, "enrol-code", "--region", REGION)

    code, fingerprint = capsys.readouterr().out.split()
    assert normalise_code(code) == code
    assert len(fingerprint) == 8


def test_user_gets_the_password_from_standard_input(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("a long password\n"))

    status = run(sqlite_url, "add-user", "乌云", "--password-stdin", "--union", "*", "--role", "admin")

    store = open_store(sqlite_url)
    with store.read() as connection:
        made = accounts.by_name(connection, "乌云")
    store.close()
    assert (status, capsys.readouterr().out) == (0, "乌云\n")
    assert made is not None
    assert (made.role, made.union) == ("admin", "*")


def test_short_password_is_refused_in_one_sentence(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIELDAPP_HUB_PASSWORD", "short")

    status = run(sqlite_url, "add-user", "乌云", "--union", "*", "--role", "admin")

    assert status == 2
    assert "密码太短" in capsys.readouterr().err


def test_user_of_an_unknown_union_is_refused(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FIELDAPP_HUB_PASSWORD", "a long password")
    run(sqlite_url, "import-organisations", ORGANISATIONS)

    status = run(sqlite_url, "add-user", "乌云", "--union", "ORG99999", "--role", "admin")

    assert status == 2
    assert "ORG99999" in capsys.readouterr().err


def test_organisations_and_a_delegation_come_in(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    statuses = (
        run(sqlite_url, "import-organisations", ORGANISATIONS),
        run(
            sqlite_url, "add-delegation", "东工发〔2026〕3号", "--union", "ORG00006", "--resolved-on", "2026-11-01",
            "--approver", "白音", "--approver", "苏和", "--valid-from", "2026-11-01", "--valid-to", "2026-12-31",
            "--maximum", "300",
        ),
    )  # fmt: skip

    store = open_store(sqlite_url)
    with store.read() as connection:
        approvers = connection.execute(sa.select(delegation.c.approvers)).scalar_one()
    store.close()
    assert statuses == (0, 0)
    assert approvers == ["白音", "苏和"]
    assert capsys.readouterr().out.splitlines()[0] == "207"


def test_unreadable_file_writes_nothing_and_says_why(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(sqlite_url, "import-members", str(tmp_path / "none.csv"))

    assert status == 2
    assert "文件读不了" in capsys.readouterr().err


def test_statistics_become_a_workbook(sqlite_url: str, tmp_path: Path) -> None:
    run(sqlite_url, "import-organisations", ORGANISATIONS)

    status = run(sqlite_url, "statistics", str(tmp_path / "s.xlsx"), "--from", "2026-01-01", "--to", "2026-11-22")

    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx").active
    assert status == 0
    assert sheet is not None
    assert "合计" in {row[0] for row in sheet.iter_rows(values_only=True)}


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files are the other systems'")
def test_what_a_hub_writes_is_read_by_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        url = f"sqlite:///{tmp_path / 'new.db'}"
        assert run(url, "import-organisations", ORGANISATIONS) == 0
        assert run(url, "statistics", str(tmp_path / "table.xlsx")) == 0
        written = [path for path in tmp_path.iterdir() if path.is_file()]
        assert {"new.db", "table.xlsx"} <= {path.name for path in written}
        assert [path.name for path in written if path.stat().st_mode & 0o077] == []
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


def test_wrong_database_address_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("mysql://nowhere", "migrate") == 2
    assert "数据库地址不对" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--union", "ORG99999"), "ORG99999"),
        (("--region", "999999"), "999999"),
        (("--hours", "0"), "7 天"),
        (("--hours", "169"), "7 天"),
        (("--hours", "-5"), "7 天"),
        (("--region", REGION), "import-organisations"),
    ],
)
def test_code_for_nowhere_or_no_time_is_refused_and_none_is_made(
    sqlite_url: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], said: str
) -> None:
    status = run(sqlite_url, "enrol-code", *arguments)

    store = open_store(sqlite_url)
    with store.read() as connection:
        made = connection.execute(sa.select(sa.func.count()).select_from(enrol_code)).scalar_one()
    store.close()
    assert (status, made) == (2, 0)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("hours", ["1", "168"])
def test_code_may_live_from_an_hour_to_a_week(sqlite_url: str, hours: str) -> None:
    run(sqlite_url, "import-organisations", ORGANISATIONS)
    assert run(sqlite_url, "enrol-code", "--hours", hours) == 0


def test_mistyped_folder_is_named_and_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = run(f"sqlite:///{tmp_path / 'nowhere' / 'hub.db'}", "migrate")

    assert status == 2
    assert "nowhere" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_new_generation_voids_codes_and_grants_above_the_old_one(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with running_hub(sqlite_url) as hub:
        old = hub.code(region=REGION)
        hub.device(1)

    status = run(sqlite_url, "raise-generation")

    assert (status, capsys.readouterr().out.split()[-1]) == (0, "2")
    with running_hub(sqlite_url) as hub:
        late = FieldDevice(hub, 2).enrol(old)
        device = hub.device(3)
        with hub.centre.store.read() as connection:
            first, second = (
                leases.of_device(connection, one)[0] for one in (FieldDevice(hub, 1).key.device, device.key.device)
            )
        assert (late.status_code, late.json()["code"]) == (403, "code_wrong")
        assert second.start > first.end + RESTORE_GAP - 1
        assert device.changes().gen == 2


@contextmanager
def served(url: str, *, failpoint: str = "") -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run ``serve`` as its own process and give its address."""
    environment = {**os.environ, failpoints.VARIABLE: failpoint, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "sync.hub.cli", "serve", "--database", url, "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[-1], process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def enrolled(url: str) -> FieldDevice:
    """Return a device that has enrolled, made before the process starts."""
    with running_hub(url, HubClock(SystemClock().now())) as hub:
        return hub.device()


def deliver(address: str, device: FieldDevice, body: bytes, batch: str, method: str = "POST") -> httpx.Response:
    """Send a batch (or ask for its answer) over a real socket."""
    path = "/v1/batches" if method == "POST" else f"/v1/batches/{batch}"
    headers = sign_request(
        method=method,
        url=address + path,
        body=body,
        idempotency_key=batch,
        created=int(datetime.now(UTC).timestamp()),
        signer=device.key,
    )
    with httpx.Client(timeout=30) as client:
        encoding = {"Content-Encoding": "gzip"} if body else {}
        return client.request(method, address + path, content=body, headers=headers | encoding)


def envelopes_in(url: str) -> int:
    store = open_store(url)
    with store.read() as connection:
        found = int(connection.execute(sa.select(sa.func.count()).select_from(envelope)).scalar_one())
    store.close()
    return found


def test_served_hub_answers_and_ends_cleanly(sqlite_url: str) -> None:
    with served(sqlite_url) as (address, process):
        reply = httpx.get(f"{address}/v1/info?nonce=1", timeout=30)
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=30)

    assert address.startswith("http://127.0.0.1:")
    assert json.loads(reply.json()["p"])["nonce"] == "1"
    assert status == 0


@pytest.mark.parametrize(("failpoint", "kept"), [(failpoints.AFTER_COMMIT, 1), (failpoints.BEFORE_COMMIT, 0)])
def test_hub_killed_around_the_commit_keeps_all_or_nothing(sqlite_url: str, failpoint: str, kept: int) -> None:
    device = enrolled(sqlite_url)
    batch = device.new_id()
    body = device.batch_body([device.fact(enrollment(People(1).person())).line()], batch)
    with served(sqlite_url, failpoint=failpoint) as (address, process):
        with pytest.raises(httpx.TransportError):
            deliver(address, device, body, batch)
        process.wait(timeout=30)
    after_kill = envelopes_in(sqlite_url)

    with served(sqlite_url) as (address, _):
        asked = deliver(address, device, b"", batch, "GET")
        again = deliver(address, device, body, batch)

    assert after_kill == kept
    assert asked.status_code == (200 if kept else 404)
    assert again.status_code == 200
    assert envelopes_in(sqlite_url) == 1
    if kept:
        assert asked.content == again.content


def test_file_that_is_no_database_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "junk.db"
    path.write_bytes(b"this is no database " * 400)

    assert run(f"sqlite:///{path}", "migrate") == 2

    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (("serve", "--port", "http"), "端口"),
        (("serve", "--port", "99999"), "端口"),
        (("statistics", "x.xlsx", "--from", "soon"), "日期"),
        (("add-user", "li", "--union", "*", "--role", "king"), "king"),
    ],
)
def test_wrong_call_is_one_sentence(
    sqlite_url: str, capsys: pytest.CaptureFixture[str], call: tuple[str, ...], word: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(sqlite_url, *call)

    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith("命令写错了")
    assert word in said
    assert len(said.splitlines()) == 1


def test_port_in_use_is_named(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(sqlite_url, "serve", "--port", port) == 2

    assert port in capsys.readouterr().err


def test_statistics_of_a_period_that_runs_backwards_are_refused(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "s.xlsx"

    assert run(sqlite_url, "statistics", str(out), "--from", "2026-12-01", "--to", "2026-11-01") == 2

    assert not out.exists()
    assert "日期先后颠倒" in capsys.readouterr().err


def test_database_server_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("postgresql+psycopg://nobody@127.0.0.1:1/none", "migrate") == 2

    assert "nobody" not in capsys.readouterr().err


def test_audit_heads_are_exported_for_laptops(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with running_hub(sqlite_url) as hub:
        device = hub.device()
        device.deliver(device.fact(AuditHeadFact(n=12, head="d" * 64)))
    capsys.readouterr()

    assert run(sqlite_url, "audit-heads", "--json") == 0
    (told,) = json.loads(capsys.readouterr().out)["heads"]
    assert (told["n"], told["head"], told["dev"]) == (12, "d" * 64, device.key.device)

    assert run(sqlite_url, "audit-heads", "--device", "nobody") == 0
    assert capsys.readouterr().out == ""
