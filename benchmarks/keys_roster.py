"""All keys pressed to check in somebody of a roster whose signed form is scanned."""

from benchmarks.figures import report
from benchmarks.windows import standing
from fieldapp.domain.views import RosterRowState
from ui.robots.key_counts import keys_of_arrival
from ui.robots.rosters import RosterRobot
from ui.robots.sample_day import sample_roster

MOST = 8


def main() -> int:
    """Print the figure; 1 when it rose above what is allowed."""
    with standing() as at:
        robot = RosterRobot(at.hands)
        robot.import_file(sample_roster())
        tails = [one.tail for one in robot.people() if one.state is RosterRowState.WAITING]
        alone = [tail for tail in tails if tails.count(tail) == 1]
        robot.arrive(alone[0], "US1:000101")
        count = keys_of_arrival(at.hands, alone[1], "US1:000102")
    report("keys_roster", count.pressed, "keys", ratio=count.pressed / MOST, against=f"at most {MOST} in all")
    return int(count.pressed > MOST)


if __name__ == "__main__":
    raise SystemExit(main())
