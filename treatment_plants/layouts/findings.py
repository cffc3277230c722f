"""What was understood of sheets of plants."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from targets.layouts.findings import Finding, Kind, Skipped
from treatment_plants.layouts.meanings import Taken

# (inflow, outflow) in µg/L
Concentrations = tuple[int | None, int | None]


@dataclass(frozen=True)
class Column:
    number: int
    letters: str
    heads: tuple[str, ...]
    taken: Taken
    by_person: bool = False


@dataclass(frozen=True)
class PlantRow:
    """A row of a register, or of a plant's month. Amounts are in base units; None is what the sheet does not tell.

    `cells` are those the values were read from, by the meaning of their columns.
    """

    cell: object
    name: str
    name_en: str = ""
    district: str = ""
    # As written, where the city has no such district.
    foreign_district: str = ""
    town: str = ""
    capacity: int | None = None
    process: str = ""
    standard: str = ""
    started_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    # pollutant → µg/L of a register; None where the column is there and the cell is empty
    inflow: dict[str, int | None] = field(default_factory=dict)
    inflow_year: int | None = None
    month: int | None = None
    days: int | None = None
    volume: int | None = None
    concentrations: dict[str, Concentrations] = field(default_factory=dict)
    note: str = ""

    @property
    def key(self) -> str:
        """How answers name the row."""
        return f"{self.cell.sheet}!{self.cell.row}"

    @property
    def place(self) -> str:
        return f"{self.cell.sheet}!{self.cell.letters}{self.cell.row}"

    def told(self) -> tuple:
        """Everything it says of its plant, to see whether two rows say the same."""
        inflow = tuple(sorted(self.inflow.items()))
        return self.capacity, self.process, self.standard, self.started_on, self.closed_on, inflow, self.town


@dataclass
class PlantTable:
    sheet: str
    fingerprint: str
    titles: list[str]
    columns: list[Column] = field(default_factory=list)
    rows: list[PlantRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    is_monthly: bool = False
    # Of all rows, where no column tells it.
    month: int | None = None


@dataclass
class PlantSheets:
    tables: list[PlantTable]
    problems: list[Finding]
    warnings: list[Finding]

    @property
    def rows(self) -> list[PlantRow]:
        return [row for table in self.tables for row in table.rows]


def grouped(findings: list[Finding]) -> dict[Kind, list[Finding]]:
    """By their cause, in the order of causes; within one by place."""
    groups = defaultdict(list)
    for one in findings:
        groups[one.kind].append(one)
    return {kind: groups[kind] for kind in Kind if kind in groups}
