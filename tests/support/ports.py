"""The sync client's ports in memory. They behave: versions only rise, each call is one commit."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.facts import digest
from fieldapp.domain.outcomes import Transport, Verdict, Version
from fieldapp.domain.ports import DeliveredEntry, FeedItem, FeedSlice, HubPeer, OutboxEntry, Provisioning
from fieldapp.domain.problems import Refusal
from fieldapp.domain.transitions import VERDICT_TRANSPORT, move_transport
from tests.support.facts import Made


class MemoryOutbox:
    """Implements ``ports.Outbox``; every move is held against the transition table."""

    def __init__(self) -> None:
        self.entries: dict[str, OutboxEntry] = {}
        self.states: dict[str, Transport] = {}
        self.batches: dict[str, tuple[str, ...]] = {}
        self.verdicts: dict[str, Verdict] = {}
        self.commits = 0

    def add(self, *made: Made) -> None:
        for one in made:
            self.entries[one.envelope.env] = OutboxEntry(
                env=one.envelope.env,
                rec=one.rec,
                inc=one.envelope.inc,
                seq=one.envelope.seq,
                protected=one.signed.protected,
                signature=one.signed.signature,
            )
            self.states[one.envelope.env] = Transport.QUEUED

    def pending(self, limit: int, max_bytes: int) -> tuple[OutboxEntry, ...]:
        waiting = [entry for env, entry in self.entries.items() if self.states[env] is Transport.QUEUED]
        waiting = sorted((entry for entry in waiting if entry.inc == waiting[0].inc), key=lambda entry: entry.seq)
        taken, size = list[OutboxEntry](), 0
        for entry in waiting[:limit]:
            size += len(entry.protected)
            if taken and size > max_bytes:
                break
            taken.append(entry)
        return tuple(taken)

    def mark_in_flight(self, batch: str, envs: tuple[str, ...]) -> None:
        self.commits += 1
        self.batches[batch] = envs
        for env in envs:
            self._move(env, Transport.IN_FLIGHT)
            self.entries[env] = replace(self.entries[env], attempts=self.entries[env].attempts + 1)

    def in_flight(self) -> Mapping[str, tuple[str, ...]]:
        return {batch: envs for batch, envs in self.batches.items() if envs}

    def requeue(self, batch: str) -> None:
        self.commits += 1
        for env in self.batches.pop(batch, ()):
            self._move(env, Transport.QUEUED)

    def record_verdicts(self, batch: str, verdicts: tuple[Verdict, ...]) -> Changes:
        self.commits += 1
        for verdict in verdicts:
            known = self.verdicts.get(verdict.env)
            if known is None or verdict.version >= known.version:
                self.verdicts[verdict.env] = verdict
                self._move(verdict.env, VERDICT_TRANSPORT[verdict.verdict])
        self.batches.pop(batch, None)
        return frozenset({Topic.OUTBOX})

    def delivered(self, start: int, limit: int) -> tuple[DeliveredEntry, ...]:
        done = [one for one in self.entries.values() if self.states[one.env] is Transport.DELIVERED]
        done.sort(key=lambda entry: (entry.inc, entry.seq))
        return tuple(DeliveredEntry(one.env, digest(one.protected)) for one in done[start : start + limit])

    def send_again(self, envs: tuple[str, ...]) -> Changes:
        self.commits += 1
        for env in envs:
            self._move(env, Transport.QUEUED)
        return frozenset({Topic.OUTBOX})

    def count_pending(self) -> int:
        return sum(state is not Transport.DELIVERED for state in self.states.values())

    def digest(self) -> tuple[int, str]:
        said = sorted((env, verdict.version.gen, verdict.version.n) for env, verdict in self.verdicts.items())
        return len(said), hashlib.sha256(repr(said).encode()).hexdigest()

    def _move(self, env: str, new: Transport) -> None:
        moved = move_transport(self.states[env], new)
        assert not isinstance(moved, Refusal), moved
        self.states[env] = moved


class MemoryFeed:
    """Implements ``ports.Feed``: what overlaps is applied once."""

    def __init__(self) -> None:
        self.at = Version(0, 0)
        self.items: list[FeedItem] = []
        self.sets: dict[str, tuple[str, Mapping[str, Any]]] = {}

    def cursor(self) -> Version:
        return self.at

    def apply(self, piece: FeedSlice) -> Changes:
        known = self.at.n if piece.gen == self.at.gen else piece.start
        self.items.extend(piece.items[known - piece.start :])
        self.at = max(self.at, Version(piece.gen, piece.end))
        return frozenset({Topic.OUTCOMES})

    def replace(self, set_name: str, etag: str, body: Mapping[str, Any]) -> Changes:
        self.sets[set_name] = (etag, body)
        return frozenset({Topic.ORGANISATIONS})

    def etag(self, set_name: str) -> str | None:
        found = self.sets.get(set_name)
        return None if found is None else found[0]


class MemoryEnrolment:
    """Implements ``ports.Enrolment``."""

    def __init__(self, peer: HubPeer | None = None) -> None:
        self.known = peer
        self.provisioned: Provisioning | None = None
        self.offset_ms: int | None = None

    def peer(self) -> HubPeer | None:
        return self.known

    def provision(self, provisioning: Provisioning) -> Changes:
        self.provisioned, self.known = provisioning, provisioning.peer
        return frozenset({Topic.SETTINGS})

    def server_time(self, offset_ms: int, gen: int) -> None:
        self.offset_ms = offset_ms
        if self.known is not None:
            self.known = replace(self.known, gen=gen)
