"""A roster (名册) as a plain table: cells as text, sheet rows counted from 1, columns by meaning.

What a spreadsheet lost is marked here (``is_number``), for later nobody could tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as text. A number in it has at most fifteen digits that can be trusted."""

    text: str
    is_number: bool = False
    is_date: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space stands in it."""
        return not self.text or self.text.isspace()


BLANK = Cell("")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the sheet; ``number`` counts from 1, titles and hidden rows included."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int | None) -> Cell:
        """Return the cell of a column (from 0); rows may be short, and a column may not exist."""
        return self.cells[column] if column is not None and column < len(self.cells) else BLANK

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of all cells that are not blank, trimmed."""
        return tuple(cell.text.strip() for cell in self.cells if not cell.is_blank)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRange:
    """A merged block; rows count from 1, columns from 0, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Which column holds what. ``header_row`` is the last row of the header, 0 when there is none.

    ``title_group`` is the one worker group that titles, sheet or file name speak of.
    """

    columns: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    header_row: int = 0
    title_group: str | None = None

    def column(self, name: str) -> int | None:
        """Return the column (from 0) of a field, None when the roster does not have it."""
        return self.columns.get(name)

    @property
    def is_usable(self) -> bool:
        """Whether there is enough to check people: a name or a document number."""
        return "name" in self.columns or "document_no" in self.columns


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterTable:
    """One sheet of a file as read, with the guess at its columns; ``hidden`` numbers rows nobody sees in it.

    ``alike`` names other sheets with people in them; ``hidden_sheets`` are those nobody sees either.
    """

    sheet: str
    rows: tuple[TableRow, ...]
    columns: ColumnMap = ColumnMap()
    merges: tuple[MergedRange, ...] = ()
    file_name: str = ""
    other_sheets: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()
    alike: tuple[str, ...] = ()
    hidden_sheets: frozenset[str] = frozenset()

    def without_hidden(self) -> "RosterTable":
        """Return the table without the rows nobody sees; the others keep their numbers."""
        return replace(self, rows=tuple(line for line in self.rows if line.number not in self.hidden))

    @property
    def header_row(self) -> int:
        """The number of the header's last row, 0 when there is none."""
        return self.columns.header_row
