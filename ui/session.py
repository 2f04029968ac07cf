"""What all pages share while the store is open: application, jobs, event, operator, theme.

Handed down by the window; there is no other way to reach these. Mutations publish their
``Changes`` here, and pages that show those topics read again.
"""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from fieldapp.devices.spoolers import SimulatedSpooler
from fieldapp.domain.changes import Changes, Topic
from fieldapp.domain.events import Event
from fieldapp.domain.problems import Refusal
from fieldapp.domain.views import Operator
from fieldapp.errors import KnownError
from fieldapp.messages import Message, message
from fieldapp.messages import translate as _
from fieldapp.services.settings import TRAINING_SETTING
from ui.jobs import Jobs
from ui.operations.practice_centre import PracticeCentre
from ui.operations.print_queue import PrintQueue
from ui.operations.syncing import HELD_SETTING, Syncing
from ui.printing import SpooledWay
from ui.sounds import Sounds
from ui.theme import Theme

if TYPE_CHECKING:  # the application brings the database with it; the first window must not wait for that
    from fieldapp.app import Application

T = TypeVar("T")
Done = Callable[[Any], None]


class Session(QObject):
    """One open store at one desk."""

    changed = Signal(object)
    event_changed = Signal()
    operator_changed = Signal()
    locked = Signal()
    look_changed = Signal()
    said = Signal(object, str)
    asked_for = Signal(str, str)
    training_asked = Signal(str)
    second_look_asked = Signal(object)

    def __init__(self, application: "Application", jobs: Jobs, theme: Theme, operator: Operator) -> None:
        """Begin without an event."""
        super().__init__()
        self.application = application
        self.jobs = jobs
        self.theme = theme
        self.operator = operator
        self.sounds = Sounds()
        settings = application.read.settings()
        self.is_training = bool(settings.get(TRAINING_SETTING))
        practice = PracticeCentre(application) if self.is_training else None
        is_held = bool(settings.get(HELD_SETTING, self.is_training))  # who practises asks for the answers
        self.syncing = Syncing(application, jobs, is_held=is_held, practice=practice)
        self.syncing.setParent(self)
        self.syncing.finished.connect(lambda summary: self.publish(summary.changes))
        self.prints = PrintQueue(application, jobs, lambda: self.operator.id)
        self.prints.setParent(self)
        self.prints.changed.connect(self.publish)
        self.prints.refused.connect(self.say_refusal)
        if self.is_training:
            self.prints.way = SpooledWay(SimulatedSpooler())
        self.current_event: Event | None = None
        self._memory: dict[Hashable, Any] = {}

    def run(
        self,
        use_case: Callable[..., Any],
        command: object,
        done: Done,
        refused: Done | None = None,
        *,
        answers_first: bool = False,
    ) -> None:
        """Run a use case on the store worker; publish its changes, then hand over its result.

        ``answers_first``: hand over the result and let the window draw the answer before pages read again.
        A ``Refusal`` goes to ``refused``, or is said in the window's message line.
        """

        def work() -> Any:
            return self.application.execute(use_case, command)

        def failed(error: KnownError) -> None:
            # the page that waits for an answer must hear of a disk that refused, or it would wait for ever
            (refused or self.say_refusal)(Refusal(code=error.code, details=error.details))

        def after(result: Any) -> None:
            if isinstance(result, Refusal):
                (refused or self.say_refusal)(result)
                return
            changes: Changes = getattr(result, "changes", frozenset())
            if answers_first:
                self._memory.clear()
                done(result)
                self.jobs.after_drawing(lambda: self.publish(changes))
                return
            self.publish(changes)
            done(result)

        self.jobs.on_store(work, after, failed if refused else None)

    def remembered(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what was read under this key since something last moved; a key press must not ask the store again."""
        if key not in self._memory:
            self._memory[key] = read()
        found: T = self._memory[key]
        return found

    def publish(self, changes: Changes) -> None:
        """Tell every page which topics moved."""
        self._memory.clear()
        if Topic.OUTBOX in changes:
            self.syncing.note_work()
        if changes:
            self.changed.emit(changes)

    def publish_everything(self) -> None:
        """Let every page read again (joined a centre, other event)."""
        self.publish(frozenset(Topic))

    def union_name(self, union: str | None) -> str:
        """Return a union's name; no union, and one this laptop does not know, read as what they are."""
        found = self.application.read.organisation(union) if union else None
        return found.name if found else union or _("周转池")

    def say_refusal(self, refusal: Refusal) -> None:
        """Show why something did not happen."""
        self.say(message(refusal.code, refusal.details), "error")

    def say(self, what: Message, tone: str = "") -> None:
        """Show a message in the window's message line."""
        self.said.emit(what, tone)

    def sync_now(self) -> None:
        """Begin a round (F5); without a centre there is nobody to reach, and that is said."""
        if not self.syncing.has_centre:
            self.say(message("no_centre_yet"))
        else:
            self.syncing.start()

    def go_to(self, page: str, subject: str = "") -> None:
        """Ask the window for a page, with what it should show."""
        self.asked_for.emit(page, subject)

    def choose_event(self, event: Event | None) -> None:
        """Work for this event from now on."""
        self.current_event = event
        self.prints.begin(event)
        self.event_changed.emit()
        self.publish_everything()

    def choose_operator(self, operator: Operator) -> None:
        """Let somebody else work (操作员切换)."""
        self.operator = operator
        self.operator_changed.emit()
