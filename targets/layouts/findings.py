"""What was understood of a workbook, and everything about it that a person has to know or to answer."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

MOST_SHOWN = 40


class Kind(StrEnum):
    """Causes, the gravest first: problems are told in this order."""

    TABLE = "table"
    QUOTA = "quota"
    COLUMN = "column"
    CANDIDATES = "candidates"
    UNIT = "unit"
    POLLUTANT = "pollutant"
    YEAR = "year"
    DIVISION = "division"
    DUPLICATE = "duplicate"
    NUMBER = "number"
    FORMULA = "formula"
    TOO_FINE = "too_fine"
    WAITING = "waiting"
    SUM = "sum"
    PERCENT = "percent"
    LEFT_OVER = "left_over"
    IGNORED = "ignored"

    @property
    def label(self):
        return LABELS[self]


LABELS = {
    Kind.TABLE: _("No table"),
    Kind.QUOTA: _("No quota"),
    Kind.COLUMN: _("Unclear columns"),
    Kind.CANDIDATES: _("Two readings"),
    Kind.UNIT: _("Units"),
    Kind.POLLUTANT: _("Pollutants"),
    Kind.YEAR: _("Years"),
    Kind.DIVISION: _("Unknown divisions"),
    Kind.DUPLICATE: _("Told twice"),
    Kind.NUMBER: _("Numbers"),
    Kind.FORMULA: _("Formulas"),
    Kind.TOO_FINE: _("Too many decimals"),
    Kind.WAITING: _("Missing figures"),
    Kind.SUM: _("Sums"),
    Kind.PERCENT: _("Percentages"),
    Kind.LEFT_OVER: _("Left over"),
    Kind.IGNORED: _("Ignored columns"),
}


class Meaning(StrEnum):
    DIVISION = "division"
    CODE = "code"
    POLLUTANT = "pollutant"
    YEAR = "year"
    UNIT = "unit"
    INDICATOR = "indicator"
    BASE_YEAR = "base_year"
    BASE = "base_amount"
    CAP = "cap"
    CUT = "cut"
    RATE = "rate"
    BY_ROW = "by_row"
    EMISSION = "emission"
    SUBSET = "subset"
    NOTES = "notes"
    ORDINAL = "ordinal"
    IGNORED = "ignored"
    UNCLEAR = "unclear"

    @property
    def label(self):
        return MEANINGS[self]

    @property
    def is_figure(self) -> bool:
        return self in FIGURES

    @property
    def is_key(self) -> bool:
        return self in KEYS


FIGURES = frozenset({Meaning.BASE, Meaning.CAP, Meaning.CUT, Meaning.RATE, Meaning.BY_ROW})
KEYS = frozenset({Meaning.POLLUTANT, Meaning.YEAR, Meaning.UNIT, Meaning.INDICATOR, Meaning.BASE_YEAR})
MEANINGS = {
    Meaning.DIVISION: _("name of the division"),
    Meaning.CODE: _("code of the division"),
    Meaning.POLLUTANT: _("pollutant"),
    Meaning.YEAR: _("year"),
    Meaning.UNIT: _("unit"),
    Meaning.INDICATOR: _("what the row holds"),
    Meaning.BASE_YEAR: _("base year"),
    Meaning.BASE: _("emission of the base year"),
    Meaning.CAP: _("cap"),
    Meaning.CUT: _("cut"),
    Meaning.RATE: _("percentage of the cut"),
    Meaning.BY_ROW: _("figures, as each row tells"),
    Meaning.EMISSION: _("emission of another year, not needed"),
    Meaning.SUBSET: _("a part of another column, never added"),
    Meaning.NOTES: _("notes"),
    Meaning.ORDINAL: _("numbers of rows"),
    Meaning.IGNORED: _("ignored"),
    Meaning.UNCLEAR: _("unclear"),
}


@dataclass(frozen=True)
class Finding:
    """A problem or warning: what is wrong, where, what was read there, and what would be right."""

    kind: Kind
    text: str
    remedy: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass
class Notebook:
    """Gathers everything, so that a person can mend all of it at once."""

    problems: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def ask(self, kind: Kind, cell, text: str, remedy: str = "") -> None:
        self.problems.append(_finding(kind, cell, text, remedy))

    def warn(self, kind: Kind, cell, text: str, remedy: str = "") -> None:
        self.warnings.append(_finding(kind, cell, text, remedy))


def _finding(kind: Kind, cell, text: str, remedy: str) -> Finding:
    if cell is None:
        return Finding(kind, text, remedy)
    return Finding(kind, text, remedy, cell.sheet, cell.row, cell.letters, shown(cell.value))


def shown(value: object) -> str:
    """As much of a cell's value as tells which is meant."""
    text = f"{value:f}" if isinstance(value, Decimal) else str("" if value is None else value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


@dataclass(frozen=True)
class Figure:
    """An amount as the portal keeps it, as it was printed, and the cell that it came from; none where it was worked out."""

    amount_mg: int
    printed: str
    unit: str
    cell: object = None


@dataclass(frozen=True)
class Percentage:
    """A change as it was printed, in percent with a fall negative, and worked out from the amounts in millionths."""

    printed: str
    change: Decimal
    computed_millionths: int | None
    cell: object
    agrees: bool


@dataclass(frozen=True)
class QuotaLine:
    division: str
    pollutant: str
    year: int
    base: Figure
    cap: Figure
    excludes: tuple[str, ...] = ()
    percentages: tuple[Percentage, ...] = ()


@dataclass(frozen=True)
class PrintedTotal:
    """A total as it was printed, and the sum of the rows that comes nearest to it; None where there are no rows. Never loaded."""

    cell: object
    pollutant: str
    year: int | None
    meaning: Meaning
    printed: str
    unit: str
    amount_mg: int
    sum_mg: int | None
    agrees: bool


@dataclass(frozen=True)
class NameRead:
    """A division that a row names in its own way."""

    cell: object
    division: str


@dataclass(frozen=True)
class Column:
    """`number` counts the columns of the table; in one that lies on its side these are rows of the sheet."""

    number: int
    address: str
    heads: tuple[str, ...]
    meaning: Meaning
    unit: str = ""
    year: int | None = None
    pollutant: str = ""
    evidence: tuple[str, ...] = ()
    by_person: bool = False


@dataclass(frozen=True)
class Skipped:
    """A row that is no quota, and what it was taken for."""

    address: str
    what: str
    text: str


@dataclass
class Table:
    sheet: str
    fingerprint: str
    is_turned: bool
    titles: list[str]
    columns: list[Column] = field(default_factory=list)
    lines: list[QuotaLine] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass
class SheetRead:
    name: str
    tables: list[Table] = field(default_factory=list)


@dataclass
class Understanding:
    sheets: list[SheetRead]
    lines: list[QuotaLine]
    problems: list[Finding]
    warnings: list[Finding]
    totals: list[PrintedTotal] = field(default_factory=list)
    names: list[NameRead] = field(default_factory=list)

    @property
    def is_clear(self) -> bool:
        return not self.problems

    @property
    def tables(self) -> list[Table]:
        return [table for sheet in self.sheets for table in sheet.tables]

    def grouped(self) -> dict[Kind, list[Finding]]:
        """Problems by their cause, in the order of causes; within one by place."""
        groups = defaultdict(list)
        for problem in self.problems:
            groups[problem.kind].append(problem)
        return {kind: groups[kind] for kind in Kind if kind in groups}
