"""People are found by pinyin and initials in the search table itself, the newest first."""

from alembic import op
from sqlalchemy import text

from fieldapp.store.search import index_people

revision = "0005"
down_revision = "0004"

SEARCH = """
CREATE VIRTUAL TABLE search_person USING fts5(
    name, letters, tokenize='unicode61', prefix='1 2 3 4', columnsize=0
)
"""


def upgrade() -> None:
    connection = op.get_bind()
    op.execute("DROP TABLE search_person")
    op.execute(SEARCH)
    op.execute("DROP INDEX person_by_initials")
    op.execute("ALTER TABLE person DROP COLUMN initials")
    index_people(connection, ((row.id, row.name) for row in connection.execute(text("SELECT id, name FROM person"))))
