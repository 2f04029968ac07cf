"""The two kinds of exceptions: trouble of the environment, and our own mistakes.

Expected trouble of the work itself (a wrong number, a duplicate, a refused approval) is never
raised; it is a value (``domain.problems``). Sentences for people live in ``messages``.
"""

from collections.abc import Mapping


class KnownError(Exception):
    """The environment let us down; ``code`` names its title, reason and remedy in the catalogue."""

    def __init__(self, code: str, **details: str) -> None:
        """Remember the message code and the words that fill its sentence (nothing personal)."""
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, str] = details


class BugError(Exception):
    """Something that our own code must never let happen; reported, never explained away."""
