"""Every use case with something to work on: found in the services, each with one command that it accepts."""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any, TypeVar

from PIL import Image

from fieldapp import services
from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.handouts import MoveKind
from fieldapp.domain.ids import RecordId, RosterId
from fieldapp.domain.intentions import IntentionState
from fieldapp.domain.scans import make_receipt_code
from fieldapp.domain.views import OperatorRole
from fieldapp.services.approvals import (
    ApproveMany,
    CloseApprovalWindow,
    OpenApprovalWindow,
    approve_many,
    close_window,
    open_window,
)
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
from fieldapp.services.ceremonies import HandOnStage, PullCards, hand_on_stage, pull_cards
from fieldapp.services.closing import MakeRolls, SeePaper, make_rolls, see_paper
from fieldapp.services.consenting import KeepSignature, keep_signature
from fieldapp.services.corrections import ReviseApplication, ReviseTogether, revise, revise_together
from fieldapp.services.drafts import SaveDraft, save_draft
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.events import (
    CloseEvent,
    CreateEvent,
    JoinEvent,
    OpenEvent,
    ReviseEvent,
    close_event,
    create_event,
    join_event,
    open_event,
    revise_event,
)
from fieldapp.services.exports import NoteExport, note_export
from fieldapp.services.forms import PrepareForm, prepare_form
from fieldapp.services.four_eyes import ApproveBySecond, AskAlone, approve_by_second, ask_alone
from fieldapp.services.handouts import HandOut, HandOutByCard, hand_out, hand_out_by_card
from fieldapp.services.intentions import MoveIntention, NoteIntention, move_intention, note_intention
from fieldapp.services.key_notes import KeyChange, NoteKeyChange, note_key_change
from fieldapp.services.paper_sets import BeginPaperSet, EndPaperSet, begin_paper_set, end_paper_set
from fieldapp.services.people_at_work import (
    AddOperator,
    RetireOperator,
    SetPin,
    SwitchOperator,
    add_operator,
    retire_operator,
    set_pin,
    switch_operator,
)
from fieldapp.services.photographing import KeepPhoto, keep_photo
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
from fieldapp.services.retention import PurgeDue, purge_due
from fieldapp.services.reveals import RevealNumbers, reveal_numbers
from fieldapp.services.roster_exports import ExportRoster, export_roster
from fieldapp.services.roster_imports import DiscardRoster, ImportRoster, discard_roster, import_roster
from fieldapp.services.roster_mending import DropRows, MendRows, drop_rows, mend_rows
from fieldapp.services.rosters import CheckIn, SignedList, WalkIn, check_in, record_signed_list, walk_in
from fieldapp.services.settings import (
    ChangeSetting,
    SetHubAddress,
    SetPrintPolicy,
    change_setting,
    set_hub_address,
    set_print_policy,
)
from fieldapp.services.stock import MoveStock, move_stock
from fieldapp.services.transfers import BeginTransfer, TurnIntoTransfer, begin_transfer, turn_into_transfer
from fieldapp.services.voids import UndoLast, VoidRecord, undo_last, void_record
from fieldapp.services.withdrawing import WithdrawConsent, withdraw_consent
from tests.support.desk import OTHER_UNION, Desk, draft, enroll, outcome_body, roster_row
from tests.support.desk import event as meeting
from tests.support.due import look_together, make_due
from tests.support.signatures import SIGNED

Subject = TypeVar("Subject", bound=str)


def use_cases() -> Iterator[tuple[str, Callable[..., Any], type]]:
    """Find every use case of the services: a function of (command, uow, clock, ids)."""
    for found in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"{services.__name__}.{found.name}")
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != module.__name__ or name.startswith("_"):
                continue
            first, *rest = inspect.signature(function).parameters
            if first == "command" and len(rest) == 3:
                yield name, function, typing.get_type_hints(function)["command"]


class Scene:
    """A delegated event where every use case has something to work on."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.who: dict[str, Any] = {"event": desk.event, "operator": desk.operator}
        self.boss: dict[str, Any] = {"event": desk.event, "operator": desk.supervisor}
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
    def filled(self) -> dict[str, Any]:
        return {"defaults": {"employment": "platform", "region": "150203"}, **self.who}

    def prepared(self, rec: RecordId) -> str:
        return self.desk.must(prepare, PrepareCard(rec=rec, **self.who)).job

    def imported(self, digest: str, *rows: Any, **more: Any) -> RosterId:
        """Import another roster and return it."""
        listed = ImportRoster(company="z", file_name="z", file_digest=digest, rows=rows, **more, **self.filled)
        return self.desk.must(import_roster, listed).roster

    def rows_of(self, roster: str) -> tuple[str, ...]:
        """Return the rows of a roster."""
        return tuple(row.id for row in self.desk.application.read.roster_rows(roster))

    def to_fix(self) -> dict[str, Any]:
        """Import a row that waits to be mended; return how a command names it."""
        row = roster_row(60, "reject", codes=("group_unknown",), group="", written_group="装卸工")
        roster = self.imported("wrong", row)
        return {"roster": roster, "rows": self.rows_of(roster), "operator": self.desk.operator}

    def staged(self) -> str:
        """Let somebody sign a list beforehand and print their card; return the row."""
        roster = self.imported("stage", roster_row(61, seat="1排1座"))
        (row,) = self.rows_of(roster)
        signed = SignedList(roster=roster, sheet="000900", rows=(row,), **self.boss)
        rec = self.desk.must(record_signed_list, signed).results[0].rec
        self.desk.must(record_printed, RecordPrinted(job=self.prepared(rec), operator=self.desk.operator))
        return row

    def all_due(self) -> Desk:
        """Bring one record, and somebody who left a name, to the day on which they may be purged."""
        self.desk.must(note_intention, self.leaving_a_name())
        make_due(self.desk, self.member)
        self.desk.clock.forward(days=90)
        return self.desk

    def after(self, use_case: Any, command: Any) -> "Scene":
        """Do something first that the use case needs."""
        self.desk.must(use_case, command)
        return self

    def seen_by_two(self, act: GuardedAct, subject: Subject) -> Subject:
        """Let a second person say yes to an act on an id; return the id."""
        self.desk.second_look(act, subject)
        return subject

    def alone(self) -> "Scene":
        """Let everybody but the supervisor go."""
        return self.after(retire_operator, RetireOperator(who=self.desk.operator, operator=self.desk.supervisor))

    def stack(self) -> BeginPaperSet:
        """Return a stack of signed forms."""
        return BeginPaperSet(first="004410", last="004414", signed_on=date(2026, 11, 20), **self.who)

    def leaving_a_name(self) -> NoteIntention:
        """Return somebody without a document."""
        return NoteIntention(name="王秀兰", phone="13900000077", **self.who)


def photo() -> bytes:
    """Return a picture as the camera page makes them."""
    written = BytesIO()
    Image.new("RGB", (59, 83), (10, 20, 30)).save(written, "JPEG")
    return written.getvalue()


USE_CASES: dict[str, Callable[[Scene], tuple[Any, Any]]] = {
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
    "prepare_form": lambda s: (prepare_form, PrepareForm(rec=s.member, **s.boss)),
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
        SignedList(roster=s.roster, sheet="US1:777", rows=s.rows, **s.boss),
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
        AddOperator(name="王芳", role=OperatorRole.OPERATOR, pin="1357", operator=s.desk.supervisor),
    ),
    "retire_operator": lambda s: (retire_operator, RetireOperator(who=s.desk.operator, operator=s.desk.supervisor)),
    "save_draft": lambda s: (save_draft, SaveDraft(draft=draft(50), **s.who)),
    "change_setting": lambda s: (
        change_setting,
        ChangeSetting(name="theme", value="dark", operator=s.who["operator"]),
    ),
    "open_event": lambda s: (
        open_event,
        OpenEvent(reason="补登", **s.after(close_event, CloseEvent(**s.boss)).boss),
    ),
    "open_window": lambda s: (
        open_window,
        OpenApprovalWindow(approver="白音", **s.after(close_window, CloseApprovalWindow(**s.boss)).boss),
    ),
    "close_window": lambda s: (close_window, CloseApprovalWindow(**s.boss)),
    "join_event": lambda s: (
        join_event,
        JoinEvent(event=replace(meeting(), name="别处的活动"), operator=s.desk.supervisor),
    ),
    "revise_together": lambda s: (
        revise_together,
        ReviseTogether(recs=(s.member, s.other), changed={"employment": "labour"}, reason="", **s.who),
    ),
    "mend_rows": lambda s: (mend_rows, MendRows(values={"group": "truck"}, **s.to_fix())),
    "drop_rows": lambda s: (drop_rows, DropRows(**s.to_fix())),
    "discard_roster": lambda s: (
        discard_roster,
        DiscardRoster(roster=s.imported("half", roster_row(70), is_last=False), operator=s.desk.operator),
    ),
    "export_roster": lambda s: (
        export_roster,
        ExportRoster(roster=s.seen_by_two(GuardedAct.EXPORT_NUMBERS, s.roster), operator=s.desk.supervisor),
    ),
    "approve_by_second": lambda s: (
        approve_by_second,
        ApproveBySecond(
            act=GuardedAct.PURGE, subject="all", who=s.desk.operator, pin="2468", operator=s.desk.supervisor
        ),
    ),
    "ask_alone": lambda s: (
        ask_alone,
        AskAlone(act=GuardedAct.PURGE, subject="all", reason="只有我当班", operator=s.alone().desk.supervisor),
    ),
    "walk_in": lambda s: (walk_in, WalkIn(roster=s.roster, **s.who)),
    "hand_on_stage": lambda s: (hand_on_stage, HandOnStage(row=s.staged(), **s.who)),
    "pull_cards": lambda s: (pull_cards, PullCards(roster=s.roster, jobs=(s.card,), operator=s.desk.operator)),
    "keep_photo": lambda s: (keep_photo, KeepPhoto(jpeg=photo(), operator=s.desk.operator)),
    "keep_signature": lambda s: (keep_signature, KeepSignature(signature=SIGNED, operator=s.desk.operator)),
    "begin_paper_set": lambda s: (begin_paper_set, s.stack()),
    "end_paper_set": lambda s: (end_paper_set, EndPaperSet(**s.after(begin_paper_set, s.stack()).who)),
    "note_intention": lambda s: (note_intention, s.leaving_a_name()),
    "move_intention": lambda s: (
        move_intention,
        MoveIntention(
            intention=s.desk.must(note_intention, s.leaving_a_name()).subject,
            state=IntentionState.CALLED,
            operator=s.desk.operator,
        ),
    ),
    "note_export": lambda s: (
        note_export,
        NoteExport(what="day_report", subject=s.desk.event, rows=3, operator=s.desk.operator),
    ),
    "purge_due": lambda s: (purge_due, PurgeDue(operator=look_together(s.all_due()))),
    "withdraw_consent": lambda s: (
        withdraw_consent,
        WithdrawConsent(rec=s.waiting, purposes=("membership",), **s.who),
    ),
    "reveal_numbers": lambda s: (reveal_numbers, RevealNumbers(rec=s.member, operator=s.desk.supervisor)),
    "set_pin": lambda s: (set_pin, SetPin(who=s.desk.operator, pin="9753", operator=s.desk.supervisor)),
    "switch_operator": lambda s: (switch_operator, SwitchOperator(who=s.desk.operator, pin="2468")),
    "note_key_change": lambda s: (
        note_key_change,
        NoteKeyChange(change=KeyChange.CHANGED, operator=s.desk.supervisor, who=None),
    ),
    "set_hub_address": lambda s: (
        set_hub_address,
        SetHubAddress(address="https://centre.invalid", operator=s.desk.supervisor),
    ),
    "set_print_policy": lambda s: (set_print_policy, SetPrintPolicy(policy="never", operator=s.desk.supervisor)),
}
"""One case per use case; ``test_failpoints`` fails when one is missing."""
