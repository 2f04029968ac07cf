"""Data that travels with the program: code tables, messages, templates, fonts, icons."""

from pathlib import Path

ROOT = Path(__file__).parent


def resource(*parts: str) -> Path:
    """Return the path of a packaged file, for example ``resource("data", "groups.json")``."""
    return ROOT.joinpath(*parts)
