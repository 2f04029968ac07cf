"""设置: people at work, passphrase, printer, look."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.services import people_at_work, settings
from ui.operations.syncing import HELD_SETTING
from ui.session import Session

HELPER_STAYS = timedelta(hours=12)
"""A helper whose event nobody closes is out this long after its end."""
Done = Callable[[Any], None]
Refused = Callable[[Refusal], None]


def add_operator(session: Session, name: str, role: OperatorRole, pin: str, *, done: Done, refused: Refused) -> None:
    """Add somebody who works here."""
    command = people_at_work.AddOperator(name=name, role=role, pin=pin, operator=session.operator.id)
    session.run(people_at_work.add_operator, command, done, refused)


def add_helper(session: Session, name: str, pin: str, *, done: Done, refused: Refused) -> None:
    """Add a borrowed helper of this event: registers, exports and reveals nothing, and goes at 收摊."""
    event = session.current_event
    if event is None:
        return
    command = people_at_work.AddOperator(
        name=name,
        role=OperatorRole.OPERATOR,
        pin=pin,
        operator=session.operator.id,
        event=event.id,
        expires=event.ends + HELPER_STAYS,
    )
    session.run(people_at_work.add_operator, command, done, refused)


def set_pin(session: Session, who: Operator, pin: str, done: Done, refused: Refused) -> None:
    """Give somebody a new PIN and five new tries."""
    command = people_at_work.SetPin(who=who.id, pin=pin, operator=session.operator.id)
    session.run(people_at_work.set_pin, command, done, refused)


def retire(session: Session, who: Operator, done: Done, refused: Refused) -> None:
    """End somebody's work here: what they recorded keeps their name."""
    command = people_at_work.RetireOperator(who=who.id, operator=session.operator.id)
    session.run(people_at_work.retire_operator, command, done, refused)


def switch_operator(session: Session, who: Operator, secret: str, done: Done, refused: Refused) -> None:
    """Let somebody sit down: by PIN (five tries), a supervisor also by the passphrase of the store."""
    app, is_boss = session.application, who.role is OperatorRole.SUPERVISOR
    is_pin = secret.isascii() and secret.isdigit()

    def work() -> Any:
        if is_boss and secret and not (is_pin and who.has_pin):
            refusal = app.passphrase_refusal(secret)
            if refusal is None:
                owner = people_at_work.SwitchOperator(who=who.id, is_owner=True)
                return app.execute(people_at_work.switch_operator, owner)
            if refusal.code == "too_many_tries":
                return refusal
        if is_boss and not who.has_pin:
            return Refusal(code="owner_secret_wrong")
        return app.execute(people_at_work.switch_operator, people_at_work.SwitchOperator(who=who.id, pin=secret))

    def after(result: Any) -> None:
        if isinstance(result, Refusal):
            refused(result)
        elif result.is_open:
            session.choose_operator(who)
            done(result)
        else:
            refused(Refusal(code="wrong_pin", details={"left": str(result.tries_left)}))

    session.jobs.on_store(work, after)


def change_setting(session: Session, name: str, value: object, done: Done) -> None:
    """Keep one setting in the store."""
    command = settings.ChangeSetting(name=name, value=value, operator=session.operator.id)
    session.run(settings.change_setting, command, done)


def set_print_policy(session: Session, policy: str) -> None:
    """Keep what is printed by itself after F10: never, once or always; a supervisor decides."""
    command = settings.SetPrintPolicy(policy=policy, operator=session.operator.id)
    session.run(settings.set_print_policy, command, _said_by_page)


def set_form_policy(session: Session, policy: str) -> None:
    """Keep whether F10 prints the filled form too: never, once or always; a supervisor decides."""
    command = settings.SetPrintPolicy(policy=policy, operator=session.operator.id, is_form=True)
    session.run(settings.set_print_policy, command, _said_by_page)


def _said_by_page(_result: object) -> None:
    """The page shows its settings itself."""


def stay_offline(session: Session, is_held: bool) -> None:
    """Stay offline by hand (手动离线), also after the next start, or go online by itself again."""
    change_setting(session, HELD_SETTING, is_held, lambda _done: session.syncing.hold(is_held))
