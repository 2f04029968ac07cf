"""What stays of purged people, and when the centre's answers came."""

from alembic import op

revision = "0009"
down_revision = "0008"

_TOMBSTONE = """
CREATE TABLE tombstone (
    rec TEXT NOT NULL,
    rev INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    purged INTEGER NOT NULL,
    PRIMARY KEY (rec),
    FOREIGN KEY(rec) REFERENCES application (rec)
)
"""
_ARRIVED = "UPDATE outcome SET arrived = CAST(strftime('%s', 'now') AS INTEGER) * 1000"
"""Nobody wrote down when earlier answers came: their days begin today."""


def upgrade() -> None:
    op.execute(_TOMBSTONE)
    op.execute("ALTER TABLE outcome ADD COLUMN arrived INTEGER")
    op.execute(_ARRIVED)
    # a word taken out of the search must not linger in its index until that is merged some day
    op.execute("INSERT INTO search_person(search_person, rank) VALUES ('secure-delete', 1)")
