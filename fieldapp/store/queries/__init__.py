"""Read models: frozen values for pages, on a connection of their own."""

from fieldapp.store.queries.queries import Queries

__all__ = ["Queries"]
