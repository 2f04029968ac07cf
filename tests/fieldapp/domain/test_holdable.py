"""Text at the door of the use cases: what nothing can hold goes, everything else stays as it is."""

import json
from dataclasses import dataclass, field
from types import MappingProxyType

import pytest

from fieldapp.domain.holdable import LONGEST, holdable
from fieldapp.domain.problems import Refusal
from tests.support.desk import draft


@dataclass(frozen=True)
class Command:
    text: str = ""
    many: tuple[str, ...] = ()
    said: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    inner: "Command | None" = None
    count: int = 0


@pytest.mark.parametrize(
    "text", ["张三·李四", "𠮷\U000323af", "ᠮᠣᠩᠭᠣᠯ\u180b", "a\tb\r\nc", "e\u0301", "👨‍👩‍👧", "\u202eabc", ""]
)
def test_text_that_can_be_held_is_the_same_command(text: str) -> None:
    command = Command(text=text, many=(text,), inner=Command(text=text))

    assert holdable(command) is command


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "\ufffe", "\uffff", "\x1b", "\x7f"])
def test_what_nothing_can_hold_goes_wherever_it_stands(bad: str) -> None:
    text = f"张{bad}三"
    command = Command(
        text=text, many=("a", text), said=MappingProxyType({"a": text}), inner=Command(text=text), count=3
    )

    held = holdable(command)

    assert held == Command(
        text="张三", many=("a", "张三"), said=MappingProxyType({"a": "张三"}), inner=Command(text="张三"), count=3
    )


def test_a_text_nobody_typed_is_refused() -> None:
    longest = Command(text="长" * LONGEST)

    assert holdable(longest) is longest
    assert holdable(Command(inner=Command(many=("长" * (LONGEST + 1),)))) == Refusal(code="text_too_long")


def test_a_form_loses_nothing_but_that() -> None:
    assert holdable(draft(1, employer="某\x00公司")) == draft(1, employer="某公司")


def test_plain_values_stay_plain() -> None:
    plain = {"columns": {"name": 0}, "headings": ["a\x00", "b"]}

    assert json.dumps(holdable(plain)) == json.dumps({"columns": {"name": 0}, "headings": ["a", "b"]})
