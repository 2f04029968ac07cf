"""The centre: receives, routes, reviews and counts."""
