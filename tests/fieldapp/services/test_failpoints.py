"""Every use case is stopped at every statement it writes: nothing may stand half, and the next try works."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.handouts import MoveKind
from fieldapp.domain.scans import make_receipt_code
from fieldapp.services.approvals import ApproveMany, CloseApprovalWindow, approve_many, close_window
from fieldapp.services.blank_sheets import IssueSheets, issue_sheets
from fieldapp.services.cards import (
    HandOver,
    PrepareCard,
    PrepareReceipt,
    RecordPrinted,
    RecordSpoiled,
    hand_over,
    prepare,
    prepare_receipt,
    record_printed,
    record_spoiled,
)
from fieldapp.services.closing import MakeRolls, SeePaper, make_rolls, see_paper
from fieldapp.services.corrections import ReviseApplication, revise
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.events import (
    CloseEvent,
    CreateEvent,
    OpenEvent,
    ReviseEvent,
    close_event,
    create_event,
    open_event,
    revise_event,
)
from fieldapp.services.handouts import HandOut, HandOutByCard, hand_out, hand_out_by_card
from fieldapp.services.people_at_work import AddOperator, RetireOperator, add_operator, retire_operator
from fieldapp.services.print_queue import (
    CancelJobs,
    DoubtJobs,
    MarkSent,
    ReturnToQueue,
    cancel_jobs,
    doubt_jobs,
    mark_sent,
    return_to_queue,
)
from fieldapp.services.roster_imports import ImportRoster, import_roster
from fieldapp.services.rosters import CheckIn, SignedList, check_in, record_signed_list
from fieldapp.services.settings import ChangeSetting, change_setting
from fieldapp.services.stock import MoveStock, move_stock
from fieldapp.services.transfers import BeginTransfer, TurnIntoTransfer, begin_transfer, turn_into_transfer
from fieldapp.services.voids import UndoLast, VoidRecord, undo_last, void_record
from fieldapp.store.tables import metadata
from tests.support.desk import OTHER_UNION, copied_desk, draft, enroll, outcome_body, roster_row
from tests.support.desk import event as meeting


class Stopped(Exception):
    """The laptop died here."""


@contextmanager
def stopping_at(desk, place: int) -> Iterator[None]:
    """Raise before the writer's statement number ``place``."""
    seen = 0

    def count(*_):
        nonlocal seen
        seen += 1
        if seen == place:
            raise Stopped

    engine = desk.application._store.database._writer
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)


def everything(desk):
    """Return every row of every table."""
    with desk.application._store.database.reading() as connection:
        names = [*sorted(metadata.tables), "search_person"]
        return {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in names}


class Scene:
    """A delegated event where every use case has something to work on."""

    def __init__(self, desk):
        self.desk = desk
        self.who = {"event": desk.event, "operator": desk.operator}
        self.boss = {"event": desk.event, "operator": desk.supervisor}
        self.member = enroll(desk, 1).rec
        self.card = self.prepared(self.member)
        desk.must(record_printed, RecordPrinted(job=self.card, operator=desk.operator))
        self.other = enroll(desk, 2).rec
        self.queued = self.prepared(self.other)
        self.sent = self.prepared(enroll(desk, 5).rec)
        desk.must(mark_sent, MarkSent(jobs=(self.sent,), printer="HP", operator=desk.operator))
        self.roster = desk.must(
            import_roster,
            ImportRoster(
                company="x", file_name="x", file_digest="x", rows=(roster_row(8), roster_row(9)), **self.filled
            ),
        ).roster
        self.rows = tuple(row.id for row in desk.application.read.roster_rows(self.roster))
        desk.must(close_window, CloseApprovalWindow(**self.boss))
        self.duplicate = enroll(desk, 3).rec
        desk.feed(("outcome", outcome_body(self.duplicate, "duplicate")))
        unsigned = ConsentAct(method=ConsentMethod.SHEET)
        accepted = enroll(desk, 4, consent=unsigned)
        self.waiting, self.paper = accepted.rec, make_receipt_code(accepted.number)
        desk.open_window()
        self.consent = ConsentAct(method=ConsentMethod.PHONE, reference="4821")

    @property
    def filled(self):
        return {"defaults": {"employment": "platform", "region": "150203"}, **self.who}

    def prepared(self, rec):
        return self.desk.must(prepare, PrepareCard(rec=rec, **self.who)).job


USE_CASES = {
    "confirm": lambda s: (confirm, ConfirmApplication(draft=draft(20), **s.who)),
    "begin_transfer": lambda s: (
        begin_transfer,
        BeginTransfer(draft=draft(1, union=OTHER_UNION), reason="调动", strength=MatchStrength.LOCAL, **s.who),
    ),
    "begin_transfer_from_elsewhere": lambda s: (
        begin_transfer,
        BeginTransfer(draft=draft(30), reason="调动", strength=MatchStrength.FILTER, **s.who),
    ),
    "turn_into_transfer": lambda s: (turn_into_transfer, TurnIntoTransfer(rec=s.duplicate, reason="已是会员", **s.who)),
    "revise": lambda s: (revise, ReviseApplication(rec=s.member, changed={"name": "张建军"}, reason="", **s.who)),
    "void_record": lambda s: (void_record, VoidRecord(rec=s.member, reason="错", **s.boss)),
    "undo_last": lambda s: (undo_last, UndoLast(**s.who)),
    "approve_many": lambda s: (approve_many, ApproveMany(approver="白音", recs=(s.waiting,), **s.boss)),
    "prepare": lambda s: (prepare, PrepareCard(rec=s.member, reason="遗失", **s.who)),
    "prepare_receipt": lambda s: (prepare_receipt, PrepareReceipt(rec=s.waiting, **s.who)),
    "mark_sent": lambda s: (mark_sent, MarkSent(jobs=(s.queued,), printer="HP", operator=s.desk.operator)),
    "record_printed": lambda s: (record_printed, RecordPrinted(job=s.queued, operator=s.desk.operator)),
    "return_to_queue": lambda s: (return_to_queue, ReturnToQueue(jobs=(s.sent,), operator=s.desk.operator)),
    "doubt_jobs": lambda s: (doubt_jobs, DoubtJobs(jobs=(s.sent,), operator=s.desk.operator)),
    "cancel_jobs": lambda s: (cancel_jobs, CancelJobs(jobs=(s.queued, s.sent), operator=s.desk.operator)),
    "record_spoiled": lambda s: (record_spoiled, RecordSpoiled(job=s.sent, reason="卡纸", operator=s.desk.operator)),
    "hand_over": lambda s: (hand_over, HandOver(rec=s.member, **s.who)),
    "hand_out": lambda s: (hand_out, HandOut(rec=s.member, item="gift", **s.who)),
    "hand_out_by_card": lambda s: (
        hand_out_by_card,
        HandOutByCard(number="150000000017", name="王秀兰", item="gift", is_verified=True, **s.who),
    ),
    "issue_sheets": lambda s: (issue_sheets, IssueSheets(count=3, **s.who)),
    "move_stock": lambda s: (move_stock, MoveStock(item="gift", kind=MoveKind.RECEIVED, qty=10, **s.who)),
    "import_roster": lambda s: (
        import_roster,
        ImportRoster(company="y", file_name="y", file_digest="y", rows=(roster_row(40),), **s.filled),
    ),
    "check_in": lambda s: (check_in, CheckIn(row=s.rows[0], consent=s.consent, **s.who)),
    "record_signed_list": lambda s: (
        record_signed_list,
        SignedList(roster=s.roster, sheet="US1:1", rows=s.rows, **s.boss),
    ),
    "create_event": lambda s: (create_event, CreateEvent(event=meeting(), operator=s.desk.supervisor)),
    "revise_event": lambda s: (
        revise_event,
        ReviseEvent(
            name="夜场",
            place="",
            starts=meeting().starts,
            ends=meeting().ends,
            target=None,
            items=(),
            **s.boss,
        ),
    ),
    "see_paper": lambda s: (see_paper, SeePaper(code=s.paper, **s.who)),
    "make_rolls": lambda s: (make_rolls, MakeRolls(**s.boss)),
    "close_event": lambda s: (close_event, CloseEvent(**s.boss)),
    "add_operator": lambda s: (
        add_operator,
        AddOperator(name="王芳", role="operator", pin="1357", operator=s.desk.supervisor),
    ),
    "retire_operator": lambda s: (retire_operator, RetireOperator(who=s.desk.operator, operator=s.desk.supervisor)),
    "save_draft": lambda s: (save_draft, SaveDraft(draft=draft(50), **s.who)),
    "change_setting": lambda s: (
        change_setting,
        ChangeSetting(name="theme", value="dark", operator=s.who["operator"]),
    ),
}


@pytest.mark.parametrize("name", sorted(USE_CASES))
def test_use_case_stopped_anywhere_leaves_nothing_and_works_afterwards(tmp_path, name):
    with copied_desk(tmp_path, ApprovalPolicy.DELEGATED) as desk:
        scene = Scene(desk)
        use_case, command = USE_CASES[name](scene)
        before = everything(desk)
        stops = 0
        for place in range(1, 500):
            try:
                with stopping_at(desk, place):
                    desk.must(use_case, command)
                break
            except Stopped:
                stops += 1
                assert everything(desk) == before, f"something stands half after statement {place}"

        assert stops > 1
        assert everything(desk) != before
        assert desk.application.audit_fault() is None


def test_reopened_event_is_stopped_safely_too(tmp_path):
    with copied_desk(tmp_path) as desk:
        desk.must(close_event, CloseEvent(event=desk.event, operator=desk.supervisor))
        before = everything(desk)
        with pytest.raises(Stopped), stopping_at(desk, 8):
            desk.must(open_event, OpenEvent(event=desk.event, operator=desk.supervisor, reason="补登"))

        assert everything(desk) == before
