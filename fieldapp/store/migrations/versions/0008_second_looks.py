"""Acts that need four eyes: who looked too, or why nobody did."""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = (
    """
CREATE TABLE second_look (
    n INTEGER NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    operator TEXT NOT NULL,
    second TEXT,
    reason TEXT NOT NULL,
    wall INTEGER NOT NULL,
    boot TEXT NOT NULL,
    mono INTEGER NOT NULL,
    used INTEGER,
    PRIMARY KEY (n)
)
""",
    "CREATE INDEX second_look_unused ON second_look (act, subject) WHERE used IS NULL",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
