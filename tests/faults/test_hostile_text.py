"""Any text a person, a company or a phone can send: refused with a sentence, or the same at the centre and on paper."""

import csv
import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from fieldapp.documents.rolls import RollFacts, RollRow, approval_roll
from fieldapp.domain.holdable import LONGEST, holdable
from fieldapp.domain.ids import RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.files.text_tables import disarmed, harmless, write_csv
from fieldapp.files.workbooks import write_table
from fieldapp.messages import catalogue
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.voids import VoidRecord, void_record
from sync.hub.store import tables
from tests.faults.drill import Rounds
from tests.support.desk import ORGANISATIONS, REGION, Desk, draft, set_up
from tests.support.hostile_text import hostile_texts
from tests.support.loopback_hub import CentreDesk, furnish, open_for_test, served
from tests.support.wires import join, sync

pytestmark = pytest.mark.faults

AT_ONCE = 60


class Line:
    """A laptop joined to a centre over a real socket."""

    def __init__(self, desk: Desk, hub: CentreDesk, url: str) -> None:
        self.desk, self.hub, self._url = desk, hub, url
        join(desk.application, url, hub.code(REGION))

    def sync(self) -> None:
        summary = sync(self.desk.application, self._url)
        assert summary.problem is None, summary

    def at_centre(self) -> dict[str, dict[str, Any]]:
        """Return the bodies the centre keeps, by record."""
        with self.hub.centre.store.read() as connection:
            kept = connection.execute(sa.select(tables.envelope.c.raw)).scalars()
            said = [json.loads(one) for one in kept]
        return {one["rec"]: one["body"] for one in said if one["sch"] == "enrollment/1"}


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with ExitStack() as stack:
        desk = set_up(tmp_path / "laptop")
        stack.callback(desk.application.close)
        centre = open_for_test(tmp_path / "hub.db")
        stack.callback(centre.store.close)
        port = stack.enter_context(served(centre))
        yield Line(desk, furnish(centre, ORGANISATIONS, "county"), f"http://127.0.0.1:{port}")


def any_text(chance: random.Random) -> str:
    """Return a text of any characters, most of them from the corners."""
    corners = ((0, 0x20), (0x7F, 0xA0), (0x2000, 0x2070), (0x4E00, 0x9FFF), (0xD800, 0xE100), (0xFE00, 0x10000),
               (0x20000, 0x323B0), (0xE0000, 0xE0200), (0, 0x110000))  # fmt: skip
    return "".join(chr(chance.randrange(*chance.choice(corners))) for _ in range(chance.choice((1, 3, 20, 300))))


def test_hostile_text_comes_through_or_is_refused(line: Line, tmp_path: Path) -> None:
    known, desk = hostile_texts(), line.desk
    whole = -(-len(known) // AT_ONCE)
    rounds, lost, said = Rounds("hostile_text", whole, 2_000), list[str](), Counter[str]()

    for number, chance in rounds:
        texts = known[number * AT_ONCE : (number + 1) * AT_ONCE] or tuple(any_text(chance) for _ in range(AT_ONCE))
        kept = dict[RecordId, str]()
        for place, text in enumerate(texts):
            outcome = told(desk, number * AT_ONCE + place + 1, text, kept)
            said[outcome] += 1
            lost += [f"{number}.{place}: {outcome}"] if outcome not in ("kept", *catalogue()) else []
        line.sync()
        centre, read = line.at_centre(), desk.application.read
        for rec, text in kept.items():
            details = read.details(rec)
            here, there = details and (details.employer or ""), centre[rec]["person"].get("employer", "")
            lost += [f"{number}: {text[:40]!r} is {here!r} here, {there!r} there"] if {here, there} != {text} else []
        lost += [f"{number}: {fault}" for fault in on_paper(tmp_path, tuple(kept.values()))]
        assert read.figures(desk.event).pending == 0

    with line.hub.centre.store.read() as connection:
        refused = connection.execute(sa.select(sa.func.count()).select_from(tables.quarantine)).scalar_one()
    rounds.report(lost, said=dict(said), quarantined=refused)
    assert lost == []
    assert refused == 0


def told(desk: Desk, serial: int, text: str, kept: dict[RecordId, str]) -> str:
    """Type a text as name, as employer and as a reason; note what was kept of it as employer."""
    app = desk.application
    as_name = draft(serial, name=text)
    app.execute(save_draft, SaveDraft(draft=as_name, event=desk.event, operator=desk.operator))
    named = app.execute(confirm, ConfirmApplication(draft=as_name, event=desk.event, operator=desk.operator))
    form = draft(serial + 6_000, employer=text)
    result = app.execute(confirm, ConfirmApplication(draft=form, event=desk.event, operator=desk.operator))
    app.read.search(text[:60])
    if not isinstance(named, Refusal):
        command = VoidRecord(rec=RecordId(named.rec), reason=text, event=desk.event, operator=desk.supervisor)
        app.execute(void_record, command)
    if isinstance(result, Refusal):
        return result.code
    held = holdable(text)
    assert not isinstance(held, Refusal)
    kept[RecordId(result.rec)] = held.strip()
    return "kept"


def on_paper(folder: Path, texts: tuple[str, ...]) -> list[str]:
    """Write texts into a workbook, a CSV file and a roll; return what is not the same when it is read again."""
    write_table(folder / "t.xlsx", ["文字"], [[text] for text in texts])
    sheet = openpyxl.load_workbook(BytesIO((folder / "t.xlsx").read_bytes())).worksheets[0]
    read = [sheet.cell(row, 1).value or "" for row in range(2, len(texts) + 2)]
    wrong = [f"xlsx {a[:40]!r} {str(b)[:40]!r}" for a, b in zip(texts, read, strict=True) if _plain(a) != str(b)]
    write_csv(folder / "t.csv", ["文字"], [[text] for text in texts])
    with (folder / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        fields = [row[0] if row else "" for row in csv.reader(file)][1:]
    wrong += [f"csv {a[:40]!r} {b[:40]!r}" for a, b in zip(texts, fields, strict=True) if disarmed(a) != b]
    rows = tuple(RollRow(name=text[:200], employer=text[:200], number="1") for text in texts)
    roll = approval_roll(RollFacts(number="1", union="工会", event="活动", date=date(2026, 11, 22), rows=rows))
    return wrong + (["roll"] if isinstance(roll, Refusal) else [])


def _plain(text: str) -> str:
    return harmless(text)[:32_767]


def test_the_door_is_where_the_wire_wants_it() -> None:
    assert len(("\U00020000" * LONGEST).encode()) * 4 <= 64 * 1024
