"""What lies beside applications: signatures and photos, paper sets, people to call back. Device-owned."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Text, text

from fieldapp.store.tables.ownership import Owner, owned_table

blob = owned_table(
    "blob",
    Owner.DEVICE,
    Column("sha256", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("rec", Text),  # none as long as nothing but a draft speaks of it
    Index("blob_by_record", "rec", "role"),
    Index("blob_loose", "kept", sqlite_where=text("rec IS NULL")),
)

photo = owned_table(
    "photo",
    Owner.DEVICE,
    Column("rec", Text, ForeignKey("application.rec"), primary_key=True),
    Column("sha256", Text, ForeignKey("blob.sha256")),  # none: the person wanted no photo
    Column("decided", Integer, nullable=False),
)

intention = owned_table(
    "intention",
    Owner.DEVICE,
    Column("id", Text, primary_key=True),
    Column("event", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("call_on", Text),
    Column("state", Text, nullable=False),
    Column("rec", Text),
    Column("operator", Text, nullable=False),
    Column("created", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Index("intention_by_event", "event", "state"),
)

paper_set = owned_table(
    "paper_set",
    Owner.DEVICE,
    Column("id", Text, primary_key=True),
    Column("event", Text, nullable=False, index=True),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("signed_on", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer),
)

paper_record = owned_table(
    "paper_record",
    Owner.DEVICE,
    Column("rec", Text, ForeignKey("application.rec"), primary_key=True),
    Column("paper_set", Text, ForeignKey("paper_set.id"), nullable=False, index=True),
    Column("sheet", Text, nullable=False),
    Column("signed_on", Text, nullable=False),
)
