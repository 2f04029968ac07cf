"""What a company's rosters are like: which column is what, what was answered once per file, which words mean what.

Kept per company, so that its next file needs no answers; kept with a roster too, so that an import that
was cut off goes on by the same answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from fieldapp.domain.roster_tables import ColumnMap, RosterTable

Words = Mapping[str, Mapping[str, str]]
"""By field code: a word as the sheet writes it, and the code that was chosen for it."""
NO_WORDS: Words = MappingProxyType({})
KEPT = 60
"""How many companies are remembered; the oldest give way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is asked once per file: codes, empty where nothing was said; ``migrant`` None means 未问.

    ``sheet`` is the one that is taken instead of the first with people; ``leaves_hidden``: rows nobody sees stay out.
    """

    group: str = ""
    employment: str = ""
    region: str = ""
    migrant: bool | None = None
    words: Words = field(default_factory=lambda: NO_WORDS)
    sheet: str = ""
    leaves_hidden: bool = False

    def defaults(self) -> dict[str, Any]:
        """Return what stands for rows that say nothing, by field code."""
        stated = {"group": self.group, "employment": self.employment, "region": self.region, "migrant": self.migrant}
        return {name: value for name, value in stated.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterHabit:
    """A company's columns by field code, the headings they stood under, and its answers."""

    company: str
    headings: tuple[str, ...]
    columns: Mapping[str, int]
    answers: Answers = Answers()

    def columns_in(self, headings: Sequence[str], guess: ColumnMap) -> ColumnMap:
        """Return the columns of a new file: by the same headings; what has none any more stays as guessed."""
        if tuple(headings) == self.headings:
            return replace(guess, columns=MappingProxyType(dict(self.columns)))
        places = {heading: place for place, heading in reversed(list(enumerate(headings))) if heading}
        known = {name: self.headings[place] for name, place in self.columns.items() if place < len(self.headings)}
        found = {name: places[heading] for name, heading in known.items() if heading in places}
        return replace(guess, columns=MappingProxyType({**guess.columns, **found}))


def headings_of(table: RosterTable) -> tuple[str, ...]:
    """Return the texts of a table's header row; empty without one."""
    head = next((line for line in table.rows if line.number == table.header_row), None)
    return tuple(cell.text.strip() for cell in head.cells) if head else ()


def habit_form(habit: RosterHabit) -> dict[str, Any]:
    """Return a habit as plain JSON values."""
    answers = habit.answers
    return {
        "company": habit.company,
        "headings": list(habit.headings),
        "columns": dict(habit.columns),
        "answers": answers.defaults()
        | {"words": {name: dict(words) for name, words in answers.words.items()}}
        | ({"sheet": answers.sheet} if answers.sheet else {})
        | ({"leaves_hidden": True} if answers.leaves_hidden else {}),
    }


def read_habit(form: Mapping[str, Any]) -> RosterHabit:
    """Read a habit from plain values; ``KeyError``, ``TypeError`` or ``ValueError`` when it is none."""
    said = dict(form["answers"])
    words = {str(name): MappingProxyType(dict(found)) for name, found in dict(said.pop("words", {})).items()}
    return RosterHabit(
        company=str(form["company"]),
        headings=tuple(map(str, form["headings"])),
        columns=MappingProxyType({str(name): int(place) for name, place in dict(form["columns"]).items()}),
        answers=Answers(**said, words=MappingProxyType(words)),
    )


def remembered(kept: Sequence[Mapping[str, Any]], company: str) -> RosterHabit | None:
    """Return the habit of a company, if it had a roster here before."""
    found = next((form for form in kept if company and form.get("company") == company), None)
    return read_habit(found) if found else None


def with_habit(kept: Sequence[Mapping[str, Any]], habit: RosterHabit) -> list[Mapping[str, Any]]:
    """Return the habits with this one in front in place of the company's last."""
    others = [form for form in kept if form.get("company") != habit.company]
    return [habit_form(habit), *others][:KEPT]
