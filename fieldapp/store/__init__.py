"""The encrypted field store: tables, unit of work, repositories, outbox, queries. Rows never leave it."""
