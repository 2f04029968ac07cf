"""Short sounds for the three answers: WAV made at the chosen loudness, played by the system.

On Windows ``winsound`` plays them, elsewhere a child process (paplay or aplay). Without a player
the desk stays silent: the band says everything too.
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
    return shutil.which("paplay") or shutil.which("aplay")


class Sounds:
    """Plays the answers. ``loudness`` 0 is silence."""

    def __init__(self, loudness: int = 0) -> None:
        """Start silent until the preferences were read."""
        self.loudness = loudness
        self._playing: subprocess.Popen[bytes] | None = None

    def play(self, kind: str) -> None:
        """Play success, warning or error; other kinds and loudness 0 are silent."""
        if kind not in _NOTES or self.loudness <= 0:
            return
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(tone(kind, self.loudness), winsound.SND_MEMORY | winsound.SND_NODEFAULT)
        else:
            self._play_by_child(kind)

    def _play_by_child(self, kind: str) -> None:
        player = _player()
        if player is None or (self._playing is not None and self._playing.poll() is None):
            return
        path = Path(tempfile.gettempdir()) / f"fieldapp-{kind}-{self.loudness}.wav"
        if not path.exists():
            path.write_bytes(tone(kind, self.loudness))
        self._playing = subprocess.Popen(  # noqa: S603 - a player of the system, found by name, and our own file
            [player, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
