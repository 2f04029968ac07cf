"""From stored facts to what the centre says: outcomes by ``final_state``, verdicts, memberships, feed items.

Everything is written in the caller's transaction. The outcome rows are the state and nothing else;
a record gets a new version only when what is said of it changed.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from fieldapp.domain.facts import EventFact, plain
from fieldapp.domain.outcomes import Outcome, RecordOutcome, Verdict, Version
from fieldapp.domain.state import RecordState, SignedFact, State, final_state
from fieldapp.messages import catalogue, message
from sync.hub.centre import Centre
from sync.hub.services import membership_rows, projecting, verdicts
from sync.hub.services.gathering import Gathered, gather
from sync.hub.services.reading import BadLine, ReadLine
from sync.hub.services.rules import rules
from sync.hub.store import envelopes, loose_ends, outcomes, records
from sync.hub.store.loose_ends import FORK, ORPHAN, WAITING, LooseEnd
from sync.hub.store.outcomes import OutcomeRow
from sync.protocol.envelopes import ReadEnvelope

FeedItems = dict[str, list[tuple[str, str]]]
_SILENT = frozenset({Outcome.POOLED, Outcome.DEFERRED})
"""What the verdict itself says of a new record, so that the feed need not repeat it."""


@dataclass(slots=True)
class Judgement:
    """What came of it: a verdict per envelope, and feed items per device."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    feed_items: FeedItems = field(default_factory=dict)


def lock_names(centre: Centre, batch: str, lines: Iterable[ReadLine]) -> list[str]:
    """Return what this batch may move (itself, records, persons, numbers), to be locked before anything is read."""
    reads = [line for line in lines if not isinstance(line, BadLine)]
    keys = {f"{key.kind}:{key.key}" for read in reads for key in projecting.keys(read, centre.blind)}
    mentioned = {one.target for read in reads for one in projecting.mentions(read)}
    touched = {f"rec:{rec}" for rec in mentioned | {read.envelope.rec for read in reads}}
    spoken_of = {f"event:{read.envelope.ev}" for read in reads if isinstance(read.fact, EventFact)}
    return sorted({f"batch:{batch}"} | keys | touched | spoken_of)


def judge(
    centre: Centre,
    connection: Connection,
    fresh: Sequence[ReadEnvelope],
    replayed: Sequence[ReadEnvelope],
    version: Version,
) -> Judgement:
    """Judge the records that these facts speak of; replayed facts are answered with what is said of them now."""
    judgement = Judgement()
    reads = (*fresh, *replayed)
    moved = _move(centre, connection, {read.envelope.rec for read in reads}, fresh, version)
    judgement.feed_items = moved.feed_items
    repeated = {read.envelope.env for read in replayed}
    for read in reads:
        rec, env = read.envelope.rec, read.envelope.env
        said, row = moved.state.records.get(rec), moved.rows.get(rec)
        at = version if row is None else Version(row.gen, row.n)
        judgement.verdicts[env] = verdicts.verdict(read, said, moved.state, at, is_replay=env in repeated)
    return judgement


def rejudge(centre: Centre, connection: Connection, recs: Iterable[str], version: Version) -> FeedItems:
    """Judge records again after decisions on them were logged; return what their devices must hear."""
    return _move(centre, connection, set(recs), (), version).feed_items


def look(centre: Centre, connection: Connection, recs: Iterable[str]) -> State:
    """Return the state around these records without writing anything."""
    gathered = gather(connection, recs, (), centre.now_ms())
    return final_state(gathered.facts, gathered.decisions, rules(connection))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    state: State
    rows: Mapping[str, OutcomeRow]
    feed_items: FeedItems


def _move(
    centre: Centre, connection: Connection, start: set[str], fresh: Sequence[ReadEnvelope], version: Version
) -> _Moved:
    gathered = gather(connection, start, fresh, centre.now_ms())
    state = final_state(gathered.facts, gathered.decisions, rules(connection))
    said = {rec: one for rec, one in state.records.items() if rec in gathered.recs}
    known = outcomes.of_records(connection, gathered.known & said.keys())
    rows: dict[str, OutcomeRow] = {}
    for rec, one in said.items():
        row = _row(centre, one, version)
        rows[rec] = known[rec] if rec in known and row.says_the_same(known[rec]) else row
    changed = [row for rec, row in rows.items() if row is not known.get(rec)]
    outcomes.put(connection, changed, known.keys())
    outcomes.put_statuses(connection, membership_rows.statuses(changed, known))
    _write_loose_ends(connection, said, known)
    _write_applications(connection, said, gathered, {one.envelope.rec for one in fresh} | start)
    membership_rows.write(centre, connection, state, gathered)
    return _Moved(state=state, rows=rows, feed_items=_feed_items(connection, changed, known, said))


def _write_loose_ends(connection: Connection, said: Mapping[str, RecordState], known: Collection[str]) -> None:
    """Write what waits for a reviewer; a record that had no outcome had nothing waiting either."""
    before = loose_ends.of_records(connection, known)
    now = {
        LooseEnd(env=env, rec=rec, why=why)
        for rec, one in said.items()
        for why, envs in ((FORK, one.forks), (ORPHAN, one.orphans), (WAITING, one.waiting))
        for env in envs
    }
    loose_ends.replace(connection, before - now, now - before)


def _row(centre: Centre, one: RecordState, version: Version) -> OutcomeRow:
    person = "" if one.person.startswith("record ") else centre.blind.document(one.person)
    return OutcomeRow(
        rec=one.rec,
        outcome=one.outcome.value,
        gen=version.gen,
        n=version.n,
        union=one.union,
        number=one.number,
        status_index=one.status_index if one.status_index is not None else status_index(centre, one.number),
        approved_on=one.approved_on,
        code=one.code,
        reason=one.reason,
        of=one.of,
        kind=one.kind,
        person=person,
        is_recalled=one.is_recalled,
    )


def status_index(centre: Centre, number: str | None) -> int | None:
    """Return the status index that was allotted with one of our own numbers: its serial."""
    if number is None or len(number) != 12 or not number.startswith(centre.identity.province):
        return None
    return int(number[2:11]) if number.isascii() and number.isdigit() else None


def _write_applications(
    connection: Connection, said: Mapping[str, RecordState], gathered: Gathered, touched: set[str]
) -> None:
    roots: dict[str, SignedFact] = {
        one.envelope.rec: one for one in gathered.facts if one.envelope.env == one.envelope.rec
    }
    recs = [rec for rec in said if rec in touched and rec in roots]
    rows = [
        projecting.application(said[rec], roots[rec].envelope, gathered.received[roots[rec].envelope.env])
        for rec in recs
    ]
    records.put(connection, rows, records.known_among(connection, gathered.known & set(recs)))


def _feed_items(
    connection: Connection,
    changed: Sequence[OutcomeRow],
    known: Mapping[str, OutcomeRow],
    said: Mapping[str, RecordState],
) -> FeedItems:
    loud = [row for row in changed if row.rec in known or said[row.rec].outcome not in _SILENT]
    if not loud:
        return {}
    items: FeedItems = {}
    devices = envelopes.devices_of(connection, [row.rec for row in loud])
    for row in sorted(loud, key=lambda one: one.rec):
        before = known.get(row.rec)
        pieces = [("outcome", _text(plain(_record_outcome(row))))]
        if row.is_recalled and not (before is not None and before.is_recalled):
            printed = min(records.keys_of(connection, [row.rec])["no"], default=row.number or "")
            pieces.append(("recall", _text(_recall(row, printed))))
        for device in devices.get(row.rec, ()):
            items.setdefault(device, []).extend(pieces)
    return items


def _record_outcome(row: OutcomeRow) -> RecordOutcome:
    return RecordOutcome(
        rec=row.rec,
        outcome=Outcome(row.outcome),
        version=Version(row.gen, row.n),
        number=row.number,
        status_index=row.status_index,
        approved_on=row.approved_on,
        union=row.union,
        code=row.code,
        reason=row.reason,
        of=row.of,
        kind=row.kind,
    )


def _recall(row: OutcomeRow, printed: str) -> dict[str, str | None]:
    """Say in words why a card must come back; without a reason the laptop has a sentence of its own."""
    reason = row.reason or (message(row.code).title if row.code and row.code in catalogue() else None)
    return {"rec": row.rec, "number": printed, "reason": reason}


def _text(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
