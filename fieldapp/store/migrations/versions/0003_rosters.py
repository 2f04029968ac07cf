"""Rosters that are not all here yet, seats, and the words of a sheet that named no group."""

from alembic import op

revision = "0003"
down_revision = "0002"

STEPS = (
    "ALTER TABLE roster ADD COLUMN expected INTEGER",
    "ALTER TABLE roster ADD COLUMN finished INTEGER",
    "ALTER TABLE roster ADD COLUMN source TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE roster ADD COLUMN habit TEXT DEFAULT '{}' NOT NULL",
    "UPDATE roster SET finished = imported",
    "ALTER TABLE roster_row ADD COLUMN seat TEXT",
    "ALTER TABLE roster_row ADD COLUMN written TEXT",
    "CREATE INDEX roster_row_by_idh ON roster_row (idh)",
)


def upgrade() -> None:
    for statement in STEPS:
        op.execute(statement)
