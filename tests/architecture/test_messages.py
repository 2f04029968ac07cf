"""Every code a person can meet has its sentence, and every sentence says what, why and what to do."""

import ast
import re
from collections.abc import Iterator

import pytest

from fieldapp.messages import catalogue
from tests.support.source import Module, calls, module_from, modules

TROUBLE = ("Problem", "Refusal", "KnownError")
SAYS = (*TROUBLE, "message")
CODE = re.compile(r"[a-z][a-z0-9_]*")


def codes_said(module: Module, by: tuple[str, ...] = SAYS) -> Iterator[tuple[str, int]]:
    """Yield (code, line) of the literal codes a module gives to a problem, refusal, error or the catalogue."""
    for name, node in calls(module):
        if name.split(".")[-1] not in by:
            continue
        given = node.args[:1] + [word.value for word in node.keywords if word.arg == "code"]
        for value in given:
            yield from ((literal, node.lineno) for literal in _literals(value))


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def test_every_code_in_the_source_has_a_sentence() -> None:
    known = catalogue()
    missing = [
        f"{module.path.as_posix()}:{line}: {code}"
        for module in modules()
        for code, line in codes_said(module)
        if code not in known
    ]

    assert missing == []


def test_every_trouble_has_title_reason_and_remedy() -> None:
    known, parts = catalogue(), ("title", "reason", "remedy")
    said = {code for module in modules() for code, _ in codes_said(module, TROUBLE) if code in known}

    assert len(said) > 100
    assert sorted(code for code in said if not all(known[code].get(part) for part in parts)) == []


def test_every_entry_has_at_least_its_word() -> None:
    """States and kinds of facts are words, not troubles: they need a title and nothing to do."""
    assert [code for code, entry in catalogue().items() if not entry.get("title")] == []


def test_every_sentence_is_chinese_and_its_placeholders_are_names() -> None:
    strange = []
    for code, entry in catalogue().items():
        whole = "".join(entry.values())
        if not re.search("[一-鿿]", whole) or re.search(r"\{(?![a-z_]+\})", whole):
            strange.append(code)

    assert strange == []


def test_no_message_has_an_unknown_part() -> None:
    known = {"title", "reason", "remedy", "action"}

    assert [code for code, entry in catalogue().items() if set(entry) - known] == []


@pytest.mark.parametrize(
    "text",
    [
        'Problem(code="nowhere", field="name")',
        'problems.Refusal("nowhere")',
        'raise KnownError("nowhere", place="x")',
        'Refusal("nowhere" if late else "elsewhere", {})',
    ],
)
def test_a_code_is_seen_where_it_is_said(text: str) -> None:
    assert "nowhere" in {code for code, _ in codes_said(module_from("fieldapp.services.x", text))}
