"""Somebody at the keyboard who guesses with a program of their own: ``python -m tests.faults.guess_child FOLDER``.

Each line of standard input says what the running clock of which start of the machine shows, and how the guess ends
(``wrong`` or ``killed``: in the middle of it). Answers each with a line: ``guessed`` or the code of the refusal.
"""

import hashlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from fieldapp.domain.problems import Refusal
from fieldapp.store.tries import Tries


class ToldClock:
    """A clock that shows what it was told; no calendar is asked."""

    boot = ""
    seconds = 0.0

    def now(self) -> datetime:
        """Return some day."""
        return datetime(2026, 11, 22, tzinfo=UTC)

    def monotonic(self) -> float:
        """Return the seconds that were told."""
        return self.seconds


def main() -> None:
    """Guess whenever told to."""
    clock = ToldClock()
    tries = Tries(Path(sys.argv[1]), clock)
    for line in sys.stdin:
        told = json.loads(line)
        clock.boot, clock.seconds = told["boot"], told["monotonic"]
        guessed = list[str]()

        def guess(end: str = told["end"], guessed: list[str] = guessed) -> Refusal:
            guessed.append(hashlib.scrypt(b"not the passphrase", salt=b"of nobody", n=2**13, r=8, p=1).hex())
            if end == "killed":
                print("guessed", flush=True)
                os._exit(9)
            return Refusal(code="wrong_passphrase")

        answer = tries.guard(guess)
        print("guessed" if guessed else answer.code, flush=True)


if __name__ == "__main__":
    main()
