"""Before the store is open: first run and unlocking."""
