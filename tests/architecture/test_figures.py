"""Budgets of shape: short files and functions, few branches, everything typed, exceptions caught by name."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.source import ROOT, Module, module_from, modules

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
MOST_BRANCHES = 12
BROAD_EXCEPTS_PER_1000 = 0.5
# Where anything may be caught, because nothing above would report it: the window's workers and the hub's boundary.
MAY_CATCH_ALL = ("ui/jobs.py", "sync/hub/handlers/boundary.py", "fieldapp/__main__.py")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
FORKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)


def functions(module: Module) -> Iterator[FunctionNode]:
    """Yield every function and method of a module."""
    yield from (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: FunctionNode) -> int:
    """Return the lines from ``def`` to the end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def branches(function: FunctionNode) -> int:
    """Return how many ways lead through a function, functions inside it left out."""
    total, waiting = 1, list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, SCOPES):
            continue
        total += isinstance(node, FORKS)
        total += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        total += len(node.ifs) if isinstance(node, ast.comprehension) else 0
        waiting.extend(ast.iter_child_nodes(node))
    return total


def is_typed(function: FunctionNode) -> bool:
    """Whether every parameter but self and cls, and the result, say their type."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    told = [one for one in named if one.arg not in ("self", "cls")]
    return function.returns is not None and all(one.annotation for one in told)


def broad_excepts(module: Module) -> Iterator[ast.ExceptHandler]:
    """Yield the handlers that catch everything."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and (
            node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
        ):
            yield node


def lets_go(handler: ast.ExceptHandler) -> bool:
    """Whether a handler only cleans up and raises the same again."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _waived(figure: str) -> bool:
    path = ROOT / "docs/decisions/waivers.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return any(line.startswith(f"{figure}: ") for line in lines)


def _where(module: Module, function: FunctionNode) -> str:
    return f"{module.path.as_posix()}:{function.lineno} {function.name}"


OURS = [module for module in modules() if not module.is_migration]
FUNCTIONS = [(module, function) for module in OURS for function in functions(module)]


def test_no_file_is_too_long() -> None:
    long = [module.path.as_posix() for module in OURS if module.text.count("\n") > LONGEST_FILE]

    assert long == [] or _waived("longest file")


def test_no_function_is_too_long() -> None:
    assert [_where(m, f) for m, f in FUNCTIONS if length(f) > LONGEST_FUNCTION] == [] or _waived("longest function")


def test_no_function_has_too_many_ways_through_it() -> None:
    assert [_where(m, f) for m, f in FUNCTIONS if branches(f) > MOST_BRANCHES] == [] or _waived("most branches")


def test_every_function_is_typed() -> None:
    assert [_where(module, function) for module, function in FUNCTIONS if not is_typed(function)] == []


def test_everything_is_caught_only_where_nothing_above_would_tell() -> None:
    kept = [
        f"{module.path.as_posix()}:{handler.lineno}"
        for module in OURS
        for handler in broad_excepts(module)
        if not lets_go(handler) and module.path.as_posix() not in MAY_CATCH_ALL
    ]

    assert kept == []


def test_broad_handlers_stay_rare() -> None:
    lines = sum(module.text.count("\n") for module in OURS)

    assert sum(len(list(broad_excepts(module))) for module in OURS) <= BROAD_EXCEPTS_PER_1000 * lines / 1000


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("def f(): return 1", 1),
        ("def f():\n    if a and b or c:\n        return 1", 4),
        ("def f():\n    return [x for x in y if x if z]", 3),
        ("def f():\n    def g():\n        if a: pass\n    return g", 1),
        ("def f():\n    try:\n        pass\n    except KeyError:\n        pass", 2),
    ],
)
def test_ways_are_counted(text: str, count: int) -> None:
    assert branches(next(functions(module_from("a.b", text)))) == count
