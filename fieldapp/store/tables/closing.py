"""What is gathered when an event closes (收摊): signed papers that were seen, numbered approval rolls. Device-owned."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Text

from fieldapp.store.tables.ownership import Owner, owned_table

paper_seen = owned_table(
    "paper_seen",
    Owner.DEVICE,
    Column("rec", Text, ForeignKey("application.rec"), primary_key=True),
    Column("code", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("seen", Integer, nullable=False),
)

approval_roll = owned_table(
    "approval_roll",
    Owner.DEVICE,
    Column("number", Text, primary_key=True),
    Column("event", Text, nullable=False),
    Column("delegation", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("made", Integer, nullable=False),
    Index("approval_roll_by_event", "event", "made"),
)

approval_roll_row = owned_table(
    "approval_roll_row",
    Owner.DEVICE,
    Column("rec", Text, ForeignKey("application.rec"), primary_key=True),
    Column("roll", Text, ForeignKey("approval_roll.number"), nullable=False),
    Column("place", Integer, nullable=False),
    Index("approval_roll_row_by_roll", "roll", "place"),
)
