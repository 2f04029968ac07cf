"""What the decision log says of single records: approved, returned, refused, routed, edited.

Folding is in the order of the log. What comes after a final decision has no effect until the
record is reopened, exactly as ``decisions.decision_refusal`` would have refused it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fieldapp.domain.decisions import Decision, DecisionKind
from fieldapp.domain.outcomes import FieldError, Outcome
from fieldapp.domain.record_chains import RecordChain

FINAL: Mapping[DecisionKind, Outcome] = {
    DecisionKind.REJECT: Outcome.REJECTED,
    DecisionKind.WITHDRAW: Outcome.WITHDRAWN,
    DecisionKind.MERGE: Outcome.MERGED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One record in the eyes of the log. ``last`` is the decision that ended it, or returned it.

    ``refused`` are numbers that ``rec`` may not claim, with the fault to show; neither a revision nor
    a final decision lifts that. ``is_revoked`` ends the approvals given in the field too;
    ``is_reopened`` also lifts what the field itself withdrew or voided. ``left`` are envelopes that
    a reviewer followed or left.
    """

    final: Outcome | None = None
    last: Decision | None = None
    approval: Decision | None = None
    route: Decision | None = None
    edits: tuple[Decision, ...] = ()
    pin: Decision | None = None
    refused: Mapping[str, tuple[FieldError, ...]] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    is_confirmed: bool = False
    is_revoked: bool = False
    is_reopened: bool = False

    def after(self, decision: Decision) -> "Standing":
        """Return the standing after one more line of the log."""
        kind = decision.kind
        if decision.env is not None and decision.env not in self.left:
            return replace(self, left=self.left | {decision.env}).after(decision)
        if kind is DecisionKind.REOPEN:
            return replace(self, final=None, last=None, is_reopened=True)
        if kind is DecisionKind.REFUSE_NUMBER:
            return replace(self, refused={**self.refused, decision.number or "": decision.errors})
        if self.final is not None:
            return self
        if kind in FINAL:
            return replace(self, final=FINAL[kind], last=decision)
        if kind in _MOVES:
            return replace(self, **_MOVES[kind](self, decision))
        return self


def _approve(_: Standing, decision: Decision) -> dict[str, Any]:
    return {"approval": decision, "last": None}


def _return(_: Standing, decision: Decision) -> dict[str, Any]:
    return {"approval": None, "last": decision, "is_confirmed": False}


def _revoke(_: Standing, decision: Decision) -> dict[str, Any]:
    return {"approval": None, "last": decision, "is_revoked": True, "is_confirmed": False}


_MOVES: Mapping[DecisionKind, Callable[[Standing, Decision], dict[str, Any]]] = {
    DecisionKind.APPROVE: _approve,
    DecisionKind.RETURN: _return,
    DecisionKind.REVOKE: _revoke,
    DecisionKind.CONFIRM_CARD: lambda _, __: {"is_confirmed": True},
    DecisionKind.ROUTE: lambda _, decision: {"route": decision},
    DecisionKind.EDIT: lambda standing, decision: {"edits": (*standing.edits, decision)},
    DecisionKind.PIN: lambda _, decision: {"pin": decision},
}


def standings(log: Iterable[Decision]) -> dict[str, Standing]:
    """Fold an ordered log into one standing per record it names."""
    found: dict[str, Standing] = {}
    for decision in log:
        if decision.rec:
            found[decision.rec] = found.get(decision.rec, Standing()).after(decision)
    return found


def edited(chain: RecordChain, edits: Iterable[Decision]) -> Mapping[str, Any]:
    """Return a record's values with the console's edits, each where its decider saw the record.

    What the field changed after that stays on top; an edit of a branch that does not lead comes last.
    """
    places = {head: place for place, (head, _) in enumerate(chain.steps)}
    by_place: dict[int, dict[str, Any]] = {}
    for edit in edits:
        place = places.get(edit.head or "", len(chain.steps) - 1)
        by_place.setdefault(place, {}).update(edit.changed)
    if not by_place:
        return chain.values
    values: dict[str, Any] = {}
    before: Mapping[str, Any] = {}
    for place, (_, said) in enumerate(chain.steps):
        values.update({name: value for name, value in said.items() if name not in before or before[name] != value})
        values.update(by_place.get(place, {}))
        before = said
    return values
