"""Hypothesis drives a laptop through a long day; what must always hold is asked after every step."""

import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.facts import chain_link
from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.outcomes import Verdict, VerdictKind, Version
from fieldapp.domain.problems import Refusal
from fieldapp.services.corrections import ReviseApplication, revise
from fieldapp.services.enrollment import ConfirmApplication, confirm
from fieldapp.services.handouts import HandOut, hand_out
from fieldapp.services.voids import UndoLast, VoidRecord, undo_last, void_record
from tests.support.desk import copied_desk, draft, outcome_body

PEOPLE = st.integers(min_value=1, max_value=6)


class Laptop(RuleBasedStateMachine):
    """One desk with a model of what it acknowledged."""

    def __init__(self):
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="laptop-"))
        self.opened = copied_desk(self.root, ApprovalPolicy.DELEGATED)
        self.desk = self.opened.__enter__()
        self.live: dict[int, str] = {}
        self.numbers: list[str] = []
        self.gifts: set[int] = set()
        self.version = 0

    def teardown(self):
        self.opened.__exit__(None, None, None)
        shutil.rmtree(self.root, ignore_errors=True)

    def run(self, use_case, command):
        self.desk.clock.forward(seconds=20)
        return self.desk.application.execute(use_case, command)

    @property
    def who(self):
        return {"event": self.desk.event, "operator": self.desk.operator}

    @rule(person=PEOPLE)
    def enroll(self, person):
        result = self.run(confirm, ConfirmApplication(draft=draft(person), **self.who))
        if person in self.live:
            assert isinstance(result, Refusal)
            assert result.code == "already_enrolled"
        else:
            assert not isinstance(result, Refusal)
            assert result.number not in self.numbers
            self.numbers.append(result.number)
            self.live[person] = result.rec

    @rule(person=PEOPLE)
    def void(self, person):
        command = VoidRecord(
            rec=self.live.get(person, "none"), reason="错", event=self.desk.event, operator=self.desk.supervisor
        )
        result = self.run(void_record, command)
        if isinstance(result, Refusal) and result.code == "second_person_needed":  # it has left the laptop
            self.desk.second_look(GuardedAct.VOID_SENT, command.rec)
            result = self.run(void_record, command)
        assert isinstance(result, Refusal) is (person not in self.live)
        self.live.pop(person, None)

    @rule()
    def undo(self):
        result = self.run(undo_last, UndoLast(**self.who))
        if not isinstance(result, Refusal):
            self.live = {person: rec for person, rec in self.live.items() if rec != result.rec}

    @rule(person=PEOPLE, phone=st.integers(min_value=0, max_value=9))
    def correct(self, person, phone):
        changed = {"phone": f"1390000000{phone}"}
        self.run(revise, ReviseApplication(rec=self.live.get(person, "none"), changed=changed, reason="", **self.who))

    @rule(person=PEOPLE)
    def give(self, person):
        result = self.run(hand_out, HandOut(rec=self.live.get(person, "none"), item="gift", **self.who))
        is_given = not isinstance(result, Refusal)
        assert is_given is (person in self.live and person not in self.gifts)
        if is_given:
            self.gifts.add(person)

    @rule(person=PEOPLE, word=st.sampled_from(("pooled", "approved", "rejected", "duplicate")))
    def hear_from_the_centre(self, person, word):
        self.version += 1
        rec = self.live.get(person, "unknown record")
        self.desk.feed(("outcome", outcome_body(rec, word, n=self.version)))
        assert rec == "unknown record" or self.desk.application.read.timeline(rec).outcome == word

    @rule(kind=st.sampled_from((VerdictKind.ACCEPTED, VerdictKind.HELD, VerdictKind.DEFERRED)))
    def send(self, kind):
        outbox = self.desk.application.outbox
        entries = outbox.pending(5, 1 << 20)
        outbox.mark_in_flight("batch", tuple(entry.env for entry in entries))
        self.version += 1
        verdicts = (Verdict(env=one.env, verdict=kind, version=Version(1, self.version)) for one in entries)
        outbox.record_verdicts("batch", tuple(verdicts))
        assert outbox.in_flight() == {}

    @rule()
    def restart(self):
        self.desk.reopen()

    @rule()
    def lose_the_sidecar(self):
        (self.desk.paths.sidecar / "marks.json").unlink()
        self.desk.reopen()
        self.desk.grant_lease(start=1_000_000 + 1000 * len(self.numbers) + self.desk.cursor)

    @invariant()
    def chain_has_no_hole_and_no_fork(self):
        with self.desk.application._store.database.reading() as connection:
            chain = "SELECT inc, fact.seq, protected FROM fact JOIN incarnation USING (inc) ORDER BY n, fact.seq"
            rows = connection.exec_driver_sql(chain).all()
        last: dict[str, tuple[int, str | None]] = {}
        for row in rows:
            seq, head = last.get(row.inc, (0, None))
            assert row.seq == seq + 1
            assert json.loads(row.protected)["prev"] == head
            last[row.inc] = (row.seq, chain_link(row.protected))

    @invariant()
    def figures_agree_with_what_was_acknowledged(self):
        assert self.desk.application.read.figures(self.desk.event).applied == len(self.live)

    @invariant()
    def everybody_live_is_known(self):
        for person, rec in self.live.items():
            assert self.desk.application.read.known(draft(person).document_no).rec == rec

    @invariant()
    def audit_chain_holds(self):
        assert self.desk.application.audit_fault() is None


Laptop.TestCase.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLaptop = Laptop.TestCase
