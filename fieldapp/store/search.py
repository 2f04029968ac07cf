"""The words by which people are found: a full-text table of names and of what is typed for them.

SQLite's tokenizers take a Chinese name for one word, so every character is made a word of its own
and a name is searched as a phrase. The letters of a name (initials, pinyin) are words found by
their beginning. Rows have the number of their person, so that the newest come first for nothing.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from fieldapp.store.pinyin import typings

_FORGET = text("DELETE FROM search_person WHERE rowid = (SELECT n FROM person WHERE id = :person)")
_REMEMBER = text(
    "INSERT INTO search_person(rowid, name, letters) SELECT n, :name, :letters FROM person WHERE id = :person"
)


def spaced(name: str) -> str:
    """Put blanks between the characters of a name; dots and blanks are left out."""
    return " ".join(character.lower() for character in name if character.isalnum() or ord(character) > 0x2E7F)


def index_person(connection: Connection, person: str, name: str) -> None:
    """Make a person findable under this name, and under no earlier one."""
    connection.execute(_FORGET, {"person": person})
    index_people(connection, ((person, name),))


def index_people(connection: Connection, people: Iterable[tuple[str, str]]) -> None:
    """Make people (id, name) findable who are not yet."""
    rows = [{"person": one, "name": spaced(name), "letters": " ".join(typings(name))} for one, name in people]
    if rows:
        connection.execute(_REMEMBER, rows)


def phrase(name: str) -> str:
    """Return the full-text query for a part of a name."""
    return 'name : "' + spaced(name).replace('"', "") + '"'


def beginning(letters: str) -> str:
    """Return the full-text query for the first letters of what is typed for a name."""
    return f'letters : "{letters.lower()}" *'
