"""A camera in memory: shows what the test prepared, fails when the test says so."""

import hashlib
import threading

from fieldapp.domain.photos import Box, CameraView, Photo, PhotoHint
from fieldapp.errors import KnownError

WIDTH, HEIGHT = 64, 48


class MemoryCamera:
    """Implements ``ports.Camera``; ``hints`` and ``trouble`` may be changed while it runs."""

    def __init__(self, *hints: PhotoHint, trouble: str = "") -> None:
        self.hints, self.trouble = hints, trouble
        self.looks = 0
        self.taken: list[int] = []
        self.is_closed = False
        self.may_look = threading.Event()
        self.may_look.set()

    def look(self, *, reads_codes: bool = False) -> CameraView:
        self._fail_if_told()
        self.may_look.wait(30)  # closed meanwhile, the picture under way still comes
        self.looks += 1
        return CameraView(
            serial=self.looks,
            width=WIDTH,
            height=HEIGHT,
            pixels=bytes((200, 40, 40)) * (WIDTH * HEIGHT),
            crop=Box(left=16, top=2, width=32, height=44),
            face=None if PhotoHint.NO_FACE in self.hints else Box(left=22, top=10, width=20, height=20),
            hints=self.hints,
        )

    def take(self, view: CameraView) -> Photo:
        self._fail_if_told()
        self.taken.append(view.serial)
        jpeg = b"photo of look %d" % view.serial
        return Photo(jpeg=jpeg, sha256=hashlib.sha256(jpeg).hexdigest(), width=295, height=413)

    def close(self) -> None:
        self.is_closed = True

    def _fail_if_told(self) -> None:
        if self.trouble or self.is_closed:
            raise KnownError(self.trouble or "camera_lost")
