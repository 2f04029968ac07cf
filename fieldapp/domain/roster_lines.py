"""Tells people from everything else that stands in a roster: totals, notes, signatures, sections.

A row that might be a person is one: it is then rejected with a reason rather than overlooked.
"""

from fieldapp.domain.codes import group_of
from fieldapp.domain.roster_headers import heading_field, looks_like_document, looks_like_phone
from fieldapp.domain.roster_tables import ColumnMap, TableRow
from fieldapp.domain.roster_words import (
    folded,
    is_date,
    is_example,
    is_filler,
    is_label,
    is_note,
    is_remark,
    is_signer,
    is_total,
    may_be_name,
    reads_as_name,
)

_DIGITS = 7
_SEXES = frozenset({"男", "女", "男性", "女性"})


def _is_header_again(row: TableRow, columns: ColumnMap) -> bool:
    """Whether the header is repeated on a new page: two of its fields' headings stand in their columns."""
    said = 0
    for name in ("name", "document_no", "phone", "group"):
        named = heading_field(row.cell(columns.column(name)).text)
        said += named is not None and named[0] == name
    return said >= 2


def _is_example(row: TableRow) -> bool:
    return any("例" in cell.text and is_example(cell.text) for cell in row.cells)


def _digits(row: TableRow, columns: ColumnMap, field: str) -> int:
    return sum(character.isdigit() for character in row.cell(columns.column(field)).text)


def _speaks_elsewhere(row: TableRow, columns: ColumnMap) -> bool:
    """Whether a cell beside name and numbers is one that only people's rows have: group, sex, line number."""
    if group_of(row.cell(columns.column("group")).text) is not None:
        return True
    if folded(row.cell(columns.column("sex")).text) in _SEXES:
        return True
    return folded(row.cell(columns.column("sequence")).text).removesuffix(".").isdecimal()


def _is_labelled(row: TableRow, columns: ColumnMap) -> bool:
    """Whether a cell before the name, or the name itself, says whose signature, which total this is.

    A department may be called nearly anything, so only a whole label counts there; in the column of
    line numbers every remark does.
    """
    place, numbers = columns.column("name"), columns.column("sequence")
    others = {columns.column(field) for field in ("document_no", "phone", "group")}
    for column, cell in enumerate(row.cells):
        if (
            cell.is_blank
            or (column != numbers and is_date(cell.text))
            or (place is not None and column > place and column not in others)
        ):
            continue
        asked = is_remark if column == numbers else _ends_a_list if column in others else is_label
        if asked(cell.text.strip()):
            return True
    return False


def _ends_a_list(text: str) -> bool:
    return is_signer(text) or is_total(text)


def _says_with_phone(row: TableRow, columns: ColumnMap) -> bool:
    """Whether a row with a mobile number, which signature lines have too, speaks of a person."""
    name = row.cell(columns.column("name")).text
    if group_of(row.cell(columns.column("group")).text) or _digits(row, columns, "document_no") >= _DIGITS:
        return not folded(name).endswith(":")
    if _is_labelled(row, columns):
        return False
    return not name.strip() or not is_remark(name)


def _says_by_name(row: TableRow, columns: ColumnMap) -> bool | None:
    """Whether a row without usable numbers speaks of a person by its name; None when the name does not tell."""
    name = row.cell(columns.column("name"))
    if name.is_number or name.is_blank or _is_labelled(row, columns):
        return None
    if reads_as_name(name.text) or (_speaks_elsewhere(row, columns) and may_be_name(name.text)):
        return not any(is_label(text) for text in _texts(row, columns, "document_no", "phone"))
    return None


def _texts(row: TableRow, columns: ColumnMap, *fields: str) -> list[str]:
    cells = [row.cell(columns.column(field)) for field in fields]
    return [cell.text.strip() for cell in cells if not cell.is_blank]


def is_person(row: TableRow, columns: ColumnMap) -> bool:
    """Whether a row below the header speaks of a person.

    A document number decides; then a phone, if no label makes it that of somebody who signs; then a
    name with a group, a sex, a line number or alone. Totals, notes and repeated headers are none.
    """
    document, phone = row.cell(columns.column("document_no")), row.cell(columns.column("phone"))
    if looks_like_document(document):
        return not _is_example(row)
    said = _texts(row, columns, "name", "document_no", "phone")
    if not said or _is_example(row) or _is_header_again(row, columns):
        return False
    if looks_like_phone(phone):
        return _says_with_phone(row, columns)
    by_name = _says_by_name(row, columns)
    if by_name is not None:
        return by_name
    return _says_by_digits(row, columns)


def _begins_as_none(row: TableRow, name: str) -> bool:
    """Whether the row's first words, or what stands for a name, are a total, a label or a note."""
    if any(is_total(text) or is_label(text) or (is_note(text) and not is_filler(text)) for text in row.texts[:2]):
        return True
    return bool(name) and (is_remark(name) or is_label(name))


def _says_by_digits(row: TableRow, columns: ColumnMap) -> bool:
    """Whether many digits, or a line number and something beside it, speak of somebody without a name."""
    if _begins_as_none(row, row.cell(columns.column("name")).text.strip()):
        return False
    filled = _texts(row, columns, "name", "document_no", "phone")
    said = [text for text in filled if not is_filler(text)]
    if not said or any(is_label(text) for text in said):
        return False
    digits = _digits(row, columns, "document_no") + _digits(row, columns, "phone")
    return digits >= _DIGITS or (_speaks_elsewhere(row, columns) and len(filled) > 1)
