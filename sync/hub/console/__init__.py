"""The reviewers' pages, rendered on the server."""
