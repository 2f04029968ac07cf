"""Nothing about a person is kept that the inventory does not name, with its purpose and its term."""

from dataclasses import fields

import pytest

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.facts import PersonFact
from fieldapp.domain.personal_data import DataKind, inventory
from fieldapp.store.tables import metadata

_SEARCH = {"search_person.name", "search_person.letters"}
_ABOUT_THE_FORM = {"document_check", "focus", "pins", "sources", "roster_row", "pre_registration"}
"""Fields of the form that say how it was filled, not who the person is."""


def columns() -> dict[str, set[str]]:
    return {name: {f"{name}.{column.name}" for column in table.columns} for name, table in metadata.tables.items()}


def named() -> list[str]:
    found = inventory()
    return [column for item in found.items for column in item.columns] + sorted(found.staff | found.plain)


def test_every_column_of_the_store_is_in_the_inventory_once():
    """A new column: say in resources/data/personal_data.json what it holds about people, or that it is plain."""
    kept = {one for name, those in columns().items() if name not in inventory().plain_tables for one in those}

    assert sorted((kept | _SEARCH) - set(named())) == []
    assert sorted(set(named()) - kept - _SEARCH) == []
    assert len(named()) == len(set(named()))


def test_tables_without_people_have_no_column_that_sounds_like_one():
    suspicious = ("name", "phone", "document", "birth", "address")
    found = [
        column
        for table in inventory().plain_tables
        for column in columns()[table]
        if column.partition(".")[2].startswith(suspicious)
    ]

    assert sorted(found) == ["counter.name", "organisation.name", "reference.name", "secret.name", "setting.name",
                             "signed_object.name"]  # fmt: skip


@pytest.mark.parametrize("kind", [PersonFact, ApplicationDraft])
def test_every_field_of_a_person_has_its_entry(kind):
    known = {item.code for item in inventory().items}
    stated = {one.name for one in fields(kind)} - _ABOUT_THE_FORM

    assert sorted(stated - inventory().fields.keys()) == []
    assert {inventory().fields[one] for one in stated} <= known


def test_every_entry_says_why_how_and_how_long():
    for item in inventory().items:
        assert all((item.label, item.purpose, item.basis, item.seen)), item.code
        assert item.term.days > 0
    sensitive = {item.code for item in inventory().items if item.kind is DataKind.SENSITIVE}
    assert sensitive == {"document", "signature", "photo", "draft"}
