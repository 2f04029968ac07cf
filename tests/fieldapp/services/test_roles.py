"""Who may do what: every use case with every kind of person, so that a new one cannot forget to ask."""

import dataclasses
from collections.abc import Iterator

import pytest

from fieldapp.domain.ids import OperatorId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import OperatorRole
from fieldapp.services.people_at_work import AddOperator, RetireOperator, add_operator, retire_operator
from tests.support.desk import Desk, open_desk
from tests.support.use_cases import use_cases

SUPERVISORS_ONLY = {
    "add_operator", "approve_by_second", "approve_many", "ask_alone", "close_event", "close_window", "create_event",
    "export_roster", "make_rolls", "note_key_change", "open_event", "open_window", "record_signed_list",
    "retire_operator", "reveal_numbers", "revise_event", "set_hub_address", "set_pin", "set_print_policy",
}  # fmt: skip
"""What 负责人 alone may do. ``void_record``, ``hand_out`` and some others need one only in some cases."""
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


@pytest.mark.parametrize("name", sorted(SUPERVISORS_ONLY))
def test_what_a_supervisor_decides_is_refused_to_an_operator(desk: Desk, name: str) -> None:
    assert refusal_of(desk, name, desk.operator).code == "supervisor_needed"


def test_every_use_case_was_found() -> None:
    assert CASES.keys() >= SUPERVISORS_ONLY | WITHOUT_OPERATOR | {"confirm", "hand_out", "void_record"}
    assert len(CASES) > 50
