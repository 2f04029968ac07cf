"""What may be chosen for a roster's group, employment form and region."""

from ui.forms.choices import Option
from ui.pages.enroll.options import code_options, county_options
from ui.session import Session

_TABLES = {"group": "groups", "employment": "employment"}


def options_for(session: Session, field: str) -> tuple[Option, ...]:
    """Return what may be chosen for a field: codes of its table, or the counties near the event."""
    event = session.current_event
    return code_options(_TABLES[field]) if field in _TABLES else county_options(event.region if event else "15")
