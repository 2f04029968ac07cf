"""An index for what was handed out at an event, which was looked for among everything; none for what nobody asks."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("handout_by_event", "handout", ["event"])
    op.drop_index("person_key_by_phone", "person_key")
