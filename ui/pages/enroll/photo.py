"""The photo of the person in the form: taken, declined, or not asked yet; never needed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from fieldapp.domain.applications import NO_PHOTO
from fieldapp.domain.photos import Photo
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.camera_preview import CameraPreview
from ui.operations import photos
from ui.session import Session
from ui.theme import set_role

_THUMB = QSize(22, 30)


class PhotoMark(QPushButton):
    """A chip beside the name: what there is of a photo. ``round`` counts the people who stood here."""

    moved = Signal()

    def __init__(self) -> None:
        """Begin without a photo, and hidden: no event takes photos by itself."""
        super().__init__()
        self.photo, self.round = "", 0
        self.setObjectName("photo_mark")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setIconSize(_THUMB)
        set_role(self, "corner")
        self.show_photo("", None)
        self.hide()

    def show_photo(self, photo: str, jpeg: bytes | None) -> None:
        """Show what a draft states; ``jpeg`` is the picture, when there is one."""
        self.photo, self.round = photo, self.round + 1
        words = _("不拍照") if photo == NO_PHOTO else _("已拍照") if photo else _("拍照 F6")
        picture = QPixmap()
        if jpeg is not None:
            picture.loadFromData(jpeg)
        self.setText(words)
        self.setAccessibleName(_("照片:{words}").format(words=words))
        self.setIcon(QIcon(picture) if not picture.isNull() else QIcon())

    def decide(self, photo: str, jpeg: bytes | None) -> None:
        """Take what the person at the camera decided."""
        self.show_photo(photo, jpeg)
        self.moved.emit()


class PhotoDesk(QObject):
    """The camera's sheet over the form. It belongs to whoever stands in the form while it is open."""

    def __init__(self, session: Session, room: QWidget, place: QWidget, mark: PhotoMark) -> None:
        """Offer nothing yet; ``refresh`` asks the event."""
        super().__init__(room)
        self._session, self._mark = session, mark
        self.preview = CameraPreview(room, place, session.theme, session.jobs, lambda: photos.camera_of(session))
        self.preview.taken.connect(self._on_taken)
        self.preview.declined.connect(lambda: mark.decide(NO_PHOTO, None))
        self.preview.not_offered.connect(lambda: session.say(message("photo_not_offered")))
        mark.clicked.connect(self.preview.open)

    def refresh(self) -> None:
        """Offer photos when the event in force takes them."""
        event = self._session.current_event
        is_offered = event is not None and event.photo
        if is_offered != self.preview.is_offered:
            self.preview.set_offered(is_offered)
        self._mark.setVisible(is_offered)

    def _on_taken(self, photo: Photo) -> None:
        asked = self._mark.round
        photos.keep_photo(self._session, photo, self._after(asked, photo.jpeg))

    def _after(self, asked: int, jpeg: bytes) -> Callable[[str], None]:
        def after(sha256: str) -> None:
            if self._mark.round == asked:
                self._mark.decide(sha256, jpeg)

        return after
