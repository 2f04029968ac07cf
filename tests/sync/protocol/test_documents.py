"""The tables of docs/protocol.md are those of the code."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from fieldapp.domain.decisions import DecisionKind
from fieldapp.domain.facts import FACT_TYPES, Envelope, FactType
from fieldapp.domain.outcomes import Outcome, VerdictKind
from fieldapp.domain.transitions import TRANSPORT_MOVES, VERDICT_OUTCOME, VERDICT_TRANSPORT
from sync.protocol import devices, info, leases, references, slices, verdicts
from sync.protocol.catalogue import RESOURCES

TEXT = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table whose first column has a heading, without back quotes."""
    lines = TEXT[TEXT.index(f"\n| {heading} |") :].strip().splitlines()
    rows = []
    for line in lines[2:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().replace("`", "") for cell in line.strip("|").split("|")])
    return rows


def test_the_envelope_has_the_fields_of_the_table_in_its_order() -> None:
    assert [row[0] for row in table("field")] == [*(field.name for field in fields(Envelope)), "body"]


def test_every_type_is_in_the_table_and_those_with_a_body_name_their_schema() -> None:
    rows = {row[0]: row[2] for row in table("type")}

    assert set(rows) == set(FactType)
    assert {name for name, status in rows.items() if status == f"{name}/1"} == set(FACT_TYPES.values())


@pytest.mark.parametrize(("fact", "name"), FACT_TYPES.items(), ids=[str(name) for name in FACT_TYPES.values()])
def test_every_field_of_a_body_is_in_the_table(fact: type, name: str) -> None:
    body = next(row[1] for row in table("type") if row[0] == name)

    assert [field.name for field in fields(fact) if not re.search(rf"\b{field.name}\b", body)] == []


def test_every_resource_is_in_the_table() -> None:
    rows = [tuple(row) for row in table("name")]

    assert rows == [
        (
            one.name,
            f"{one.method} {one.path}",
            str(one.caller),
            one.request,
            one.reply,
            "yes" if one.is_served else "no",
        )
        for one in RESOURCES
    ]


def test_every_verdict_says_where_it_leads() -> None:
    rows = [(row[0], row[2], row[3]) for row in table("verdict")]

    assert rows == [(str(kind), str(VERDICT_TRANSPORT[kind]), str(VERDICT_OUTCOME[kind])) for kind in VerdictKind]


def test_every_outcome_says_whether_it_is_final() -> None:
    rows = {row[0]: row[1] == "final" for row in table("what the centre said")}

    assert rows == {str(outcome): outcome.is_final for outcome in Outcome}


def test_the_diagram_is_the_one_of_the_table() -> None:
    arrows = [f"    {known} --> {new}" for known, moves in TRANSPORT_MOVES.items() for new in sorted(moves)]
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> draft", *arrows, "    delivered --> [*]", "```"])

    assert diagram in TEXT


def test_every_decision_is_in_the_table() -> None:
    assert [row[0] for row in table("decision")] == [str(kind) for kind in DecisionKind]


def test_every_feed_item_is_in_the_table() -> None:
    assert tuple(row[0] for row in table("feed item")) == slices.FEED_KINDS


def test_every_signed_kind_is_in_the_table() -> None:
    kinds = {row[0] for row in table("kind")}
    modules = (info, devices, verdicts, slices, leases, references)

    assert {module.KIND for module in modules} | {devices.CERTIFICATE_KIND} <= kinds


def test_every_reference_set_and_the_code_alphabet_are_named() -> None:
    assert all(f"`{name}`" in TEXT for name in references.SETS)
    assert devices.CODE_ALPHABET in TEXT
