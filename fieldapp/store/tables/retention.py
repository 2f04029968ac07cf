"""What stays of people who were purged: nothing that names them. Device-owned."""

from sqlalchemy import Column, ForeignKey, Integer, Text

from fieldapp.store.tables.ownership import Owner, owned_table

tombstone = owned_table(
    "tombstone",
    Owner.DEVICE,
    Column("rec", Text, ForeignKey("application.rec"), primary_key=True),
    Column("rev", Integer, nullable=False),  # a record that goes on later holds a person again
    Column("outcome", Text, nullable=False),
    Column("purged", Integer, nullable=False),
)
