"""All tables of the hub (``docs/protocol.md`` §11). Times are Unix milliseconds, dates yyyymmdd.

The tables that version 1 fills stand here; blob, blob_ref, claim, stock, pre_registration,
comparison and comparison_row are named in the protocol and come with their resources.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

server_state = Table(
    "server_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("server", String(16), nullable=False),  # kid of the signing key
    Column("gen", Integer, nullable=False),
    Column("watermark", BigInteger, nullable=False),
    Column("version_n", BigInteger, nullable=False),  # counter of (gen, n) versions
    Column("serial", BigInteger, nullable=False),  # next member serial that nobody was granted
    Column("province", String(2), nullable=False),
    Column("signing_seed", LargeBinary, nullable=False),
    Column("blind_key", LargeBinary, nullable=False),
    Column("blind_version", Integer, nullable=False),
    Column("desk_key", LargeBinary, nullable=False),
    Column("created", BigInteger, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("password", String(200), nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked_until", BigInteger, nullable=False, default=0),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created", BigInteger, nullable=False),
)
grant = Table(
    "grant",
    metadata,
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("union", String(64), nullable=False),  # this organisation and everything below it
    Column("role", String(20), nullable=False),
    PrimaryKeyConstraint("account", "union"),
)
session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
)

organisation = Table(
    "organisation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("level", Integer, nullable=False),
    Column("parent", String(64)),
    Column("region", String(12), nullable=False),
    Column("credit_code", String(18)),
    Column("groups", JSON, nullable=False),
    Column("accepts_direct_join", Boolean, nullable=False),
    Column("is_pool", Boolean, nullable=False),
    Column("mode", String(40)),
    Column("changed", BigInteger, nullable=False),
)
org_validity = Table(
    "org_validity",
    metadata,
    Column("organisation", ForeignKey("organisation.id"), primary_key=True),
    Column("valid_from", Date),
    Column("valid_to", Date),
)
reference = Table(
    "reference",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("etag", String(64), nullable=False),
    Column("signed", JSON, nullable=False),  # a signed object, exactly as it is served
)

event = Table(
    "event",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("closed", Boolean, nullable=False, default=False),
)
event_word = Table(
    "event_word",
    metadata,
    Column("env", String(36), primary_key=True),
    Column("event", Text, nullable=False, index=True),
    Column("dev", String(16), nullable=False),
    Column("captured", BigInteger, nullable=False),
    Column("is_close", Boolean, nullable=False),
    Column("body", Text, nullable=False),  # the event as this laptop described it, plain values as JSON
)
delegation = Table(
    "delegation",
    metadata,
    Column("number", String(80), primary_key=True),
    Column("union", String(64), nullable=False),
    Column("resolved_on", Date, nullable=False),
    Column("approvers", JSON, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("maximum", Integer, nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("union", String(64)),
    Column("region", String(12)),
    Column("certificate", JSON, nullable=False),
    Column("feed_n", BigInteger, nullable=False, default=0),
    Column("feed_read", BigInteger, nullable=False, default=0, server_default="0"),  # how far it has asked
    Column("created", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False, default=0),
    Column("revoked", BigInteger),
    Column("stopped", String(40)),  # why deliveries wait for a person, for example a clone
    Column("code", String(36)),  # the enrol code it came with
)
device_key = Table(
    "device_key",
    metadata,
    Column("kid", String(16), primary_key=True),
    Column("device", ForeignKey("device.id"), nullable=False),
    Column("purpose", String(20), nullable=False),  # sign, card, seal
    Column("public", LargeBinary, nullable=False),
    Column("certificate", JSON),
    Column("valid_from", BigInteger, nullable=False),
    Column("valid_to", BigInteger),
)
enrol_code = Table(
    "enrol_code",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("union", String(64)),
    Column("region", String(12)),
    Column("event", String(36)),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("used_by", String(16)),
    Column("gen", Integer, nullable=False),
)

_HEADS = text("type = 'audit_head'")
_TAKEN_BACK = text("withdrawn != ''")
envelope = Table(
    "envelope",
    metadata,
    Column("env", String(36), primary_key=True),
    Column("rec", String(36), nullable=False, index=True),
    Column("type", String(24), nullable=False),
    Column("dev", String(16), nullable=False),
    Column("inc", String(36), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("sig", LargeBinary, nullable=False),
    Column("kid", String(16), nullable=False),
    Column("via", Text),
    Column("received_at", BigInteger, nullable=False),
    UniqueConstraint("dev", "inc", "seq"),
    Index("ix_envelope_heads", "dev", sqlite_where=_HEADS, postgresql_where=_HEADS),
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("env", String(36), nullable=False, index=True),
    Column("dev", String(16), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("code", String(60), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("sig", LargeBinary, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("released", BigInteger),
)
loose_end = Table(
    "loose_end",
    metadata,
    Column("env", String(36), primary_key=True),
    Column("rec", String(36), nullable=False, index=True),
    Column("why", String(8), nullable=False),  # fork, orphan, waiting
)
chain_break = Table(
    "chain_break",
    metadata,
    Column("env", String(36), primary_key=True),
    Column("dev", String(16), nullable=False, index=True),
    Column("inc", String(36), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("found_at", BigInteger, nullable=False),
)
record = Table(
    "record",
    metadata,
    Column("rec", String(36), primary_key=True),
    Column("kind", Text, nullable=False),  # enrollment, transfer
    Column("person", String(36), nullable=False, index=True),
    Column("dev", String(16), nullable=False),
    Column("event", Text, index=True),
    Column("operator", Text, nullable=False),
    Column("asked_union", Text),
    Column("region", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("employment", Text, nullable=False),
    Column("employer", Text),
    Column("channel", Text),
    Column("document_check", Text, nullable=False),
    Column("captured", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Index("ix_record_captured", "captured"),
    sqlite_with_rowid=False,
)
person = Table(
    "person",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", Text, nullable=False),
    Column("document_type", Text, nullable=False),
    Column("document_no", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("sex", Text),
    Column("birth", Text),
    Column("migrant", Boolean),
    sqlite_with_rowid=False,
)
person_key = Table(
    "person_key",
    metadata,
    Column("rec", String(36), nullable=False),
    Column("kind", String(4), nullable=False),  # idh, no
    Column("key", Text, nullable=False),
    Column("kv", Integer, nullable=False),
    PrimaryKeyConstraint("rec", "kind", "key", "kv"),
    Index("ix_person_key_key", "key"),
    sqlite_with_rowid=False,
)

mention = Table(
    "mention",
    metadata,
    Column("target", Text, nullable=False),  # a record or an envelope
    Column("env", String(36), nullable=False),  # the approval or void that speaks of it
    Column("rec", String(36), nullable=False, index=True),  # that envelope's own record
    Column("delegation", Text, index=True),  # of an approval
    PrimaryKeyConstraint("target", "env"),
)

decision = Table(
    "decision",
    metadata,
    Column("gen", Integer, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("kind", String(24), nullable=False, index=True),
    Column("rec", String(36), nullable=False, index=True),  # empty where no record is meant
    Column("idh", String(24), index=True),
    Column("account", String(36), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("gen", "n"),
)
outcome = Table(
    "outcome",
    metadata,
    Column("rec", String(36), primary_key=True),
    Column("outcome", String(24), nullable=False),
    Column("gen", Integer, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("union", Text),
    Column("number", Text),
    Column("status_index", BigInteger),
    Column("approved_on", Text),
    Column("code", Text),
    Column("reason", Text),
    Column("of", Text),
    Column("kind", String(16), nullable=False),
    Column("person", String(24), nullable=False),  # blind index of the document, empty without one
    Column("is_recalled", Boolean, nullable=False),
    Index("ix_outcome_outcome_union", "outcome", "union"),
    sqlite_with_rowid=False,
)
membership = Table(
    "membership",
    metadata,
    Column("idh", String(24), primary_key=True),
    Column("rec", String(36)),  # whose approval began it; None for a member known before this system
    Column("person", String(36), nullable=False, index=True),
    Column("union", Text, nullable=False, index=True),
    Column("group", Text, nullable=False),
    Column("number", Text, unique=True),
    Column("joined", Text, nullable=False),
    Column("state", String(16), nullable=False),  # active, retained, left
)
membership_change = Table(
    "membership_change",
    metadata,
    Column("membership", ForeignKey("membership.idh"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("kind", String(20), nullable=False),  # joined, transferred_in, transferred_out, left, regrouped
    Column("day", Text, nullable=False),
    Column("union", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("rec", String(36)),
    Column("entered", BigInteger, nullable=False),
    PrimaryKeyConstraint("membership", "place"),
    Index("ix_membership_change_day_kind", "day", "kind"),
)

lease = Table(
    "lease",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("parent", String(36)),
    Column("dev", String(16), nullable=False, index=True),
    Column("inc", String(36), nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("scope", String(64)),
    Column("burned_from", BigInteger),
    Column("granted", BigInteger, nullable=False),
    Column("signed", JSON, nullable=False),
)
number = Table(
    "number",
    metadata,
    Column("no", Text, primary_key=True),
    Column("rec", String(36), nullable=False, index=True),
)
card = Table(
    "card",
    metadata,
    Column("env", String(36), primary_key=True),
    Column("rec", String(36), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("copy", BigInteger, nullable=False),
    Column("captured", BigInteger, nullable=False),
)
status_list = Table(
    "status_list",
    metadata,
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("status", Integer, nullable=False),  # 0 valid, 1 invalid, 2 suspended, 3 transferred
    Column("number", String(24), nullable=False),
)
handout = Table(
    "handout",
    metadata,
    Column("env", String(36), primary_key=True),
    Column("rec", String(36), nullable=False, index=True),
    Column("event", Text, index=True),
    Column("item", Text, nullable=False),
    Column("qty", BigInteger, nullable=False),
    Column("override", Text),
    Column("dev", String(16), nullable=False),
    Column("captured", BigInteger, nullable=False),
)
consent = Table(
    "consent",
    metadata,
    Column("env", String(36), primary_key=True),
    Column("rec", String(36), nullable=False, index=True),
    Column("notice", Text, nullable=False),
    Column("given", Text, nullable=False),  # purposes, separated by blanks
    Column("withdrawn", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("reference", Text),
    Column("captured", BigInteger, nullable=False),
    Index("ix_consent_taken_back", "captured", sqlite_where=_TAKEN_BACK, postgresql_where=_TAKEN_BACK),
    sqlite_with_rowid=False,
)

batch = Table(
    "batch",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("dev", String(16), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("answer", Text, nullable=False),
    Column("created", BigInteger, nullable=False, index=True),
)
feed = Table(
    "feed",
    metadata,
    Column("dev", String(16), nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("dev", "n"),
)
submission = Table(
    "submission",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("cut_off", String(8), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("figures", JSON, nullable=False),
    Column("account", String(36), nullable=False),
    Column("made_at", BigInteger, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("prev", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("account", String(36), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(64), nullable=False),
)
