"""记录: the step that helps a record on, taking back, reading a whole number, and the list of a new page."""

from collections.abc import Callable, Sequence

from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.ids import EventId, RecordId
from fieldapp.domain.problems import Refusal
from fieldapp.domain.stories import RecordStory
from fieldapp.domain.views import OperatorRole, RecentPerson, SearchHit
from fieldapp.messages import message
from fieldapp.messages import translate as _
from fieldapp.services import reveals, voids
from fieldapp.services.reveals import RevealedNumbers
from ui.operations import corrections, handouts, printing
from ui.operations.four_eyes import Guarded, run_guarded
from ui.session import Session

_PAGES = {"print_card": "cards", "take_back": "cards"}


def help_with(session: Session, story: RecordStory) -> None:
    """Do the one step that helps this record, or go to where it is done; ``correct`` is the page's own form."""
    if story.remedy == "sync":
        session.sync_now()
    elif story.remedy in _PAGES:
        session.go_to(_PAGES[story.remedy], story.rec)
    elif story.remedy == "transfer":
        said = message("transfer_accepted")
        corrections.turn_into_transfer(session, story.rec, lambda: session.say(said, "success"))
    elif story.remedy == "hand_over":
        printing.hand_over(session, [story.rec], lambda result: _on_handed(session, story, result))
    else:
        session.say(message("contact_centre"), "warning")


def _on_handed(session: Session, story: RecordStory, result: object) -> None:
    if isinstance(result, Refusal):
        session.say_refusal(result)
    else:
        session.say(message("card_handed_to", {"name": story.name}), "success")


def undo(session: Session, story: RecordStory) -> None:
    """Take back what nobody outside has seen; the refusal says why it has to be voided instead."""
    command = voids.UndoLast(event=EventId(story.event), operator=session.operator.id, rec=RecordId(story.rec))
    session.run(
        voids.undo_last, command, lambda result: session.say(message("person_undone", {"name": result.name}), "success")
    )


def print_form(session: Session, story: RecordStory) -> None:
    """Queue the filled form of a record; without a printer it waits where a file can be chosen."""

    def after(result: printing.Printed | Refusal) -> None:
        if isinstance(result, Refusal):
            session.say_refusal(result)
        elif session.prints.printer_for("form"):
            session.say(message("form_queued", {"name": story.name, "where": result.where}), "success")
        else:
            session.go_to("cards", f"form:{story.rec}")

    printing.print_form(session, story.rec, after)


def void(session: Session, story: RecordStory, reason: str, done: Callable[[], None]) -> None:
    """Void a record with its reason; the number stays used and the centre is told."""
    event = session.current_event
    command = voids.VoidRecord(
        rec=RecordId(story.rec),
        reason=reason,
        event=event.id if event else EventId(story.event),
        operator=session.operator.id,
    )

    def after(result: voids.VoidResult) -> None:
        session.say(message("record_voided", {"name": result.name}), "success")
        done()

    words = _("作废 {name} 的记录(已上报)").format(name=story.name)
    guarded = Guarded(
        act=GuardedAct.VOID_SENT, subject=story.rec, words=words, use_case=voids.void_record, command=command
    )
    run_guarded(session, guarded, after)


def of_card(session: Session, text: str) -> str:
    """Return the record of a scanned member card, else its number to look for; nothing for a card that is none."""
    found = handouts.read_holder(session, text)
    if isinstance(found, Refusal):
        session.say_refusal(found)
        return ""
    return found.rec or found.number


def may_decide(session: Session) -> bool:
    """Whether the operator is a supervisor; says what is needed when not."""
    if session.operator.role is OperatorRole.SUPERVISOR:
        return True
    session.say_refusal(Refusal(code="supervisor_needed"))
    return False


def reveal(session: Session, rec: str, done: Callable[[RevealedNumbers], None]) -> None:
    """Read a whole number; the audit log notes who did."""
    command = reveals.RevealNumbers(rec=RecordId(rec), operator=session.operator.id)
    session.run(reveals.reveal_numbers, command, done)


def recent_as_hits(people: Sequence[RecentPerson], event: str) -> tuple[SearchHit, ...]:
    """Return the recent people of an event as search hits, for a page nobody has searched on yet."""
    return tuple(
        SearchHit(
            rec=one.rec,
            name=one.name,
            tail=one.tail,
            phone_tail="",
            number=one.number,
            receipt=one.receipt,
            event=event,
            time=one.time,
            status_code=one.status_code,
        )
        for one in people
    )
