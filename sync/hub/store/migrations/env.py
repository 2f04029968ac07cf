"""Alembic's entry: runs the numbered migrations on the connection that ``migrate`` hands over."""

from alembic import context

from sync.hub.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
