"""A pre-registration from a phone is good for one application."""

from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = (
    """
CREATE TABLE pre_registration (
    id TEXT NOT NULL,
    rec TEXT NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (id)
)
""",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
