"""The answer to one envelope, from what is said of the record it speaks of."""

from fieldapp.domain.facts import Enrollment, EventFact, LeaseBurn, Revision, Transfer
from fieldapp.domain.outcomes import Outcome, Verdict, VerdictKind, Version
from fieldapp.domain.state import RecordState, State
from sync.protocol.envelopes import ReadEnvelope

_OF_OUTCOME = {
    Outcome.DEFERRED: VerdictKind.DEFERRED,
    Outcome.DUPLICATE: VerdictKind.DUPLICATE,
    Outcome.MERGED: VerdictKind.DUPLICATE,
    Outcome.NEEDS_CORRECTION: VerdictKind.NEEDS_CORRECTION,
    Outcome.REJECTED: VerdictKind.REJECTED,
    Outcome.CONFLICT: VerdictKind.CONFLICT,
    Outcome.QUARANTINED: VerdictKind.QUARANTINED,
}
FORKED = "revision_forked"
_CONTENT = (Enrollment, Transfer, Revision)
_ALONE = (EventFact, LeaseBurn)


def verdict(
    read: ReadEnvelope, said: RecordState | None, state: State, version: Version, *, is_replay: bool
) -> Verdict:
    """Return the verdict: content shares its record's outcome, everything else is accepted once its parent is there."""
    env = read.envelope.env
    if not isinstance(read.fact, _CONTENT):
        kind = VerdictKind.ACCEPTED if _has_parent(read, said) else VerdictKind.DEFERRED
        return Verdict(env=env, verdict=kind, version=version, replay=is_replay)
    if said is None or env in said.orphans:
        return Verdict(env=env, verdict=VerdictKind.DEFERRED, version=version, replay=is_replay)
    kind = _OF_OUTCOME.get(said.outcome, VerdictKind.ACCEPTED)
    is_duplicate = kind is VerdictKind.DUPLICATE
    return Verdict(
        env=env,
        verdict=kind,
        version=version,
        code=FORKED if env in said.forks else said.code,
        replay=is_replay,
        of=said.of if is_duplicate else None,
        match="document" if is_duplicate else None,
        resolution=_resolution(said, state) if is_duplicate else None,
        errors=said.errors,
    )


def _has_parent(read: ReadEnvelope, said: RecordState | None) -> bool:
    """Whether the record a fact speaks of is known; a fact that begins its own record needs none."""
    if isinstance(read.fact, _ALONE) or read.envelope.rec == read.envelope.env:
        return True
    return said is not None and said.head is not None


def _resolution(said: RecordState, state: State) -> str:
    person = state.persons.get(said.person)
    is_member = person is not None and person.membership is not None
    return "transfer" if is_member and said.kind == "enrollment" else "merge"
