"""All keys pressed to check in somebody of a roster whose signed form is scanned."""

from benchmarks.figures import report
from benchmarks.windows import standing
from ui.robots.key_counts import MOST_OF_ARRIVAL, keys_of_arrival, waiting_tails
from ui.robots.rosters import RosterRobot


def main() -> int:
    """Print the figure; 1 when it rose above what is allowed."""
    with standing() as at:
        first, second, *_others = waiting_tails(at.hands)
        RosterRobot(at.hands).arrive(first, "US1:000101")
        count = keys_of_arrival(at.hands, second, "US1:000102")
    against = f"at most {MOST_OF_ARRIVAL} in all"
    report("keys_roster", count.pressed, "keys", ratio=count.pressed / MOST_OF_ARRIVAL, against=against)
    return int(count.pressed > MOST_OF_ARRIVAL)


if __name__ == "__main__":
    raise SystemExit(main())
