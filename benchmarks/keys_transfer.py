"""Keys pressed to transfer a member, after the document number and beyond the data itself."""

from benchmarks.figures import report
from benchmarks.windows import standing
from tests.support.desk import list_at_centre
from tests.support.window import typed
from ui.robots.key_counts import MOST_BEYOND_DATA, keys_of_transfer


def main() -> int:
    """Print the figure; 1 when it rose above what is allowed."""
    with standing() as at:
        at.enroll.enroll(typed(1))
        list_at_centre(at.desk, 2)
        count = keys_of_transfer(at.hands, typed(2, name="巴特尔", sheet="4410"))
    against = f"at most {MOST_BEYOND_DATA} after the document, beyond the data"
    report("keys_transfer", count.beyond, "keys", ratio=count.beyond / MOST_BEYOND_DATA, against=against)
    return int(count.beyond > MOST_BEYOND_DATA)


if __name__ == "__main__":
    raise SystemExit(main())
