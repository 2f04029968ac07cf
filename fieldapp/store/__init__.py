"""The encrypted local store. Rows never leave this package; it speaks domain values."""
