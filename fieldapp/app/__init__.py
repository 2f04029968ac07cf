"""The application: folders → keys → store → use cases. Built once and handed down; no singletons."""

from fieldapp.app.application import Application, Created, Restored
from fieldapp.app.first_run import FirstRun

__all__ = ["Application", "Created", "FirstRun", "Restored"]
