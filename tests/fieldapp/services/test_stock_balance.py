"""However a day goes, pieces that came are on the table, with people, elsewhere, or broken (property)."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.domain.handouts import BLANK_CARD, MoveKind
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import PrintState
from fieldapp.services.cards import PrepareCard, RecordPrinted, RecordSpoiled, prepare, record_printed, record_spoiled
from fieldapp.services.handouts import HandOut, HandOutByCard, hand_out, hand_out_by_card
from fieldapp.services.print_queue import MarkSent, ReturnToQueue, mark_sent, return_to_queue
from fieldapp.services.stock import MoveStock, move_stock
from tests.support.desk import begin_another, enroll

ITEM, PEOPLE = "gift_bag", 3
moves = st.tuples(st.just("move"), st.sampled_from(MoveKind), st.integers(1, 9), st.sampled_from((ITEM, BLANK_CARD)))
gifts = st.tuples(st.just("give"), st.integers(0, PEOPLE - 1), st.booleans())
cards = st.tuples(
    st.just("card"), st.integers(0, PEOPLE - 1), st.sampled_from(("printed", "spoiled", "nothing", "file"))
)
days = st.lists(st.one_of(moves, gifts, cards), max_size=10)


class Day:
    """One event of a desk whose people are members, and beside it what was counted by hand."""

    def __init__(self, desk) -> None:
        self.desk = desk
        begin_another(desk)
        self.counted = {item: dict.fromkeys((*MoveKind, "gone"), 0) for item in (ITEM, BLANK_CARD)}

    @property
    def who(self):
        return {"event": self.desk.event, "operator": self.desk.operator}

    def do(self, step) -> None:
        getattr(self, step[0])(*step[1:])

    def move(self, kind, qty, item) -> None:
        self.desk.must(move_stock, MoveStock(item=item, kind=kind, qty=qty, note="盘点", **self.who))
        self.counted[item][kind] += qty

    def give(self, person, is_by_card) -> None:
        if is_by_card:
            holder = {"number": f"15000000000{person}", "name": f"外来{person}", "is_verified": True}
            result = self.desk.application.execute(hand_out_by_card, HandOutByCard(item=ITEM, **holder, **self.who))
        else:
            result = self.desk.application.execute(hand_out, HandOut(rec=self.desk.recs[person], item=ITEM, **self.who))
        self.counted[ITEM]["gone"] += not isinstance(result, Refusal)

    def card(self, person, ending) -> None:
        desk, about = self.desk, self.who
        job = desk.must(prepare, PrepareCard(rec=desk.recs[person], reason="补打", **about)).job
        if ending == "file":
            desk.must(record_printed, RecordPrinted(job=job, operator=desk.operator, printer="PDF"))
            return
        desk.must(mark_sent, MarkSent(jobs=(job,), printer="HP", operator=desk.operator))
        if ending == "printed":
            desk.must(record_printed, RecordPrinted(job=job, operator=desk.operator, printer="HP"))
            self.counted[BLANK_CARD]["gone"] += 1
        elif ending == "spoiled":
            desk.must(record_spoiled, RecordSpoiled(job=job, reason="卡纸", operator=desk.operator))
            self.counted[BLANK_CARD][MoveKind.SPOILT] += 1
        else:
            desk.must(return_to_queue, ReturnToQueue(jobs=(job,), operator=desk.operator))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=days)
def test_every_piece_is_somewhere(delegated, steps):
    if not hasattr(delegated, "recs"):
        delegated.recs = [enroll(delegated, serial).rec for serial in range(1, PEOPLE + 1)]
    day = Day(delegated)

    for step in steps:
        day.do(step)

    for item, counted in day.counted.items():
        found = next(one for one in delegated.application.read.stock(delegated.event) if one.item == item)
        assert (found.received, found.returned) == (counted["received"], counted["returned"])
        assert (found.moved_out, found.spoilt, found.handed_out) == (
            counted["moved_out"],
            counted["spoilt"],
            counted["gone"],
        )
        on_table = found.received + found.returned - found.handed_out - found.moved_out - found.spoilt
        assert found.left == on_table
    jobs = delegated.application.read.print_jobs(delegated.event)
    unconfirmed = sum(job.state is PrintState.UNKNOWN for job in jobs)
    assert delegated.application.read.close_out(delegated.event).unconfirmed == unconfirmed
