"""How long the desk waits for 是否已入会 when the document number is complete, among 200,000 people.

Half of the questions are about people in the store; a lookup opens its own read snapshot, as the window's does.
"""

import itertools
import random
import tempfile
from pathlib import Path

from benchmarks.desk import fill, set_up, unlocked
from benchmarks.figures import percentile, report, seconds
from tests.support.people import People

PEOPLE = 200_000
LOOKUPS = 4000


def main() -> None:
    """Print the figure (p99, milliseconds)."""
    with tempfile.TemporaryDirectory() as folder:
        paths = set_up(Path(folder))
        queue = People(seed=5)
        inside = [queue.person() for _ in range(PEOPLE)]
        fill(paths, inside)
        application = unlocked(paths)
        chance = random.Random(5)
        known = [one.document_no for one in chance.sample(inside, LOOKUPS // 2)]
        unknown = [queue.number() for _ in range(LOOKUPS // 2)]
        asked = list(itertools.chain.from_iterable(zip(known, unknown, strict=True)))
        found = [application.read.known(number) is not None for number in asked[:100]]
        if found != [True, False] * 50:
            raise SystemExit("the lookup does not find who is there")
        spent = [seconds(lambda number=number: application.read.known(number)) for number in asked]  # type: ignore[misc]
        application.close()
    report("duplicate_lookup", percentile(spent, 99) * 1000, "ms")


if __name__ == "__main__":
    main()
