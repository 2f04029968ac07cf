"""What F10 does: enrol, transfer, update, reissue; and undoing the last person."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.duplicates import KnownPerson, KnownPersonAction
from fieldapp.domain.events import ApprovalPolicy
from fieldapp.domain.ids import RecordId
from fieldapp.domain.names import normalise_name
from fieldapp.domain.organisations import Organisation
from fieldapp.domain.phones import normalise_phone
from fieldapp.domain.problems import Refusal
from fieldapp.domain.routing import Proposal, propose
from fieldapp.messages import translate as _
from fieldapp.services import corrections, enrollment, transfers, voids
from fieldapp.services.results import EnrollmentResult
from ui.session import Session
from ui.wording import hidden_tail, number_label

Refused = Callable[[Refusal], None]
Done = Callable[["Committed"], None]
_SAME_WORDS = {
    "not_checked_with_centre": "未与中心核对",
    "not_checked_on_site": "未经现场核对",
    "document_stated": "证件为口报",
    "listed_at_centre": "名录比对命中,待中心答复",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What the band and the chip show after a commit; ``said`` is a message code."""

    rec: str
    name: str
    number: str
    number_label: str
    said: str
    line: str
    tone: str
    prints: str


def confirm(
    session: Session, draft: ApplicationDraft, acknowledged: frozenset[str], done: Done, refused: Refused
) -> None:
    """Enrol the person of a draft."""
    event = session.current_event
    if event is None:
        return
    command = enrollment.ConfirmApplication(
        draft=draft, event=event.id, operator=session.operator.id, acknowledged=acknowledged
    )
    session.run(enrollment.confirm, command, lambda result: done(_committed(session, result)), refused)


def transfer(session: Session, draft: ApplicationDraft, known: KnownPerson, done: Done, refused: Refused) -> None:
    """Begin the transfer of a person who is a member already (转会)."""
    event = session.current_event
    if event is None:
        return
    command = transfers.BeginTransfer(
        draft=draft, event=event.id, operator=session.operator.id, reason="work_changed", strength=known.strength
    )
    session.run(transfers.begin_transfer, command, lambda result: done(_committed(session, result)), refused)


def update(session: Session, draft: ApplicationDraft, known: KnownPerson, done: Done, refused: Refused) -> None:
    """Correct what changed about a person this laptop enrolled (更新信息)."""
    event = session.current_event
    if event is None or known.rec is None:
        refused(Refusal(code="record_not_here"))
        return
    rec = known.rec
    changed = changed_fields(session, rec, draft)
    if not changed:
        refused(Refusal(code="nothing_changed"))
        return
    command = corrections.ReviseApplication(
        rec=RecordId(rec), changed=changed, reason="updated_at_desk", event=event.id, operator=session.operator.id
    )
    name, number = draft.name or known.name_masked, known.number or ""
    said = Committed(
        rec=rec,
        name=normalise_name(name),
        number=number,
        number_label=number_label(number),
        said="record_updated",
        line=_("{n} 项信息已更新,随下次同步上报").format(n=len(changed)),
        tone="success",
        prints="",
    )
    session.run(corrections.revise, command, lambda _result: done(said), refused)


def changed_fields(session: Session, rec: str, draft: ApplicationDraft) -> dict[str, Any]:
    """Return the field codes whose form value is given and differs from the record."""
    details = session.application.read.details(rec)
    if details is None:
        return {}
    stated = {
        "name": normalise_name(draft.name),
        "phone": normalise_phone(draft.phone),
        "group": draft.group,
        "employment": draft.employment,
        "region": draft.region,
        "employer": draft.employer,
        "migrant": draft.migrant,
    }
    return {
        code: value for code, value in stated.items() if value not in ("", None) and value != getattr(details, code)
    }


def reissue(session: Session, known: KnownPerson, done: Done, refused: Refused) -> None:
    """Lead to the card page for a new copy (补卡); only a record of this laptop has one."""
    if known.rec is None:
        refused(Refusal(code="record_not_here"))
        return
    said = Committed(
        rec=known.rec,
        name=known.name_masked,
        number=known.number or "",
        number_label=number_label(known.number or ""),
        said="reissue_begun",
        line=_("请在会员卡页说明补卡原因"),
        tone="warning",
        prints="",
    )
    done(said)
    session.go_to("cards", known.rec)


def undo_last(session: Session, done: Callable[[str], None]) -> None:
    """Undo the last person of this operator, by name; what was printed or synced is voided instead."""
    event = session.current_event
    if event is None:
        return
    command = voids.UndoLast(event=event.id, operator=session.operator.id)
    session.run(voids.undo_last, command, lambda result: done(result.name))


def proposals(organisations: Iterable[Organisation], draft: ApplicationDraft, today: date) -> tuple[Proposal, ...]:
    """Return the unions this person may belong to, best first; nothing while the place is unknown."""
    if not draft.region or not draft.group:
        return ()
    return propose(
        group=draft.group,
        region=draft.region,
        employment=draft.employment,
        employer=draft.employer or None,
        organisations=organisations,
        today=today,
    )


def words_for_commit(session: Session, way: KnownPersonAction | None, known: KnownPerson | None) -> str:
    """Return what F10 will do now."""
    if known is not None and way is None:
        return _("请先选择 1–4")
    fixed = {
        KnownPersonAction.TRANSFER: _("受理转会 · 打印凭证 · 下一位"),
        KnownPersonAction.REISSUE: _("去补卡"),
        KnownPersonAction.UPDATE: _("更新信息 · 下一位"),
    }
    if way in fixed:
        return fixed[way]
    return _("批准入会 · 打印会员卡 · 下一位") if may_approve(session) else _("受理登记 · 打印凭证 · 下一位")


def may_approve(session: Session) -> bool:
    """Whether F10 approves: delegated policy, an open window, numbers left, somebody else than the approver."""
    event, read = session.current_event, session.application.read
    if event is None or event.policy is not ApprovalPolicy.DELEGATED:
        return False
    window = read.approval_window(event.id)
    return window is not None and window.approver != session.operator.name and read.lease_left() > 0


def _committed(session: Session, result: EnrollmentResult) -> Committed:
    union = session.union_name(result.union)
    deferred = [_(_SAME_WORDS.get(code, code)) for code in result.deferred if code not in ("not_checked_on_site",)]
    return Committed(
        rec=result.rec,
        name=result.name,
        number=result.number,
        number_label=number_label(result.number),
        said=code_of(result),
        line=" · ".join((f"{result.name} {hidden_tail(result.document_tail)}", union, *deferred)),
        tone="success",
        prints=result.prints,
    )


def code_of(result: EnrollmentResult) -> str:
    """Return the message code of what happened to a person."""
    if result.is_approved:
        return "enrolled_member"
    return "transfer_accepted" if result.is_transfer else "enrolled_receipt"
