"""What is on the table is counted, and members whom this laptop never enrolled are given things too."""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = (
    """
CREATE TABLE stock_move (
    id TEXT NOT NULL,
    event TEXT NOT NULL,
    item TEXT NOT NULL,
    kind TEXT NOT NULL,
    qty INTEGER NOT NULL,
    note TEXT,
    operator TEXT NOT NULL,
    moved INTEGER NOT NULL,
    PRIMARY KEY (id)
)
""",
    "CREATE INDEX stock_move_by_item ON stock_move (event, item)",
    """
CREATE TABLE member_handout (
    env TEXT NOT NULL,
    event TEXT NOT NULL,
    item TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    qty INTEGER NOT NULL,
    is_once BOOLEAN NOT NULL,
    override TEXT,
    proxy TEXT,
    operator TEXT NOT NULL,
    captured INTEGER NOT NULL,
    PRIMARY KEY (env)
)
""",
    "CREATE UNIQUE INDEX member_handout_once ON member_handout (event, item, number)"
    " WHERE override IS NULL AND is_once = 1",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
