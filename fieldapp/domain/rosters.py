"""Checks a roster's rows: every row of a person is accepted, warned of or rejected, with all reasons.

Numbers here must be the eighteen-character kinds; people with a passport are enrolled at the desk.
A roster row is 待本人确认 and never an application: joining is the person's own will.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from fieldapp.domain.applications import DocumentType
from fieldapp.domain.codes import group_of, table
from fieldapp.domain.identity import (
    age_fault,
    birth_in,
    kind_of,
    match_form,
    normalise_document_no,
    number_faults,
)
from fieldapp.domain.names import check_name, normalise_name
from fieldapp.domain.phones import is_mobile, normalise_phone
from fieldapp.domain.problems import Problem, Severity
from fieldapp.domain.regions import counties, region
from fieldapp.domain.roster_habits import NO_WORDS, Answers, Words
from fieldapp.domain.roster_headers import guess_columns, with_columns
from fieldapp.domain.roster_lines import is_person
from fieldapp.domain.roster_tables import Cell, ColumnMap, MergedRange, RosterTable, TableRow
from fieldapp.domain.roster_words import section_group
from fieldapp.domain.text import half_width, single_blanks, without_blanks

__all__ = [
    "REJECTING",
    "WARNING",
    "Cell",
    "ColumnMap",
    "MergedRange",
    "RosterRow",
    "RosterTable",
    "TableRow",
    "check_rows",
    "guess_columns",
    "with_columns",
]

CODES = (
    "id_checksum",
    "id_length",
    "id_birth",
    "id_legacy",
    "id_lost_digits",
    "under_16",
    "minor",
    "phone_missing",
    "phone_invalid",
    "phone_repeated",
    "name_missing",
    "name_invalid",
    "duplicate_in_file",
    "group_unknown",
)
ASKED = ("employment_missing", "employment_unknown", "region_missing", "region_unknown")
"""What an import still asks of a row that the check alone lets pass: an application cannot do without."""
WARNING = frozenset({"minor", "phone_repeated"})
REJECTING = frozenset(CODES) - WARNING
_ORDER = {code: place for place, code in enumerate((*CODES, *ASKED))}
_OWN_FIELDS = ("phone", "name", "group", "employment", "region")
_FIELD_OF = MappingProxyType(
    {code: field for code in (*CODES, *ASKED) if (field := code.partition("_")[0]) in _OWN_FIELDS}
)
_YES = frozenset({"是", "有", "1", "y", "yes", "true", "√", "农民工"})
_NO = frozenset({"否", "无", "不是", "非", "0", "n", "no", "false", "×"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """What was said of one person's row; ``row`` counts from 1 in the sheet.

    Values are normalised as far as they go, also in a rejected row, so that it can be mended.
    ``employment`` and ``region`` are codes where the words were understood, else the words;
    ``written_group`` is what stands in the sheet when it names no group; ``seat`` is where the person sits.
    """

    row: int
    outcome: str
    codes: tuple[str, ...] = ()
    name: str = ""
    document_no: str = ""
    phone: str = ""
    group: str = ""
    employment: str = ""
    region: str = ""
    employer: str = ""
    migrant: bool | None = None
    written_group: str = ""
    seat: str = ""

    @property
    def is_rejected(self) -> bool:
        """Whether the row has to be mended before it can be committed."""
        return self.outcome == "reject"

    def as_json(self) -> dict[str, Any]:
        """Return what ``roster check --json`` prints; a rejected row shows no person."""
        said: dict[str, Any] = {"row": self.row, "outcome": self.outcome, "codes": list(self.codes)}
        if not self.is_rejected:
            said |= {"name": self.name, "document_no": self.document_no, "phone": self.phone, "group": self.group}
        return said

    def problems(self) -> tuple[Problem, ...]:
        """Return the codes as problems of the fields they belong to."""
        return tuple(
            Problem(
                code=code,
                field=field_of(code),
                severity=Severity.WARNING if code in WARNING else Severity.ERROR,
                details=self._details(code),
            )
            for code in self.codes
        )

    def _details(self, code: str) -> Mapping[str, str]:
        if code == "group_unknown":
            return MappingProxyType({"legal": _legal("groups"), "written": self.written_group})
        if code == "employment_unknown":
            return MappingProxyType({"legal": _legal("employment"), "written": self.employment})
        return MappingProxyType({})


def field_of(code: str) -> str:
    """Return the field that a code of the check speaks of."""
    return _FIELD_OF.get(code, "document_no")


def _legal(name: str) -> str:
    return "、".join(table(name).legal_labels())


@dataclass(slots=True, kw_only=True)
class _Values:
    """The values that the checks look at, normalised."""

    name: str
    document_no: str
    phone: str
    group: str


class _Seen:
    """Documents and phones of earlier rows that were not rejected."""

    def __init__(self) -> None:
        self.documents: set[str] = set()
        self.phones: set[str] = set()


def _age_codes(document_no: str, today: date) -> list[str]:
    birth = birth_in(document_no) if len(document_no) == 18 else None
    if birth is None or birth > today:
        return []
    fault = age_fault(birth, today)
    return [fault] if fault else []


def _phone_codes(phone: str, seen: _Seen) -> list[str]:
    if not phone:
        return ["phone_missing"]
    if not is_mobile(phone):
        return ["phone_invalid"]
    return ["phone_repeated"] if phone in seen.phones else []


def _name_codes(name: str, document_no: str) -> list[str]:
    problems = check_name(name, kind_of(document_no) or DocumentType.RIC)
    return ["name_invalid" if problem.code == "name_too_long" else problem.code for problem in problems]


def _row_codes(values: _Values, today: date, seen: _Seen) -> tuple[str, ...]:
    codes = [
        *number_faults(values.document_no, today),
        *_age_codes(values.document_no, today),
        *_phone_codes(values.phone, seen),
        *_name_codes(values.name, values.document_no),
    ]
    if values.document_no and match_form(values.document_no) in seen.documents:
        codes.append("duplicate_in_file")
    if not values.group:
        codes.append("group_unknown")
    return tuple(sorted(codes, key=_ORDER.__getitem__)) if len(codes) > 1 else tuple(codes)


def _outcome(codes: tuple[str, ...]) -> str:
    return "accept" if not codes else "warn" if WARNING.issuperset(codes) else "reject"


def _yes_or_no(text: str) -> bool | None:
    folded = half_width(without_blanks(text)).casefold()
    return True if folded in _YES else False if folded in _NO else None


class _Reader:
    """Reads one row's values by the mapping; words are looked up once, for they repeat."""

    def __init__(self, columns: ColumnMap, default_group: str | None, words: Words) -> None:
        self._columns = columns
        self._default_group = default_group
        self._words = words
        self._has_groups = columns.column("group") is not None
        self._section: str | None = None
        self._groups: dict[str, str | None] = {}
        self._regions: dict[str, str] = {}
        self._employments: dict[str, str] = {}

    def pass_by(self, row: TableRow) -> None:
        """Note the group that a row without a person sets for those below it, where no column says it row by row."""
        if not self._has_groups and len(row.texts) == 1:
            self._section = section_group(row.texts[0]) or self._section

    def values(self, row: TableRow) -> _Values:
        """Return what the checks look at."""
        columns = self._columns
        return _Values(
            name=normalise_name(row.cell(columns.column("name")).text),
            document_no=normalise_document_no(row.cell(columns.column("document_no")).text),
            phone=normalise_phone(row.cell(columns.column("phone")).text),
            group=self._group(row.cell(columns.column("group")).text) or "",
        )

    def judged(self, row: TableRow, values: _Values, codes: tuple[str, ...]) -> RosterRow:
        """Return the row with its outcome and everything else that it says."""
        columns = self._columns
        return RosterRow(
            row=row.number,
            outcome=_outcome(codes),
            codes=codes,
            name=values.name,
            document_no=values.document_no,
            phone=values.phone,
            group=values.group,
            employment=self._employment(row.cell(columns.column("employment")).text),
            region=self._region(row.cell(columns.column("region")).text),
            employer=single_blanks(row.cell(columns.column("employer")).text),
            written_group="" if values.group else single_blanks(row.cell(columns.column("group")).text),
            migrant=_yes_or_no(row.cell(columns.column("migrant")).text),
            seat=single_blanks(row.cell(columns.column("seat")).text),
        )

    def _chosen(self, field: str, text: str) -> str:
        """Return the code that somebody chose for a word of this sheet; empty without one."""
        return self._words.get(field, {}).get(text, "")

    def _group(self, text: str) -> str | None:
        if not without_blanks(text):
            # a title speaks for the whole sheet only where nobody was asked row by row
            return self._section or self._default_group or (None if self._has_groups else self._columns.title_group)
        if text not in self._groups:
            self._groups[text] = group_of(text) or self._chosen("group", single_blanks(text)) or None
        return self._groups[text]

    def _employment(self, text: str) -> str:
        if text not in self._employments:
            wanted = single_blanks(text)
            entry = table("employment").find(wanted) if wanted else None
            self._employments[text] = entry.code if entry else self._chosen("employment", wanted) or wanted
        return self._employments[text]

    def _region(self, text: str) -> str:
        if text not in self._regions:
            wanted = without_blanks(text)
            named = [one.code for one in counties() if wanted and wanted in (one.name, one.full_name)]
            self._regions[text] = named[0] if len(named) == 1 else self._chosen("region", wanted) or wanted
        return self._regions[text]


def check_rows(
    roster: RosterTable,
    columns: ColumnMap,
    today: date,
    default_group: str | None = None,
    words: Words = NO_WORDS,
) -> Iterator[RosterRow]:
    """Yield one judgement per person's row, in the sheet's order; other rows yield nothing.

    ``default_group`` is the code asked once per file for rows that name none; it goes before the
    group of the title, and the group that heads a part of the list before both. ``words`` are words
    of this sheet for which somebody chose a code.
    """
    reader, seen = _Reader(columns, default_group, words), _Seen()
    for line in roster.rows:
        if line.number <= columns.header_row or not is_person(line, columns):
            reader.pass_by(line)
            continue
        values = reader.values(line)
        row = reader.judged(line, values, _row_codes(values, today, seen))
        if not row.is_rejected:
            seen.documents.add(match_form(row.document_no))
            seen.phones.add(row.phone)
        yield row


def asked_of(row: RosterRow, answers: Answers) -> RosterRow:
    """Return the row rejected where employment or region are missing or unknown and no answer per file stands in."""
    codes = (*_employment_codes(row.employment or answers.employment), *_region_codes(row.region or answers.region))
    return replace(row, outcome="reject", codes=(*row.codes, *codes)) if codes else row


@cache
def _employment_codes(value: str) -> tuple[str, ...]:
    if not value:
        return ("employment_missing",)
    return () if table("employment").find(value) else ("employment_unknown",)


@cache
def _region_codes(value: str) -> tuple[str, ...]:
    if not value:
        return ("region_missing",)
    return () if region(value) else ("region_unknown",)


def judged_again(row: RosterRow, today: date, answers: Answers) -> RosterRow:
    """Return one mended row normalised and judged by itself: other rows of the file are the caller's question."""
    values = _Values(
        name=normalise_name(row.name),
        document_no=normalise_document_no(row.document_no),
        phone=normalise_phone(row.phone),
        group=group_of(row.group) or ("" if row.written_group or row.group else answers.group),
    )
    codes = _row_codes(values, today, _Seen())
    mended = replace(
        row,
        outcome=_outcome(codes),
        codes=codes,
        name=values.name,
        document_no=values.document_no,
        phone=values.phone,
        group=values.group,
        written_group="" if values.group else row.written_group,
    )
    return asked_of(mended, answers)
