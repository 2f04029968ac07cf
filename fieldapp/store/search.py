"""The words by which people are found: a full-text table whose names have blanks between characters.

SQLite's tokenizers take a Chinese name for one word, so every character is made a word of its own
and a name is searched as a phrase.
"""

from sqlalchemy import Connection, text

CREATE = "CREATE VIRTUAL TABLE search_person USING fts5(name, tokenize='unicode61')"
_FORGET = text("DELETE FROM search_person WHERE rowid = (SELECT n FROM person WHERE id = :person)")
_REMEMBER = text("INSERT INTO search_person(rowid, name) SELECT n, :name FROM person WHERE id = :person")


def spaced(name: str) -> str:
    """Put blanks between the characters of a name; dots and blanks are left out."""
    return " ".join(character.lower() for character in name if character.isalnum() or ord(character) > 0x2E7F)


def index_person(connection: Connection, person: str, name: str) -> None:
    """Make a person findable under this name, and under no earlier one."""
    connection.execute(_FORGET, {"person": person})
    connection.execute(_REMEMBER, {"person": person, "name": spaced(name)})


def phrase(name: str) -> str:
    """Return the full-text query for a part of a name."""
    return '"' + spaced(name).replace('"', "") + '"'
