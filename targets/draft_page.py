"""The page of a draft, put together: problems with an input beside each, and what every column was taken for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tables.words import listed
from targets.draft_forms import own_tables
from targets.draft_reading import ColumnRead, TableRead, Told
from targets.drafts import QuotaDraft
from targets.layouts import Choice, Kind, Meaning
from targets.layouts.findings import MEANINGS
from targets.layouts.units import FRACTION, LABELS, PERCENT
from workbooks.cells import shown
from workbooks.entries import field_name, seen_name
from workbooks.models import Correction

# As many as a person mends on a page; a file with more goes back marked.
MOST_SHOWN = 100


@dataclass(frozen=True)
class ProblemRow:
    problem: Told
    # Of the input that mends the cell, empty where the problem has none; `shown` is what stands in it.
    field: str
    seen: str
    shown: str
    # Of the tick that leaves the row out, empty where that is no remedy.
    leave: str


@dataclass(frozen=True)
class ProblemGroup:
    kind: str
    label: str
    rows: list[ProblemRow]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)

    @property
    def may_leave_out(self) -> bool:
        return any(row.leave for row in self.rows)


@dataclass(frozen=True)
class Select:
    name: str
    label: str
    # Value, text, whether it is chosen.
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class ColumnRow:
    column: ColumnRead
    taken_for: str
    meaning: Select
    # Folded away until somebody asks for them or has chosen one.
    details: list[Select]
    is_open: bool


@dataclass(frozen=True)
class TableCard:
    number: int
    table: TableRead
    rows: list[ColumnRow]
    left_out: list[str]
    total_is_whole: bool
    is_remembered: bool
    needs_answer: bool


def problem_groups(read: QuotaDraft) -> list[ProblemGroup]:
    groups = {}
    for problem in read.reading.problems:
        groups.setdefault(problem.kind, []).append(problem)
    asked_again = set()
    return [
        ProblemGroup(kind, str(Kind(kind).label), [_row(one, read, asked_again) for one in some[:MOST_SHOWN]], len(some))
        for kind, some in groups.items()
    ]


def _row(one: Told, read: QuotaDraft, asked: set) -> ProblemRow:
    """Two problems of one cell share the input of the first."""
    if not one.sheet or one.where in asked:
        return ProblemRow(one, "", "", "", "")
    asked.add(one.where)
    cell = read.sheets[one.sheet - 1].cell(one.row, one.column)
    # The result of a formula is typed anew by whoever answers for it.
    text = "" if cell.is_formula else shown(cell)
    leave = "-".join(map(str, one.where)) if one.kind == Kind.DIVISION else ""
    return ProblemRow(one, field_name(one.where), seen_name(one.where), text, leave)


def table_cards(read: QuotaDraft) -> list[TableCard]:
    asked = {
        (one.kind, one.sheet)
        for one in read.reading.problems
        if one.kind in ("column", "candidates", "unit", "pollutant", "year", "percent")
    }
    names = {sheet.name: number for number, sheet in enumerate(read.sheets, start=1)}
    cards = []
    for number, table in own_tables(read.reading.tables).items():
        mapping = read.mapping(table.fingerprint)
        rows = [
            _column(number, column, mapping.columns.get(column.number), read)
            for column in table.columns
            if column.heads or column.is_figure
        ]
        is_remembered = table.fingerprint in read.remembered and table.fingerprint not in read.own
        needs_answer = any(sheet == names.get(table.sheet) for _kind, sheet in asked)
        cards.append(TableCard(number, table, rows, sorted(mapping.ignored_rows), mapping.total_is_whole, is_remembered, needs_answer))
    return cards


def _column(number: int, column: ColumnRead, choice: Choice | None, read: QuotaDraft) -> ColumnRow:
    known = read.known
    told = [str(MEANINGS[column.meaning])]
    if Meaning(column.meaning).is_figure:
        told += [str(known.pollutant(column.pollutant).symbol)] if column.pollutant else []
        told += [str(column.year)] if column.year else []
        told += [str(LABELS.get(column.unit, column.unit))] if column.unit else []
    meanings = [(one.value, str(MEANINGS[one])) for one in Meaning if one != "unclear"]
    meaning, details = _select(number, column, "meaning", _("Meaning"), meanings, choice), []
    if column.is_figure:
        units = [*((unit, str(label)) for unit, label in LABELS.items()), (PERCENT, "%"), (FRACTION, _("fraction of one"))]
        details = [
            _select(number, column, "unit", _("Unit"), units, choice),
            _select(number, column, "year", _("Year"), [(str(year), str(year)) for year in (known.base_year, *known.years)], choice),
            _select(number, column, "pollutant", _("Pollutant"), [(one.code, one.symbol or str(one)) for one in known.pollutants], choice),
            _select(
                number,
                column,
                "since",
                _("Measured against"),
                [(str(known.base_year), str(known.base_year)), ("0", _("the year before"))],
                choice,
            ),
        ]
    is_open = column.meaning == "unclear" or any(not one.options[0][2] for one in details)
    return ColumnRow(column, listed(told), meaning, details, is_open)


def _select(number: int, column: ColumnRead, part: str, label: str, options: list[tuple[str, str]], choice: Choice | None) -> Select:
    value = getattr(choice, part) if choice else None
    chosen = "" if value is None else str(value)
    blank = ("", _("as read"), not chosen)
    return Select(f"t{number}-c{column.number}-{part}", label, [blank, *((key, text, key == chosen) for key, text in options)])


def correction_rows(corrections: Iterable[Correction]) -> list[tuple[Correction, str]]:
    """Corrections, the newest first, each with the name by which its button takes it back; empty for those that hold no longer."""
    rows, seen = [], set()
    for one in corrections:
        holds = one.place not in seen and one.text is not None
        seen.add(one.place)
        rows.append((one, field_name(one.place) if holds else ""))
    return rows
