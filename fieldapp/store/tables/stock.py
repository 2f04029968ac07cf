"""What lies on the table at an event, and what members from elsewhere were given. Device-owned."""

from sqlalchemy import Boolean, Column, Index, Integer, Text, text

from fieldapp.store.tables.ownership import Owner, owned_table

stock_move = owned_table(
    "stock_move",
    Owner.DEVICE,
    Column("id", Text, primary_key=True),
    Column("event", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("qty", Integer, nullable=False),
    Column("note", Text),
    Column("operator", Text, nullable=False),
    Column("moved", Integer, nullable=False),
    Index("stock_move_by_item", "event", "item"),
)

member_handout = owned_table(
    "member_handout",
    Owner.DEVICE,
    Column("env", Text, primary_key=True),
    Column("event", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("qty", Integer, nullable=False),
    Column("is_once", Boolean, nullable=False),
    Column("override", Text),
    Column("proxy", Text),
    Column("operator", Text, nullable=False),
    Column("captured", Integer, nullable=False),
    Column("idh", Text),  # blind index of the document that was shown with the card; none when nobody asked
    Index("member_handout_by_document", "event", "item", "idh"),
    Index(
        "member_handout_once",
        "event",
        "item",
        "number",
        unique=True,
        sqlite_where=text("override IS NULL AND is_once = 1"),
    ),
)
