"""Batches of papers and repeated questions: somebody at the desk never waits for all of them."""

from tests.support.window import stand
from ui.operations.printing import in_pieces


def test_a_batch_comes_back_whole_and_in_order(tmp_path):
    with stand(tmp_path) as at:
        seen = []
        in_pieces(at.hands.window.session, [lambda n=n: n for n in range(11)], seen.append)
        at.hands.settle()
        assert seen == [list(range(11))]


def test_what_is_asked_meanwhile_does_not_wait_for_the_whole_batch(tmp_path):
    with stand(tmp_path) as at:
        session, order = at.hands.window.session, []
        in_pieces(session, [lambda n=n: n for n in range(40)], lambda _all: order.append("batch"))
        session.jobs.on_store(lambda: None, lambda _none: order.append("desk"))
        at.hands.settle()
        assert order == ["desk", "batch"]


def test_an_empty_batch_is_done_at_once(tmp_path):
    with stand(tmp_path) as at:
        seen = []
        in_pieces(at.hands.window.session, [], seen.append)
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
