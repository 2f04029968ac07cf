"""Find consents taken back and the records of the last days among millions."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TAKEN_BACK = sa.text("withdrawn != ''")


def upgrade() -> None:
    """Make the two indexes."""
    op.create_index(
        "ix_consent_taken_back", "consent", ["captured"], sqlite_where=_TAKEN_BACK, postgresql_where=_TAKEN_BACK
    )
    op.create_index("ix_record_captured", "record", ["captured"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_record_captured", "record")
    op.drop_index("ix_consent_taken_back", "consent")
