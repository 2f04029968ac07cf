"""The second step of a round: envelopes out, verdicts in. Each batch is answered for before the next.

A batch whose answer never came is asked for by its id before anything is sent again; envelopes are
the same bytes every time, so that a repeated delivery is harmless.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from fieldapp import __version__
from fieldapp.domain.facts import PROTOCOL_VERSION, SignedEnvelope
from fieldapp.domain.outcomes import Verdict, VerdictKind
from fieldapp.domain.ports import Outbox, OutboxEntry
from fieldapp.domain.problems import Refusal
from sync.client.pace import Pace
from sync.client.requests import Reply, Request
from sync.client.sessions import Session, Step, Tally, Trouble, judge, trouble_with
from sync.protocol.batches import CONTENT_TYPE, BatchHeader, encode_batch
from sync.protocol.limits import LINE_BYTES
from sync.protocol.signed_replies import open_reply
from sync.protocol.verdicts import KIND, BatchAnswer, from_message

_GIVE_UP_AFTER = 3
"""Single records that fail in a row before the hub itself is taken to be broken."""
_STILL_RUNNING = 409
_NEVER_ARRIVED = 404


@dataclass(slots=True, kw_only=True)
class Delivery:
    """Empties the outbox; ``pace`` is kept from round to round."""

    session: Session
    outbox: Outbox
    tally: Tally
    pace: Pace

    def settle(self) -> Step:
        """Ask for the answers of batches that went out and were never answered."""
        for batch, envs in self.outbox.in_flight().items():
            reply = judge((yield self.session.request("GET", f"/v1/batches/{batch}")))
            if isinstance(reply, Trouble) and reply.status == _NEVER_ARRIVED:
                self.outbox.requeue(batch)
                continue
            trouble = reply if isinstance(reply, Trouble) else self._apply(batch, envs, reply)
            if trouble is not None:
                return trouble
        return None

    def empty(self) -> Step:
        """Send batch after batch until nothing waits that could be sent now."""
        failed_alone = 0
        while entries := self._next():
            batch, request = self._batch(entries)
            envs = tuple(entry.env for entry in entries)
            self.outbox.mark_in_flight(batch, envs)
            begun = self.session.clock.monotonic()
            reply = judge((yield request))
            if not isinstance(reply, Trouble):
                trouble = self._apply(batch, envs, reply)
                if trouble is not None:
                    return trouble
                self.pace = self.pace.after_success(self.session.clock.monotonic() - begun)
                failed_alone = 0
                continue
            if self._set_back(batch, envs, reply):
                return reply
            failed_alone += len(envs) == 1
            if failed_alone == _GIVE_UP_AFTER:
                return reply
        return None

    def _set_back(self, batch: str, envs: Sequence[str], trouble: Trouble) -> bool:
        """Slow down; whether the queue has to stop. A record that fails alone is parked for this round.

        A batch that may have arrived all the same, or is being worked on right now, stays in flight
        until the hub was asked for its answer.
        """
        self.pace = self.pace.after_failure()
        if trouble.status is None or trouble.status == _STILL_RUNNING:
            return True
        self.outbox.requeue(batch)
        if len(envs) == 1:
            self.tally.parked.update(envs)
        return trouble.stops_the_queue

    def _next(self) -> Sequence[OutboxEntry]:
        parked = self.tally.parked
        waiting = self.outbox.pending(self.pace.most + len(parked), self.pace.most_bytes + len(parked) * LINE_BYTES)
        sendable = [entry for entry in waiting if entry.env not in parked]
        if not sendable:
            return ()
        size = self.pace.size_for(sendable[0].attempts)
        return list(takewhile(lambda entry: entry.inc == sendable[0].inc, sendable[:size]))

    def _batch(self, entries: Sequence[OutboxEntry]) -> tuple[str, Request]:
        batch = self.session.ids.new()
        lines = [SignedEnvelope(protected=entry.protected, signature=entry.signature).line() for entry in entries]
        header = BatchHeader(
            batch=batch,
            dev=self.session.signer.device,
            inc=entries[0].inc,
            proto=PROTOCOL_VERSION,
            app=__version__,
            seq_from=entries[0].seq,
            seq_to=entries[-1].seq,
            n=len(entries),
            clock=self.session.now_ms(),
            queue=max(self.outbox.count_pending() - len(entries), 0),
        )
        headers = {"Content-Type": CONTENT_TYPE, "Content-Encoding": "gzip"}
        body = encode_batch(header, lines)
        return batch, self.session.request("POST", "/v1/batches", body=body, key=batch, headers=headers)

    def _apply(self, batch: str, envs: Sequence[str], reply: Reply) -> Trouble | None:
        peer = self.session.peer
        answer = open_reply(KIND, BatchAnswer, reply.body, kid=peer.kid, key=peer.key)
        if isinstance(answer, Refusal):
            return trouble_with(answer)
        verdicts = _verdicts(answer, batch, envs)
        if verdicts is None:
            return Trouble(code="answer_mismatch")
        self.tally.changes |= self.outbox.record_verdicts(batch, verdicts)
        self.tally.verdicts.update(str(one.verdict) for one in verdicts)
        deferred = {one.env for one in verdicts if one.verdict is VerdictKind.DEFERRED}
        self.tally.parked |= deferred
        self.tally.delivered += len(verdicts) - len(deferred)
        return None


def _verdicts(answer: BatchAnswer, batch: str, envs: Sequence[str]) -> tuple[Verdict, ...] | None:
    """Return one verdict per envelope sent, None when the answer is about something else."""
    said = [from_message(message) for message in answer.verdicts]
    if answer.batch != batch or len(said) != len(envs):
        return None
    if any(one.env not in ("", env) for one, env in zip(said, envs, strict=True)):
        return None
    return tuple(_for(one, env) for one, env in zip(said, envs, strict=True))


def _for(verdict: Verdict, env: str) -> Verdict:
    """Return the verdict under the name its sender knows; a line nobody could read has none at the hub."""
    return verdict if verdict.env else replace(verdict, env=env)
