"""Short sounds for the three answers: WAV made at the chosen loudness, played by the system.

On Windows ``winsound`` plays them, elsewhere a child process (paplay or aplay). Without a player
the band flashes once instead; it says everything in words too.
"""

import io
import math
import shutil
import struct
import subprocess
import sys
import tempfile
import wave
from functools import cache
from pathlib import Path

from fieldapp.errors import KnownError
from fieldapp.processes.children import start_child

_RATE = 22_050
_NOTES = {"success": (880.0, 1318.5), "warning": (659.3, 659.3), "error": (311.1, 233.1)}
_NOTE_S = 0.09


def tone(kind: str, loudness: int) -> bytes:
    """Return a WAV file: two notes, ``loudness`` 0-100; mono, 16 bit."""
    frames = bytearray()
    count = int(_RATE * _NOTE_S)
    for pitch in _NOTES[kind]:
        for i in range(count):
            fade = min(1.0, i / 200, (count - i) / 400)
            frames += struct.pack("<h", int(32_000 * loudness / 100 * fade * math.sin(2 * math.pi * pitch * i / _RATE)))
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(bytes(frames))
    return packed.getvalue()


@cache
def _player() -> str | None:
    """Return what plays a file here: Windows itself, a program of the system, or None."""
    return "winsound" if sys.platform == "win32" else shutil.which("paplay") or shutil.which("aplay")


class Sounds:
    """Plays the answers. ``loudness`` 0 is silence; ``may_flash`` says that movement on the screen is welcome."""

    def __init__(self, loudness: int = 0) -> None:
        """Start silent until the preferences were read."""
        self.loudness = loudness
        self.may_flash = True
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._playing: subprocess.Popen[bytes] | None = None

    def play(self, kind: str) -> bool:
        """Play success, warning or error; other kinds and loudness 0 are silent.

        Returns whether the screen has to stand in for the sound: nothing here can play it.
        """
        if kind not in _NOTES or self.loudness <= 0:
            return False
        player = _player()
        if player is None or not self._start(player, self._file(kind)):
            return self.may_flash
        return False

    def _start(self, player: str, path: Path) -> bool:
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
            return True
        else:  # noqa: RET505 - without it the type checker for Windows finds the rest unreachable
            return self._start_child(player, path)

    def _start_child(self, player: str, path: Path) -> bool:
        if self._playing is not None and self._playing.poll() is None:
            return True
        try:
            self._playing = start_child([player, str(path)], stderr=subprocess.DEVNULL)
        except KnownError:
            return False
        for pipe in (self._playing.stdin, self._playing.stdout):
            if pipe is not None:
                pipe.close()
        return True

    def _file(self, kind: str) -> Path:
        """Return the WAV file of an answer at this loudness, in a folder nobody else can write to."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="fieldapp-sounds-")
        path = Path(self._folder.name) / f"{kind}-{self.loudness}.wav"
        if not path.exists():
            path.write_bytes(tone(kind, self.loudness))
        return path
