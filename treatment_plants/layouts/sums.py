"""Printed sums of a table of plants against its rows."""

from dataclasses import dataclass
from itertools import takewhile

from django.utils.translation import gettext as _

from formulas.units import TooFine
from targets.layouts.findings import Kind, Notebook
from targets.layouts.heads import Region
from targets.layouts.numbers import Number, read_number
from targets.layouts.rows import RowKind
from treatment_plants.layouts.findings import Column
from treatment_plants.layouts.units import UNITS


@dataclass
class Sums:
    region: Region
    notebook: Notebook
    # What each row was, with its number.
    walked: list[tuple[int, RowKind]]

    def check(self, column: Column) -> None:
        """A printed sum is compared with the rows above or below it, never loaded."""
        lines = [(row, kind, self._printed(row, column)) for row, kind in self.walked if kind == RowKind.LINE or kind.is_sum]
        for place, (row, kind, printed) in enumerate(lines):
            if not kind.is_sum or printed is None:
                continue
            before = list(takewhile(lambda one: not one[1].is_sum, reversed(lines[:place])))
            after = list(takewhile(lambda one: not one[1].is_sum, lines[place + 1 :]))
            everything = [one for one in lines if one[1] == RowKind.LINE]
            groups = [group for group in ([before, after, everything] if kind == RowKind.TOTAL else [before, after]) if group]
            sums = [self._sum(group) for group in groups]
            amount, step = printed
            if sums and not any(2 * abs(total - amount) <= steps + step for total, steps in sums):
                self._warn_of_sum(row, column, amount, min((total for total, _steps in sums), key=lambda total: abs(total - amount)))

    def _printed(self, row: int, column: Column) -> tuple[int, int] | None:
        """The amount of a cell and one of its last printed digit, in base units."""
        cell = self.region.grid.cells.get((row, column.number))
        number = read_number(cell) if cell else None
        if not isinstance(number, Number) or number.unit:
            return None
        unit = UNITS[column.taken.unit]
        try:
            return unit.amount(number.value), 10 ** max(0, unit.decimals - number.places)
        except TooFine:
            return None

    @staticmethod
    def _sum(lines: list) -> tuple[int, int]:
        printed = [one[2] for one in lines if one[2]]
        return sum(amount for amount, _step in printed), sum(step for _amount, step in printed)

    def _warn_of_sum(self, row: int, column: Column, printed: int, total: int) -> None:
        unit = UNITS[column.taken.unit]
        told = {"sum": unit.typed(total), "difference": unit.typed(printed - total)}
        text = _("The rows add up to %(sum)s; the printed total differs by %(difference)s.") % told
        self.notebook.warn(
            Kind.SUM, self.region.grid.cells[row, column.number], text, _("Compare with the document. The total is not loaded.")
        )
