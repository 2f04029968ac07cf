"""The open store: units of work whose marks reach the sidecar before anybody sees a number."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import randbelow, token_bytes

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from fieldapp.domain.backups import Backup
from fieldapp.domain.facts import LeaseBurn, link_of
from fieldapp.domain.ids import OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.errors import KnownError
from fieldapp.store import key_changes, tables
from fieldapp.store.backups import make_backup
from fieldapp.store.database import Database, shrink
from fieldapp.store.fact_log import Assertion, Chain, running_chain
from fieldapp.store.holds import at_centre
from fieldapp.store.preferences import Secrets
from fieldapp.store.sidecar import Marks, Sidecar
from fieldapp.store.unit_of_work import Keys, UnitOfWork

SYSTEM = OperatorId("system")
STORE_ID, SIDECAR_KEY, AUDIT_KEY = "store_id", "sidecar_key", "audit_key"
RECEIPT_STEP = 1_000
"""The longest step of the receipt counter (999,999 in all) when a store begins again without its marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """How the store went on at this opening: ``why`` a new incarnation began, None when none did.

    ``missing`` counts the envelopes the marks prove and this copy does not hold; None when nothing proves a number.
    """

    why: str | None
    missing: int | None


class Transaction:
    """One unit of work and the switch that makes it real."""

    def __init__(self, uow: UnitOfWork) -> None:
        """Begin undecided: what is not kept is rolled back."""
        self.uow = uow
        self.is_kept = False

    def keep(self) -> None:
        """Commit when the block ends without an exception."""
        self.is_kept = True


class Store:
    """The database with its keys and sidecar. Threads take turns; a transaction is not nested."""

    def __init__(
        self, database: Database, sidecar_folder: Path, make_keys: Callable[[Secrets], Keys], clock: Clock
    ) -> None:
        """Wire an open, migrated database; ``make_keys`` builds the keys from the store's secrets."""
        self.database = database
        self.clock = clock
        self._make_keys = make_keys
        with database.reading() as connection:
            secrets = Secrets(connection)
            self.id = (secrets.get(STORE_ID) or b"").hex()
            self._sidecar = Sidecar(sidecar_folder, secrets.get(SIDECAR_KEY) or b"")
            self.keys = make_keys(secrets)

    def renew_keys(self) -> None:
        """Build the keys again from the secrets (after the centre gave its blind index key)."""
        with self.database.reading() as connection:
            self.keys = self._make_keys(Secrets(connection))

    def index_again(self, limit: int) -> bool:
        """Index up to ``limit`` people or roster rows under a key that is new, in one commit; whether more are left."""
        if not self.keys.indexer.is_changing:
            return False
        with self.transaction() as work:
            is_more = key_changes.go_on(work.uow.secrets, work.uow.people, work.uow.rosters, limit)
            work.keep()
        if not is_more:
            self.renew_keys()
        return is_more

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a unit of work: commit (fsynced), then the sidecar (fsynced), then return.

        Raises ``KnownError``: ``write_not_saved`` or ``write_saved`` when the disk failed and the
        answer was looked up, ``sidecar_not_written`` when only the marks failed.
        """
        kept: list[str] = []
        marks: Marks | None = None
        failure: DBAPIError | None = None
        with self.database.writing() as connection:
            try:
                with connection.begin() as work:
                    transaction = Transaction(UnitOfWork(connection, self.keys, self.clock))
                    yield transaction
                    if transaction.is_kept:
                        kept, marks = transaction.uow.facts.written, self._marks(transaction.uow)
                    else:
                        work.rollback()
            except (IntegrityError, ProgrammingError):
                raise
            except DBAPIError as error:
                failure = error
            # still under the writer's lock: two threads would fight over one file, and older marks could come last
            if failure is None and transaction.is_kept:
                self._note(marks, transaction.uow.retention.erased)
        if failure is not None:
            raise self._looked_up(kept) from failure

    def _note(self, marks: Marks | None, erased: Mapping[str, int]) -> None:
        """Make durable beside the store what a commit moved; nothing for one that moved nothing of it."""
        if marks is not None:
            self._sidecar.write(marks)
        if erased:
            self._sidecar.note_purged(erased)

    def _looked_up(self, kept: list[str]) -> KnownError:
        """Reopen after a failed write and say whether the facts are there."""
        try:
            self.database.reopen()
            with self.database.reading() as connection:
                found = select(tables.fact.c.env).where(tables.fact.c.env.in_(kept))
                is_saved = bool(kept) and len(connection.execute(found).all()) == len(kept)
        except (DBAPIError, KnownError):
            return KnownError("write_unknown")
        return KnownError("write_saved" if is_saved else "write_not_saved")

    def _marks(self, uow: UnitOfWork) -> Marks | None:
        """Return the marks as they stand after a transaction; None when it moved none that stand there already."""
        is_moved = uow.facts.is_moved or uow.numbers.is_moved or uow.numbers.is_counted
        if self._sidecar.last is not None and not is_moved:
            return None
        if self._sidecar.last is None and running_chain(uow.connection) is None:
            return None
        chain, last = uow.facts.chain(), self._sidecar.last
        return Marks(
            store=self.id,
            inc=chain.inc,
            seq=chain.seq,
            head=chain.head,
            hlc=chain.hlc,
            receipts=uow.numbers.receipts() if last is None or uow.numbers.is_counted else last.receipts,
            leases=uow.numbers.marks() if last is None or uow.numbers.is_moved else last.leases,
        )

    def marks(self) -> Marks | None:
        """Return the marks beside the store, None when they are missing, damaged or not of this store."""
        marks = self._sidecar.read()
        return marks if marks is not None and marks.store == self.id else None

    def resume(self, ids: Ids, *, because: str | None = None) -> Resumption:
        """Compare store and sidecar; where the store may be an older copy, begin a new incarnation.

        It begins one too ``because`` somebody says so. Then every lease is burned, receipt numbers go on where no
        earlier life has been, and jobs in flight become 未确认.
        """
        marks = self._sidecar.read()
        with self.transaction() as work:
            uow = work.uow
            chain = running_chain(uow.connection)
            why = because or reason_to_begin(uow.connection, chain, marks, self.id)
            if why:
                _begin_again(uow, ids, why, marks, self.id)
            uow.print_jobs.doubt_those_in_flight(uow.milliseconds())
            self._purge_again(uow)
            work.keep()
        return Resumption(why=why, missing=_missing(chain, marks, self.id))

    def _purge_again(self, uow: UnitOfWork) -> None:
        """People who were purged do not come back with an older copy; a ledger cut off by a crash is made whole."""
        ledger = self._sidecar.purged()
        again = uow.retention.erase_again(ledger, uow.milliseconds()) if ledger else 0
        if again:
            uow.audit.note(SYSTEM, "purged_again", "", records=again)
        uow.retention.erased.update(uow.retention.tombstones())

    def shrink(self) -> None:
        """Give back the pages of what was purged, and let nothing of it linger in the log or the search."""
        self.database.raw(shrink)

    def aged(self) -> datetime:
        """Return the moment up to which kept things age: the centre's time at the last round, else the calendar."""
        with self.database.reading() as connection:
            return datetime.fromtimestamp(at_centre(connection, int(self.clock.now().timestamp() * 1000)) / 1000, UTC)

    def back_up(self, slots: Path, target: Path) -> Backup:
        """Make a checked, encrypted copy below ``target`` while work goes on; raises ``KnownError``."""
        return make_backup(self.database.path, self.database.key, slots, target, self.clock.now())

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def plant_secrets(database: Database, *keys: str, number: str) -> None:
    """Put the first secrets into an empty store: ``keys`` of 32 bytes beside the store's own, ``number`` 0."""
    with database.writing() as connection, connection.begin():
        planted = Secrets(connection)
        for name in (*keys, AUDIT_KEY, SIDECAR_KEY):
            planted.put(name, token_bytes(32))
        planted.put(STORE_ID, token_bytes(16))
        planted.put(number, b"0")


def _missing(chain: Chain | None, marks: Marks | None, store: str) -> int | None:
    if chain is None or marks is None or marks.store != store or marks.inc != chain.inc:
        return None
    return max(0, marks.seq - chain.seq)


def reason_to_begin(connection: Connection, chain: Chain | None, marks: Marks | None, store: str) -> str | None:
    """Return why the store must not go on under its incarnation; None when it may."""
    if chain is None:
        return "first"
    if marks is None:
        return "sidecar_missing"
    if marks.store != store:
        return "sidecar_foreign"
    if marks.inc != chain.inc or marks.seq > chain.seq:
        return "store_behind"
    if marks.seq == chain.seq:
        return None if marks.head == chain.head else "chain_differs"
    # the store is ahead: it stopped between commit and sidecar, if its chain passes through the mark
    return None if _link_at(connection, chain.inc, marks.seq) == marks.head else "chain_differs"


def _link_at(connection: Connection, inc: str, seq: int) -> str | None:
    if seq == 0:
        return None
    found = select(tables.fact.c.sha256).where(tables.fact.c.inc == inc, tables.fact.c.seq == seq)
    sha256 = connection.execute(found).scalar_one_or_none()  # a purged fact has lost its bytes, not its digest
    return link_of(sha256) if sha256 is not None else ""


def _begin_again(uow: UnitOfWork, ids: Ids, why: str, marks: Marks | None, store: str) -> None:
    uow.facts.begin_incarnation(ids.new(), why)
    if why == "first":
        return
    known = uow.numbers.marks()
    marked = dict(marks.leases) if marks else {}
    burned = uow.numbers.burned()
    for lease in sorted((known.keys() | marked.keys()) - burned):
        start = max(known.get(lease, 0), marked.get(lease, 0))
        env = ids.new()
        uow.facts.append(
            Assertion(env=env, fact=LeaseBurn(lease=lease, start=start, why=why), event=None, operator=SYSTEM)
        )
        uow.numbers.burn(lease, start, why, env)
    # without marks nothing says how far receipts had come: a random step beside the new life's own short code
    proved = marks.receipts if marks is not None and marks.store == store else None
    step = randbelow(RECEIPT_STEP) + 1
    uow.numbers.raise_receipts(uow.numbers.receipts() + step if proved is None else proved)
    uow.audit.note(SYSTEM, "incarnation_begun", uow.facts.chain().inc, why=why)
