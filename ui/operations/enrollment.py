"""What F10 does: enrol, transfer, update, reissue; and undoing the last person."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.duplicates import KnownPerson, KnownPersonAction
from fieldapp.domain.events import ApprovalPolicy, Delegation, Event
from fieldapp.domain.identity import match_form
from fieldapp.domain.ids import RecordId
from fieldapp.domain.names import normalise_name
from fieldapp.domain.organisations import Organisation, subtree
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
DELEGATED = "delegated"
"""Reason of a proposal: the open approval window covers this union."""
_PHONE_LENGTH = 11
_LOOK_BACK = 20
"""How many people back the last one who was not voided is looked for."""
_SHORT_WORDS = {
    "批准入会": "批准",
    "受理登记": "受理",
    "受理转会": "转会",
    "打印会员卡": "打印",
    "打印凭证": "打印",
}
_SAME_WORDS = {
    "not_checked_with_centre": "未与中心核对",
    "not_checked_on_site": "未经现场核对",
    "document_stated": "证件为口报",
    "listed_at_centre": "名录比对命中,待中心答复",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What the band and the chip show after a commit; ``said`` is a message code.

    ``may_undo``: the act made the record, so 撤销 takes back this act and nothing else. ``reason``: why
    another copy is printed.
    """

    rec: str
    name: str
    number: str
    number_label: str
    said: str
    line: str
    tone: str
    prints: str
    may_undo: bool = False
    reason: str = ""


def confirm(session: Session, draft: ApplicationDraft, not_same: str, done: Done, refused: Refused) -> None:
    """Enrol the person of a draft; ``not_same`` says why this is not the person of the member list (不是同一人)."""
    event = session.current_event
    if event is None:
        return
    command = enrollment.ConfirmApplication(
        draft=draft,
        event=event.id,
        operator=session.operator.id,
        acknowledged=frozenset({enrollment.NOT_THE_SAME} if not_same else ()),
        not_same_reason=not_same,
    )

    def after(result: EnrollmentResult) -> None:
        done(_committed(session, result))

    session.run(enrollment.confirm, command, after, refused, answers_first=True)


def transfer(session: Session, draft: ApplicationDraft, known: KnownPerson, done: Done, refused: Refused) -> None:
    """Begin the transfer of a person who is a member already (转会)."""
    event = session.current_event
    if event is None:
        return
    command = transfers.BeginTransfer(
        draft=draft, event=event.id, operator=session.operator.id, reason="work_changed", strength=known.strength
    )

    def after(result: EnrollmentResult) -> None:
        # a record that stood here before goes on as the transfer: there is nothing that undo could take back alone
        done(replace(_committed(session, result), may_undo=known.rec is None))

    session.run(transfers.begin_transfer, command, after, refused)


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
    name, number = draft.name or name_of(session, known), known.number or ""
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
        "union": draft.union,
        "migrant": draft.migrant,
        "ethnicity": draft.ethnicity,
    }
    return {
        code: value for code, value in stated.items() if value not in ("", None) and value != getattr(details, code)
    }


def reissue(session: Session, known: KnownPerson, reason: str, done: Done, refused: Refused) -> None:
    """Queue a new copy of the card (补卡), or print the receipt of who is no member yet (补打凭证).

    Only a record of this laptop has one.
    """
    if known.rec is None:
        refused(Refusal(code="record_not_here"))
        return
    name, number = name_of(session, known), known.number or ""
    done(
        Committed(
            rec=known.rec,
            name=name,
            number=number,
            number_label=number_label(number),
            said="reissue_begun" if known.is_member else "receipt_again",
            line=_("{name} · 补卡原因:{reason}").format(name=name, reason=reason) if known.is_member else name,
            tone="success",
            prints="card" if known.is_member else "receipt",
            reason=reason,
        )
    )


def name_of(session: Session, known: KnownPerson) -> str:
    """Return who is known: in full when the record is this laptop's own, else as masked."""
    details = session.application.read.details(known.rec) if known.rec else None
    return details.name if details else known.name_masked


def draft_of_known(session: Session, known: KnownPerson) -> ApplicationDraft | None:
    """Return the values of a record of this laptop as the form shows them, or None: it is not here."""
    details = session.application.read.details(known.rec) if known.rec else None
    if details is None:
        return None
    return ApplicationDraft(
        name=details.name,
        phone=details.phone,
        group=details.group,
        employment=details.employment,
        region=details.region,
        employer=details.employer or "",
        union=details.union or "",
        migrant=details.migrant,
        ethnicity=details.ethnicity or "",
        sex=details.sex or "",
        birth=details.birth or "",
    )


def phone_shared_with(session: Session, draft: ApplicationDraft) -> str:
    """Return who else of this event stated this phone (the name), or nothing."""
    event, phone = session.current_event, normalise_phone(draft.phone)
    if event is None or len(phone) < _PHONE_LENGTH:
        return ""
    mine = match_form(draft.document_no) if draft.document_no else ""
    others = session.application.read.phone_sharers(event.id, phone)
    return next((name for name, document_no in others if match_form(document_no) != mine), "")


def undo_last(session: Session, rec: str, done: Callable[[str], None], refused: Refused) -> None:
    """Undo the person shown as last (``rec``, empty: the operator's newest), by name.

    What was printed, changed or synced is voided instead.
    """
    event = session.current_event
    if event is None:
        return
    command = voids.UndoLast(event=event.id, operator=session.operator.id, rec=RecordId(rec) if rec else None)
    session.run(voids.undo_last, command, lambda result: done(result.name), refused)


def newest_record(session: Session) -> str:
    """Return the newest record of the event that was not voided, empty when nobody was enrolled yet."""
    event = session.current_event
    if event is None:
        return ""
    alive = (one for one in session.application.read.recent(event.id, _LOOK_BACK) if one.status_code != "void")
    return next((one.rec for one in alive), "")


def proposals(
    session: Session, organisations: Iterable[Organisation], draft: ApplicationDraft, today: date
) -> tuple[Proposal, ...]:
    """Return the unions this person may belong to, best first; nothing while the place is unknown.

    While an approval window is open, what its delegation covers goes first: only there F10 approves.
    The union of an employer one has a labour relation with still goes before it.
    """
    if not draft.region or not draft.group:
        return ()
    known = tuple(organisations)
    found = propose(
        group=draft.group,
        region=draft.region,
        employment=draft.employment,
        employer=draft.employer or None,
        organisations=known,
        today=today,
    )
    delegation = open_delegation(session)
    return _covered_first(found, delegation, known, today) if delegation else found


def _covered_first(
    found: tuple[Proposal, ...], delegation: Delegation, organisations: tuple[Organisation, ...], today: date
) -> tuple[Proposal, ...]:
    own = next((one for one in organisations if one.id == delegation.union), None)
    covered = subtree(delegation.union, organisations)
    if own is not None and own.accepts_direct_join and own.is_valid_on(today):
        reasons = next((one.reasons for one in found if one.union == own.id), ())
        mine = Proposal(union=own.id, reasons=reasons, pool=own.is_pool)
        found = (mine, *(one for one in found if one.union != own.id))
    marked = [
        replace(one, reasons=(DELEGATED, *one.reasons)) if one.union in covered and not one.pool else one
        for one in found
    ]
    return tuple(sorted(marked, key=lambda one: (one.pool, *_place(one.reasons))))


def _place(reasons: tuple[str, ...]) -> tuple[bool, bool]:
    return "labour_relation" not in reasons, DELEGATED not in reasons


def words_for_commit(
    session: Session,
    way: KnownPersonAction | None,
    known: KnownPerson | None,
    union: str = "",
    organisations: Iterable[Organisation] = (),
    *,
    is_owed: bool = False,
) -> str:
    """Return what F10 will do now with this union; whoever still has to sign (``is_owed``) is not approved."""
    if known is not None and way is None:
        return _("请先选择 1–4") if known.is_member else _("请先选择 2–4")
    fixed = {
        KnownPersonAction.TRANSFER: _("受理转会 · 打印凭证 · 下一位"),
        KnownPersonAction.REISSUE: _("去补卡") if known is None or known.is_member else _("补打凭证 · 下一位"),
        KnownPersonAction.UPDATE: _("更新信息 · 下一位"),
    }
    if way in fixed:
        return fixed[way]
    approves = not is_owed and may_approve(session, union, organisations)
    return _("批准入会 · 打印会员卡 · 下一位") if approves else _("受理登记 · 打印凭证 · 下一位")


def short_words(words: str) -> str:
    """Return what F10 will do for a button without much room."""
    for long, short in _SHORT_WORDS.items():
        words = words.replace(_(long), _(short))
    return words


def may_approve(session: Session, union: str, organisations: Iterable[Organisation]) -> bool:
    """Whether F10 approves somebody for this union; no union means the delegation's own."""
    delegation = open_delegation(session)
    return delegation is not None and (not union or union in subtree(delegation.union, organisations))


def open_delegation(session: Session) -> Delegation | None:
    """Return the delegation under which F10 approves now, or None.

    None without delegated policy, open window and numbers, when the authorisation does not cover today, the
    approver or one more person, and when the operator is the approver.
    """
    event, who = session.current_event, session.operator.name
    if event is None or event.policy is not ApprovalPolicy.DELEGATED or event.delegation is None:
        return None
    today = session.application.clock.now().astimezone().date()
    return session.remembered(
        ("open_delegation", event, who, today), lambda: _delegation_in_force(session, event, today)
    )


def _delegation_in_force(session: Session, event: Event, today: date) -> Delegation | None:
    read = session.application.read
    window = read.approval_window(event.id)
    if window is None or window.approver == session.operator.name or read.lease_left() <= 0:
        return None
    granted = event.delegation
    return granted if granted is not None and granted.covers(today, window.approver, window.used) else None


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
        may_undo=not result.is_approved,
    )


def code_of(result: EnrollmentResult) -> str:
    """Return the message code of what happened to a person."""
    if result.is_approved:
        return "enrolled_member"
    return "transfer_accepted" if result.is_transfer else "enrolled_receipt"
