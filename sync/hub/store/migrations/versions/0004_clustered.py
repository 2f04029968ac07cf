"""Rows of an application lie in the order of their ids on SQLite, without a second tree to find them."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("record", "person", "outcome", "consent")


def upgrade() -> None:
    """Rebuild the tables without row ids; PostgreSQL has no such thing."""
    _rebuild(is_clustered=True)


def downgrade() -> None:
    """Give the rows their ids back."""
    _rebuild(is_clustered=False)


def _rebuild(*, is_clustered: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in _TABLES:
        with op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_with_rowid": not is_clustered}):
            pass
