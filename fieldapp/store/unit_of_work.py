"""One transaction of the field store, and everything a use case may do inside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, select

from fieldapp.domain.changes import Changes
from fieldapp.domain.facts import BlindKeys, PersonFact
from fieldapp.domain.ports import BlindIndexer, CardSigner, Clock, Signer
from fieldapp.store import tables
from fieldapp.store.applications import Applications
from fieldapp.store.audit import AuditLog
from fieldapp.store.blobs import Blobs
from fieldapp.store.closing import PapersSeen, Rolls
from fieldapp.store.events import Events
from fieldapp.store.fact_log import FactLog
from fieldapp.store.handouts import Handouts
from fieldapp.store.intentions import Intentions
from fieldapp.store.numbers import Numbers
from fieldapp.store.operators import Operators
from fieldapp.store.organisations import Organisations
from fieldapp.store.outcomes import Outcomes
from fieldapp.store.paper_sets import PaperSets
from fieldapp.store.people import People
from fieldapp.store.pre_registrations import PreRegistrations
from fieldapp.store.preferences import Drafts, Preferences, Secrets
from fieldapp.store.print_jobs import PrintJobs
from fieldapp.store.retention import Retention
from fieldapp.store.rosters import Rosters
from fieldapp.store.second_looks import SecondLooks

NOTHING: Changes = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What the store signs and indexes with; ``audit`` is 32 bytes."""

    signer: Signer
    indexer: BlindIndexer
    card_signer: CardSigner
    audit: bytes


class UnitOfWork:
    """Repositories over one open transaction. Whoever opened it commits; without that nothing happened."""

    def __init__(self, connection: Connection, keys: Keys, clock: Clock) -> None:
        """Bind every repository to ``connection``."""
        self.connection = connection
        self.clock = clock
        self.card_signer = keys.card_signer
        self.signer = keys.signer
        self._indexer = keys.indexer
        self.facts = FactLog(connection, keys.signer, clock)
        self.audit = AuditLog(connection, clock, keys.audit)
        self.people = People(connection, keys.indexer)
        self.applications = Applications(connection)
        self.blobs = Blobs(connection)
        self.intentions = Intentions(connection)
        self.paper_sets = PaperSets(connection)
        self.numbers = Numbers(connection)
        self.events = Events(connection)
        self.operators = Operators(connection)
        self.organisations = Organisations(connection)
        self.outcomes = Outcomes(connection)
        self.rosters = Rosters(connection, keys.indexer)
        self.print_jobs = PrintJobs(connection)
        self.handouts = Handouts(connection, keys.signer.device, keys.indexer)
        self.preferences = Preferences(connection)
        self.secrets = Secrets(connection)
        self.drafts = Drafts(connection)
        self.papers_seen = PapersSeen(connection)
        self.pre_registrations = PreRegistrations(connection)
        self.rolls = Rolls(connection)
        self.second_looks = SecondLooks(connection, clock)
        self.retention = Retention(connection)

    @contextmanager
    def part(self) -> Iterator[Callable[[], None]]:
        """Do something that can be taken back alone, by what is yielded."""
        before = len(self.facts.written)
        with self.connection.begin_nested() as inner:

            def take_back() -> None:
                inner.rollback()
                self.facts.forget_after(before)

            yield take_back

    def centre_key(self) -> bytes | None:
        """Return the public key of the centre this laptop is enrolled with; None without one."""
        found: bytes | None = self.connection.execute(select(tables.peer.c.key)).scalar_one_or_none()
        return found

    def wire_keys(self, person: PersonFact) -> BlindKeys | None:
        """Return the blind indexes an envelope carries: none until the centre gave its key."""
        return self.people.keys(person) if self._indexer.version > 0 else None

    def now(self) -> datetime:
        """Return the wall-clock time."""
        return self.clock.now()

    def not_before_centre(self) -> datetime:
        """Return the wall-clock time, or the centre's at the last round where the calendar went back behind it."""
        row = self.connection.execute(select(tables.peer.c.last_sync, tables.peer.c.offset_ms)).one_or_none()
        if row is None or row.last_sync is None:
            return self.now()
        return max(self.now(), datetime.fromtimestamp((row.last_sync + row.offset_ms) / 1000, UTC))

    def milliseconds(self) -> int:
        """Return the wall-clock time in ms since 1970, as rows keep it."""
        return int(self.clock.now().timestamp() * 1000)

    def today(self) -> date:
        """Return the day where the laptop stands."""
        return self.clock.now().astimezone().date()
