"""The cells of a workbook: texts, exact numbers, dates, and where each of them stands."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

# A datetime only where the time of day says something. Numbers have the fifteen digits that a spreadsheet's number holds.
Value = str | Decimal | bool | datetime.date | None


class Area(NamedTuple):
    """Merged cells, from one corner to the other; the first cell holds what all of them show."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def first(self) -> tuple[int, int]:
        return self.top, self.left

    @property
    def places(self) -> list[tuple[int, int]]:
        return [(row, column) for row in range(self.top, self.bottom + 1) for column in range(self.left, self.right + 1)]


class Cell(NamedTuple):
    # A tuple, as there may be hundreds of thousands.
    sheet: str
    row: int
    column: int
    # Of a formula: what it came to last. Blank where the file does not tell.
    value: Value = None
    is_formula: bool = False
    is_percent: bool = False
    # Such as #DIV/0!
    is_error: bool = False

    @property
    def is_blank(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def letters(self) -> str:
        return letters_of(self.column)

    @property
    def address(self) -> str:
        return f"{self.sheet}!{self.letters}{self.row}"


@dataclass(frozen=True)
class Sheet:
    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place, counted from one; a blank one where nothing was written."""
        return self.cells.get((row, column)) or Cell(self.name, row, column)

    def shown(self, row: int, column: int) -> Cell:
        """The cell whose value a person sees at a place: of merged cells the first."""
        area = self.area(row, column)
        return self.cell(*area.first) if area else self.cell(row, column)

    def area(self, row: int, column: int) -> Area | None:
        """The merged cells that a place belongs to."""
        return self._areas.get((row, column))

    def is_unseen(self, cell: Cell) -> bool:
        """Whether a person who looks at the sheet does not see this cell."""
        area = self.area(cell.row, cell.column)
        covered = area is not None and area.first != (cell.row, cell.column)
        return self.is_hidden or covered or cell.row in self.hidden_rows or cell.column in self.hidden_columns

    @cached_property
    def unseen(self) -> list[Cell]:
        """Cells that say something where nobody sees it, in the order of reading."""
        return [cell for _place, cell in sorted(self.cells.items()) if not cell.is_blank and self.is_unseen(cell)]

    @property
    def last_row(self) -> int:
        return max((row for row, _column in self.cells), default=0)

    @cached_property
    def _areas(self) -> dict[tuple[int, int], Area]:
        return {place: area for area in self.merged for place in area.places}


def letters_of(column: int) -> str:
    """The column as people call it.

    >>> letters_of(1), letters_of(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def column_of(letters: str) -> int:
    """The number of a column.

    >>> column_of("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def shown(cell: Cell) -> str:
    """What stands in a cell, as text.

    >>> shown(Cell("S", 1, 1, Decimal("1E+3"))), shown(Cell("S", 1, 2))
    ('1000', '')
    """
    return f"{cell.value:f}" if isinstance(cell.value, Decimal) else str("" if cell.value is None else cell.value)
