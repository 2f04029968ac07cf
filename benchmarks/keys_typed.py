"""Keys pressed for one person typed by hand with everything pinned, beyond the data itself."""

from benchmarks.figures import report
from benchmarks.windows import standing
from tests.support.window import typed
from ui.robots.key_counts import MOST_BEYOND_DATA, keys_of_typed_person


def main() -> int:
    """Print the figure; 1 when it rose above what is allowed."""
    with standing() as at:
        at.enroll.enroll(typed(1))
        count = keys_of_typed_person(at.hands, typed(2, name="巴特尔", sheet="4410"))
    against = f"at most {MOST_BEYOND_DATA} beyond the data"
    report("keys_typed", count.beyond, "keys", ratio=count.beyond / MOST_BEYOND_DATA, against=against)
    return int(count.beyond > MOST_BEYOND_DATA)


if __name__ == "__main__":
    raise SystemExit(main())
