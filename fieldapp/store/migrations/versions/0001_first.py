"""The tables of version 1, frozen: the program's declarations may move on, this step may not."""

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE approval_window (
    event TEXT NOT NULL,
    approver TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    PRIMARY KEY (event)
);

CREATE TABLE audit (
    n INTEGER NOT NULL,
    prev TEXT NOT NULL,
    wall INTEGER NOT NULL,
    mono INTEGER NOT NULL,
    boot TEXT NOT NULL,
    operator TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (n)
);

CREATE TABLE centre_event (
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE counter (
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE delegation (
    number TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (number)
);

CREATE TABLE draft (
    event TEXT NOT NULL,
    operator TEXT NOT NULL,
    body TEXT NOT NULL,
    saved INTEGER NOT NULL,
    PRIMARY KEY (event)
);

CREATE TABLE event (
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE event_session (
    event TEXT NOT NULL,
    state TEXT NOT NULL,
    rec TEXT NOT NULL,
    rev INTEGER NOT NULL,
    base TEXT NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    PRIMARY KEY (event)
);

CREATE TABLE fact (
    env TEXT NOT NULL,
    rec TEXT NOT NULL,
    rev INTEGER NOT NULL,
    kind TEXT NOT NULL,
    inc TEXT NOT NULL,
    seq INTEGER NOT NULL,
    event TEXT,
    operator TEXT NOT NULL,
    captured INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    protected BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (env),
    UNIQUE (inc, seq)
);

CREATE INDEX fact_by_event ON fact (event);

CREATE INDEX ix_fact_rec ON fact (rec);

CREATE TABLE feed_cursor (
    id INTEGER NOT NULL,
    gen INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE feed_quarantine (
    id INTEGER NOT NULL,
    gen INTEGER NOT NULL,
    start INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    why TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (gen, start, position)
);

CREATE TABLE incarnation (
    n INTEGER NOT NULL,
    inc TEXT NOT NULL,
    why TEXT NOT NULL,
    began INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    head TEXT,
    hlc INTEGER NOT NULL,
    PRIMARY KEY (n),
    UNIQUE (inc)
);

CREATE TABLE lease (
    id TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    scope TEXT NOT NULL,
    status_list INTEGER NOT NULL,
    status_start INTEGER NOT NULL,
    inc TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE lease_burn (
    lease TEXT NOT NULL,
    start INTEGER NOT NULL,
    why TEXT NOT NULL,
    env TEXT NOT NULL,
    PRIMARY KEY (lease)
);

CREATE TABLE lease_use (
    number TEXT NOT NULL,
    lease TEXT NOT NULL,
    serial INTEGER NOT NULL,
    rec TEXT NOT NULL,
    status_index INTEGER,
    PRIMARY KEY (number),
    UNIQUE (lease, serial)
);

CREATE INDEX lease_use_by_record ON lease_use (rec);

CREATE TABLE member_key (
    idh TEXT NOT NULL,
    kv INTEGER NOT NULL,
    PRIMARY KEY (idh)
)
 WITHOUT ROWID;

CREATE TABLE operator (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    event TEXT,
    expires INTEGER,
    is_active BOOLEAN NOT NULL,
    salt BLOB,
    pin BLOB,
    tries INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE organisation (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    is_pool BOOLEAN NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE outcome (
    rec TEXT NOT NULL,
    outcome TEXT NOT NULL,
    gen INTEGER NOT NULL,
    n INTEGER NOT NULL,
    number TEXT,
    status_index INTEGER,
    approved_on TEXT,
    union_id TEXT,
    code TEXT,
    reason TEXT,
    of_rec TEXT,
    kind TEXT NOT NULL,
    PRIMARY KEY (rec)
);

CREATE INDEX outcome_by_number ON outcome (number);

CREATE INDEX outcome_by_word ON outcome (outcome);

CREATE TABLE peer (
    id INTEGER NOT NULL,
    url TEXT NOT NULL,
    "key" BLOB NOT NULL,
    kid TEXT NOT NULL,
    server TEXT NOT NULL,
    gen INTEGER NOT NULL,
    offset_ms INTEGER DEFAULT '0' NOT NULL,
    last_sync INTEGER,
    PRIMARY KEY (id)
);

CREATE TABLE person (
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    document_type TEXT NOT NULL,
    document_no TEXT NOT NULL,
    phone TEXT NOT NULL,
    sex TEXT,
    birth TEXT,
    ethnicity TEXT,
    migrant BOOLEAN,
    employer TEXT,
    tail TEXT NOT NULL,
    phone_tail TEXT NOT NULL,
    initials TEXT NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (n),
    UNIQUE (id)
);

CREATE INDEX person_by_initials ON person (initials);

CREATE INDEX person_by_phone_tail ON person (phone_tail);

CREATE INDEX person_by_tail ON person (tail);

CREATE TABLE recall (
    rec TEXT NOT NULL,
    number TEXT,
    reason TEXT,
    PRIMARY KEY (rec)
);

CREATE TABLE reference (
    name TEXT NOT NULL,
    etag TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE roster (
    id TEXT NOT NULL,
    event TEXT NOT NULL,
    company TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_digest TEXT NOT NULL,
    defaults TEXT NOT NULL,
    operator TEXT NOT NULL,
    imported INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (event, file_digest)
);

CREATE INDEX ix_roster_event ON roster (event);

CREATE TABLE secret (
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE signed_object (
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE verdict (
    env TEXT NOT NULL,
    rec TEXT NOT NULL,
    verdict TEXT NOT NULL,
    gen INTEGER NOT NULL,
    n INTEGER NOT NULL,
    code TEXT,
    replay BOOLEAN NOT NULL,
    of_rec TEXT,
    "match" TEXT,
    resolution TEXT,
    errors TEXT NOT NULL,
    missing TEXT NOT NULL,
    PRIMARY KEY (env)
);

CREATE INDEX ix_verdict_rec ON verdict (rec);

CREATE INDEX verdict_by_word ON verdict (verdict);

CREATE TABLE application (
    rec TEXT NOT NULL,
    person TEXT NOT NULL,
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    union_id TEXT,
    region TEXT NOT NULL,
    group_code TEXT NOT NULL,
    employment TEXT NOT NULL,
    channel TEXT NOT NULL,
    document_check TEXT NOT NULL,
    "deferred" TEXT NOT NULL,
    roster_row TEXT,
    receipt TEXT,
    operator TEXT NOT NULL,
    captured INTEGER NOT NULL,
    is_live BOOLEAN NOT NULL,
    transfer_reason TEXT,
    rev INTEGER NOT NULL,
    base TEXT NOT NULL,
    PRIMARY KEY (rec),
    FOREIGN KEY(person) REFERENCES person (id)
);

CREATE INDEX application_by_event ON application (event, captured);

CREATE INDEX application_by_person ON application (person);

CREATE UNIQUE INDEX application_by_receipt ON application (receipt);

CREATE INDEX application_by_time ON application (captured);

CREATE UNIQUE INDEX application_live_person ON application (person) WHERE is_live = 1;

CREATE TABLE handout (
    env TEXT NOT NULL,
    event TEXT NOT NULL,
    item TEXT NOT NULL,
    person TEXT NOT NULL,
    rec TEXT NOT NULL,
    qty INTEGER NOT NULL,
    is_once BOOLEAN NOT NULL,
    override TEXT,
    proxy TEXT,
    operator TEXT NOT NULL,
    captured INTEGER NOT NULL,
    PRIMARY KEY (env),
    FOREIGN KEY(person) REFERENCES person (id)
);

CREATE UNIQUE INDEX handout_once ON handout (event, item, person) WHERE override IS NULL AND is_once = 1;

CREATE INDEX ix_handout_rec ON handout (rec);

CREATE TABLE outbox (
    env TEXT NOT NULL,
    inc TEXT NOT NULL,
    seq INTEGER NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL,
    batch TEXT,
    attempts INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (env),
    FOREIGN KEY(env) REFERENCES fact (env)
);

CREATE INDEX outbox_by_batch ON outbox (batch);

CREATE INDEX outbox_by_state ON outbox (state, inc, seq);

CREATE TABLE person_key (
    person TEXT NOT NULL,
    kv INTEGER NOT NULL,
    idh TEXT NOT NULL,
    ph TEXT NOT NULL,
    nb TEXT NOT NULL,
    PRIMARY KEY (person),
    FOREIGN KEY(person) REFERENCES person (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE UNIQUE INDEX person_key_by_document ON person_key (idh);

CREATE INDEX person_key_by_phone ON person_key (ph);

CREATE TABLE roster_row (
    id TEXT NOT NULL,
    roster TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    state TEXT NOT NULL,
    name TEXT,
    document_no TEXT,
    phone TEXT,
    group_code TEXT,
    others TEXT NOT NULL,
    tail TEXT,
    initials TEXT,
    idh TEXT,
    codes TEXT NOT NULL,
    rec TEXT,
    PRIMARY KEY (id),
    UNIQUE (roster, "row"),
    FOREIGN KEY(roster) REFERENCES roster (id)
);

CREATE INDEX roster_row_by_initials ON roster_row (initials);

CREATE INDEX roster_row_by_tail ON roster_row (tail);

CREATE TABLE approval (
    rec TEXT NOT NULL,
    env TEXT NOT NULL,
    delegation TEXT NOT NULL,
    approver TEXT NOT NULL,
    approved_on TEXT NOT NULL,
    PRIMARY KEY (rec),
    FOREIGN KEY(rec) REFERENCES application (rec)
);

CREATE INDEX ix_approval_delegation ON approval (delegation);

CREATE TABLE consent (
    id TEXT NOT NULL,
    rec TEXT NOT NULL,
    notice TEXT NOT NULL,
    given TEXT NOT NULL,
    withdrawn TEXT NOT NULL,
    method TEXT NOT NULL,
    reference TEXT,
    captured INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(rec) REFERENCES application (rec)
);

CREATE INDEX ix_consent_rec ON consent (rec);

CREATE TABLE print_job (
    job TEXT NOT NULL,
    paper TEXT NOT NULL,
    rec TEXT NOT NULL,
    event TEXT NOT NULL,
    number TEXT NOT NULL,
    copy INTEGER NOT NULL,
    state TEXT NOT NULL,
    printer TEXT,
    reason TEXT,
    operator TEXT NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    handed INTEGER,
    PRIMARY KEY (job),
    UNIQUE (rec, paper, copy),
    FOREIGN KEY(rec) REFERENCES application (rec)
);

CREATE INDEX ix_print_job_event ON print_job (event);

CREATE INDEX print_job_in_flight ON print_job (state) WHERE state IN ('queued', 'sent');

CREATE VIRTUAL TABLE search_person USING fts5(name, tokenize='unicode61')
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n\n"):
        op.execute(statement)
