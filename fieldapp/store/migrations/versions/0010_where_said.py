"""A consent knows at which event it was given, and a gift by card whose document it was given on."""

from alembic import op

revision = "0010"
down_revision = "0009"

STATEMENTS = (
    "ALTER TABLE consent ADD COLUMN event TEXT DEFAULT '' NOT NULL",
    # the fact of the same record and moment says where; the record's own event stands in where there is none
    """
UPDATE consent SET event = COALESCE(
    (SELECT fact.event FROM fact WHERE fact.rec = consent.rec AND fact.captured = consent.captured
     ORDER BY fact.seq LIMIT 1),
    (SELECT application.event FROM application WHERE application.rec = consent.rec),
    ''
)
""",
    "CREATE INDEX consent_by_event ON consent (event)",
    "ALTER TABLE member_handout ADD COLUMN idh TEXT",
    "CREATE INDEX member_handout_by_document ON member_handout (event, item, idh)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
