"""What the centre keeps, on SQLite or PostgreSQL alike. Rows never leave this package."""
