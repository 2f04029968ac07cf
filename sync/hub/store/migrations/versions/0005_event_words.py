"""What each laptop said of an event, and how far a laptop has read its feed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column."""
    op.create_table(
        "event_word",
        sa.Column("env", sa.String(length=36), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("dev", sa.String(length=16), nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False),
        sa.Column("is_close", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("env", name=op.f("pk_event_word")),
    )
    op.create_index(op.f("ix_event_word_event"), "event_word", ["event"])
    op.add_column("device", sa.Column("feed_read", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("device") as device:
        device.drop_column("feed_read")
    op.drop_table("event_word")
