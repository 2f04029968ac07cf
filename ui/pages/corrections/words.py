"""Why a record came back, in words. No widget here."""

from fieldapp.domain.views import InboxItem
from ui.wording import sentence_of


def reason_of(item: InboxItem) -> str:
    """Return why a record came back: the reviewer's sentence, else the codes' sentences."""
    if item.reason:
        return item.reason
    said = (sentence_of(code) for code in (item.code, *(error.code for error in item.errors)) if code)
    return " · ".join(dict.fromkeys(filter(None, said)))
