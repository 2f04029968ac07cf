from fieldapp.domain.problems import Refusal
from fieldapp.services.batches import each
from fieldapp.services.enrollment import ConfirmApplication, confirm
from tests.support.commits import counted_writes
from tests.support.desk import draft, envelopes


def test_several_people_come_in_one_commit_and_the_refused_one_leaves_no_trace(desk):
    commands = [
        ConfirmApplication(draft=draft(serial), event=desk.event, operator=desk.operator) for serial in (1, 2, 1, 3)
    ]
    with counted_writes(desk) as writes:
        results = desk.application.execute(each(confirm), commands).results

    assert [isinstance(one, Refusal) for one in results] == [False, False, True, False]
    assert (writes.commits, writes.marks) == (1, 1)
    chain = [fact["seq"] for fact in envelopes(desk)]
    assert chain == list(range(1, len(chain) + 1))
    assert len(desk.application.read.recent(desk.event)) == 3
    assert desk.application.audit_fault() is None


def test_what_is_taken_back_alone_leaves_the_chain_where_it_was(desk):
    """The place in the chain is remembered within a commit; a part that wrote a fact and fell back moved nothing."""
    application = desk.application
    with application._store.transaction() as work:
        before = work.uow.facts.chain()
        with work.uow.part() as take_back:
            confirm(_command(desk, 1), work.uow, desk.clock, application.ids)
            take_back()
        assert work.uow.facts.chain() == before
        confirm(_command(desk, 2), work.uow, desk.clock, application.ids)
        work.keep()

    assert [fact["seq"] for fact in envelopes(desk)] == list(range(1, before.seq + 2))
    assert application._store.marks().seq == before.seq + 1


def _command(desk, serial):
    return ConfirmApplication(draft=draft(serial), event=desk.event, operator=desk.operator)
