"""Will and consent (意愿与告知): the signature that is kept, and what an act must stand on before it counts."""

from dataclasses import dataclass
from types import MappingProxyType

from fieldapp.domain.applications import ConsentAct, ConsentMethod
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.domain.sheets import check_sheet
from fieldapp.domain.signatures import MIME, ROLE, Signature, is_signed, pack, unpack
from fieldapp.services.paper_sets import refusal_of_paper
from fieldapp.services.results import Done
from fieldapp.services.rules import at_work
from fieldapp.store.queries.sheets import signed_with
from fieldapp.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSignature:
    """Somebody signed on the pad; the record it belongs to is not made yet."""

    signature: Signature
    operator: OperatorId


def keep_signature(command: KeepSignature, uow: UnitOfWork, _clock: Clock, _ids: Ids) -> Done | Refusal:
    """Keep a signature and return its name, which the act refers to.

    Refuses ``signature_too_little``, and ``signature_unreadable`` for one that could not be shown again.
    """
    operator = at_work(uow, command.operator)
    if isinstance(operator, Refusal):
        return operator
    if not is_signed(command.signature):
        return Refusal(code="signature_too_little")
    packed = pack(command.signature)
    shown = unpack(packed)
    if isinstance(shown, Refusal):
        return shown
    return Done(subject=uow.blobs.keep(ROLE, MIME, packed, uow.milliseconds()))


def refusal_of_act(
    uow: UnitOfWork, act: ConsentAct | None, event: EventId, *, own: str | None = None
) -> Refusal | None:
    """Return why an act cannot stand for this person, whose record so far is ``own``.

    ``draft_has_problems`` (no sheet number), ``sheet_used`` (detail ``rec``: who signed that form),
    ``pen_signature_missing`` (not kept here, or somebody else's), or as ``paper_sets.refusal_of_paper``.
    """
    unfit = refusal_of_paper(uow, act, event)
    if unfit or act is None or act.reference is None:
        return unfit
    if act.method is ConsentMethod.SHEET:
        return refusal_of_sheet(uow, act.reference, event, own=own)
    if act.method is ConsentMethod.PEN and not uow.blobs.is_loose(act.reference, ROLE):
        return Refusal(code="pen_signature_missing")
    return None


def refusal_of_sheet(
    uow: UnitOfWork, sheet: str, event: EventId, *, own: str | None = None, but_roster: str | None = None
) -> Refusal | None:
    """Return why a number cannot be the form one person signs: it is none, or another record of this event has it.

    Who signed a list of ``but_roster`` may stand on the same sheet: then it is that list.
    """
    problem = check_sheet(sheet)
    if problem:
        return Refusal(code="draft_has_problems", problems=(problem,))
    signer = signed_with(uow.connection, sheet, event, but_roster=but_roster)
    if signer is None or signer == own:
        return None
    return Refusal(code="sheet_used", details=MappingProxyType({"rec": signer}))


def give_signature(uow: UnitOfWork, act: ConsentAct | None, rec: str) -> None:
    """Let the record that was made have the signature it was made with."""
    if act is not None and act.method is ConsentMethod.PEN and act.reference is not None:
        uow.blobs.give(act.reference, rec)
