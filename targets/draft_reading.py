"""What was read of a draft, as plain data: the page shows it, the job keeps it for large files, proposing takes its lines."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from targets.layouts import Understanding
from targets.layouts.findings import Finding, shown
from targets.layouts.units import LABELS, UNITS
from targets.ledger import Line
from workbooks import Sheet, packing
from workbooks.cells import column_of

MOST_TEXT = 60


@dataclass(frozen=True)
class Told:
    """A problem or warning. `sheet`, `row` and `column` are numbers for programs, 0 where it concerns the whole file."""

    kind: str
    text: str
    remedy: str
    value: str
    place: str
    sheet: int = 0
    row: int = 0
    column: int = 0

    @property
    def where(self) -> tuple[int, int, int]:
        return self.sheet, self.row, self.column


@dataclass(frozen=True)
class ColumnRead:
    number: int
    address: str
    heads: list[str]
    meaning: str
    unit: str
    year: int | None
    pollutant: str
    evidence: list[str]
    by_person: bool
    is_figure: bool


@dataclass(frozen=True)
class SkippedRow:
    address: str
    what: str
    text: str


@dataclass(frozen=True)
class TableRead:
    sheet: str
    fingerprint: str
    is_turned: bool
    titles: list[str]
    columns: list[ColumnRead]
    skipped: list[SkippedRow]
    lines: int
    has_total: bool


@dataclass(frozen=True)
class LineRead:
    """A quota with the cells that told it; `cap_printed` is empty where the cap was worked out of a cut."""

    division: str
    pollutant: str
    year: int
    base_mg: int
    cap_mg: int
    excludes: list[str]
    base_printed: str
    base_unit: str
    base_place: str
    cap_printed: str
    cap_unit: str
    cap_place: str
    # Printed, in percent with a fall negative; worked out, in millionths; whether they agree.
    percentages: list[list]


@dataclass(frozen=True)
class TotalRead:
    place: str
    pollutant: str
    year: int | None
    meaning: str
    printed: str
    unit: str
    amount_mg: int
    sum_mg: int | None
    agrees: bool


@dataclass(frozen=True)
class Written:
    """A cell that is read otherwise than it is written."""

    place: str
    written: str
    read: str


@dataclass(frozen=True)
class Reading:
    tables: list[TableRead] = field(default_factory=list)
    problems: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)
    lines: list[LineRead] = field(default_factory=list)
    totals: list[TotalRead] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)

    @property
    def is_clear(self) -> bool:
        return not self.problems

    def ledger_lines(self) -> list[Line]:
        return [Line(one.division, one.pollutant, one.year, one.base_mg, one.cap_mg, tuple(one.excludes)) for one in self.lines]

    def packed(self) -> bytes:
        return packing.packed(self)

    @classmethod
    def unpacked(cls, packed: bytes) -> "Reading":
        return packing.unpacked(cls, packed)


def reading_of(understood: Understanding, sheets: list[Sheet]) -> Reading:
    """An understanding in the language of whoever asked for it."""
    numbers = {sheet.name: number for number, sheet in enumerate(sheets, start=1)}
    return Reading(
        tables=[_table(table) for table in understood.tables],
        problems=[_told(one, numbers) for some in understood.grouped().values() for one in some],
        warnings=[_told(one, numbers) for one in understood.warnings],
        lines=[_line(one) for one in understood.lines],
        totals=[
            TotalRead(_place(one.cell), one.pollutant, one.year, one.meaning, one.printed, one.unit, one.amount_mg, one.sum_mg, one.agrees)
            for one in understood.totals
        ],
        written=[*_names(understood), *_figures(understood)],
    )


def _told(one: Finding, numbers: dict[str, int]) -> Told:
    if one.row is None:
        return Told(one.kind, one.text, one.remedy, one.value, "")
    place = f"{one.sheet}!{one.column}{one.row}"
    return Told(one.kind, one.text, one.remedy, one.value, place, numbers[one.sheet], one.row, column_of(one.column))


def _table(table) -> TableRead:
    columns = [
        ColumnRead(
            one.number,
            one.address,
            list(one.heads),
            one.meaning,
            one.unit,
            one.year,
            one.pollutant,
            list(dict.fromkeys(one.evidence)),
            one.by_person,
            # What is no figure has no unit, year or pollutant to be asked for.
            one.meaning.is_figure or one.meaning in ("unclear", "subset", "emission", "ignored"),
        )
        for one in table.columns
    ]
    skipped = [SkippedRow(one.address, one.what, one.text) for one in table.skipped]
    has_total = any(one.what == "total" for one in table.skipped)
    return TableRead(table.sheet, table.fingerprint, table.is_turned, table.titles, columns, skipped, len(table.lines), has_total)


def _line(one) -> LineRead:
    return LineRead(
        division=one.division,
        pollutant=one.pollutant,
        year=one.year,
        base_mg=one.base.amount_mg,
        cap_mg=one.cap.amount_mg,
        excludes=list(one.excludes),
        base_printed=one.base.printed,
        base_unit=one.base.unit,
        base_place=_place(one.base.cell),
        cap_printed=one.cap.printed,
        cap_unit=one.cap.unit,
        cap_place=_place(one.cap.cell),
        percentages=[
            [part.printed, f"{part.change:f}", part.computed_millionths, part.agrees, _place(part.cell)] for part in one.percentages
        ],
    )


def _place(cell) -> str:
    return f"{cell.sheet}!{cell.letters}{cell.row}" if cell is not None else ""


def _names(understood: Understanding) -> list[Written]:
    return [Written(_place(one.cell), shown(one.cell.value), one.division) for one in understood.names]


def _figures(understood: Understanding) -> list[Written]:
    """Figures that the file keeps as text: full-width, with commas, with a unit."""
    found = {}
    for line in understood.lines:
        for one in (line.base, line.cap):
            # A cap that was worked out of a cut is not what its cell says.
            if one.printed and isinstance(one.cell.value, str):
                read = f"{UNITS[one.unit].typed(one.amount_mg)} {LABELS[one.unit]}"
                found[one.cell.sheet, one.cell.row, one.cell.column] = Written(_place(one.cell), shown(one.cell.value), read)
    return list(found.values())


def totals_label(meaning: str) -> str:
    return {"base_amount": _("emission of the base year"), "cap": _("cap"), "cut": _("cut")}[meaning]
