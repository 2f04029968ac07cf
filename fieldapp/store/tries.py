"""How often the store's secret was guessed wrong at this keyboard, and how long the next guess has to wait.

Time is counted by the clock that only runs forward, within one start of the machine; a restart begins the wait anew,
and the calendar is not asked, so that moving it gains nothing. Guesses of several processes take turns. It guards the
keyboard only: who may write the files of this laptop may also copy the key-slot file and guesses elsewhere, against
Argon2id alone (``docs/operations.md``).
"""

import json
import math
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from fieldapp.domain.ports import Clock
from fieldapp.domain.problems import Refusal
from fieldapp.processes.single_instance import SingleInstance
from fieldapp.store.durable import replace_durably

T = TypeVar("T")
FREE = 5
"""Wrong guesses before the first wait: people mistype."""
_MINUTE = 60.0
WAITS = tuple(minutes * _MINUTE for minutes in (1, 2, 4, 8, 15, 30, 60, 180))
"""Seconds after each further wrong guess, the last one for all that follow: at most 20 guesses fit a day."""
WRONG = ("wrong_passphrase", "wrong_recovery_code")
"""Answers to a secret that could have been right."""
FILE_NAME = "tries.json"
_ROOM = 256
"""Bytes of the file, always the same, so that one count can be written over another."""
_TAKEN = Refusal(code="too_many_tries", details={"minutes": "1"})
"""The answer while another process guesses."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many wrong guesses there were, and since when (seconds of the running clock of ``boot``) the wait runs."""

    wrong: int = 0
    boot: str = ""
    since: float = 0.0


class Tries:
    """The count on the disk, written before a guess is looked at, so that a kill does not undo it."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Count below ``folder`` (the sidecar's, which no backup takes)."""
        self._path = folder / FILE_NAME
        self._turn = SingleInstance(self._path.with_suffix(".lock"))
        self._clock = clock

    def wait(self) -> float:
        """Return how many seconds the next guess has to wait, 0 when it may come."""
        counted = self._read()
        if counted.wrong < FREE:
            return 0.0
        if counted.boot != self._clock.boot or counted.since > self._clock.monotonic():
            counted = self._write(counted.wrong)
        wanted = WAITS[min(counted.wrong - FREE, len(WAITS) - 1)]
        return max(0.0, counted.since + wanted - self._clock.monotonic())

    def begin(self) -> Counted:
        """Count a guess as wrong until it proves right; return the count before it."""
        before = self._read()
        self._write(before.wrong + 1)
        return before

    def put_back(self, before: Counted) -> None:
        """Count as before: what was tried could not have been right, or opened something else than this store."""
        self._keep(before)

    def forget(self) -> None:
        """A right guess clears the count. The file stays: what has its room can be written on a full disk."""
        self._write(0)

    def guard(self, guess: Callable[[], T | Refusal], *, is_own: bool = True) -> T | Refusal:
        """Let somebody guess a secret of the store at this keyboard; ``too_many_tries`` while a wait runs.

        Only a right guess at the laptop's own slots clears the count (``is_own``): anybody can bring a backup whose
        passphrase they know, or whose slots are broken.
        """
        if not self._takes_turn():
            return _TAKEN
        try:
            return self._guarded(guess, is_own=is_own)
        finally:
            self._turn.release()

    def _takes_turn(self) -> bool:
        """Whether no other process is guessing; where no lock can be made the guess goes on without one."""
        try:
            return self._turn.acquire()
        except OSError:
            return True

    def _guarded(self, guess: Callable[[], T | Refusal], *, is_own: bool) -> T | Refusal:
        wait = self.wait()
        if wait > 0:
            return Refusal(code="too_many_tries", details={"minutes": str(math.ceil(wait / _MINUTE))})
        before = self.begin()
        found = guess()
        if not isinstance(found, Refusal) and is_own:
            self.forget()
        elif not isinstance(found, Refusal) or found.code not in WRONG:
            self.put_back(before)
        return found

    def _read(self) -> Counted:
        try:
            said = json.loads(self._path.read_bytes())
            return Counted(wrong=int(said["wrong"]), boot=str(said["boot"]), since=float(said["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Counted()

    def _write(self, wrong: int) -> Counted:
        return self._keep(Counted(wrong=wrong, boot=self._clock.boot, since=self._clock.monotonic()))

    def _keep(self, counted: Counted) -> Counted:
        content = json.dumps(asdict(counted)).encode().ljust(_ROOM)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace_durably(self._path, content)
        except OSError:
            self._overwrite(content)
        return counted

    def _overwrite(self, content: bytes) -> None:
        """Write over what stands there, which needs no room and no right to the folder.

        Where that fails too the guess is let through: a broken disk must not keep the owner out.
        """
        try:
            with self._path.open("r+b", buffering=0) as file:
                file.write(content)
                os.fsync(file.fileno())
        except OSError:
            pass
