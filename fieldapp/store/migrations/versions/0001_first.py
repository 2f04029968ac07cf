"""The tables of version 1."""

from alembic import op

from fieldapp.store.search import CREATE
from fieldapp.store.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    op.execute(CREATE)
