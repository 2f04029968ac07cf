"""Give up the keys of phones: nothing is looked up by them, and each cost a page of its index."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KEYS = sa.table("person_key", sa.column("kind"))


def upgrade() -> None:
    """Delete them."""
    op.execute(_KEYS.delete().where(_KEYS.c.kind == "ph"))


def downgrade() -> None:
    """Do nothing: whoever reads by them makes them again from the envelopes."""
