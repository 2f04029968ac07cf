"""Phone pages (一会一码): query, join, transfer and modify as requests. Named here; version 1 has no page yet."""
