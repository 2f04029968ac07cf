"""Batches of papers and repeated questions: somebody at the desk never waits for all of them."""

from fieldapp.domain.problems import Refusal
from fieldapp.services.settings import ChangeSetting, change_setting
from tests.support.commits import counted_writes
from tests.support.window import stand
from ui.operations.printing import in_pieces


def changes(desk, count, refused=()):
    """Make commands that change settings; the refused ones come from nobody who works here."""
    return [
        ChangeSetting(name=f"s{n}", value=n, operator="nobody" if n in refused else desk.supervisor)
        for n in range(count)
    ]


def test_a_batch_comes_back_whole_and_in_order_with_few_commits(tmp_path):
    with stand(tmp_path) as at:
        seen = []
        with counted_writes(at.desk) as writes:
            in_pieces(at.hands.window.session, change_setting, changes(at.desk, 40), seen.append)
            at.hands.settle()

        assert len(seen) == 1
        assert [one for one in seen[0] if isinstance(one, Refusal)] == []
        settings = at.read.settings()
        assert [settings[f"s{n}"] for n in range(40)] == list(range(40))
        assert writes.commits == 5  # 2, 4, 8, 16 and the last ten: the clock of the test stands still
        assert writes.marks == 0


def test_what_is_refused_is_taken_back_alone(tmp_path):
    with stand(tmp_path) as at:
        seen = []
        in_pieces(at.hands.window.session, change_setting, changes(at.desk, 5, refused={3}), seen.append)
        at.hands.settle()

        assert [isinstance(one, Refusal) for one in seen[0]] == [False, False, False, True, False]
        assert {name for name in at.read.settings() if name.startswith("s") and name[1:].isdigit()} == {
            "s0", "s1", "s2", "s4",
        }  # fmt: skip


def test_what_is_asked_meanwhile_does_not_wait_for_the_whole_batch(tmp_path):
    with stand(tmp_path) as at:
        session, order = at.hands.window.session, []
        in_pieces(session, change_setting, changes(at.desk, 40), lambda _all: order.append("batch"))
        session.jobs.on_store(lambda: None, lambda _none: order.append("desk"))
        at.hands.settle()
        assert order == ["desk", "batch"]


def test_an_empty_batch_is_done_at_once(tmp_path):
    with stand(tmp_path) as at:
        seen = []
        in_pieces(at.hands.window.session, change_setting, [], seen.append)
        assert seen == [[]]


def test_the_store_is_asked_once_until_something_moves(tmp_path):
    with stand(tmp_path) as at:
        session, asked = at.hands.window.session, []
        for _key in range(3):
            session.remembered("words", lambda: asked.append(1))
        assert len(asked) == 1
        session.publish_everything()
        session.remembered("words", lambda: asked.append(1))
        assert len(asked) == 2
