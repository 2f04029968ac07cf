"""The same fault in many rows is one fault with one cure: what is wrong, in which word, in how many rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldapp.domain.rosters import WARNING, RosterRow, field_of

CHOSEN = ("group", "employment", "region")
"""Fields whose cure is a choice that many rows can share; a name or a number is its person's own."""
_ORDER = ("group", "employment", "region", "document_no", "phone", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of ``count`` rows; ``word`` is what stands there, for words that no code table knows."""

    code: str
    word: str
    count: int

    @property
    def field(self) -> str:
        """Return the field it is a fault of."""
        return field_of(self.code)

    @property
    def is_chosen(self) -> bool:
        """Whether one choice mends all its rows."""
        return self.field in CHOSEN

    def has(self, codes: Iterable[str], words: Mapping[str, str]) -> bool:
        """Whether a row with these codes and words has this fault."""
        return self.code in codes and _word(self.code, words) == self.word


def _word(code: str, words: Mapping[str, str]) -> str:
    return words.get(field_of(code), "") if code.endswith("_unknown") else ""


def faults_of(rows: Iterable[tuple[Iterable[str], Mapping[str, str]]]) -> tuple[Fault, ...]:
    """Return the faults of rows (codes, words by field): those with one cure first, the most frequent first."""
    counts = Counter((code, _word(code, words)) for codes, words in rows for code in codes if code not in WARNING)
    found = (Fault(code=code, word=word, count=count) for (code, word), count in counts.items())
    return tuple(sorted(found, key=lambda one: (not one.is_chosen, -one.count, _ORDER.index(one.field), one.word)))


def words_of(row: RosterRow) -> Mapping[str, str]:
    """Return the words of a checked row that its faults may speak of."""
    return {"group": row.written_group, "employment": row.employment, "region": row.region}
