"""No module reaches itself through its imports, not even through one inside a function."""

from graphlib import CycleError, TopologicalSorter

import pytest

from tests.support.source import Module, import_graph, module_from, modules


def _order(known: tuple[Module, ...]) -> tuple[str, ...]:
    return tuple(TopologicalSorter(import_graph(known)).static_order())


def test_the_modules_can_be_put_in_one_order() -> None:
    known = modules()

    assert len(_order(known)) == len(known)


def test_a_lazy_cycle_is_found() -> None:
    one = module_from("fieldapp.one", "def f():\n    from fieldapp import two")
    two = module_from("fieldapp.two", "from fieldapp.one import f")

    with pytest.raises(CycleError):
        _order((one, two))
