"""Who may do what: every use case with every kind of person, so that a new one cannot forget to ask."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta

import pytest

from fieldapp.domain.ids import OperatorId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import OperatorRole
from fieldapp.services.people_at_work import AddOperator, RetireOperator, add_operator, retire_operator
from tests.support.desk import Desk, open_desk
from tests.support.use_cases import use_cases

SUPERVISORS_ONLY = {
    "add_operator", "approve_by_second", "approve_many", "ask_alone", "close_event", "close_window", "create_event",
    "export_roster", "make_rolls", "note_key_change", "open_event", "open_window", "purge_due", "record_signed_list",
    "retire_operator", "reveal_numbers", "revise_event", "set_hub_address", "set_pin", "set_print_policy",
}  # fmt: skip
"""What 负责人 alone may do."""
SUPERVISORS_IN_SOME_CASES = {"hand_out", "hand_out_by_card", "void_record"}
"""Looked at with the case that needs one: a second gift, a record that is not one's own of a moment ago."""
NO_HELPERS = {"note_export"}
"""What nobody does who was borrowed for a day."""
EVERYBODY = {
    "begin_paper_set", "begin_transfer", "cancel_jobs", "change_setting", "check_in", "confirm", "discard_roster",
    "doubt_jobs", "drop_rows", "end_paper_set", "hand_on_stage", "hand_over", "import_roster", "issue_sheets",
    "join_event", "keep_photo", "keep_signature", "mark_sent", "mend_rows", "move_intention", "move_stock",
    "note_intention", "prepare", "prepare_form", "prepare_receipt", "pull_cards", "record_printed", "record_spoiled",
    "return_to_queue", "revise", "revise_together", "see_paper", "turn_into_transfer", "undo_last", "walk_in",
    "withdraw_consent",
}  # fmt: skip
"""What the work of a desk consists of: everybody at work, helpers of the day too."""
WITHOUT_OPERATOR = {"switch_operator", "save_draft"}
"""One asks who somebody is, so nobody is at work yet; what was typed is kept also when its writer's day just ended."""


CASES = {name: (function, command) for name, function, command in use_cases()}
AT_WORK = sorted(CASES.keys() - WITHOUT_OPERATOR)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("roles")) as made:
        yield made


@pytest.fixture(scope="module")
def retired(desk: Desk) -> OperatorId:
    """Somebody who was at work here and went home."""
    added = desk.must(
        add_operator, AddOperator(name="韩梅", role=OperatorRole.SUPERVISOR, pin="1357", operator=desk.supervisor)
    )
    desk.must(retire_operator, RetireOperator(who=added.subject, operator=desk.supervisor))
    return OperatorId(added.subject)


def borrowed(desk: Desk, name: str, hours: int, role: OperatorRole = OperatorRole.OPERATOR) -> OperatorId:
    """Borrow somebody who goes home in so many hours."""
    until = desk.clock.now() + timedelta(hours=hours)
    more = {"role": role, "pin": "1379", "event": desk.event, "operator": desk.supervisor}
    return OperatorId(desk.must(add_operator, AddOperator(name=name, expires=until, **more)).subject)


@pytest.fixture(scope="module")
def expired(desk: Desk) -> OperatorId:
    """A helper of the day whose day is over, though nobody closed the event."""
    return borrowed(desk, "昨日帮手", -1)


@pytest.fixture(scope="module")
def helper(desk: Desk) -> OperatorId:
    """A helper in the middle of their day."""
    return borrowed(desk, "今日帮手", 9)


@pytest.fixture(scope="module")
def chief(desk: Desk) -> OperatorId:
    """Somebody borrowed for the day as 负责人, which no page offers."""
    return borrowed(desk, "借来的负责人", 9, OperatorRole.SUPERVISOR)


def refusal_of(desk: Desk, name: str, operator: str) -> Refusal:
    """Let somebody try, with words that mean nothing: who asks must be looked at before what is asked."""
    function, command = CASES[name]
    words = {field.name: "nothing" for field in dataclasses.fields(command)}
    result = desk.application.execute(function, command(**words | {"operator": operator}))
    assert isinstance(result, Refusal), result
    return result


@pytest.mark.parametrize("name", AT_WORK)
def test_a_stranger_may_do_nothing(desk: Desk, name: str) -> None:
    assert refusal_of(desk, name, "somebody else").code == "operator_unknown"


@pytest.mark.parametrize("name", AT_WORK)
def test_who_went_home_may_do_nothing(desk: Desk, retired: OperatorId, name: str) -> None:
    assert refusal_of(desk, name, retired).code == "operator_unknown"


@pytest.mark.parametrize("name", AT_WORK)
def test_whose_day_is_over_may_do_nothing(desk: Desk, expired: OperatorId, name: str) -> None:
    assert refusal_of(desk, name, expired).code == "operator_expired"


@pytest.mark.parametrize("name", sorted(SUPERVISORS_ONLY))
def test_what_a_supervisor_decides_is_refused_to_an_operator(desk: Desk, name: str) -> None:
    assert refusal_of(desk, name, desk.operator).code == "supervisor_needed"


@pytest.mark.parametrize("name", sorted(SUPERVISORS_ONLY))
def test_what_a_supervisor_decides_is_refused_to_a_helper(desk: Desk, helper: OperatorId, name: str) -> None:
    assert refusal_of(desk, name, helper).code == "supervisor_needed"


@pytest.mark.parametrize("name", sorted(SUPERVISORS_ONLY))
def test_who_was_borrowed_decides_nothing_whatever_they_are_called(desk: Desk, chief: OperatorId, name: str) -> None:
    assert refusal_of(desk, name, chief).code == "supervisor_needed"


@pytest.mark.parametrize("name", sorted(NO_HELPERS))
def test_what_helpers_may_not_do_is_refused_to_them(desk: Desk, helper: OperatorId, name: str) -> None:
    assert refusal_of(desk, name, helper).code == "export_not_allowed"


def test_every_use_case_says_who_may_use_it() -> None:
    rows = (SUPERVISORS_ONLY, SUPERVISORS_IN_SOME_CASES, NO_HELPERS, EVERYBODY, WITHOUT_OPERATOR)

    assert sorted(CASES) == sorted(name for row in rows for name in row)
