"""People, what they asked for, and the numbers they were given. Device-owned."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Text, UniqueConstraint, text

from fieldapp.store.tables.ownership import Owner, owned_table

person = owned_table(
    "person",
    Owner.DEVICE,
    Column("n", Integer, primary_key=True),  # stable row number for the search table
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("document_type", Text, nullable=False),
    Column("document_no", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("sex", Text),
    Column("birth", Text),
    Column("ethnicity", Text),
    Column("migrant", Boolean),
    Column("employer", Text),
    Column("tail", Text, nullable=False),
    Column("phone_tail", Text, nullable=False),
    Column("created", Integer, nullable=False),
    Index("person_by_tail", "tail"),
    Index("person_by_phone_tail", "phone_tail"),
)

person_key = owned_table(
    "person_key",
    Owner.DERIVED,
    Column("person", Text, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("kv", Integer, nullable=False),
    Column("idh", Text, nullable=False),
    Column("ph", Text, nullable=False),
    Column("nb", Text, nullable=False),
    Index("person_key_by_document", "idh", unique=True),
    without_rowid=True,
)

application = owned_table(
    "application",
    Owner.DEVICE,
    Column("rec", Text, primary_key=True),
    Column("person", Text, ForeignKey("person.id"), nullable=False),
    Column("event", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("union_id", Text),
    Column("region", Text, nullable=False),
    Column("group_code", Text, nullable=False),
    Column("employment", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("document_check", Text, nullable=False),
    Column("deferred", Text, nullable=False),
    Column("roster_row", Text),
    Column("receipt", Text),
    Column("operator", Text, nullable=False),
    Column("captured", Integer, nullable=False),
    Column("is_live", Boolean, nullable=False),
    Column("transfer_reason", Text),
    Column("rev", Integer, nullable=False),
    Column("base", Text, nullable=False),
    # "= 1" as the dialect writes conditions: only then the planner sees that the index fits
    Index("application_live_person", "person", unique=True, sqlite_where=text("is_live = 1")),
    Index("application_by_person", "person"),
    Index("application_by_time", "captured"),
    Index("application_by_event", "event", "captured"),
    Index("application_by_receipt", "receipt", unique=True),
)

consent = owned_table(
    "consent",
    Owner.DEVICE,
    Column("id", Text, primary_key=True),
    Column("rec", Text, ForeignKey("application.rec"), nullable=False, index=True),
    Column("notice", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("withdrawn", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("reference", Text),
    Column("captured", Integer, nullable=False),
    Column("event", Text, nullable=False, server_default=""),  # where it was given: a record may move at another event
    Index("consent_by_reference", "reference"),
    Index("consent_by_event", "event"),
)

lease_use = owned_table(
    "lease_use",
    Owner.DEVICE,
    Column("number", Text, primary_key=True),
    Column("lease", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("rec", Text, nullable=False),
    Column("status_index", Integer),
    UniqueConstraint("lease", "serial"),
    Index("lease_use_by_record", "rec"),
)

lease_burn = owned_table(
    "lease_burn",
    Owner.DEVICE,
    Column("lease", Text, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("env", Text, nullable=False),
)

approval = owned_table(
    "approval",
    Owner.DEVICE,
    Column("rec", Text, ForeignKey("application.rec"), primary_key=True),
    Column("env", Text, nullable=False),
    Column("delegation", Text, nullable=False, index=True),
    Column("approver", Text, nullable=False),
    Column("approved_on", Text, nullable=False),
)
