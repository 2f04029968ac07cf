"""The centre: receives, routes, reviews and counts. The same program is the hub of an event on site."""
