"""记录: the step that helps a record on, and the recent list in the form of a search."""

from collections.abc import Sequence

from fieldapp.domain.stories import RecordStory
from fieldapp.domain.views import RecentPerson, SearchHit
from fieldapp.messages import message
from ui.session import Session

_PAGES = {"correct": "sync", "transfer": "sync", "print_card": "cards", "hand_over": "handouts"}


def help_with(session: Session, story: RecordStory) -> None:
    """Do the one step that helps this record, or go to where it is done."""
    if story.remedy == "sync":
        session.syncing.start()
    elif story.remedy in _PAGES:
        session.go_to(_PAGES[story.remedy], story.rec)
    else:
        session.say(message("contact_centre"), "warning")


def recent_as_hits(people: Sequence[RecentPerson], event: str) -> tuple[SearchHit, ...]:
    """Return the recent people of an event as search hits, for a page nobody has searched on yet."""
    return tuple(
        SearchHit(
            rec=one.rec,
            name=one.name,
            tail=one.tail,
            phone_tail="",
            number=one.number,
            receipt=one.receipt,
            event=event,
            time=one.time,
            status_code=one.status_code,
        )
        for one in people
    )
