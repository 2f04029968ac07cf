"""The draft of the person in the form: kept at every change, dropped, and brought back."""

from PySide6.QtCore import QObject, QTimer

from fieldapp.domain.applications import ApplicationDraft
from fieldapp.domain.ids import EventId
from ui.operations import drafts
from ui.pages.enroll.form import EnrollForm
from ui.session import Session

_SAVE_WITHIN_MS = 300


class DraftKeeper(QObject):
    """Saves what stands in the form within a third of a second, and remembers what was dropped last."""

    def __init__(self, session: Session, form: EnrollForm) -> None:
        """Begin with nothing to save; the keeper goes with its form."""
        super().__init__(form)
        self._session, self._form = session, form
        self.dropped: ApplicationDraft | None = None
        self._event: EventId | None = None
        self._timer = QTimer(self, interval=_SAVE_WITHIN_MS, singleShot=True)
        self._timer.timeout.connect(self.save)

    def work_at(self, event: EventId) -> None:
        """Keep drafts of this event from now on; what still waits belongs to the one before."""
        if event != self._event:
            self.save_now()
        self.pause()
        self._event, self.dropped = event, None

    def note_change(self) -> None:
        """Something changed. Steady typing does not put the saving off."""
        if not self._form.is_empty:
            self.dropped = None
        if not self._timer.isActive():
            self._timer.start()

    def save(self) -> None:
        """Keep what stands in the form."""
        self._timer.stop()
        if self._event is not None:
            drafts.save(self._session, self._event, self._form.draft())

    def save_now(self) -> None:
        """Keep at once what still waits to be kept: the page goes."""
        if self._timer.isActive():
            self.save()

    def stop(self) -> None:
        """Keep what still waits, and nothing after it: the store is closing, and fields still lose the cursor."""
        self.save_now()
        self._event = None

    def pause(self) -> None:
        """Save nothing more of this person: a use case has the form's values now."""
        self._timer.stop()

    def drop(self, dropped: ApplicationDraft | None) -> None:
        """Let the draft go; ``dropped`` can be brought back until somebody else is typed."""
        self._timer.stop()
        self.dropped = dropped

    def bring_back(self) -> ApplicationDraft | None:
        """Put what was dropped last into the form again and return it; None when there is nothing."""
        dropped, self.dropped = self.dropped, None
        if dropped is not None:
            self._form.show_draft(dropped)
            self._timer.start()
        return dropped
