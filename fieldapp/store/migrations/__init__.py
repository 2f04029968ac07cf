"""Numbered changes of the store's tables (alembic)."""
