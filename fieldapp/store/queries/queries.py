"""The questions pages ask, each answered on one snapshot of the reader connection."""

from collections.abc import Callable, Iterable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, select

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.audits import AuditFault, AuditHead, AuditStanding
from fieldapp.domain.ceremonies import Seat
from fieldapp.domain.closing import CloseOut, PaperLeft, Roll, RollPerson, Waiting
from fieldapp.domain.duplicates import KnownPerson
from fieldapp.domain.events import ApprovalWindow, Event, EventState
from fieldapp.domain.facts import SignedEnvelope
from fieldapp.domain.handouts import Stock
from fieldapp.domain.holdable import sought
from fieldapp.domain.intentions import Intention
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.paper_sets import PaperSet
from fieldapp.domain.retention import Retention
from fieldapp.domain.signatures import Signature
from fieldapp.domain.stories import RecordStory
from fieldapp.domain.views import (
    ApplicationDetails,
    AuditLine,
    Count,
    DayFigures,
    EventView,
    FaultyRow,
    HandoutView,
    InboxItem,
    Operator,
    PrintJobView,
    QuarterHour,
    QueueEntry,
    ReadyCard,
    Recall,
    RecentPerson,
    RosterPerson,
    RosterRowState,
    RosterView,
    SearchHit,
    Settings,
    SyncState,
    UnfinishedRoster,
)
from fieldapp.domain.work_signs import WorkSigns
from fieldapp.store import tables
from fieldapp.store.audit import audit_fault, audit_heads, audit_standing
from fieldapp.store.events import Events
from fieldapp.store.fact_log import running_chain
from fieldapp.store.holds import retention
from fieldapp.store.intentions import open_intentions
from fieldapp.store.numbers import Numbers
from fieldapp.store.operators import operator_of
from fieldapp.store.organisations import Organisations
from fieldapp.store.paper_sets import open_set
from fieldapp.store.preferences import Drafts, Preferences
from fieldapp.store.queries import (
    ceremonies,
    closing,
    counts,
    desk,
    finding,
    papers,
    persons,
    problems,
    rosters,
    stock,
    story,
    way,
)
from fieldapp.store.stores import Store

P = ParamSpec("P")
R = TypeVar("R")


class Queries:
    """Reads and never writes; may be called from any thread."""

    def __init__(self, store: Store) -> None:
        """Use an open store."""
        self._store = store

    def _ask(self, question: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self._store.database.reading() as connection:
            return question(connection, *args, **kwargs)

    def draft(self, event: str) -> ApplicationDraft | None:
        """Return the unfinished application of an event."""
        return self._ask(lambda connection: Drafts(connection).get(event))

    def events(self) -> tuple[EventView, ...]:
        """Return every event known here, by its start."""
        return self._ask(desk.events)

    def open_events(self) -> tuple[EventView, ...]:
        """Return the events that are open on this laptop."""
        return tuple(view for view in self.events() if view.state is EventState.OPEN)

    def event(self, event: str) -> Event | None:
        """Return one event."""
        return self._ask(lambda connection: Events(connection).get(event))

    def approval_window(self, event: str) -> ApprovalWindow | None:
        """Return the open approval window of an event."""
        return self._ask(lambda connection: Events(connection).window(event))

    def known(self, document_no: str) -> KnownPerson | None:
        """Return who is known by a document number."""
        return self._ask(persons.known, self._store.keys.indexer, sought(document_no))

    def recent(self, event: str, limit: int = 20) -> tuple[RecentPerson, ...]:
        """Return the last people of an event, newest first."""
        return self._ask(persons.recent, event, limit)

    def search(self, text: str, limit: int = 50) -> tuple[SearchHit, ...]:
        """Find people by name, pinyin or its initials, tails or numbers."""
        return self._ask(finding.search, self._store.keys.indexer, sought(text), limit)

    def phone_sharers(self, event: str, phone: str) -> tuple[tuple[str, str], ...]:
        """Return name and document number of everybody at an event who stated this phone."""
        return self._ask(persons.phone_sharers, event, phone)

    def timeline(self, rec: str) -> RecordStory | None:
        """Return the whole story of a record (记录去哪了)."""
        return self._ask(story.story, rec)

    def details(self, rec: str) -> ApplicationDetails | None:
        """Return an application with its values in full."""
        return self._ask(persons.details, rec)

    def signature(self, rec: str) -> Signature | None:
        """Return the signature of a record as it was written on the pad."""
        return self._ask(papers.signature, rec)

    def paper_set(self, event: str) -> PaperSet | None:
        """Return the stack of forms that is typed in now (补录); None when there is none."""
        return self._ask(open_set, event)

    def intentions(self, event: str) -> tuple[Intention, ...]:
        """Return who is still to be called back (意向登记)."""
        return self._ask(open_intentions, event)

    def photo(self, rec: str) -> bytes | None:
        """Return the photo of a record as JPEG; None when there is none."""
        return self._ask(papers.photo, rec)

    def photo_declined(self, rec: str) -> bool:
        """Whether the person of a record wanted no photo."""
        return self._ask(papers.photo_declined, rec)

    def figures(self, event: str) -> DayFigures:
        """Return what an event has counted."""
        return self._ask(counts.figures, event)

    def quarter_hours(self, event: str) -> tuple[QuarterHour, ...]:
        """Return today's curve."""
        return self._ask(counts.quarter_hours, event)

    def counts(self, event: str, by: str = "group") -> tuple[Count, ...]:
        """Return applications by group, union, employment, operator or region."""
        return self._ask(counts.counts, event, by)

    def rosters(self, event: str) -> tuple[RosterView, ...]:
        """Return the rosters of an event."""
        return self._ask(rosters.rosters, event)

    def unfinished_rosters(self, event: str) -> tuple[UnfinishedRoster, ...]:
        """Return the imports of an event that were cut off."""
        return self._ask(rosters.unfinished, event)

    def seats(self, roster: str) -> tuple[Seat, ...]:
        """Return who of a roster is called at a ceremony, in seat order."""
        return self._ask(ceremonies.seats, roster)

    def roster_faults(self, roster: str) -> tuple[FaultyRow, ...]:
        """Return the rows of a roster that wait to be fixed."""
        return self._ask(rosters.to_fix, roster)

    def roster_rows(
        self, roster: str, words: str = "", state: RosterRowState | None = None, limit: int | None = None
    ) -> tuple[RosterPerson, ...]:
        """Return rows of a roster: all, or those that fit four digits, initials or part of a name."""
        return self._ask(rosters.roster_rows, roster, sought(words), state, limit)

    def print_jobs(self, event: str) -> tuple[PrintJobView, ...]:
        """Return the print journal."""
        return self._ask(desk.print_jobs, event)

    def open_print_jobs(self, event: str) -> int:
        """Return how many papers of an event are under way, as the strip counts them."""
        return self._ask(desk.open_jobs, event)

    def is_on_paper(self, event: str, rec: str, paper: str) -> bool:
        """Return whether this paper of a record came out, or may have."""
        return self._ask(desk.is_on_paper, event, rec, paper)

    def ready_cards(self, event: str) -> tuple[ReadyCard, ...]:
        """Return approved people without a printed card."""
        return self._ask(desk.ready_cards, event)

    def recalls(self, event: str) -> tuple[Recall, ...]:
        """Return the cards that must come back."""
        return self._ask(desk.recalls, event)

    def handouts(self, event: str) -> tuple[HandoutView, ...]:
        """Return what was handed out."""
        return self._ask(stock.handouts, event)

    def close_out(self, event: str) -> CloseOut:
        """Return what an event still wants before it closes."""
        return self._ask(closing.close_out, event)

    def papers_left(self, event: str) -> tuple[PaperLeft, ...]:
        """Return the records whose signed paper nobody scanned yet."""
        return self._ask(closing.papers_left, event)

    def waiting(self, event: str) -> tuple[Waiting, ...]:
        """Return who waits for an approval on site."""
        return self._ask(closing.waiting, event)

    def rolls(self, event: str) -> tuple[Roll, ...]:
        """Return the numbered approval rolls of an event."""
        return self._ask(closing.rolls, event)

    def roll_people(self, number: str) -> tuple[RollPerson, ...]:
        """Return the people of a roll, document numbers in full."""
        return self._ask(closing.roll_people, number)

    def work_signs(self, event: str) -> tuple[WorkSigns, ...]:
        """Return how each operator's records came about."""
        return self._ask(closing.work_signs, event)

    def stock(self, event: str) -> tuple[Stock, ...]:
        """Return the balance of every item of an event, blank cards last."""
        found = self.event(event)
        return self._ask(stock.stock, event, found.items if found else ())

    def trust_list(self) -> str | None:
        """Return the newest list of card keys the centre gave, as it gave it."""
        return self._ask(stock.trust_list)

    def number_holder(self, number: str) -> str | None:
        """Return the live record that holds a member number here."""
        return self._ask(stock.number_holder, sought(number))

    def sync_state(self) -> SyncState:
        """Return what the status strip says of the way to the centre."""
        return self._ask(way.sync_state)

    def queue(self, limit: int = 200) -> tuple[QueueEntry, ...]:
        """Return what still waits for the centre."""
        return self._ask(way.queue, limit)

    def problems_inbox(self, event: str | None = None) -> tuple[InboxItem, ...]:
        """Return the records that need a person (待办)."""
        return self._ask(way.inbox, event)

    def lease_left(self) -> int:
        """Return how many member numbers this laptop can still give without a network."""
        return self._ask(lambda connection: Numbers(connection).left(self._store.clock.now()))

    def organisations(self) -> tuple[Organisation, ...]:
        """Return every union."""
        return self._ask(lambda connection: Organisations(connection).all())

    def organisation(self, organisation: str) -> Organisation | None:
        """Return one union."""
        return self._ask(lambda connection: Organisations(connection).get(organisation))

    def operators(self) -> tuple[Operator, ...]:
        """Return the people at work, by name."""
        table = tables.operator
        active = select(table).where(table.c.is_active).order_by(table.c.name, table.c.id)
        return self._ask(lambda connection: tuple(operator_of(row) for row in connection.execute(active)))

    def settings(self) -> Settings:
        """Return every setting by name."""
        return self._ask(lambda connection: Preferences(connection).all())

    def incarnation(self) -> str:
        """Return the running incarnation, which a device names when it enrols; empty before the first."""
        chain = self._ask(running_chain)
        return chain.inc if chain else ""

    def retention(self) -> Retention:
        """Return which personal data is due to be purged, and why the rest is not."""
        return self._ask(retention, int(self._store.clock.now().timestamp() * 1000))

    def problem_parts(self) -> dict[str, str]:
        """Return what a problem bundle tells of the store, as texts by file name; no personal data."""
        return self._ask(problems.parts_of)

    def audit(self, limit: int = 100) -> tuple[AuditLine, ...]:
        """Return the newest rows of the audit log."""
        return self._ask(desk.audit_tail, limit)

    def audit_standing(self) -> AuditStanding:
        """Return how long the audit log is, and what the centre knows of it."""
        return self._ask(audit_standing)

    def audit_fault(self, heads: Iterable[AuditHead] = ()) -> AuditFault | None:
        """Return the first fault of the audit log, held against its own rows and against heads somebody kept."""
        return self._ask(audit_fault, tuple(heads))

    def audit_heads(self) -> tuple[SignedEnvelope, ...]:
        """Return the heads of the audit log that this laptop told the centre, as they were signed, oldest first."""
        return self._ask(audit_heads)
