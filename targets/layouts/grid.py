"""The cells of a sheet by their places, with merged ranges, upright or turned on its side.

What it needs of a sheet is `name`, `cell(row, column)` and `last_row`; `cells`, `last_column` and `merged` are used
where a sheet has them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from workbooks import Cell

Place = tuple[int, int]
# Beyond this a range is decoration, not a head.
MOST_MERGED = 20_000
# Where a sheet tells neither its cells nor its width.
MOST_COLUMNS = 256


@dataclass(frozen=True)
class Range:
    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, merged) -> "Range":
        """From four numbers, or from an object that names them as spreadsheet libraries do."""
        if hasattr(merged, "min_row"):
            return cls(merged.min_row, merged.min_col, merged.max_row, merged.max_col)
        if hasattr(merged, "first_row"):
            return cls(merged.first_row, merged.first_column, merged.last_row, merged.last_column)
        return cls(*merged)

    @property
    def places(self) -> Iterator[Place]:
        return ((row, column) for row in range(self.top, self.bottom + 1) for column in range(self.left, self.right + 1))

    @property
    def size(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def turned(self) -> "Range":
        return Range(self.left, self.top, self.right, self.bottom)


@dataclass
class Grid:
    sheet: object
    # Only what holds something.
    cells: dict[Place, Cell]
    merged: list[Range] = field(default_factory=list)
    is_turned: bool = False
    columns_of: dict[int, list[int]] = field(init=False)
    _origins: dict[Place, Place] = field(init=False)
    _ranges: dict[Place, Range] = field(init=False)

    def __post_init__(self):
        columns_of = defaultdict(list)
        for row, column in sorted(self.cells):
            columns_of[row].append(column)
        self.columns_of = dict(columns_of)
        self._ranges = {(one.top, one.left): one for one in self.merged}
        self._origins = {
            place: (one.top, one.left) for one in self.merged if one.size <= MOST_MERGED for place in one.places if place not in self.cells
        }

    @property
    def rows(self) -> list[int]:
        return list(self.columns_of)

    @property
    def last_column(self) -> int:
        return max((columns[-1] for columns in self.columns_of.values()), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place of this view; it tells its true address."""
        found = self.cells.get((row, column))
        return found or self.sheet.cell(*((column, row) if self.is_turned else (row, column)))

    def value(self, row: int, column: int) -> object:
        cell = self.cells.get((row, column))
        return cell.value if cell else None

    def spread(self, row: int, column: int) -> Cell | None:
        """The cell that is seen at a place: its own, or that of the merged range which covers it."""
        return self.cells.get((row, column)) or self.cells.get(self._origins.get((row, column)))

    def range_at(self, row: int, column: int) -> Range:
        """The merged range that begins at a place; the place alone where none does."""
        return self._ranges.get((row, column)) or Range(row, column, row, column)

    def turned(self) -> "Grid":
        """Rows for columns; the cells keep their true addresses."""
        cells = {(column, row): cell for (row, column), cell in self.cells.items()}
        return Grid(self.sheet, cells, [one.turned() for one in self.merged], not self.is_turned)

    def part(self, first_row: int, last_row: int) -> "Grid":
        cells = {place: cell for place, cell in self.cells.items() if first_row <= place[0] <= last_row}
        return Grid(self.sheet, cells, [one for one in self.merged if first_row <= one.top <= last_row], self.is_turned)


def grid_of(sheet) -> Grid:
    cells = getattr(sheet, "cells", None)
    if cells is None:
        cells = {(one.row, one.column): one for one in _all_cells(sheet)}
    # A formula that came to nothing is no empty cell.
    written = {place: cell for place, cell in cells.items() if cell.is_formula or not cell.is_blank}
    return Grid(sheet, written, [Range.of(one) for one in getattr(sheet, "merged", ())])


def _all_cells(sheet) -> Iterable[Cell]:
    last = getattr(sheet, "last_column", MOST_COLUMNS)
    return (sheet.cell(row, column) for row in range(1, sheet.last_row + 1) for column in range(1, last + 1))
