import pytest

from fieldapp.domain.views import OperatorRole
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


def adding(desk, **more):
    values = {"name": "王芳", "role": OperatorRole.OPERATOR, "pin": "1357", "operator": desk.supervisor}
    return AddOperator(**{**values, **more})


def test_new_operator_is_listed_and_can_sit_down(desk):
    who = desk.must(add_operator, adding(desk)).subject

    result = desk.must(switch_operator, SwitchOperator(who=who, pin="1357"))

    assert result.is_open
    assert "王芳" in [one.name for one in desk.application.read.operators()]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "operator_name_missing"),
        ({"name": "李雷"}, "operator_name_taken"),
        ({"pin": "12"}, "pin_too_short"),
        ({"pin": "abcd"}, "pin_too_short"),
        ({"operator": "nobody"}, "operator_unknown"),
    ],
)
def test_operator_that_cannot_be_added_is_refused(desk, change, code):
    assert desk.refused(add_operator, adding(desk, **change)).code == code


def test_operator_adds_nobody(desk):
    assert desk.refused(add_operator, adding(desk, operator=desk.operator)).code == "supervisor_needed"


def test_wrong_pin_is_counted_and_locks_after_five(desk):
    wrong = SwitchOperator(who=desk.operator, pin="0000")

    left = [desk.must(switch_operator, wrong).tries_left for _ in range(5)]

    assert left == [4, 3, 2, 1, 0]
    assert desk.refused(switch_operator, SwitchOperator(who=desk.operator, pin="2468")).code == "pin_locked"


def test_right_pin_forgives_wrong_ones(desk):
    desk.must(switch_operator, SwitchOperator(who=desk.operator, pin="0000"))

    assert desk.must(switch_operator, SwitchOperator(who=desk.operator, pin="2468")).tries_left == 5


def test_wrong_tries_survive_a_restart(desk):
    desk.must(switch_operator, SwitchOperator(who=desk.operator, pin="0000"))

    desk.reopen()

    assert desk.must(switch_operator, SwitchOperator(who=desk.operator, pin="0000")).tries_left == 3


def test_supervisor_gives_a_new_pin_and_new_tries(desk):
    for _ in range(5):
        desk.must(switch_operator, SwitchOperator(who=desk.operator, pin="0000"))

    desk.must(set_pin, SetPin(who=desk.operator, pin="9753", operator=desk.supervisor))

    assert desk.must(switch_operator, SwitchOperator(who=desk.operator, pin="9753")).is_open


def test_new_pin_needs_a_supervisor_and_four_digits(desk):
    assert (
        desk.refused(set_pin, SetPin(who=desk.operator, pin="9753", operator=desk.operator)).code == "supervisor_needed"
    )
    assert desk.refused(set_pin, SetPin(who=desk.operator, pin="9", operator=desk.supervisor)).code == "pin_too_short"


def test_supervisor_without_pin_is_opened_by_none(desk):
    assert not desk.must(switch_operator, SwitchOperator(who=desk.supervisor, pin="")).is_open


def test_retired_operator_works_no_more(desk):
    desk.must(retire_operator, RetireOperator(who=desk.operator, operator=desk.supervisor))

    assert desk.refused(switch_operator, SwitchOperator(who=desk.operator, pin="2468")).code == "operator_unknown"


def test_nobody_retires_themselves(desk):
    command = RetireOperator(who=desk.supervisor, operator=desk.supervisor)

    assert desk.refused(retire_operator, command).code == "last_supervisor"
    assert desk.refused(retire_operator, RetireOperator(who="x", operator=desk.supervisor)).code == "operator_unknown"
