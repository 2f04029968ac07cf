"""A batch of one device becomes facts: stored, judged and answered in one commit.

The batch is written and judged set-based inside one savepoint. When that fails the envelopes are
tried one by one, each in its own, to find those that cannot be stored or judged; they are set aside,
and what is left is done set-based again, so that the verdicts are the same whichever way was taken.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError

from fieldapp.crypto.signed import sign_object
from fieldapp.domain.outcomes import Verdict, VerdictKind, Version
from fieldapp.domain.problems import Refusal
from fieldapp.errors import BugError
from sync.hub import failpoints
from sync.hub.centre import Centre
from sync.hub.services import chains, consequences, judging, projecting, siblings
from sync.hub.services.judging import Judgement
from sync.hub.services.reading import BadLine, ReadLine, read_lines
from sync.hub.services.sorting import CLONE, SetAside, SortedLines, sort_lines
from sync.hub.store import batches, chain_gaps, devices, envelopes, feeds, mentions, records, server_state
from sync.hub.store.batches import StoredBatch
from sync.hub.store.devices import Device
from sync.hub.store.envelopes import Quarantined
from sync.protocol.batches import Batch, BatchHeader
from sync.protocol.envelopes import ReadEnvelope
from sync.protocol.messages import encode
from sync.protocol.signed_replies import wire_bytes
from sync.protocol.verdicts import KIND, BatchAnswer, to_message

UNSTORABLE = "record_unstorable"
UNJUDGEABLE = "record_unjudgeable"
_REFUSED_BY_STORE = (DataError, IntegrityError, InterfaceError, OverflowError)
_FAULTS = (*_REFUSED_BY_STORE, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, BugError)
"""What a single record may bring about, were it by a mistake of ours; none of it may stop its neighbours.

A full disk or a missing table is no record's fault: the whole batch comes again.
"""
log = logging.getLogger("fieldapp.hub")


def stored_answer(centre: Centre, device: str, batch_id: str) -> bytes | Refusal:
    """Return the answer a batch got; ``batch_unknown`` when it never arrived whole."""
    with centre.store.read() as connection:
        found = batches.find(connection, batch_id)
    if found is None or found.dev != device:
        return Refusal(code="batch_unknown")
    return found.answer.encode()


def receive(centre: Centre, device: Device, batch: Batch, body_digest: str) -> bytes | Refusal:
    """Take a batch and return the signed answer; the same batch again gets the same bytes.

    Refusals: ``batch_reused`` (its id came with other bytes), ``device_stopped``.
    """
    with centre.store.read() as connection:
        known = batches.find(connection, batch.header.batch)
        keys = devices.signing_keys(connection, device.id)
    if known is not None:
        return _again(known, device.id, body_digest)
    if device.stopped is not None:
        return Refusal(code="device_stopped")
    lines = read_lines(batch.lines, device=device.id, keys=keys, verify=centre.verify)

    def work(connection: Connection) -> bytes | Refusal:
        centre.store.lock_keys(connection, lambda: judging.lock_names(centre, batch.header.batch, lines))
        meanwhile = batches.find(connection, batch.header.batch)
        if meanwhile is not None:
            return _again(meanwhile, device.id, body_digest)
        return _take(centre, connection, batch.header, lines, body_digest)

    return centre.store.run(work, lambda: failpoints.reach(failpoints.BEFORE_COMMIT))


def _again(known: StoredBatch, device: str, body_digest: str) -> bytes | Refusal:
    """Answer a batch that came before with the same bytes."""
    is_same = known.dev == device and known.sha256 == body_digest
    return known.answer.encode() if is_same else Refusal(code="batch_reused")


def _take(
    centre: Centre, connection: Connection, header: BatchHeader, lines: Sequence[ReadLine], body_digest: str
) -> bytes:
    now = centre.now_ms()
    found = sort_lines(connection, lines)
    version = Version(centre.identity.gen, server_state.take_versions(connection, 1))
    judged = _settle(centre, connection, found, lines, version)
    _keep_aside(centre, connection, header.dev, found)
    if found.has_clone:
        devices.stop(connection, header.dev, CLONE)
    devices.note_seen(connection, header.dev, now)
    verdicts = _verdicts(lines, found, judged.verdicts, version)
    answer = BatchAnswer(
        batch=header.batch,
        server=centre.identity.server,
        gen=centre.identity.gen,
        time=now,
        verdicts=tuple(to_message(verdict) for verdict in verdicts),
    )
    payload = wire_bytes(sign_object(KIND, encode(answer), centre.key))
    kept = StoredBatch(id=header.batch, dev=header.dev, sha256=body_digest, answer=payload.decode(), created=now)
    batches.add(connection, kept)
    feeds.append(connection, judged.feed_items)
    return payload


def _settle(
    centre: Centre, connection: Connection, found: SortedLines, lines: Sequence[ReadLine], version: Version
) -> Judgement:
    """Store and judge the fresh envelopes; those that cannot be are set aside, in ``found``."""
    with suppress(*_FAULTS), connection.begin_nested():
        return _apply(centre, connection, found, version)
    codes = _culprits(centre, connection, found, version)
    for read in found.fresh:
        if read.envelope.env in codes:
            bad = BadLine(codes[read.envelope.env], read.signed.protected, read.signed.signature, read.envelope.env)
            found.aside[lines.index(read)] = SetAside(bad, VerdictKind.QUARANTINED)
    found.fresh[:] = [read for read in found.fresh if read.envelope.env not in codes]
    return _apply(centre, connection, found, version)


def _culprits(centre: Centre, connection: Connection, found: SortedLines, version: Version) -> dict[str, str]:
    """Return env → code of the fresh envelopes that cannot be stored or judged; nothing of the trial stays."""
    codes: dict[str, str] = {}
    trial = connection.begin_nested()
    for read in found.fresh:
        try:
            with connection.begin_nested():
                _apply(centre, connection, replace(found, fresh=[read], replayed=[]), version)
        except _FAULTS as error:
            codes[read.envelope.env] = UNSTORABLE if isinstance(error, _REFUSED_BY_STORE) else UNJUDGEABLE
            log.error("a record was set aside: %s", type(error).__name__)
    trial.rollback()
    return codes


def _apply(centre: Centre, connection: Connection, found: SortedLines, version: Version) -> Judgement:
    _write(centre, connection, found.fresh)
    chain_gaps.note_breaks(connection, chains.broken_links(connection, found, centre.now_ms()))
    consequences.apply(centre, connection, found.fresh)
    judged = judging.judge(centre, connection, found.fresh, found.replayed, version)
    for dev, items in siblings.withdrawals(centre, connection, found.fresh).items():
        judged.feed_items.setdefault(dev, []).extend(items)
    return judged


def _write(centre: Centre, connection: Connection, reads: Sequence[ReadEnvelope]) -> None:
    now = centre.now_ms()
    envelopes.add(connection, [projecting.stored(read, now) for read in reads])
    records.add_sides(connection, projecting.sides(reads))
    mentions.add(connection, [row for read in reads for row in projecting.mentions(read)])
    records.add_keys(connection, [row for read in reads for row in projecting.keys(read, centre.blind)])


def _keep_aside(centre: Centre, connection: Connection, dev: str, found: SortedLines) -> None:
    envelopes.keep_aside(
        connection,
        [
            Quarantined(
                id=centre.ids.new(),
                env=one.line.env,
                dev=dev,
                sha256=one.line.sha256,
                code=one.line.code,
                raw=one.line.raw,
                sig=one.line.signature,
                received_at=centre.now_ms(),
            )
            for one in found.aside.values()
        ],
    )


def _verdicts(
    lines: Sequence[ReadLine], found: SortedLines, judged: dict[str, Verdict], version: Version
) -> list[Verdict]:
    answers = []
    for at, line in enumerate(lines):
        aside = found.aside.get(at)
        if aside is not None:
            answers.append(Verdict(env=aside.line.env, verdict=aside.verdict, version=version, code=aside.line.code))
        elif not isinstance(line, BadLine):
            answers.append(judged[line.envelope.env])
    return answers
