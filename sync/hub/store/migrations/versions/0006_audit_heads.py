"""Find the audit heads among millions of envelopes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_HEADS = sa.text("type = 'audit_head'")


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_envelope_heads", "envelope", ["dev"], sqlite_where=_HEADS, postgresql_where=_HEADS)


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_envelope_heads", "envelope")
