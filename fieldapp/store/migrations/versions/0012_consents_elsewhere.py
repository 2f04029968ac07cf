"""What people took back at other desks, as the centre tells it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "consent_taken_back",
        sa.Column("idh", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("kv", sa.Integer(), nullable=False),
        sa.Column("time", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("idh", "purpose"),
        sqlite_with_rowid=False,
    )
