"""The moves of the two axes as tables: where a fact is on its way, and what the centre said of it; print jobs too.

``docs/protocol.md`` §4 shows the same tables; a test holds them against each other. An illegal
move is refused as a value, never raised.
"""

from collections.abc import Mapping

from fieldapp.domain.outcomes import Outcome, Transport, VerdictKind, Version
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import PrintState

TRANSPORT_MOVES: Mapping[Transport, frozenset[Transport]] = {
    Transport.DRAFT: frozenset({Transport.READY}),
    Transport.READY: frozenset({Transport.QUEUED}),
    Transport.QUEUED: frozenset({Transport.IN_FLIGHT, Transport.EXPORTED}),
    Transport.IN_FLIGHT: frozenset({Transport.QUEUED, Transport.HELD, Transport.DELIVERED}),
    Transport.HELD: frozenset({Transport.DELIVERED}),
    Transport.EXPORTED: frozenset({Transport.DELIVERED}),
    Transport.DELIVERED: frozenset({Transport.QUEUED}),
}

VERDICT_TRANSPORT: Mapping[VerdictKind, Transport] = {
    VerdictKind.ACCEPTED: Transport.DELIVERED,
    VerdictKind.HELD: Transport.HELD,
    VerdictKind.DEFERRED: Transport.QUEUED,
    VerdictKind.DUPLICATE: Transport.DELIVERED,
    VerdictKind.NEEDS_CORRECTION: Transport.DELIVERED,
    VerdictKind.REJECTED: Transport.DELIVERED,
    VerdictKind.CONFLICT: Transport.DELIVERED,
    VerdictKind.QUARANTINED: Transport.DELIVERED,
}
"""Where an envelope is once its verdict came. What nobody can process is delivered too: it is kept."""

VERDICT_OUTCOME: Mapping[VerdictKind, Outcome] = {
    VerdictKind.ACCEPTED: Outcome.POOLED,
    VerdictKind.HELD: Outcome.UNKNOWN,
    VerdictKind.DEFERRED: Outcome.DEFERRED,
    VerdictKind.DUPLICATE: Outcome.DUPLICATE,
    VerdictKind.NEEDS_CORRECTION: Outcome.NEEDS_CORRECTION,
    VerdictKind.REJECTED: Outcome.REJECTED,
    VerdictKind.CONFLICT: Outcome.CONFLICT,
    VerdictKind.QUARANTINED: Outcome.QUARANTINED,
}
"""What a verdict on the first envelope of a record says of the record, until a slice says more."""

FINAL_OUTCOMES = frozenset(outcome for outcome in Outcome if outcome.is_final)

OUTCOME_MOVES: Mapping[Outcome, frozenset[Outcome]] = {
    outcome: frozenset() if outcome.is_final else frozenset(Outcome) - {outcome} for outcome in Outcome
}
"""Without a logged decision to reopen; with one a final outcome moves anywhere."""

PRINT_MOVES: Mapping[PrintState, frozenset[PrintState]] = {
    PrintState.QUEUED: frozenset({PrintState.SENT, PrintState.PRINTED, PrintState.CANCELLED}),
    PrintState.SENT: frozenset(PrintState) - {PrintState.SENT},
    PrintState.UNKNOWN: frozenset({PrintState.QUEUED, PrintState.PRINTED, PrintState.SPOILED}),
    PrintState.PRINTED: frozenset({PrintState.SPOILED}),
    PrintState.SPOILED: frozenset(),
    PrintState.CANCELLED: frozenset(),
}
"""The life of a print job. Back to the queue goes only what somebody saw not come out (没印出来)."""


def move_print(known: PrintState, new: PrintState) -> PrintState | Refusal:
    """Return the job's new state. Refusal ``print_job_done``: it ended, or never went to a printer."""
    return new if new in PRINT_MOVES[known] else Refusal(code="print_job_done")


def move_transport(known: Transport, new: Transport) -> Transport | Refusal:
    """Return where the fact is now; staying is no move. Refusal ``transport_move_illegal``."""
    if new is known or new in TRANSPORT_MOVES[known]:
        return new
    return Refusal(code="transport_move_illegal", details={"known": str(known), "new": str(new)})


def move_outcome(
    known: Outcome, at: Version, new: Outcome, version: Version, *, is_reopened: bool = False
) -> Outcome | Refusal:
    """Return the outcome after an answer of ``version``; the same answer again is no move.

    Refusals: ``outcome_stale`` (not newer than what is known), ``outcome_final`` (nobody reopened it).
    """
    if new is known and version >= at:
        return new
    if version <= at:
        return Refusal(code="outcome_stale")
    if new in OUTCOME_MOVES[known] or is_reopened:
        return new
    return Refusal(code="outcome_final", details={"known": str(known), "new": str(new)})
