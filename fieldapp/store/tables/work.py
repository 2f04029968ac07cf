"""The day's work: events, operators, drafts, rosters, print jobs, handouts. Device-owned."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint, text

from fieldapp.store.tables.ownership import Owner, owned_table

event = owned_table(
    "event",
    Owner.DEVICE,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("created", Integer, nullable=False),
)

event_session = owned_table(
    "event_session",
    Owner.DEVICE,
    Column("event", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("rec", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("base", Text, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer),
)

approval_window = owned_table(
    "approval_window",
    Owner.DEVICE,
    Column("event", Text, primary_key=True),
    Column("approver", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer),
)

operator = owned_table(
    "operator",
    Owner.DEVICE,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("event", Text),
    Column("expires", Integer),
    Column("is_active", Boolean, nullable=False),
    Column("salt", LargeBinary),
    Column("pin", LargeBinary),
    Column("tries", Integer, nullable=False, server_default="0"),
)

draft = owned_table(
    "draft",
    Owner.DEVICE,
    Column("event", Text, primary_key=True),
    Column("operator", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved", Integer, nullable=False),
)

roster = owned_table(
    "roster",
    Owner.DEVICE,
    Column("id", Text, primary_key=True),
    Column("event", Text, nullable=False, index=True),
    Column("company", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_digest", Text, nullable=False),
    Column("defaults", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("imported", Integer, nullable=False),
    Column("expected", Integer),
    Column("finished", Integer),
    Column("source", Text, nullable=False, server_default=""),
    Column("habit", Text, nullable=False, server_default="{}"),
    UniqueConstraint("event", "file_digest"),
)

roster_row = owned_table(
    "roster_row",
    Owner.DEVICE,
    Column("id", Text, primary_key=True),
    Column("roster", Text, ForeignKey("roster.id"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("name", Text),
    Column("document_no", Text),
    Column("phone", Text),
    Column("group_code", Text),
    Column("others", Text, nullable=False),
    Column("tail", Text),
    Column("initials", Text),
    Column("idh", Text),
    Column("codes", Text, nullable=False),
    Column("rec", Text),
    Column("seat", Text),
    Column("written", Text),
    UniqueConstraint("roster", "row"),
    Index("roster_row_by_tail", "tail"),
    Index("roster_row_by_initials", "initials"),
    Index("roster_row_by_idh", "idh"),
)

print_job = owned_table(
    "print_job",
    Owner.DEVICE,
    Column("job", Text, primary_key=True),
    Column("paper", Text, nullable=False),
    Column("rec", Text, ForeignKey("application.rec"), nullable=False),
    Column("event", Text, nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("copy", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("printer", Text),
    Column("reason", Text),
    Column("operator", Text, nullable=False),
    Column("created", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("handed", Integer),
    UniqueConstraint("rec", "paper", "copy"),
    Index("print_job_in_flight", "state", sqlite_where=text("state IN ('queued', 'sent')")),
)

handout = owned_table(
    "handout",
    Owner.DEVICE,
    Column("env", Text, primary_key=True),
    Column("event", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("person", Text, ForeignKey("person.id"), nullable=False),
    Column("rec", Text, nullable=False, index=True),
    Column("qty", Integer, nullable=False),
    Column("is_once", Boolean, nullable=False),
    Column("override", Text),
    Column("proxy", Text),
    Column("operator", Text, nullable=False),
    Column("captured", Integer, nullable=False),
    Index("handout_by_event", "event"),
    Index(
        "handout_once", "event", "item", "person", unique=True, sqlite_where=text("override IS NULL AND is_once = 1")
    ),
)

pre_registration = owned_table(
    "pre_registration",
    Owner.DEVICE,
    Column("id", Text, primary_key=True),
    Column("rec", Text, nullable=False),
    Column("used", Integer, nullable=False),
)

second_look = owned_table(
    "second_look",
    Owner.DEVICE,
    Column("n", Integer, primary_key=True),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("second", Text),
    Column("reason", Text, nullable=False),
    Column("wall", Integer, nullable=False),
    Column("boot", Text, nullable=False),
    Column("mono", Integer, nullable=False),
    Column("used", Integer),
    Index("second_look_unused", "act", "subject", sqlite_where=text("used IS NULL")),
)
