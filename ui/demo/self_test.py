"""The program tries itself on this machine: store, fonts, paper and code, roster. Invented people only.

Everything happens in a folder of its own that is gone afterwards; the user's store is not touched.
Runs without a display, from the source and from the packaged folder.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from fieldapp.app import Application, FirstRun
from fieldapp.crypto.card_tokens import CardKey
from fieldapp.crypto.card_verification import verify_card_text
from fieldapp.crypto.key_slots import Cost
from fieldapp.crypto.trust import TrustedKey, TrustList
from fieldapp.documents.cards import CardFace, card_pages, sheets
from fieldapp.documents.fonts import missing
from fieldapp.domain.applications import ApplicationDraft, ConsentAct, ConsentMethod
from fieldapp.domain.clock import SystemClock
from fieldapp.domain.events import Event, JoinChannel
from fieldapp.domain.ids import EventId, OrganisationId
from fieldapp.domain.organisations import Organisation, OrganisationKind
from fieldapp.domain.ports import CardClaims
from fieldapp.domain.problems import Refusal
from fieldapp.errors import KnownError
from fieldapp.files.roster_check import check_file
from fieldapp.messages import message
from fieldapp.paths import under
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.events import CreateEvent, OpenEvent, create_event, open_event
from resources import resource

# The passphrase protects nothing but this folder, so guessing it may be cheap.
CHEAP = Cost(memory_kib=1024, time=1, parallelism=1)
PASSPHRASE = "self-test passphrase"
HOST = Organisation(
    id=OrganisationId("self-test"),
    name="自检工会",
    kind=OrganisationKind.FEDERATION,
    level=3,
    parent=None,
    region="150602",
)
DRAFT = ApplicationDraft(
    name="自检甲",
    document_no="11010519491231002X",  # the example number of GB 11643
    phone="13800138000",
    group="truck",
    employment="platform",
    region="150602",
    consent=ConsentAct(method=ConsentMethod.PEN),
)
RARE = "䶮㛃·𠮷𬭎"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check: what was tried, whether it went well, and what was seen."""

    name: str
    is_good: bool
    detail: str


class _FailedError(Exception):
    """A check came to a wrong result; the words say which."""


def run_checks() -> tuple[CheckResult, ...]:
    """Run all checks; one that fails does not keep the others from being tried."""
    checks: tuple[tuple[str, Callable[[Path], str]], ...] = (
        ("store", _check_store),
        ("fonts", _check_fonts),
        ("card", _check_card),
        ("roster", _check_roster),
    )
    with tempfile.TemporaryDirectory(prefix="fieldapp-") as folder:
        return tuple(_tried(name, check, Path(folder)) for name, check in checks)


def _tried(name: str, check: Callable[[Path], str], folder: Path) -> CheckResult:
    try:
        return CheckResult(name=name, is_good=True, detail=check(folder))
    except KnownError as trouble:
        return CheckResult(name=name, is_good=False, detail=message(trouble.code, trouble.details).sentence)
    except (_FailedError, ImportError, OSError) as trouble:
        # A packaged folder that lacks a library or a file shows itself here.
        return CheckResult(name=name, is_good=False, detail=str(trouble))


def _check_store(folder: Path) -> str:
    """Create a store, enroll one person, close, open again with the passphrase, find the person."""
    paths = under(folder / "home")
    first_run = FirstRun(passphrase=PASSPHRASE, device_name="self-test", supervisor="自检", organisations=(HOST,))
    created = Application.create(paths, first_run, cost=CHEAP)
    if isinstance(created, Refusal):
        raise _FailedError(created.code)
    number = _enroll_one(created.application)
    created.application.close()
    opened = Application.unlock(paths, PASSPHRASE)
    if isinstance(opened, Refusal):
        raise _FailedError(opened.code)
    try:
        if opened.outbox.count_pending() < 1:
            raise _FailedError("the enrolled person is not there")
    finally:
        opened.close()
    if paths.store.read_bytes()[:6] == b"SQLite":
        raise _FailedError("the store is not encrypted")
    return number


def _enroll_one(application: Application) -> str:
    now = application.clock.now()
    operator = application.read.operators()[0].id
    event = Event(
        id=EventId(application.ids.new()),
        name="自检",
        region="150602",
        place="",
        host=HOST.id,
        channel=JoinChannel.COLLECTIVE,
        starts=now - timedelta(hours=1),
        ends=now + timedelta(hours=8),
    )
    _done(application.execute(create_event, CreateEvent(event=event, operator=operator)))
    _done(application.execute(open_event, OpenEvent(event=event.id, operator=operator)))
    result = application.execute(confirm, ConfirmApplication(draft=DRAFT, event=event.id, operator=operator))
    if isinstance(result, Refusal):
        raise _FailedError(result.code)
    return result.number


def _done(result: object) -> None:
    if isinstance(result, Refusal):
        raise _FailedError(result.code)


def _check_fonts(_folder: Path) -> str:
    """Look for glyphs of common, minority and rare names."""
    lacking = missing([DRAFT.name, RARE, "0123456789ABCXYZ"])
    if lacking:
        raise _FailedError(f"no glyph for {' '.join(lacking)}")
    return f"{len(RARE)} rare characters"


def _check_card(folder: Path) -> str:
    """Sign a card, paint it into a PDF, look at the PDF, read the code, verify it."""
    key = CardKey.from_seed(os.urandom(32))
    now = SystemClock().now()
    path = folder / "card.pdf"
    _paint(_face(key, now), path)
    from ui.demo.codes import codes_in

    tokens = [text for text in codes_in(path) if text.startswith("UM1:")]
    if len(tokens) != 1:
        raise _FailedError(f"{len(tokens)} codes read from the PDF")
    trust = TrustList((TrustedKey(kid4=key.kid4.hex(), public=key.public),))
    verdict = verify_card_text(tokens[0], trust, now + timedelta(minutes=1))
    if verdict.verdict == "red":
        raise _FailedError(verdict.code)
    return f"{path.stat().st_size} bytes, {verdict.verdict}"


def _face(key: CardKey, now: datetime) -> CardFace:
    issued = int(now.timestamp())
    claims = CardClaims(
        issuer="15", issued=issued, expires=issued + 86400, number="150000000014", name=DRAFT.name, union="self-test"
    )
    return CardFace(
        name=DRAFT.name,
        number=claims.number,
        group_label="货车司机",
        union=HOST.name,
        joined=now.date(),
        token=key.card_token(claims),
    )


def _paint(face: CardFace, path: Path) -> None:
    if not os.environ.get("DISPLAY") and os.name == "posix":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from ui.printing import render_pdf

    application = QGuiApplication.instance() or QGuiApplication([])
    document = card_pages([face], sheets()["cr80"])
    refusal = document if isinstance(document, Refusal) else render_pdf(document, path)
    del application
    if refusal is not None:
        raise _FailedError(refusal.code)


def _check_roster(_folder: Path) -> str:
    """Read a sample roster in a child process and judge its rows."""
    path = resource("data", "samples", "rosters", "01_clean_truck.xlsx")
    checked = check_file(path, date(2026, 11, 22))
    if isinstance(checked, Refusal):
        raise _FailedError(checked.code)
    rows = tuple(checked.rows)
    if not rows or any(row.outcome == "reject" for row in rows):
        raise _FailedError(f"{len(rows)} rows, not all good")
    return f"{len(rows)} rows"
