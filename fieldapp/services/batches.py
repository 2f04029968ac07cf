"""Many commands of one use case in one commit: a refused one is taken back alone, the others stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.store.unit_of_work import UnitOfWork

Command = TypeVar("Command")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of each command, in their order: its result or its refusal."""

    results: tuple[Any, ...]


def each(
    use_case: Callable[[Command, UnitOfWork, Clock, Ids], Result],
) -> Callable[[Sequence[Command], UnitOfWork, Clock, Ids], Batch]:
    """Return the use case for several commands. The caller keeps them so few that nobody waits for the commit."""

    def run(commands: Sequence[Command], uow: UnitOfWork, clock: Clock, ids: Ids) -> Batch:
        return Batch(tuple(_alone(use_case, command, uow, clock, ids) for command in commands))

    return run


def _alone(
    use_case: Callable[[Command, UnitOfWork, Clock, Ids], Result],
    command: Command,
    uow: UnitOfWork,
    clock: Clock,
    ids: Ids,
) -> Result:
    with uow.part() as take_back:
        result = use_case(command, uow, clock, ids)
        if isinstance(result, Refusal):
            take_back()
    return result
