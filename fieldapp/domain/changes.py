"""What a mutation moved, so that the pages that show it read again."""

from enum import StrEnum


class Topic(StrEnum):
    """Things pages watch."""

    APPLICATIONS = "applications"
    ROSTERS = "rosters"
    CARDS = "cards"
    HANDOUTS = "handouts"
    EVENTS = "events"
    OUTBOX = "outbox"
    OUTCOMES = "outcomes"
    LEASES = "leases"
    ORGANISATIONS = "organisations"
    DRAFTS = "drafts"
    SETTINGS = "settings"
    INTENTIONS = "intentions"


Changes = frozenset[Topic]
"""The topics one mutation touched."""
