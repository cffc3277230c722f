"""What was understood of sheets of plants."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field, replace

from targets.layouts.findings import Finding, Kind, Skipped
from treatment_plants.layouts.meanings import Taken

# (inflow, outflow) in µg/L
Concentrations = tuple[int | None, int | None]
NOTHING: Concentrations = (None, None)


def _either(mine, its):
    return its if mine is None else mine


@dataclass(frozen=True)
class Column:
    number: int
    letters: str
    heads: tuple[str, ...]
    taken: Taken
    by_person: bool = False
    # Of a table with its months side by side: the month, yyyymm, or its number alone as long as nobody has told the year;
    # `group` is the first column that holds the same of another month.
    month: int | None = None
    group: int = 0
    # Whether its head, or the title above, says something by which it is known in another file too.
    is_known_again: bool = True


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
    # Which tables, or rows for one indicator each, have told of it.
    tables: tuple = ()

    @property
    def key(self) -> str:
        """How answers name the row."""
        return f"{self.cell.sheet}!{self.cell.row}"

    @property
    def place(self) -> str:
        return f"{self.cell.sheet}!{self.cell.letters}{self.cell.row}"

    def joined(self, other: "PlantRow") -> "PlantRow | None":
        """The month with what another table tells of it; None where both are of one table, or contradict each other."""
        if set(self.tables) & set(other.tables) or not (self.tables and other.tables):
            return None
        pairs = {
            one: (self.concentrations.get(one, NOTHING), other.concentrations.get(one, NOTHING))
            for one in {**self.concentrations, **other.concentrations}
        }
        values = [(self.days, other.days), (self.volume, other.volume)]
        values += [side for mine, its in pairs.values() for side in zip(mine, its, strict=True)]
        if any(None not in both and both[0] != both[1] for both in values):
            return None
        return replace(
            self,
            days=_either(self.days, other.days),
            volume=_either(self.volume, other.volume),
            concentrations={one: tuple(_either(*side) for side in zip(*both, strict=True)) for one, both in pairs.items()},
            note=self.note or other.note,
            capacity=_either(self.capacity, other.capacity),
            tables=(*self.tables, *other.tables),
        )

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
    # Whether its months stand side by side, and whether nothing in the file tells their year.
    is_wide: bool = False
    asks_year: bool = False
    year: int | None = None
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
