"""Decisions: what reviewers and the centre's own rules wrote into its log, and whether they may.

The log only grows. Together with the set of envelopes it determines everything the centre knows
(``state``); a decision that no longer fits what it judged simply has no effect any more.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fieldapp.domain.events import Delegation
from fieldapp.domain.outcomes import FieldError, Outcome, Version
from fieldapp.domain.problems import Refusal


class DecisionKind(StrEnum):
    """Everything version 1 decides."""

    APPROVE = "approve"
    """``rec`` is approved on ``date`` into ``union``, with ``number`` when the centre gives one."""
    CONFIRM_CARD = "confirm_card"
    """The card printed in the field for ``rec`` is good."""
    RETURN = "return"
    """``rec`` as it stood at ``head`` needs correction; a later revision lifts this by itself."""
    REFUSE_NUMBER = "refuse_number"
    """``number`` was not the desk's to give to ``rec``: nobody claims it by that, whatever is revised."""
    REJECT = "reject"
    REVOKE = "revoke"
    """Approvals of ``rec`` made so far end; the record goes back to the pool."""
    WITHDRAW = "withdraw"
    """The applicant told the centre, not the field."""
    MERGE = "merge"
    """``rec`` is the same application as ``into``."""
    REOPEN = "reopen"
    """Rejection, withdrawal or merging of ``rec`` is lifted."""
    ROUTE = "route"
    """``rec`` goes to ``union`` for review; None sends it back to the pool."""
    EDIT = "edit"
    """The console changed fields of ``rec`` as it stood at ``head``."""
    LEAVE = "leave"
    """The envelope ``env``, set aside for a reviewer, stays without effect on ``rec``."""
    PIN = "pin"
    """``rec`` is the primary record of its person, whatever the ranks say."""
    PIN_NUMBER = "pin_number"
    """``number`` belongs to ``rec``."""
    KNOW_MEMBER = "know_member"
    """A member of the province's system: ``person`` has ``number`` in ``union`` since ``date``."""
    DELEGATE = "delegate"
    """A union's committee authorised approvals on site; a later one with its number replaces it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of the log, in the order of ``version``. ``rec`` is empty where no record is meant.

    ``person`` is a document number in match form, ``date`` is yyyymmdd, ``head`` the SHA-256 (hex)
    of the envelope up to which the decider saw the record, ``env`` one that was set aside and is
    followed or left by this.
    """

    kind: DecisionKind
    version: Version
    rec: str = ""
    by: str = ""
    reason: str | None = None
    code: str | None = None
    union: str | None = None
    date: str | None = None
    number: str | None = None
    status_index: int | None = None
    head: str | None = None
    env: str | None = None
    into: str | None = None
    person: str | None = None
    errors: tuple[FieldError, ...] = ()
    changed: dict[str, Any] = field(default_factory=dict)
    delegation: Delegation | None = None


_WHILE_ALIVE = frozenset(
    {
        DecisionKind.APPROVE,
        DecisionKind.CONFIRM_CARD,
        DecisionKind.RETURN,
        DecisionKind.REJECT,
        DecisionKind.REVOKE,
        DecisionKind.WITHDRAW,
        DecisionKind.MERGE,
        DecisionKind.ROUTE,
        DecisionKind.EDIT,
        DecisionKind.PIN,
    }
)
_NEEDS_APPROVAL = frozenset({DecisionKind.CONFIRM_CARD, DecisionKind.REVOKE})
_APPROVED = frozenset({Outcome.APPROVED, Outcome.CARD_CONFIRMED})


def decision_refusal(kind: DecisionKind, outcome: Outcome) -> Refusal | None:
    """Return why a decision may not be logged for a record with that outcome, None when it may.

    Codes: ``decision_on_final`` (reopen it first), ``decision_nothing_to_reopen``,
    ``decision_not_approved`` (a card or an approval that is not there).
    """
    if kind in _WHILE_ALIVE and outcome.is_final:
        return Refusal(code="decision_on_final", details={"outcome": str(outcome)})
    if kind is DecisionKind.REOPEN and not outcome.is_final:
        return Refusal(code="decision_nothing_to_reopen", details={"outcome": str(outcome)})
    if kind in _NEEDS_APPROVAL and outcome not in _APPROVED:
        return Refusal(code="decision_not_approved", details={"outcome": str(outcome)})
    return None
