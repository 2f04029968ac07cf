"""Bytes that leave a laptop per enrolled person, in full batches of 200: envelope, signature, blind indexes, header.

HTTP's own headers come on top once per batch and are counted as 1,000 bytes of it.
"""

from benchmarks.figures import report
from benchmarks.laptop import BATCH, provisioned_laptop
from tests.support.people import People

BATCHES = 5
HTTP_HEADERS = 1000


def main() -> None:
    """Print the figure; the ratio is to the same lines uncompressed."""
    people = list(People(seed=11).people(BATCH * BATCHES))
    sent = sum(len(batch) + HTTP_HEADERS for batch in provisioned_laptop().batches(people))
    laptop = provisioned_laptop()
    plain = sum(len(laptop.line(person)) + 1 for person in people)
    report("wire_bytes_per_record", sent / len(people), "bytes", ratio=sent / plain, against="the same lines plain")


if __name__ == "__main__":
    main()
