"""What is asked at every key and after every person never walks through everybody: 200,000 may be here."""

import pytest

from tests.support.desk import enroll, number_of
from tests.support.plans import walked_through

LARGE = {
    "person", "person_key", "application", "consent", "fact", "outbox", "verdict", "outcome", "approval", "lease_use",
    "print_job", "audit", "roster_row", "handout", "member_key",
}  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(lambda read, event, rec: read.known(number_of(1)), id="known"),
        pytest.param(lambda read, event, rec: read.search("0015"), id="search-tail"),
        pytest.param(lambda read, event, rec: read.search("张建国"), id="search-name"),
        pytest.param(lambda read, event, rec: read.search("zjg"), id="search-letters"),
        pytest.param(lambda read, event, rec: read.search("张 0015"), id="search-name-and-tail"),
        pytest.param(lambda read, event, rec: read.search(number_of(1)), id="search-number"),
        pytest.param(lambda read, event, rec: read.details(rec), id="details"),
        pytest.param(lambda read, event, rec: read.phone_sharers(event, "13800000001"), id="phone-sharers"),
        pytest.param(lambda read, event, rec: read.recent(event), id="recent"),
        pytest.param(lambda read, event, rec: read.figures(event), id="figures"),
        pytest.param(lambda read, event, rec: read.counts(event, "union"), id="counts"),
        pytest.param(lambda read, event, rec: read.quarter_hours(event), id="quarter-hours"),
        pytest.param(lambda read, event, rec: read.sync_state(), id="sync-state"),
        pytest.param(lambda read, event, rec: read.lease_left(), id="lease-left"),
        pytest.param(lambda read, event, rec: read.open_print_jobs(event), id="open-print-jobs"),
        pytest.param(lambda read, event, rec: read.is_on_paper(event, rec, "card"), id="is-on-paper"),
        pytest.param(lambda read, event, rec: read.approval_window(event), id="approval-window"),
        pytest.param(lambda read, event, rec: read.problems_inbox(event), id="inbox"),
        pytest.param(lambda read, event, rec: read.timeline(rec), id="timeline"),
        pytest.param(lambda read, event, rec: read.draft(event), id="draft"),
        pytest.param(lambda read, event, rec: read.paper_set(event), id="paper-set"),
        pytest.param(lambda read, event, rec: read.ready_cards(event), id="ready-cards"),
        pytest.param(lambda read, event, rec: read.print_jobs(event), id="print-jobs"),
        pytest.param(lambda read, event, rec: read.rosters(event), id="rosters"),
        pytest.param(lambda read, event, rec: read.queue(20), id="queue"),
        pytest.param(lambda read, event, rec: read.handouts(event), id="handouts"),
        pytest.param(lambda read, event, rec: read.stock(event), id="stock"),
        pytest.param(lambda read, event, rec: read.close_out(event), id="close-out"),
        pytest.param(lambda read, event, rec: read.work_signs(event), id="work-signs"),
    ],
)
def test_question_finds_its_rows(delegated, question):
    rec = enroll(delegated, 1).rec

    assert walked_through(delegated, lambda read: question(read, delegated.event, rec)) & LARGE == set()


def test_a_walk_is_noticed(desk):
    def everybody(read):
        return read._ask(lambda connection: connection.exec_driver_sql("SELECT name FROM person").all())

    assert walked_through(desk, everybody) == {"person"}
