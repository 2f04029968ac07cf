"""From prepared jobs to pages: what stands on cards and receipts, and which sheet they lie on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldapp.documents.cards import CardFace, card_pages, sheets
from fieldapp.documents.pages import Document
from fieldapp.documents.slips import ReceiptFacts, receipts
from fieldapp.domain.events import Event
from fieldapp.domain.problems import Refusal
from fieldapp.domain.regions import region
from fieldapp.services.cards import TRAINING_MARK, CardJob, ReceiptJob

if TYPE_CHECKING:
    from fieldapp.app import Application

Job = CardJob | ReceiptJob
SLIP_PAPERS = ("receipt80", "a5", "a4")
DEFAULT_SHEETS = {"card": "cr80", "receipt": "receipt80"}


def document_of(
    jobs: Sequence[Job], sheet: str, event: Event | None, *, start: int = 0, code: str = ""
) -> Document | Refusal:
    """Lay jobs of one kind out on sheets; ``start`` cells of the first sheet were used before.

    ``code`` is the text of the code on the backs of cards (一会一码).
    """
    faces = [face_of(job, event, code) for job in jobs if isinstance(job, CardJob)]
    if faces:
        found = sheets()[sheet if sheet in sheets() else "a4"]
        return card_pages(faces, found, start=start if start < found.capacity else 0)
    paper = sheet if sheet in SLIP_PAPERS else SLIP_PAPERS[0]
    return receipts([receipt_of(job) for job in jobs if isinstance(job, ReceiptJob)], paper)


def face_of(job: CardJob, event: Event | None, code: str = "") -> CardFace:
    """Return what stands on a card."""
    return CardFace(
        name=job.name,
        number=job.number,
        group_label=job.group,
        union=job.union_name,
        joined=job.joined,
        token=job.token,
        region=place_words(event) or job.region,
        mark=job.mark,
        union_code=code,
    )


def mark_of(*, is_training: bool) -> str:
    """Return the word that stands across a card's preview; empty on a real one."""
    return TRAINING_MARK if is_training else ""


def union_code(application: "Application") -> str:
    """Return the address that codes on card backs, posters and service cards lead to; empty when there is none."""
    return str(application.read.settings().get("union_code") or "")


def place_words(event: Event | None) -> str:
    """Return city and county of an event, as the card's head names them."""
    place = region(event.region) if event else None
    return f"{place.city}{place.name}" if place else ""


def receipt_of(job: ReceiptJob) -> ReceiptFacts:
    """Return what stands on a receipt."""
    return ReceiptFacts(
        number=job.receipt,
        name=job.name,
        document_tail=job.document_tail,
        event=job.event_name,
        union=job.union_name or None,
        date=job.time.astimezone().date(),
        group=job.group,
    )


def capacity(paper: str, sheet: str) -> int:
    """Return how many jobs of a paper go to the printer together: those of one sheet."""
    if paper == "card":
        return sheets()[sheet].capacity if sheet in sheets() else 1
    return 2 if sheet == "a4" else 1


def sheet_for(application: "Application", paper: str) -> str:
    """Return the sheet that was chosen for a paper."""
    return str(application.read.settings().get(f"print_sheet:{paper}") or DEFAULT_SHEETS[paper])
