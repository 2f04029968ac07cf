"""Keys of a record lie beside each other, and are found by the key alone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COLUMNS = "rec, kind, key, kv"


def upgrade() -> None:
    """Put the record first in the primary key, and the key into an index of its own."""
    op.drop_index("ix_person_key_rec", table_name="person_key")
    _rebuild(("rec", "kind", "key", "kv"), is_clustered=True)
    op.create_index("ix_person_key_key", "person_key", ["key"])


def downgrade() -> None:
    """Put the key first again."""
    op.drop_index("ix_person_key_key", table_name="person_key")
    _rebuild(("kind", "key", "kv", "rec"), is_clustered=False)
    op.create_index("ix_person_key_rec", "person_key", ["rec"])


def _rebuild(primary: tuple[str, ...], *, is_clustered: bool) -> None:
    op.rename_table("person_key", "person_key_before")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("pk_person_key", "person_key_before")
    op.create_table(
        "person_key",
        sa.Column("rec", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kv", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*primary, name=op.f("pk_person_key")),
        sqlite_with_rowid=not is_clustered,
    )
    op.execute(f"INSERT INTO person_key ({_COLUMNS}) SELECT {_COLUMNS} FROM person_key_before")  # noqa: S608
    op.drop_table("person_key_before")
