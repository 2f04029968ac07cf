"""Caps of protocol version 1. A hub may announce smaller ones in its info, never larger ones."""

LINE_BYTES = 64 * 1024
"""One envelope as a line on the wire."""
BATCH_RECORDS = 200
BATCH_BYTES = 1024 * 1024
"""All envelope lines of a batch, before compression."""
BATCH_INFLATED_BYTES = BATCH_BYTES + 2 * LINE_BYTES
"""What a body may become when it is inflated: the lines, header and trailer."""
BODY_BYTES = 2 * 1024 * 1024
"""Any request body as it arrives."""
REPLY_BYTES = 4 * 1024 * 1024
"""Any reply but reference data."""
REFERENCE_BYTES = 64 * 1024 * 1024
DEPTH = 8
"""Nesting of lists and objects in an envelope, itself included."""
SLICE_ITEMS = 500
"""Feed items in one slice."""
CREATED_WINDOW_SECONDS = 300
"""How far a request's time of signing may lie from the hub's clock."""
LONG_POLL_SECONDS = 25
"""The longest ``wait`` of ``GET /v1/changes``."""
LEASE_GRANT = 200
"""Numbers in one lease; a device asks again below half of it."""
LEASE_DAYS = 60
DIFF_RECORDS = 2000
"""Envelopes in one question for what a hub lacks."""
ANSWER_DAYS = 90
"""How long a hub keeps the answer to a batch."""
