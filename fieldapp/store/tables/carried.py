"""Facts and their way to the centre and back: facts, outbox, verdicts, chain, audit, feed cursor, secrets."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint

from fieldapp.store.tables.ownership import Owner, owned_table

incarnation = owned_table(
    "incarnation",
    Owner.DEVICE,
    Column("n", Integer, primary_key=True),
    Column("inc", Text, nullable=False, unique=True),
    Column("why", Text, nullable=False),
    Column("began", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("head", Text),
    Column("hlc", Integer, nullable=False),
)

fact = owned_table(
    "fact",
    Owner.DEVICE,
    Column("env", Text, primary_key=True),
    Column("rec", Text, nullable=False, index=True),
    Column("rev", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("inc", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("event", Text),
    Column("operator", Text, nullable=False),
    Column("captured", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("protected", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    UniqueConstraint("inc", "seq"),
    Index("fact_by_event", "event"),
)

outbox = owned_table(
    "outbox",
    Owner.DEVICE,
    Column("env", Text, ForeignKey("fact.env"), primary_key=True),
    Column("inc", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("batch", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Index("outbox_by_state", "state", "inc", "seq"),
    Index("outbox_by_batch", "batch"),
)

verdict = owned_table(
    "verdict",
    Owner.HUB,
    Column("env", Text, primary_key=True),
    Column("rec", Text, nullable=False, index=True),
    Column("verdict", Text, nullable=False),
    Column("gen", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("code", Text),
    Column("replay", Boolean, nullable=False),
    Column("of_rec", Text),
    Column("match", Text),
    Column("resolution", Text),
    Column("errors", Text, nullable=False),
    Column("missing", Text, nullable=False),
    Index("verdict_by_word", "verdict"),
)

audit = owned_table(
    "audit",
    Owner.DEVICE,
    Column("n", Integer, primary_key=True),
    Column("prev", Text, nullable=False),
    Column("wall", Integer, nullable=False),
    Column("mono", Integer, nullable=False),
    Column("boot", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

feed_cursor = owned_table(
    "feed_cursor",
    Owner.HUB,
    Column("id", Integer, primary_key=True),
    Column("gen", Integer, nullable=False),
    Column("n", Integer, nullable=False),
)

feed_quarantine = owned_table(
    "feed_quarantine",
    Owner.HUB,
    Column("id", Integer, primary_key=True),
    Column("gen", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("gen", "start", "position"),
)

secret = owned_table(
    "secret",
    Owner.DEVICE,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

setting = owned_table(
    "setting",
    Owner.DEVICE,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

counter = owned_table(
    "counter",
    Owner.DEVICE,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)
