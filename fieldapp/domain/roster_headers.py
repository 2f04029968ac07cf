"""Finds the header of a roster and what its columns mean, by headings first and by contents second.

The headings are data (``resources/data/roster_headers.json``).
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from types import MappingProxyType

from fieldapp.domain.codes import fold_label, group_of, table
from fieldapp.domain.identity import normalise_document_no
from fieldapp.domain.phones import is_mobile, normalise_phone
from fieldapp.domain.roster_tables import BLANK, Cell, ColumnMap, MergedRange, RosterTable, TableRow
from fieldapp.domain.roster_words import may_be_name
from resources import resource

HEADER_WITHIN = 60
_LONGEST_HEADING, _LONGEST_CELL = 24, 400
_SAMPLE = 60
_EXACT, _PART = 3, 2
_WEIGHTS = {"name": 4, "document_no": 4, "phone": 3, "group": 2}
_IMPORTANT = tuple(_WEIGHTS)
_FILLED_DOWN = ("group", "employment", "region", "employer")
_SHARE = 0.5
_FAMILY = frozenset({"姓", "姓氏", "surname", "familyname", "lastname"})
_GIVEN = frozenset({"名", "名字", "givenname", "firstname"})
_UMBRELLAS = frozenset({"other_nef", "none"})
_MARKS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[*#:.,;!?'\"`~_|\\、。《》【】·★☆※]|^[0-9]+(?=\D)")
_DOCUMENT = re.compile(r"[0-9]{14}[0-9X]{1,5}")


@dataclass(frozen=True, slots=True)
class _Heading:
    exact: frozenset[str]
    contains: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """One candidate header: its rows end before ``first_data``; scored fields by column."""

    score: int
    first_data: int
    scores: Mapping[tuple[int, str], int]


@cache
def _headings() -> Mapping[str, _Heading]:
    raw = json.loads(resource("data", "roster_headers.json").read_text(encoding="utf-8"))
    return {
        name: _Heading(
            exact=frozenset(fold_heading(word) for word in words["exact"]),
            contains=tuple(words["contains"]),
            refused=(*words["not"], *raw["refused"]),
        )
        for name, words in raw["fields"].items()
    }


def fold_heading(text: str) -> str:
    """Return a heading without width, case, blanks, remarks in brackets and marks such as ``*``."""
    return _MARKS.sub("", fold_label(text))


@cache
def _any_heading() -> re.Pattern[str]:
    words = {word for one in _headings().values() for word in (*one.exact, *one.contains)}
    return re.compile("|".join(re.escape(word) for word in sorted(words)))


@lru_cache(maxsize=4096)
def heading_field(text: str) -> tuple[str, int] | None:
    """Return the field a heading names and how sure that is (3 exact, 2 in part); None for no heading.

    Asked of every cell near the top of every sheet, so what is no heading at all must cost next to nothing.
    """
    if len(text) > _LONGEST_CELL:
        return None
    folded = fold_heading(text)
    if not folded or len(folded) > _LONGEST_HEADING or not _any_heading().search(folded):
        return None
    for name, words in _headings().items():
        if folded in words.exact:
            return name, _EXACT
    for name, words in _headings().items():
        if any(part in folded for part in words.contains) and not any(no in folded for no in words.refused):
            return name, _PART
    return None


def looks_like_document(cell: Cell) -> bool:
    """Whether a cell holds something like an identity number, lost digits included."""
    text = normalise_document_no(cell.text)
    return _DOCUMENT.fullmatch(text) is not None or (cell.is_number and "E+" in text) or "E+1" in text


def looks_like_phone(cell: Cell) -> bool:
    """Whether a cell holds a mobile number."""
    return is_mobile(normalise_phone(cell.text))


def _looks_like_name(cell: Cell) -> bool:
    return not cell.is_number and len(cell.text) <= 30 and may_be_name(cell.text)


def _looks_like_group(cell: Cell) -> bool:
    return group_of(cell.text) is not None


_LOOKS: Mapping[str, Callable[[Cell], bool]] = MappingProxyType(
    {
        "document_no": looks_like_document,
        "phone": looks_like_phone,
        "group": _looks_like_group,
        "name": _looks_like_name,
    }
)


def _score(row: TableRow, above: Sequence[TableRow]) -> Mapping[tuple[int, str], int]:
    """Return how well each column's heading names each field; upper header lines count where lower are blank."""
    scores: dict[tuple[int, str], int] = {}
    width = max(len(one.cells) for one in (row, *above))
    for column in range(width):
        texts = [one.cell(column).text for one in (row, *reversed(above)) if not one.cell(column).is_blank]
        for text in (*texts[:1], "".join(reversed(texts))):
            named = heading_field(text)
            if named and named[1] > scores.get((column, named[0]), 0):
                scores[column, named[0]] = named[1]
                break
    return scores


def _has_person(row: TableRow) -> bool:
    return any(looks_like_document(cell) or looks_like_phone(cell) for cell in row.cells if not cell.is_blank)


def _header_at(rows: Sequence[TableRow], index: int, height: int) -> _Found | None:
    lines = rows[index : index + height]
    scores = _score(lines[-1], lines[:-1])
    best: dict[str, int] = {}
    for (_column, name), sure in scores.items():
        best[name] = max(best.get(name, 0), sure)
    if len(best) < 2 or not {"name", "document_no"} & best.keys():
        return None
    score = sum(sure * _WEIGHTS.get(name, 1) for name, sure in best.items()) * 4 - height
    return _Found(score, index + height, scores)


def _find_header(rows: Sequence[TableRow]) -> _Found | None:
    near = min(len(rows), HEADER_WITHIN)
    of_people = [_has_person(row) for row in rows[: near + 2]]
    places = (
        (index, height)
        for index in range(near)
        for height in (1, 2, 3)
        if index + height <= len(rows) and not any(of_people[index : index + height])
    )
    found = [one for index, height in places if (one := _header_at(rows, index, height))]
    return max(found, key=lambda one: (one.score, -one.first_data), default=None)


def _variety(rows: Iterable[TableRow], column: int) -> float:
    """Return how few of a column's texts repeat: names rarely do, sexes and nationalities nearly always."""
    texts = [cell.text.strip() for row in rows if not (cell := row.cell(column)).is_blank]
    return len(set(texts)) / len(texts) if texts else 0.0


def _share(rows: Iterable[TableRow], column: int, looks: Callable[[Cell], bool]) -> float:
    cells = [cell for row in rows if not (cell := row.cell(column)).is_blank]
    return sum(map(looks, cells)) / len(cells) if cells else 0.0


def _sample(rows: Sequence[TableRow]) -> list[TableRow]:
    return [row for row in rows[: _SAMPLE * 3] if row.texts][:_SAMPLE]


def _choose(scores: Mapping[tuple[int, str], int], sample: Sequence[TableRow]) -> dict[str, int]:
    """Return one column per field: the surest heading, and among equals the column whose contents fit."""
    chosen: dict[str, int] = {}
    for name in dict.fromkeys((*_IMPORTANT, *(name for _column, name in scores))):
        candidates = [(column, sure) for (column, field), sure in scores.items() if field == name]
        if not candidates:
            continue
        looks = _LOOKS.get(name)
        shares = {column: _share(sample, column, looks) if looks else 0.0 for column, _ in candidates}
        chosen[name] = max(candidates, key=lambda one: (shares[one[0]] >= _SHARE, one[1], shares[one[0]], -one[0]))[0]
    return chosen


def _complete(chosen: dict[str, int], sample: Sequence[TableRow]) -> dict[str, int]:
    """Find what no heading named by the contents of the columns that are left."""
    width = max((len(row.cells) for row in sample), default=0)
    for name, looks in _LOOKS.items():
        if name in chosen:
            continue
        taken = set(chosen.values())
        shares = {column: _share(sample, column, looks) for column in range(width) if column not in taken}
        if name == "name":
            shares = {column: share * _variety(sample, column) for column, share in shares.items()}
        best = max(shares, key=lambda column: shares[column], default=None)
        if best is not None and shares[best] > _SHARE:
            chosen[name] = best
    return chosen


@cache
def _group_words() -> tuple[tuple[str, str], ...]:
    """Return all names of worker groups that are long enough to stand in a title, the longest first.

    新就业形态劳动者 in a title is what every such list is called: it says of nobody what they do.
    """
    entries = [entry for entry in table("groups").entries if entry.code not in _UMBRELLAS]
    words = [(fold_label(word), entry.code) for entry in entries for word in (entry.label, *entry.aliases)]
    return tuple(sorted((one for one in words if len(one[0]) >= 3), key=lambda one: -len(one[0])))


def title_group(texts: Iterable[str]) -> str | None:
    """Return the one worker group that a title names ("货车司机花名册" → "truck"); None for none or several."""
    found: set[str] = set()
    for text in map(fold_label, texts):
        rest = text
        for word, code in _group_words():
            if word in rest:
                rest = rest.replace(word, "\n")
                found.add(code)
    return found.pop() if len(found) == 1 else None


def _title_group(rows: Sequence[TableRow], sheet: str, file_name: str) -> str | None:
    titles = [text for row in rows for text in row.texts]
    stem = file_name.rpartition(".")[0]
    return title_group(titles) or title_group([sheet]) or title_group([stem])


def _filled(
    rows: tuple[TableRow, ...], merges: Iterable[MergedRange], columns: frozenset[int], last: int
) -> tuple[TableRow, ...]:
    """Write a vertical merge's value into its rows: in every column up to row ``last``, below only in some."""
    by_number = {row.number: index for index, row in enumerate(rows)}
    end = rows[-1].number if rows else 0
    changed: dict[int, list[Cell]] = {}
    done: dict[int, int] = {}
    for merge in sorted(merges, key=lambda one: one.first_row):
        column, below = merge.first_column, merge.last_row > last
        top = by_number.get(merge.first_row)
        if merge.first_row == merge.last_row or (below and column not in columns):
            continue
        value = rows[top].cell(column) if top is not None else BLANK
        # no program lets merged cells overlap; a made-up file with thousands that do must not cost a minute
        for number in range(max(merge.first_row, done.get(column, 0)) + 1, min(merge.last_row, end) + 1):
            if number in by_number:
                index = by_number[number]
                cells = changed.setdefault(index, list(rows[index].cells))
                cells.extend([BLANK] * (column + 1 - len(cells)))
                cells[column] = value
        done[column] = max(done.get(column, 0), min(merge.last_row, end))
    return tuple(TableRow(row.number, tuple(changed[i])) if i in changed else row for i, row in enumerate(rows))


def guess_columns(roster: RosterTable) -> ColumnMap:
    """Return what the columns of a table seem to hold; usable or not is the caller's question."""
    near = _filled(roster.rows[:HEADER_WITHIN], roster.merges, frozenset(), HEADER_WITHIN)
    found = _find_header(near)
    first_data = found.first_data if found else 0
    sample = _sample(roster.rows[first_data:])
    group = _title_group(near[: max(first_data - 1, 0)], roster.sheet, roster.file_name)
    chosen = _choose(found.scores, sample) if found else {}
    if group and "group" in chosen and all(row.cell(chosen["group"]).is_blank for row in sample):
        # a column that nobody filled in says less than the title
        del chosen["group"]
    return ColumnMap(
        columns=MappingProxyType(_complete(chosen, sample)),
        header_row=near[first_data - 1].number if first_data else 0,
        title_group=group,
    )


def is_side_by_side(roster: RosterTable) -> bool:
    """Whether two people stand beside each other in a row: name and document under the same headings twice.

    Read as one person a row, half of them would be lost without a word.
    """
    at = next((place for place, row in enumerate(roster.rows) if row.number == roster.header_row), None)
    name, document = (roster.columns.column(field) for field in ("name", "document_no"))
    if at is None or name is None or document is None:
        return False
    header = roster.rows[at]
    if not _places_like(header, name):
        return False
    sample = _sample(roster.rows[at + 1 :])
    return any(_share(sample, column, looks_like_document) > _SHARE for column in _places_like(header, document))


def _places_like(header: TableRow, column: int) -> list[int]:
    """Return the other columns under the same heading."""
    wanted = fold_heading(header.cell(column).text)
    folded = [fold_heading(cell.text) for cell in header.cells]
    return [place for place, heading in enumerate(folded) if wanted and heading == wanted and place != column]


def _joined_names(roster: RosterTable) -> RosterTable:
    """Return the table with given names (名) written behind the family names (姓) of the column before."""
    columns = ((at, _family_column(row)) for at, row in enumerate(roster.rows[:HEADER_WITHIN]))
    place, column = next(((at, found) for at, found in columns if found is not None), (0, None))
    if column is None:
        return roster
    rows = [_with_joined_name(row, column) for row in roster.rows[place:]]
    return replace(roster, rows=(*roster.rows[:place], *rows))


def _family_column(row: TableRow) -> int | None:
    folded = [fold_heading(cell.text[:_LONGEST_HEADING]) for cell in row.cells]
    pairs = enumerate(pairwise(folded))
    return next((at for at, (family, given) in pairs if family in _FAMILY and given in _GIVEN), None)


def _with_joined_name(row: TableRow, column: int) -> TableRow:
    family, given = row.cell(column), row.cell(column + 1)
    if family.is_blank or given.is_blank or family.is_number or given.is_number:
        return row
    is_latin = family.text.isascii() and given.text.isascii()
    whole = replace(family, text=f"{family.text.strip()}{' ' if is_latin else ''}{given.text.strip()}")
    return replace(row, cells=(*row.cells[:column], whole, BLANK, *row.cells[column + 2 :]))


def with_columns(roster: RosterTable) -> RosterTable:
    """Return the table with its columns guessed, vertically merged values written out, split names joined."""
    roster = _joined_names(roster)
    guess = guess_columns(roster)
    columns = frozenset(column for name in _FILLED_DOWN if (column := guess.column(name)) is not None)
    return replace(roster, columns=guess, rows=_filled(roster.rows, roster.merges, columns, guess.header_row))
