"""Brings a database to the tables of this program. A database of a newer program is refused."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from fieldapp.errors import KnownError
from sync.hub.store.engine import Store

_FOLDER = Path(__file__).with_name("migrations")


def configuration() -> Config:
    """Return alembic's settings, made here instead of in a file."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def migrate(store: Store) -> str:
    """Run the missing migrations in one transaction; return the revision it stands at now."""
    config = configuration()
    scripts = ScriptDirectory.from_config(config)
    with store.write() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise KnownError("hub_store_newer")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return str(scripts.get_current_head())
