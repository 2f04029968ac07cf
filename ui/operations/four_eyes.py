"""Acts that one person alone does not decide: run them, and let the window ask a second person when it is needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fieldapp.domain.four_eyes import GuardedAct
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Operator, OperatorRole
from fieldapp.services import four_eyes
from ui.session import Session

Refused = Callable[[Refusal], None]
NEEDED = "second_person_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """What somebody wants to do: the act, the id it is done to, and ``words`` for the one who looks (作废 王芳 …).

    ``use_case`` does it with ``command``; it calls ``services.four_eyes.witnessed`` for the same act and id.
    """

    act: GuardedAct
    subject: str
    words: str
    use_case: Callable[..., Any]
    command: object


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondAsked:
    """The window asks a second person about this; ``again`` does it once they said yes."""

    guarded: Guarded
    again: Callable[[], None]


def run_guarded(
    session: Session, guarded: Guarded, done: Callable[[Any], None], refused: Refused | None = None
) -> None:
    """Run a use case that needs four eyes; the window asks the second person and then it runs again."""

    def after(refusal: Refusal) -> None:
        if refusal.code == NEEDED:
            session.second_look_asked.emit(SecondAsked(guarded=guarded, again=again))
        else:
            (refused or session.say_refusal)(refusal)

    def again() -> None:
        session.run(guarded.use_case, guarded.command, done, after)

    again()


def others(session: Session) -> tuple[Operator, ...]:
    """Return who could look: at work, not borrowed, and not the one who asks."""
    now, here = session.application.clock.now(), session.operator.id
    return tuple(
        one
        for one in session.application.read.operators()
        if one.id != here
        and one.event is None
        and (one.expires is None or one.expires > now)
        and (one.has_pin or one.role is OperatorRole.SUPERVISOR)
    )


def say_yes(
    session: Session, guarded: Guarded, who: Operator, secret: str, *, done: Callable[[], None], refused: Refused
) -> None:
    """Let the second person say yes: their PIN, or the passphrase of their own key slot."""
    app, asks = session.application, session.operator.id
    is_pin = secret.isascii() and secret.isdigit() and who.has_pin

    def work() -> Any:
        is_owner = False
        if not is_pin:
            owner = app.keys.owner_of(secret)
            if isinstance(owner, Refusal):
                return owner
            if owner != who.id:
                return Refusal(code="second_passphrase_of_other")
            is_owner = True
        command = four_eyes.ApproveBySecond(
            act=guarded.act, subject=guarded.subject, who=who.id, operator=asks, pin=secret, is_owner=is_owner
        )
        return app.execute(four_eyes.approve_by_second, command)

    def after(result: Any) -> None:
        if isinstance(result, Refusal):
            refused(result)
        elif result.is_granted:
            done()
        else:
            refused(Refusal(code="wrong_pin", details={"left": str(result.tries_left)}))

    session.jobs.on_store(work, after)


def ask_alone(
    session: Session, guarded: Guarded, reason: str, *, done: Callable[[int], None], refused: Refused
) -> None:
    """Give the reason why nobody else looks; hands over how many seconds are left to wait."""
    command = four_eyes.AskAlone(act=guarded.act, subject=guarded.subject, reason=reason, operator=session.operator.id)
    session.run(four_eyes.ask_alone, command, lambda result: done(result.seconds), refused)
