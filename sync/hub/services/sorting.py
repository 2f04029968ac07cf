"""What is to be done with each line of a batch: new, seen before, or set aside for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from fieldapp.domain.outcomes import VerdictKind
from sync.hub.services.reading import BadLine, ReadLine
from sync.hub.store import envelopes
from sync.protocol.envelopes import ReadEnvelope

CONFLICT = "env_conflict"
CLONE = "clone_suspected"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line that cannot become a fact now, and the verdict it gets."""

    line: BadLine
    verdict: VerdictKind


Places = dict[tuple[str, int], tuple[str, str]]
"""(inc, seq) → (env, SHA-256) of what stands there."""


@dataclass(slots=True)
class SortedLines:
    """The lines of a batch; ``aside`` by their place, ``places`` those around them in their device's chain."""

    fresh: list[ReadEnvelope] = field(default_factory=list)
    replayed: list[ReadEnvelope] = field(default_factory=list)
    aside: dict[int, SetAside] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    has_clone: bool = False


def sort_lines(connection: Connection, lines: Sequence[ReadLine]) -> SortedLines:
    """Compare the lines with what is stored, and with one another.

    Same envelope and bytes: a replay. Same envelope, other bytes: a conflict. Same place (dev, inc,
    seq) with another envelope: somebody copied the device's disk; both are kept, the device stops.
    """
    reads = [line for line in lines if not isinstance(line, BadLine)]
    digests = envelopes.known_digests(connection, [read.envelope.env for read in reads])
    found = SortedLines(places=_places(connection, reads))
    for at, line in enumerate(lines):
        if isinstance(line, BadLine):
            found.aside[at] = SetAside(line, VerdictKind.QUARANTINED)
            continue
        _sort_one(found, at, line, digests)
    return found


def _sort_one(found: SortedLines, at: int, read: ReadEnvelope, digests: dict[str, str]) -> None:
    envelope = read.envelope
    known = digests.get(envelope.env)
    if known == read.sha256:
        found.replayed.append(read)
        return
    place = (envelope.inc, envelope.seq)
    is_clone = known is None and place in found.places and found.places[place][0] != envelope.env
    if known is not None or is_clone:
        bad = BadLine(CLONE if is_clone else CONFLICT, read.signed.protected, read.signed.signature, envelope.env)
        found.aside[at] = SetAside(bad, VerdictKind.CONFLICT)
        found.has_clone = found.has_clone or is_clone
        return
    digests[envelope.env] = read.sha256
    found.places[place] = (envelope.env, read.sha256)
    found.fresh.append(read)


def _places(connection: Connection, reads: Sequence[ReadEnvelope]) -> Places:
    by_life: dict[tuple[str, str], list[int]] = {}
    for read in reads:
        by_life.setdefault((read.envelope.dev, read.envelope.inc), []).append(read.envelope.seq)
    taken: Places = {}
    for (dev, inc), seqs in by_life.items():
        found = envelopes.taken_places(connection, dev, inc, min(seqs) - 1, max(seqs) + 1)
        taken.update({(inc, seq): one for seq, one in found.items()})
    return taken
