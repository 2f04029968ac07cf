"""What waits for a reviewer, and links of a chain that do not fit."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables; they fill as records and chains are looked at again."""
    op.create_table(
        "loose_end",
        sa.Column("env", sa.String(length=36), nullable=False),
        sa.Column("rec", sa.String(length=36), nullable=False),
        sa.Column("why", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("env", name=op.f("pk_loose_end")),
    )
    op.create_index(op.f("ix_loose_end_rec"), "loose_end", ["rec"])
    op.create_table(
        "chain_break",
        sa.Column("env", sa.String(length=36), nullable=False),
        sa.Column("dev", sa.String(length=16), nullable=False),
        sa.Column("inc", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("env", name=op.f("pk_chain_break")),
    )
    op.create_index(op.f("ix_chain_break_dev"), "chain_break", ["dev"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("chain_break")
    op.drop_table("loose_end")
