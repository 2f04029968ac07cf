"""What the centre says. Hub-owned: written only by applying verified slices, sets and provisioning."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Text

from fieldapp.store.tables.ownership import Owner, owned_table

organisation = owned_table(
    "organisation",
    Owner.HUB,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("is_pool", Boolean, nullable=False),
    Column("body", Text, nullable=False),
)

centre_event = owned_table(
    "centre_event",
    Owner.HUB,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

delegation = owned_table(
    "delegation",
    Owner.HUB,
    Column("number", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

lease = owned_table(
    "lease",
    Owner.HUB,
    Column("id", Text, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("expires", Integer, nullable=False),
    Column("scope", Text, nullable=False),
    Column("status_list", Integer, nullable=False),
    Column("status_start", Integer, nullable=False),
    Column("inc", Text),
    Column("body", Text, nullable=False),
)

outcome = owned_table(
    "outcome",
    Owner.HUB,
    Column("rec", Text, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("gen", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("number", Text),
    Column("status_index", Integer),
    Column("approved_on", Text),
    Column("union_id", Text),
    Column("code", Text),
    Column("reason", Text),
    Column("of_rec", Text),
    Column("kind", Text, nullable=False),
    Column("arrived", Integer),  # when this word came, ms since 1970: the retention of the person counts from here
    Index("outcome_by_number", "number"),
    Index("outcome_by_word", "outcome"),
)

recall = owned_table(
    "recall",
    Owner.HUB,
    Column("rec", Text, primary_key=True),
    Column("number", Text),
    Column("reason", Text),
)

member_key = owned_table(
    "member_key",
    Owner.HUB,
    Column("idh", Text, primary_key=True),
    Column("kv", Integer, nullable=False),
    without_rowid=True,
)

consent_taken_back = owned_table(
    "consent_taken_back",
    Owner.HUB,
    Column("idh", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("kv", Integer, nullable=False),
    Column("time", Integer, nullable=False),  # when the person said so at another desk, ms since 1970
    without_rowid=True,
)

reference = owned_table(
    "reference",
    Owner.HUB,
    Column("name", Text, primary_key=True),
    Column("etag", Text, nullable=False),
    Column("body", Text, nullable=False),
)

signed_object = owned_table(
    "signed_object",
    Owner.HUB,
    Column("name", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

peer = owned_table(
    "peer",
    Owner.HUB,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("kid", Text, nullable=False),
    Column("server", Text, nullable=False),
    Column("gen", Integer, nullable=False),
    Column("offset_ms", Integer, nullable=False, server_default="0"),
    Column("last_sync", Integer),
)
