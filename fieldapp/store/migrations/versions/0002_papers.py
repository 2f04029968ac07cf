"""Signatures and photos, paper sets, people to call back."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE blob (
    sha256 TEXT NOT NULL,
    role TEXT NOT NULL,
    mime TEXT NOT NULL,
    content BLOB NOT NULL,
    kept INTEGER NOT NULL,
    rec TEXT,
    PRIMARY KEY (sha256)
);

CREATE INDEX blob_by_record ON blob (rec, role);

CREATE INDEX blob_loose ON blob (kept) WHERE rec IS NULL;

CREATE INDEX consent_by_reference ON consent (reference);

CREATE TABLE photo (
    rec TEXT NOT NULL,
    sha256 TEXT,
    decided INTEGER NOT NULL,
    PRIMARY KEY (rec),
    FOREIGN KEY(rec) REFERENCES application (rec),
    FOREIGN KEY(sha256) REFERENCES blob (sha256)
);

CREATE TABLE intention (
    id TEXT NOT NULL,
    event TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    note TEXT NOT NULL,
    call_on TEXT,
    state TEXT NOT NULL,
    rec TEXT,
    operator TEXT NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX intention_by_event ON intention (event, state);

CREATE TABLE paper_set (
    id TEXT NOT NULL,
    event TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    operator TEXT NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    PRIMARY KEY (id)
);

CREATE INDEX ix_paper_set_event ON paper_set (event);

CREATE TABLE paper_record (
    rec TEXT NOT NULL,
    paper_set TEXT NOT NULL,
    sheet TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    PRIMARY KEY (rec),
    FOREIGN KEY(rec) REFERENCES application (rec),
    FOREIGN KEY(paper_set) REFERENCES paper_set (id)
);

CREATE INDEX ix_paper_record_paper_set ON paper_record (paper_set)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n\n"):
        op.execute(statement)
