from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any

from tables.cells import EMPTY, Cell


@dataclass(frozen=True)
class Column:
    """One column: how machines call it, how people read it, and how to get its cell from a record.

    `heads_row`: its cell says what the row is about, for people who don't see the whole row at once.
    """

    key: str
    label: str
    cell: Callable[[Any], Cell]
    unit: str = ""
    numeric: bool = False
    heads_row: bool = False
    # Sentences take several lines; everything else stands in one, or names and months would break in two.
    wraps: bool = False
    # Codes that programs join by stand in files, not on pages.
    for_machines: bool = False
    # The address of the page that gives an account of the figure, with its place there where that is not the column's key; empty: none.
    explained: Callable[[Any], str] | None = None

    def cell_of(self, record) -> Cell:
        cell = self.cell(record)
        if self.explained is None or cell.value is None or cell.url:
            return cell
        if not (address := self.explained(record)):
            return cell
        return replace(cell, url=address if "#" in address else f"{address}#{self.key}")


def explained(columns: list[Column], address: Callable[[Any], str], keys: Iterable[str]) -> list[Column]:
    """The columns, with those of the keys leading to the account of their figures."""
    wanted = set(keys)
    return [replace(column, explained=address) if column.key in wanted else column for column in columns]


@dataclass(frozen=True)
class Row:
    columns: list[Column]
    cells: list[Cell]
    emphasis: str = ""
    anchor: str = ""  # by which a link leads to it


@dataclass
class Table:
    """Records under columns, in the order given; nothing is sorted or reckoned here."""

    title: str
    columns: list[Column]
    records: Iterable[Any]
    caption: str = ""
    as_of: str = ""
    # Where the table shows a sealed copy: what machines are told of it.
    frozen: dict[str, str | int] = field(default_factory=dict)
    empty_text: str = ""
    emphasis: Callable[[Any], str] = lambda record: ""
    anchor: Callable[[Any], str] = lambda record: ""
    # Rows below all others, cells by column key: on pages and paper only, a file's reader would add them up again.
    totals: list[dict[str, Cell]] = field(default_factory=list)
    downloads: list[dict] = field(default_factory=list)
    rows: list[Row] = field(init=False)

    def __post_init__(self):
        self.rows = [self._row(record) for record in self.records]

    @property
    def total_rows(self) -> list[Row]:
        if not self.rows:
            return []
        return [Row(self.columns, [total.get(column.key, EMPTY) for column in self.columns], "total") for total in self.totals]

    def for_people(self) -> "Table":
        """The same table without the columns that only machines read."""
        kept = [not column.for_machines for column in self.columns]
        shown = copy(self)
        shown.columns = list(compress(self.columns, kept))
        shown.rows = [replace(row, columns=shown.columns, cells=list(compress(row.cells, kept))) for row in self.rows]
        return shown

    def _row(self, record) -> Row:
        return Row(self.columns, [column.cell_of(record) for column in self.columns], self.emphasis(record), self.anchor(record))
