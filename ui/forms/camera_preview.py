"""The camera's sheet over a form: what it sees, the card's frame, one hint, and three keys.

Enter takes the picture that is shown, Esc puts the sheet away, Alt+N says that the person wants no
photo. The camera is on only while the sheet is on the screen. Knows the port, no driver.
"""

from collections.abc import Callable

from PySide6.QtCore import QMargins, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.domain.photos import Box, CameraView, Photo
from fieldapp.domain.ports import Camera
from fieldapp.errors import KnownError
from fieldapp.messages import message
from fieldapp.messages import translate as _
from ui.forms.buttons import KeyButton, on_keys
from ui.forms.parts import fill, label, row
from ui.icons import pixmap
from ui.jobs import Jobs
from ui.theme import Theme, set_role, set_tone

_PAUSE_MS = 60  # between two looks; a look itself takes 20-80 ms
_MARKS = {"success": "mark_success", "warning": "mark_warning", "error": "mark_error"}
_MARK_SIZE = 22
_MARGIN = 12
_BED, _FRAME_LINE, _FACE_LINE = "#000000", "#ffffff", "#8fe3b0"
"""A picture is no part of a theme: its bed and its lines are the same in all of them."""


class CameraPicture(QWidget):
    """Draws a view as large as there is room, dark outside the card's frame, a line around the face."""

    def __init__(self) -> None:
        """Start without a picture."""
        super().__init__()
        self.setObjectName("camera_picture")
        self.setMinimumSize(320, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image = QImage()
        self._crop: Box | None = None
        self._face: Box | None = None

    def show_view(self, view: CameraView | None) -> None:
        """Show a view, or none."""
        self._image, self._crop, self._face = QImage(), None, None
        if view is not None:
            row_bytes = view.width * 3
            self._image = QImage(view.pixels, view.width, view.height, row_bytes, QImage.Format.Format_RGB888).copy()
            self._crop, self._face = view.crop, view.face
        self.setAccessibleName(_("摄像头画面") if view is not None else _("还没有画面"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture and what was seen on it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_BED))
        if self._image.isNull():
            return
        scale = min(self.width() / self._image.width(), self.height() / self._image.height())
        wide, tall = self._image.width() * scale, self._image.height() * scale
        painter.translate(QPointF((self.width() - wide) / 2, (self.height() - tall) / 2))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(0, 0, wide, tall)
        painter.drawImage(whole, self._image)
        if self._crop is not None:
            self._draw_frame(painter, whole, _scaled(self._crop, scale))
        if self._face is not None:
            self._draw_line(painter, _scaled(self._face, scale), _FACE_LINE)

    def _draw_frame(self, painter: QPainter, whole: QRectF, frame: QRectF) -> None:
        outside = QPainterPath()
        outside.addRect(whole)
        outside.addRect(frame)  # odd-even: the frame stays clear
        painter.fillPath(outside, QColor(0, 0, 0, 120))
        self._draw_line(painter, frame.adjusted(1, 1, -1, -1), _FRAME_LINE)

    @staticmethod
    def _draw_line(painter: QPainter, frame: QRectF, colour: str) -> None:
        """Draw a light line on a dark one, which is seen on any picture."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((QColor(0, 0, 0, 160), 4), (QColor(colour), 2)):
            painter.setPen(QPen(ink, width))
            painter.drawRect(frame)


def _scaled(box: Box, scale: float) -> QRectF:
    return QRectF(box.left * scale, box.top * scale, box.width * scale, box.height * scale)


class CameraPreview(QFrame):
    """The sheet. ``taken`` brings a ``Photo``; ``declined`` that the person wants none; ``looked`` each picture.

    F6 (Ctrl+J) in the room opens it once photos are offered, which no event does by itself.
    """

    taken = Signal(object)
    declined = Signal()
    looked = Signal()
    failed = Signal()
    not_offered = Signal()

    def __init__(
        self, room: QWidget, place: QWidget, theme: Theme, jobs: Jobs, open_camera: Callable[[], Camera]
    ) -> None:
        """Lie in a room (a page) over a place (its form); ``open_camera`` is called whenever the sheet opens."""
        super().__init__(room)
        self._room, self._place, self._theme, self._jobs, self._open_camera = room, place, theme, jobs, open_camera
        self._camera: Camera | None = None
        self._view: CameraView | None = None
        self._is_offered = self._is_taking = False
        self._before: QWidget | None = None
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._look)
        self.setObjectName("camera_preview")
        self.setAccessibleName(_("拍照"))
        self.setProperty("floats", True)
        self.setProperty("lies_over", True)
        set_role(self, "panel")
        self._lay_out()
        on_keys(room, self.open, "F6", "Ctrl+J")
        self.hide()

    def _lay_out(self) -> None:
        self.picture = CameraPicture()
        self._mark = QLabel()
        self._hint = label("", "strong", name="camera_hint", wraps=True)
        self._take = KeyButton("camera_take", _("拍照"), role="primary", shown="Enter")
        self._decline = KeyButton("camera_decline", _("不拍照"), "Alt+N")
        self._away = KeyButton("camera_away", _("先不拍"), shown="Esc")
        head = row(self._mark)
        head.addWidget(self._hint, 1)
        self._lines = inner = QVBoxLayout(self)
        inner.setContentsMargins(16, 12, 16, 12)
        inner.addLayout(head)
        inner.addWidget(self.picture, 1)
        words = label(_("照片只用于会员卡,可以不拍。"), "small")
        fill(inner, words, row(self._decline, self._away, None, self._take))
        self._take.clicked.connect(self.take)
        self._decline.clicked.connect(self.decline)
        self._away.clicked.connect(self.put_away)

    def set_offered(self, is_offered: bool) -> None:
        """Whether the event in force takes photos at all (``Event.photo``)."""
        self._is_offered = is_offered
        if not is_offered:
            self.put_away()

    @property
    def is_offered(self) -> bool:
        """Whether F6 opens the sheet."""
        return self._is_offered

    def open(self) -> None:
        """Lie over the place and switch the camera on; ``not_offered`` when the event takes no photos."""
        if not self._is_offered:
            self.not_offered.emit()
        if not self._is_offered or self.isVisible():
            return
        self._before = QApplication.focusWidget()
        self.show()
        self.raise_()
        self.setFocus()
        self._begin()

    def _fit(self) -> None:
        """Lie inside the place; where large letters need more room, reach beyond it, never out of the room."""
        self._lines.activate()  # the words may have changed just now
        edge = QMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        place = QRect(self._place.mapTo(self._room, QPoint()), self._place.size()).marginsRemoved(edge)
        size = place.size().expandedTo(self.minimumSizeHint()).boundedTo(self._room.size())
        left = min(place.left(), self._room.width() - size.width())
        top = min(place.top(), self._room.height() - size.height())
        self.setGeometry(QRect(QPoint(left, top), size))

    def put_away(self) -> None:
        """Switch the camera off and give the focus back."""
        was_open = self.isVisible()
        self.hide()
        before, self._before = self._before, None
        if was_open and before is not None and before.isVisible():
            before.setFocus()

    def decline(self) -> None:
        """The person wants no photo."""
        self.put_away()
        self.declined.emit()

    def take(self) -> None:
        """Take the picture that is shown; after a trouble try the camera again."""
        if self._camera is None:
            self._begin()
        elif self._view is not None and not self._is_taking:
            self._is_taking = True
            self._pause.stop()
            camera, view = self._camera, self._view
            self._jobs.in_background(
                lambda: camera.take(view),
                lambda photo: self._on_taken(camera, photo),
                lambda trouble: self._on_failed(camera, trouble),
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, else it takes; Esc puts the sheet away."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton) and focused.hasFocus():
                focused.click()
            else:
                self.take()
        elif event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Switch the camera off, whoever hid the sheet: its keys, another page, the lock, a minimised window."""
        self._switch_off()
        self.hide()
        super().hideEvent(event)

    def _begin(self) -> None:
        self._view = None
        self._is_taking = False
        self.picture.show_view(None)
        self._say("", _("正在打开摄像头…"))
        self._take.say(_("拍照"))
        self._take.setEnabled(False)
        try:
            self._camera = self._open_camera()
        except KnownError as trouble:
            self._show_trouble(trouble)
            return
        self._look()

    def _look(self) -> None:
        camera = self._camera
        if camera is not None:
            self._jobs.in_background(
                camera.look,
                lambda view: self._on_view(camera, view),
                lambda trouble: self._on_failed(camera, trouble),
            )

    def _on_view(self, camera: Camera, view: CameraView) -> None:
        if camera is not self._camera or self._is_taking:
            return
        self._view = view
        self.picture.show_view(view)
        self._take.setEnabled(True)
        said = message(view.hints[0]) if view.hints else None
        self._take.say(said.action if said else _("拍照"))
        if said:
            self._say("warning", f"{said.title} · {said.remedy}")
        else:
            self._say("success", _("可以拍照"))
        self._pause.start()
        self.looked.emit()

    def _on_taken(self, camera: Camera, photo: Photo) -> None:
        if camera is self._camera:
            self.put_away()
            self.taken.emit(photo)

    def _on_failed(self, camera: Camera, trouble: KnownError) -> None:
        if camera is self._camera:
            self._show_trouble(trouble)

    def _show_trouble(self, trouble: KnownError) -> None:
        self._switch_off()
        said = message(trouble.code, trouble.details)
        self.picture.show_view(None)
        self._say("error", f"{said.title} · {said.remedy}")
        self._take.say(_("重试"))
        self._take.setEnabled(True)
        self.failed.emit()

    def _switch_off(self) -> None:
        self._pause.stop()
        self._view = None
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()

    def _say(self, tone: str, words: str) -> None:
        self._hint.setText(words)
        set_tone(self._hint, tone)
        look = self._theme.look
        colour = look[tone] if tone else look["ink_faint"]
        self._mark.setPixmap(pixmap(_MARKS.get(tone, "mark_neutral"), colour, _MARK_SIZE, look["panel"]))
        self._fit()
