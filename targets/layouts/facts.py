"""Figures with all that is told of them, before they are put together to lines."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from formulas.units import TooFine
from targets.layouts.findings import Figure, Kind, Meaning, Notebook, shown
from targets.layouts.known import Known
from targets.layouts.meanings import Taken
from targets.layouts.names import Whom
from targets.layouts.numbers import Fault, Number, read_number
from targets.layouts.rows import RowKind
from targets.layouts.units import FRACTION, LABELS, PERCENT, UNITS


@dataclass(eq=False)
class Fact:
    """One cell. `figure` is None for a gap, and for a percentage, whose scale is decided later; `step_mg` is one of its last printed digit."""

    table: int
    column: int
    row: int
    kind: RowKind
    taken: Taken
    cell: object
    whom: Whom | None = None
    number: Number | None = None
    figure: Figure | None = None
    step_mg: int = 0

    @property
    def division(self) -> str:
        return self.whom.code if self.whom else ""

    @property
    def is_gap(self) -> bool:
        return self.number is None

    @property
    def of(self) -> tuple[str, str]:
        return self.division, self.taken.pollutant


@dataclass
class FactReader:
    """Reads cells under heads that are understood. What hinders is told once for a column, else at its cell."""

    known: Known
    notebook: Notebook
    table: int

    def __post_init__(self):
        self._told: set[tuple] = set()

    def fact(self, column: int, row: int, kind: RowKind, whom: Whom | None, taken: Taken, cell) -> Fact | None:
        """None where the cell can't be read; the notebook tells why."""
        number = read_number(cell)
        if number is None:
            return Fact(self.table, column, row, kind, taken, cell, whom)
        if isinstance(number, Fault):
            self._ask_for_number(cell, number, kind)
            return None
        if taken.meaning == Meaning.RATE:
            return self._rate(Fact(self.table, column, row, kind, taken, cell, whom, number))
        figure = self._figure(number, taken, cell)
        return Fact(self.table, column, row, kind, taken, cell, whom, number, figure) if figure else None

    def _rate(self, fact: Fact) -> Fact | None:
        if fact.number.unit in ("", PERCENT):
            return fact
        self.notebook.ask(Kind.UNIT, fact.cell, _("The cell holds a mass, its head names a percentage."), _("A figure in percent."))
        return None

    def _ask_for_number(self, cell, fault: Fault, kind: RowKind) -> None:
        if fault == Fault.FORMULA and kind.is_sum:
            self.notebook.warn(Kind.SUM, cell, _("The total is a formula and was not checked."))
        elif fault == Fault.FORMULA:
            self.notebook.ask(
                Kind.FORMULA, cell, _("The cell holds a formula, whose last result may be out of date."), _("The value itself.")
            )
        elif fault == Fault.BRACKETS:
            remedy = _("The figure without brackets, with a minus where it is below zero.")
            self.notebook.ask(Kind.NUMBER, cell, _("The figure stands in brackets, which may mean below zero or a remark."), remedy)
        else:
            remedy = _("A figure, or a dash where there is none.")
            self.notebook.ask(Kind.NUMBER, cell, _("“%(text)s” is no figure.") % {"text": shown(cell.value)}, remedy)

    def _figure(self, number: Number, taken: Taken, cell) -> Figure | None:
        name = self._unit(number, taken, cell)
        if not name:
            return None
        try:
            amount = UNITS[name].amount(number.value)
        except TooFine:
            text = _("The figure is finer than a milligram; nothing is rounded here.")
            self.notebook.ask(Kind.TOO_FINE, cell, text, _("A figure with at most %(places)d decimals.") % {"places": UNITS[name].decimals})
            return None
        if taken.meaning == Meaning.CUT and not taken.fall_is_positive:
            amount = -amount
        if amount < 0 and taken.meaning != Meaning.CUT:
            self.notebook.ask(Kind.NUMBER, cell, _("The figure is below zero."), _("An emission or cap of zero or more."))
            return None
        if abs(amount) > self.known.most_mg:
            self.notebook.ask(Kind.NUMBER, cell, _("The figure is larger than any nation emits."), _("A smaller figure, or another unit."))
            return None
        return Figure(amount, shown(cell.value), name, cell)

    def _unit(self, number: Number, taken: Taken, cell) -> str:
        if number.unit in (PERCENT, FRACTION):
            self.notebook.ask(Kind.NUMBER, cell, _("The cell holds a percentage, its head names a mass."), _("A figure in tonnes."))
            return ""
        if number.unit and taken.unit and number.unit != taken.unit:
            told = {"own": LABELS[number.unit], "head": LABELS[taken.unit]}
            self.notebook.ask(Kind.UNIT, cell, _("The cell says %(own)s, its head %(head)s.") % told, _("One unit for the whole column."))
            return ""
        if not (number.unit or taken.unit):
            remedy = _("A unit in the title, the corner or the head, such as 万吨 or 吨.")
            self.once(Kind.UNIT, cell, _("Nothing tells the unit of the figures."), remedy, key=("unit",))
        return number.unit or taken.unit

    def once(self, kind: Kind, cell, text: str, remedy: str = "", *, key: tuple) -> None:
        if key not in self._told:
            self._told.add(key)
            self.notebook.ask(kind, cell, text, remedy)


def note_steps(facts: list[Fact]) -> None:
    """A column is printed to one number of decimals, also where a figure ends in zeros; so is a row of totals."""
    places: dict[tuple, int] = defaultdict(int)
    for fact in facts:
        if fact.number is not None:
            printed_with = _printed_with(fact)
            places[printed_with] = max(places[printed_with], fact.number.places)
    for fact in facts:
        if fact.figure:
            fact.step_mg = 10 ** max(0, UNITS[fact.figure.unit].decimals - places[_printed_with(fact)])


def _printed_with(fact: Fact) -> tuple:
    if fact.kind.is_sum:
        return "row", fact.table, fact.row, fact.taken.unit
    return "column", fact.table, fact.column, fact.taken.meaning, fact.number.unit if fact.number else ""
