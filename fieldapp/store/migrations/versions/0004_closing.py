"""Signed papers seen at the end of the day, and numbered approval rolls."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE paper_seen (
    rec TEXT NOT NULL,
    code TEXT NOT NULL,
    operator TEXT NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (rec),
    FOREIGN KEY(rec) REFERENCES application (rec)
);

CREATE TABLE approval_roll (
    number TEXT NOT NULL,
    event TEXT NOT NULL,
    delegation TEXT NOT NULL,
    approver TEXT NOT NULL,
    operator TEXT NOT NULL,
    made INTEGER NOT NULL,
    PRIMARY KEY (number)
);

CREATE INDEX approval_roll_by_event ON approval_roll (event, made);

CREATE TABLE approval_roll_row (
    rec TEXT NOT NULL,
    roll TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (rec),
    FOREIGN KEY(rec) REFERENCES application (rec),
    FOREIGN KEY(roll) REFERENCES approval_roll (number)
);

CREATE INDEX approval_roll_row_by_roll ON approval_roll_row (roll, place)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n\n"):
        op.execute(statement)
