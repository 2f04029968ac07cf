"""Enroll one person (登记) from the form."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.codes import required_fields
from fieldapp.domain.duplicates import MatchStrength
from fieldapp.domain.ids import EventId, OperatorId
from fieldapp.domain.ports import Clock, Ids
from fieldapp.domain.problems import Refusal
from fieldapp.services.consenting import refusal_of_act
from fieldapp.services.drafted import refusal_of_draft, refusal_of_union
from fieldapp.services.enrolling import Request, enroll
from fieldapp.services.photographing import refusal_of_photo
from fieldapp.services.results import EnrollmentResult
from fieldapp.services.rules import at_work, open_event
from fieldapp.store.unit_of_work import UnitOfWork

NOT_THE_SAME = "not_same_person"
"""What the operator acknowledges when the member list only says 可能已是会员."""
_LISTED = Refusal(
    code="already_enrolled",
    details=MappingProxyType({"strength": str(MatchStrength.FILTER), "since": "", "union": ""}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmApplication:
    """F10 on a form. ``acknowledged`` holds codes the operator saw and set aside, such as ``not_same_person``.

    ``not_same_reason``: why this is not the person the member list means; goes with ``not_same_person``.
    """

    draft: ApplicationDraft
    event: EventId
    operator: OperatorId
    acknowledged: frozenset[str] = frozenset()
    not_same_reason: str = ""


def confirm(command: ConfirmApplication, uow: UnitOfWork, _clock: Clock, ids: Ids) -> EnrollmentResult | Refusal:
    """Enroll the person of a draft.

    Refuses with ``draft_has_problems`` (problems name the fields, also those the event's province
    requires), ``already_enrolled`` (details ``strength``, and ``since`` and ``union`` when known),
    which opens 转会, 补卡, 更新信息, ``reason_missing`` (set aside without
    saying why), ``pre_registration_used``, or as ``consenting.refusal_of_act``.
    """
    operator = at_work(uow, command.operator)
    if isinstance(operator, Refusal):
        return operator
    event = open_event(uow, command.event)
    if isinstance(event, Refusal):
        return event
    is_listed = uow.people.is_listed_at_centre(command.draft.document_no)
    required = required_fields(event.province)
    refusal = refusal_of_draft(command.draft, uow.today(), required) or _refusal(command, uow, is_listed=is_listed)
    if refusal:
        return refusal
    set_aside = ("listed_at_centre",) if is_listed else ()
    why = command.not_same_reason.strip() if is_listed else None
    request = Request(draft=command.draft, event=event, operator=operator, extra_deferred=set_aside, not_same=why)
    result = enroll(uow, ids, request)
    if is_listed:
        uow.audit.note(operator.id, NOT_THE_SAME, result.rec, reason=why)
    return result


def _refusal(command: ConfirmApplication, uow: UnitOfWork, *, is_listed: bool) -> Refusal | None:
    draft = command.draft
    return (
        refusal_of_union(uow, draft.union)
        or _refusal_of_live(uow, draft.document_no)
        or _refusal_of_listed(command, is_listed=is_listed)
        or _refusal_of_reason(command, is_listed=is_listed)
        or refusal_of_act(uow, draft.consent, command.event)
        or refusal_of_photo(uow, draft.photo)
        or refusal_of_code(uow, draft.pre_registration)
    )


def _refusal_of_reason(command: ConfirmApplication, *, is_listed: bool) -> Refusal | None:
    return Refusal(code="reason_missing") if is_listed and not command.not_same_reason.strip() else None


def refusal_of_code(uow: UnitOfWork, code: str) -> Refusal | None:
    """Return ``pre_registration_used`` when a phone's code (``UP1:``) became a record already."""
    return Refusal(code="pre_registration_used") if code and uow.pre_registrations.used_for(code) else None


def refusal_of_known(uow: UnitOfWork, document_no: str, acknowledged: frozenset[str] = frozenset()) -> Refusal | None:
    """Return ``already_enrolled`` when this person has a live application here or may be a member elsewhere.

    A live application here cannot be set aside: a document number names one person.
    """
    refusal = _refusal_of_live(uow, document_no)
    if refusal or NOT_THE_SAME in acknowledged:
        return refusal
    return _LISTED if uow.people.is_listed_at_centre(document_no) else None


def _refusal_of_listed(command: ConfirmApplication, *, is_listed: bool) -> Refusal | None:
    return _LISTED if is_listed and NOT_THE_SAME not in command.acknowledged else None


def _refusal_of_live(uow: UnitOfWork, document_no: str) -> Refusal | None:
    person = uow.people.with_document(document_no)
    live = uow.applications.live_of(person) if person else None
    if live is not None:
        since = datetime.fromtimestamp(live.captured / 1000, UTC).astimezone().date()
        details = {
            "strength": str(MatchStrength.LOCAL),
            "since": since.isoformat(),
            "union": _union_name(uow, live.union),
        }
        return Refusal(code="already_enrolled", details=MappingProxyType(details))
    return None


def _union_name(uow: UnitOfWork, union: str | None) -> str:
    organisation = uow.organisations.get(union) if union else None
    return organisation.name if organisation else ""
