from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tables.cells import Cell


@dataclass(frozen=True)
class Column:
    """One column: how machines call it, how people read it, and how to get its cell from a record."""

    key: str
    label: str
    cell: Callable[[Any], Cell]
    unit: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    cells: list[Cell]
    emphasis: str = ""


@dataclass
class Table:
    """Records under columns, in the order given; nothing is sorted or reckoned here."""

    title: str
    columns: list[Column]
    records: Iterable[Any]
    caption: str = ""
    as_of: str = ""
    empty_text: str = ""
    emphasis: Callable[[Any], str] = lambda record: ""
    downloads: list[dict] = field(default_factory=list)
    rows: list[Row] = field(init=False)

    def __post_init__(self):
        self.rows = [Row(cells=[column.cell(record) for column in self.columns], emphasis=self.emphasis(record)) for record in self.records]
